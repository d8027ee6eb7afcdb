// The words and bounds of the published schemas are those of the parser: each word is put into a
// flow and accepted, a wrong one brings the parser's own list to light; each bound is tried from
// both sides.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/predicates.h"
#include "scenarios/suite/sources.h"

namespace slogate {
namespace {

using nlohmann::json;

const json& node(const std::string& pointer) {
  static const json kFlow = [] {
    std::ifstream in(std::string(SLOGATE_SOURCE_DIR) + "/scenarios/schema/flow.schema.json");
    return json::parse(in);
  }();
  return kFlow.at(json::json_pointer(pointer));
}

// What is wrong with a flow in which @ is replaced; empty where nothing is.
std::string problems(std::string text, const std::string& value) {
  text.replace(text.find('@'), 1, value);
  const Result<Json> parsed = parse_json("f", text);
  EXPECT_TRUE(parsed) << text;
  Diagnostics found;
  if (parsed) (void)parse_flow(*parsed, found);
  return found.text();
}

std::string with_step(const std::string& member) {
  return R"({"name": "a", "steps": [{"name": "b", "request": "GET /", )" + member + "}]}";
}
std::string with_flow(const std::string& member) {
  return R"({"name": "a", "steps": [{"name": "b", "request": "GET /"}], )" + member + "}";
}
std::string with_check(const std::string& members) {
  return with_step(R"("checks": [{)" + members + "}]");
}

// "a", "b" and "c" of "…, known are a, b and c".
std::set<std::string> known_words(std::string message) {
  std::set<std::string> out;
  const std::string begin = "known are ";
  const std::size_t at = message.find(begin);
  if (at == std::string::npos) return out;
  message = message.substr(at + begin.size());
  message = message.substr(0, message.find('\n'));
  for (std::size_t end = 0; end != std::string::npos;) {
    end = message.find_first_of(" \n");
    std::string word = message.substr(0, end);
    if (word.ends_with(",")) word.pop_back();
    if (word != "and" && !word.empty()) out.insert(word);
    if (end != std::string::npos) message = message.substr(end + 1);
  }
  return out;
}

struct Words {
  std::string pointer;  // of the schema's enum
  std::string text;
};

std::vector<Words> words() {
  const std::string session =
      R"("session": {"shared_by": @, "steps": [{"name": "c", "request": "GET /"}]})";
  return {
      {"/definitions/check/properties/attribute", with_check(R"("cookie": "a", "attribute": @)")},
      {"/definitions/check/properties/size", with_check(R"("size": @)")},
      {"/definitions/check/properties/hash", with_check(R"("hash": @)")},
      {"/definitions/check/properties/time", with_check(R"("less_than": "2s", "time": @)")},
      {"/definitions/check/properties/redirects", with_check(R"("redirects": @)")},
      {"/definitions/check/properties/tls", with_check(R"("tls": @)")},
      {"/definitions/check/properties/type", with_check(R"("json": "", "type": @)")},
      {"/definitions/check/properties/not_type", with_check(R"("json": "", "not_type": @)")},
      {"/definitions/filter/anyOf/0", with_check(R"("json": "", "filters": [@])")},
      {"/definitions/capture/properties/scope",
       with_step(R"("captures": {"c": {"json": "", "scope": @}})")},
      {"/definitions/step/properties/on_failure", with_step(R"("on_failure": @)")},
      {"/definitions/redirects/anyOf/0", with_step(R"("redirects": @)")},
      {"/definitions/sign/properties/encoding",
       with_step(R"("sign": {"header": "a", "key": "b", "encoding": @})")},
      {"/definitions/feed/properties/order",
       with_flow(R"("feeds": {"c": {"file": "c.csv", "order": @}})")},
      {"/definitions/feed/properties/at_end",
       with_flow(R"("feeds": {"c": {"file": "c.csv", "at_end": @}})")},
      {"/definitions/session/properties/shared_by", with_flow(session)}};
}

TEST(SchemaWords, AreThoseOfTheParser) {
  for (const Words& entry : words()) {
    std::set<std::string> published;
    for (const json& word : node(entry.pointer).at("enum")) published.insert(word);
    for (const std::string& word : published)
      EXPECT_EQ(problems(entry.text, "\"" + word + "\""), "") << entry.pointer;
    const std::string refusal = problems(entry.text, "\"no-such-word-at-all\"");
    EXPECT_EQ(known_words(refusal), published) << entry.pointer << ": " << refusal;
  }
}

TEST(SchemaWords, SourcesAndPredicatesAreKeys) {
  std::set<std::string> all;
  for (const SourceWord& word : kSources) all.emplace(word.key);
  for (const PredicateWord& word : kPredicates) all.emplace(word.key);
  for (const char* other : {"attribute", "filters", "each", "http_only", "secure", "because"})
    all.emplace(other);
  std::set<std::string> published;
  for (const auto& [key, value] : node("/definitions/check/properties").items())
    published.insert(key);
  EXPECT_EQ(published, all);
}

TEST(SchemaWords, FiltersWithAValueAreKeys) {
  const std::set<std::string> known(keys::kFilterWords.begin(), keys::kFilterWords.end());
  std::set<std::string> published;
  for (const auto& [key, value] : node("/definitions/filter_with_value/properties").items())
    published.insert(key);
  EXPECT_EQ(published, known);
}

struct Bounds {
  std::string pointer;  // of the schema's node with minimum and maximum
  std::string text;
};

std::vector<Bounds> bounds() {
  const std::string step = R"({"name": "c", "request": "GET /"})";
  return {{"/definitions/step/properties/max_body", with_step(R"("max_body": @)")},
          {"/definitions/redirects/anyOf/1", with_step(R"("redirects": @)")},
          {"/definitions/retry/properties/times", with_step(R"("retry": {"times": @})")},
          {"/definitions/repeat/anyOf/0",
           R"({"name": "a", "steps": [{"repeat": @, "steps": [)" + step + "]}]}"},
          {"/definitions/repetition/properties/times",
           R"({"name": "a", "steps": [{"repeat": {"times": @}, "steps": [)" + step + "]}]}"},
          {"/definitions/repetition/properties/at_most",
           R"({"name": "a", "steps": [{"repeat": {"for_each": "l", "at_most": @}, "steps": [)" +
               step + "]}]}"},
          {"/definitions/amount/anyOf/0", with_check(R"("json": "", "count": @)")},
          {"/definitions/range/properties/at_least",
           with_check(R"("json": "", "length": {"at_least": @})")},
          {"/definitions/filter_with_value/properties/index",
           with_check(R"("json": "", "filters": [{"index": @}])")},
          {"/definitions/check/properties/status/anyOf/0", with_check(R"("status": @)")},
          {"/definitions/renew/properties/on_status/items",
           with_flow(R"("session": {"shared_by": "run", "renew": {"on_status": [@]}, "steps": [)" +
                     step + "]}")},
          {"/definitions/generator/properties/digits",
           with_flow(R"("generate": {"g": {"random_float": [0, 1], "digits": @}})")},
          {"/definitions/generator/properties/random_string",
           with_flow(R"("generate": {"g": {"random_string": @}})")}};
}

TEST(SchemaBounds, AreThoseOfTheParser) {
  for (const Bounds& entry : bounds()) {
    const std::int64_t lowest = node(entry.pointer).at("minimum");
    const std::int64_t highest = node(entry.pointer).at("maximum");
    EXPECT_EQ(problems(entry.text, std::to_string(lowest)), "") << entry.pointer;
    EXPECT_EQ(problems(entry.text, std::to_string(highest)), "") << entry.pointer;
    EXPECT_NE(problems(entry.text, std::to_string(lowest - 1)), "") << entry.pointer;
    EXPECT_NE(problems(entry.text, std::to_string(highest + 1)), "") << entry.pointer;
  }
}

// A list of so many members, each from a text in which # is its number.
std::string many(std::size_t count, const std::string& item) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    std::string one = item;
    const std::size_t at = one.find('#');
    if (at != std::string::npos) one.replace(at, 1, std::to_string(i));
    out += (i > 0 ? "," : "") + one;
  }
  return out;
}

