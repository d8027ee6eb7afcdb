#include "scenarios/compile/filter.h"

#include <gtest/gtest.h>

#include "scenarios/compile/date.h"
#include "tests/scenarios/compile/look_bench.h"

namespace slogate {
namespace {

std::string through(Filter filter, std::string_view text) {
  std::string out = "-";
  std::string why;
  return apply_text_filter(filter, text, out, why) ? out : "! " + why;
}

// What a header is after these filters, as a failed check tells it.
std::string header_after(const std::string& value, std::vector<FilterSpec> filters) {
  const std::string said =
      verdict(filtered(check_spec(Source::header, "x", Predicate::equals, "\"\\u0001\""),
                       std::move(filters)),
              answer(200, "", {{"x", value}}));
  const std::size_t bar = said.find(" | ");
  return bar == std::string::npos ? said : said.substr(bar + 3);
}

TEST(TextFilter, AppendsWhatItMakes) {
  EXPECT_EQ(through(Filter::trim, " \t a b\r\n"), "-a b");
  EXPECT_EQ(through(Filter::lower, "ÄBc"), "-Äbc");
  EXPECT_EQ(through(Filter::upper, "aBc"), "-ABC");
  EXPECT_EQ(through(Filter::url_encode, "a b/ü"), "-a%20b%2F%C3%BC");
  EXPECT_EQ(through(Filter::url_decode, "a%20b%2f+"), "-a b/+");
  EXPECT_EQ(through(Filter::base64_encode, "ab?>"), "-YWI/Pg==");
  EXPECT_EQ(through(Filter::base64_decode, "YWI/Pg=="), "-ab?>");
  EXPECT_EQ(through(Filter::base64_decode, "YWI_Pg"), "-ab?>");
  EXPECT_EQ(through(Filter::md5, "abc"), "-900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(through(Filter::sha256, "abc"),
            "-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(TextFilter, SaysWhatDoesNotFit) {
  EXPECT_EQ(through(Filter::url_decode, "a%2"), "! \"a%2\" is no percent-encoded text");
  EXPECT_EQ(through(Filter::base64_decode, "a*b"), "! \"a*b\" is no base64");
}

TEST(FilterChain, AppliesOneBehindTheOther) {
  EXPECT_EQ(header_after(" YWJj ", {filter_spec(Filter::trim), filter_spec(Filter::base64_decode),
                                    filter_spec(Filter::upper)}),
            "\"ABC\"");
  EXPECT_EQ(header_after("GET, PUT",
                         {filter_spec(Filter::split, ", "), filter_spec(Filter::index, "", -1)}),
            "\"PUT\"");
  EXPECT_EQ(header_after("GET,PUT,", {filter_spec(Filter::split, ","), filter_spec(Filter::count)}),
            "3");
  EXPECT_EQ(header_after("a;b", {filter_spec(Filter::split, ";"), filter_spec(Filter::upper)}),
            "\"A\", the first of 2");
  EXPECT_EQ(header_after("id=42;",
                         {filter_spec(Filter::regex, "id=(\\d+)"), filter_spec(Filter::number)}),
            "42");
}

TEST(FilterChain, SaysWhyAValueIsLost) {
  EXPECT_EQ(header_after("abc", {filter_spec(Filter::number)}), "\"abc\" is no number");
  EXPECT_EQ(header_after("abc", {filter_spec(Filter::regex, "\\d")}), "no match in \"abc\"");
  EXPECT_EQ(
      header_after("a,b", {filter_spec(Filter::split, ","), filter_spec(Filter::index, "", 2)}),
      "no index 2 in a list of 2");
  EXPECT_EQ(header_after("a,b", {filter_spec(Filter::split, ","), filter_spec(Filter::split, "a")}),
            "a list, which cannot be split");
  EXPECT_EQ(header_after("abc", {filter_spec(Filter::split, "b"), filter_spec(Filter::index, "", 0),
                                 filter_spec(Filter::count)}),
            "no list to count");
  EXPECT_EQ(header_after("soon", {filter_spec(Filter::date, "iso8601")}),
            "\"soon\" is no date of the form iso8601");
}

TEST(FilterChain, AValueThatDoesNotFitIsNoAbsence) {
  const CheckSpec absent = check_spec(Source::header, "x", Predicate::exists, "false");
  const Exchange exchange = answer(200, "", {{"x", "abc"}});
  EXPECT_EQ(verdict(filtered(absent, {filter_spec(Filter::number)}), exchange),
            "header x after number is absent | \"abc\" is no number");
  EXPECT_EQ(verdict(filtered(absent, {filter_spec(Filter::regex, "\\d")}), exchange), "holds");
}

TEST(FilterChain, IsTold) {
  EXPECT_EQ(verdict(filtered(check_spec(Source::header, "x", Predicate::equals, "1"),
                             {filter_spec(Filter::trim), filter_spec(Filter::split, ","),
                              filter_spec(Filter::index, "", 0)}),
                    answer(200, "", {{"x", "2,3"}})),
            "header x after trim, split \",\" and index 0 equals 1 | \"2\"");
}

TEST(FilterChain, ListFiltersTakeAllThatASourceHas) {
  const Exchange exchange = answer(200, "id=1 id=2", {{"x", "a"}, {"X", "b"}});
  EXPECT_EQ(verdict(filtered(check_spec(Source::header, "x", Predicate::equals, "2"),
                             {filter_spec(Filter::count)}),
                    exchange),
            "holds");
  EXPECT_EQ(verdict(filtered(check_spec(Source::regex, "id=(\\d)", Predicate::equals, "2"),
                             {filter_spec(Filter::index, "", 1)}),
                    exchange),
            "holds");
  EXPECT_EQ(verdict(filtered(check_spec(Source::json, "/a", Predicate::equals, "[\"A\", \"B\"]"),
                             {filter_spec(Filter::upper)}),
                    answer(200, R"({"a": ["a", "b"]})")),
            "holds");
}

TEST(FilterChain, TextFiltersBeforeAListFilterWorkOnAllOfIt) {
  const Exchange exchange = answer(200, "", {{"x", " a "}, {"X", "b"}});
  EXPECT_EQ(verdict(filtered(check_spec(Source::header, "x", Predicate::equals, "2"),
                             {filter_spec(Filter::trim), filter_spec(Filter::count)}),
                    exchange),
            "holds");
  EXPECT_EQ(
      verdict(filtered(each_of(check_spec(Source::header, "x", Predicate::one_of, R"(["A", "B"])")),
                       {filter_spec(Filter::trim), filter_spec(Filter::upper)}),
              exchange),
      "holds");
  EXPECT_EQ(verdict(filtered(check_spec(Source::header, "x", Predicate::count, "2"),
                             {filter_spec(Filter::trim)}),
                    exchange),
            "holds");
}

TEST(FilterChain, ABadPatternIsToldWithItsPlace) {
  LookBench bench;
  EXPECT_FALSE(bench.check(filtered(check_spec(Source::header, "x", Predicate::exists),
                                    {filter_spec(Filter::regex, "(")})));
  EXPECT_EQ(bench.told(), "flow.json:8:5: bad pattern \"(\": missing ): (");
}

TEST(Date, ReadsEachForm) {
  EXPECT_EQ(parse_date("iso8601", "2024-02-29T12:34:56.5+01:00"), 1709206496.5);
  EXPECT_EQ(parse_date("iso8601", "2024-02-29T11:34:56Z"), 1709206496);
  EXPECT_EQ(parse_date("iso8601", "2024-02-29 11:34:56"), 1709206496);
  EXPECT_EQ(parse_date("iso8601", "1970-01-02"), 86400);
  EXPECT_EQ(parse_date("http", "Thu, 29 Feb 2024 11:34:56 GMT"), 1709206496);
  EXPECT_EQ(parse_date("unix_ms", "1709206496500"), 1709206496.5);
  EXPECT_EQ(parse_date("%a %d/%b/%Y %T", "Thu 29/Feb/2024 11:34:56"), 1709206496);
  EXPECT_EQ(parse_date("%Y %j", "2024 060"), 1709164800);
}

TEST(Date, RefusesWhatIsNone) {
  for (const char* text : {"", "2023-02-29", "2024-13-01", "2024-02-29T25:00:00Z", "2024-2-9",
                           "2024-02-29T11:34:56Zz", "2024-02-29T11:34:56.", "-024-02-29"}) {
    EXPECT_EQ(parse_date("iso8601", text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_date("%Y %j", "2023 366"), std::nullopt);
  EXPECT_EQ(parse_date("%d", "1"), std::nullopt);
  EXPECT_EQ(parse_date("http", "yesterday"), std::nullopt);
}

}  // namespace
}  // namespace slogate
