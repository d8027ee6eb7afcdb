#include "scenarios/suite/source_place.h"

#include <gtest/gtest.h>

#include "scenarios/suite/json.h"

namespace slogate {
namespace {

// What the file holds from the place on of the byte at which `word` begins in the text.
std::string from(const std::string& file, const std::string& word) {
  const Json json = parse_json("f", file).value();
  const Json& text = json.items.back();
  const Position at = text.place().of(text.string.find(word));
  EXPECT_EQ(at.file, "f");
  EXPECT_EQ(at.line, text.at.line);
  std::size_t line = 0;
  for (int i = 1; i < at.line; ++i) line = file.find('\n', line) + 1;
  return file.substr(line + static_cast<std::size_t>(at.column) - 1);
}

TEST(SourcePlace, AByteOfAStringStandsBehindItsQuotationMark) {
  const Json json = parse_json("f", "{\n  \"a\": \"x${b}\"}").value();
  const SourcePlace place = json.find("a")->place();
  EXPECT_EQ(place.column, 8);
  EXPECT_EQ(place.of(0).column, 9);
  EXPECT_EQ(place.of(1).column, 10);
  EXPECT_EQ(place.of(1).line, 2);
}

TEST(SourcePlace, EscapesTakeTheirPlaceInTheFile) {
  EXPECT_EQ(from(R"(["a\"b\\c\/\n${x}"])", "${x}"), R"(${x}"])");
  EXPECT_EQ(from(R"(["\u0041${x}"])", "${x}"), R"(${x}"])");
  EXPECT_EQ(from(R"(["\u00e4\u20AC${x}"])", "${x}"), R"(${x}"])");
  EXPECT_EQ(from(R"(["\ud83d\ude97 \ud83d\ude97${x}"])", "${x}"), R"(${x}"])");
  EXPECT_EQ(from(R"(["\u0024{x}"])", "${x}"), R"(\u0024{x}"])");
  EXPECT_EQ(from(R"(["${x}\\${y}\n"])", "${y}"), R"(${y}\n"])");
}

TEST(SourcePlace, AnEscapedBackslashBeforeAUIsNoCharacterNumber) {
  EXPECT_EQ(from(R"(["\\u00e4${x}"])", "${x}"), R"(${x}"])");
}

TEST(SourcePlace, CharactersOutsideAsciiStandAsTheyAre) {
  EXPECT_EQ(from("[\"ü商🚗\\n${x}\"]", "${x}"), "${x}\"]");
}

TEST(SourcePlace, FollowsTheLinesOfAFile) {
  EXPECT_EQ(from("[1,\n\n  \"\\t${x}\"]", "${x}"), "${x}\"]");
}

TEST(SourcePlace, APartOfAStringIsWhereItStands) {
  const Json json = parse_json("f", R"("GET \u002f${x}")").value();
  EXPECT_EQ(json.place().behind(4).of(0).column, 6);
  EXPECT_EQ(json.place().behind(4).of(1).column, 12);
  EXPECT_EQ(json.place().behind(4).column, 1);
}

TEST(SourcePlace, WhatIsNoStringOfTheFileIsOnePlace) {
  EXPECT_EQ(SourcePlace("f", 3, 7).of(5).column, 7);
  EXPECT_EQ(parse_json("f", "[12345]").value().items[0].place().of(3).column, 2);
}

}  // namespace
}  // namespace slogate