TEST(SchemaBounds, OfListsAreThoseOfTheParser) {
  struct List {
    std::string pointer;
    std::string key;  // maxItems or maxProperties
    std::string text;
    std::string item;
  };
  const List lists[] = {
      {"/definitions/headers", "maxProperties", with_step(R"("headers": {@})"), R"("x#": "a")"},
      {"/definitions/cookies", "maxProperties", with_step(R"("cookies": {@})"), R"("x#": "a")"},
      {"/definitions/query", "maxProperties", with_step(R"("query": {@})"), R"("x#": "a")"},
      {"/definitions/step/properties/multipart", "maxItems", with_step(R"("multipart": [@])"),
       R"({"name": "x#", "value": "a"})"},
      {"/definitions/filters", "maxItems", with_check(R"("json": "", "filters": [@])"),
       R"("trim")"},
      {"/definitions/entries", "maxItems", R"({"name": "a", "steps": [@]})",
       R"({"name": "x#", "request": "GET /"})"},
      {"/definitions/generator/properties/choice", "maxItems",
       with_flow(R"("generate": {"g": {"choice": [@]}})"), R"("x#")"}};
  for (const List& list : lists) {
    const std::size_t most = node(list.pointer).at(list.key);
    EXPECT_EQ(problems(list.text, many(most, list.item)), "") << list.pointer;
    EXPECT_NE(problems(list.text, many(most + 1, list.item)), "") << list.pointer;
  }
}

}  // namespace
}  // namespace slogate
