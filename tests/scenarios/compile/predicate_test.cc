// Every predicate, its negation, and what neither holds of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/compile/look_bench.h"

namespace slogate {
namespace {

std::string json_verdict(Predicate predicate, const std::string& expected,
                         const std::string& value) {
  return on_json("/x", predicate, expected, "{\"x\": " + value + "}");
}

std::string negated_verdict(Predicate predicate, const std::string& expected,
                            const std::string& value) {
  return verdict(negated(check_spec(Source::json, "/x", predicate, expected)),
                 answer(200, "{\"x\": " + value + "}"));
}

TEST(Predicate, ExistsAndItsNegation) {
  EXPECT_EQ(json_verdict(Predicate::exists, "true", "0"), "holds");
  EXPECT_EQ(json_verdict(Predicate::exists, "false", "0"), "json /x is absent | 0");
  EXPECT_EQ(negated_verdict(Predicate::exists, "true", "0"), "json /x is absent | 0");
}

TEST(Predicate, EmptyIsOfTextsListsAndObjects) {
  for (const char* value : {R"("")", "[]", "{}"}) {
    EXPECT_EQ(json_verdict(Predicate::empty, "true", value), "holds") << value;
  }
  EXPECT_EQ(json_verdict(Predicate::empty, "false", "[]"), "json /x is not empty | []");
  EXPECT_EQ(json_verdict(Predicate::empty, "true", "[1]"), "json /x is empty | [1]");
  EXPECT_EQ(negated_verdict(Predicate::empty, "true", R"("")"), "json /x is not empty | \"\"");
  EXPECT_EQ(json_verdict(Predicate::empty, "true", "0"),
            "json /x is empty | 0: only a text, an array or an object can be empty");
  EXPECT_EQ(json_verdict(Predicate::empty, "false", "null"),
            "json /x is not empty | null: only a text, an array or an object can be empty");
}

TEST(Predicate, UniqueComparesTypeAndValue) {
  EXPECT_EQ(json_verdict(Predicate::unique, "true", R"([1, "1", 2, null, {"a": 1}])"), "holds");
  EXPECT_EQ(json_verdict(Predicate::unique, "true", R"(["a", "b", "a"])"),
            "json /x has no value twice | \"a\" twice");
  EXPECT_EQ(json_verdict(Predicate::unique, "true", R"([{"a": 1}, {"a": 1}])"),
            "json /x has no value twice | {\"a\":1} twice");
  EXPECT_EQ(json_verdict(Predicate::unique, "false", "[1, 1]"), "holds");
  EXPECT_EQ(json_verdict(Predicate::unique, "false", "[1, 2]"),
            "json /x has a value twice | [1,2]");
  EXPECT_EQ(negated_verdict(Predicate::unique, "true", "[1, 2]"),
            "json /x has a value twice | [1,2]");
  EXPECT_EQ(json_verdict(Predicate::unique, "true", "7"), "json /x has no value twice | 7");
}

TEST(Predicate, EqualsAndItsNegation) {
  EXPECT_EQ(negated_verdict(Predicate::equals, "1", "2"), "holds");
  EXPECT_EQ(negated_verdict(Predicate::equals, "1", R"("1")"), "holds");
  EXPECT_EQ(negated_verdict(Predicate::equals, "1", "1"), "json /x is not 1 | 1");
  EXPECT_EQ(negated_verdict(Predicate::equals, "[1]", "[1]"), "json /x is not [1] | [1]");
}

TEST(Predicate, OneOfAndItsNegation) {
  EXPECT_EQ(json_verdict(Predicate::one_of, R"(["a", 2])", "2"), "holds");
  EXPECT_EQ(json_verdict(Predicate::one_of, R"(["a", 2])", "3"),
            "json /x is one of \"a\" or 2 | 3");
  EXPECT_EQ(negated_verdict(Predicate::one_of, R"(["a", 2])", "3"), "holds");
  EXPECT_EQ(negated_verdict(Predicate::one_of, R"(["a", "b", 2])", "2"),
            "json /x is none of \"a\", \"b\" or 2 | 2");
}

TEST(Predicate, ContainsIsAPartOfATextAndAMemberOfAList) {
  EXPECT_EQ(json_verdict(Predicate::contains, R"("b")", R"("abc")"), "holds");
  EXPECT_EQ(json_verdict(Predicate::contains, R"("b")", R"(["a", "b"])"), "holds");
  EXPECT_EQ(json_verdict(Predicate::contains, R"("b")", R"(["abc"])"),
            "json /x contains \"b\" | [\"abc\"]");
  EXPECT_EQ(json_verdict(Predicate::contains, R"({"id": 2})", R"([{"id": 1}, {"id": 2}])"),
            "holds");
  EXPECT_EQ(negated_verdict(Predicate::contains, R"("b")", R"(["a"])"), "holds");
  EXPECT_EQ(negated_verdict(Predicate::contains, R"("b")", R"("abc")"),
            "json /x does not contain \"b\" | \"abc\"");
  EXPECT_EQ(negated_verdict(Predicate::contains, R"("b")", "5"),
            "json /x does not contain \"b\" | 5");
}

TEST(Predicate, BeginningsAndEnds) {
  EXPECT_EQ(json_verdict(Predicate::starts_with, R"("ab")", R"("abc")"), "holds");
  EXPECT_EQ(json_verdict(Predicate::starts_with, R"("bc")", R"("abc")"),
            "json /x starts with \"bc\" | \"abc\"");
  EXPECT_EQ(negated_verdict(Predicate::starts_with, R"("ab")", R"("abc")"),
            "json /x does not start with \"ab\" | \"abc\"");
  EXPECT_EQ(json_verdict(Predicate::ends_with, R"("bc")", R"("abc")"), "holds");
  EXPECT_EQ(json_verdict(Predicate::ends_with, R"("abcd")", R"("abc")"),
            "json /x ends with \"abcd\" | \"abc\"");
  EXPECT_EQ(negated_verdict(Predicate::ends_with, R"("bc")", R"("abc")"),
            "json /x does not end with \"bc\" | \"abc\"");
}

TEST(Predicate, MatchesAndItsNegation) {
  EXPECT_EQ(json_verdict(Predicate::matches, R"("^a.c$")", R"("abc")"), "holds");
  EXPECT_EQ(negated_verdict(Predicate::matches, R"("^a")", R"("bcd")"), "holds");
  EXPECT_EQ(negated_verdict(Predicate::matches, R"("^a")", R"("abc")"),
            "json /x does not match \"^a\" | \"abc\"");
  EXPECT_EQ(negated_verdict(Predicate::matches, R"("^a")", "true"),
            "json /x does not match \"^a\" | true");
}

TEST(Predicate, OrdersAreEachOthersNegation) {
  EXPECT_EQ(negated_verdict(Predicate::less_than, "5", "4"), "json /x is at least 5 | 4");
  EXPECT_EQ(negated_verdict(Predicate::at_most, "5", "5"), "json /x is over 5 | 5");
  EXPECT_EQ(negated_verdict(Predicate::greater_than, "5", "6"), "json /x is at most 5 | 6");
  EXPECT_EQ(negated_verdict(Predicate::at_least, "5", "5"), "json /x is under 5 | 5");
  EXPECT_EQ(negated_verdict(Predicate::at_least, "5", "4"), "holds");
  EXPECT_EQ(negated_verdict(Predicate::at_least, "5", "[]"), "json /x is under 5 | []");
}

TEST(Predicate, BetweenHoldsBothEnds) {
  EXPECT_EQ(json_verdict(Predicate::between, "[1, 3]", "1"), "holds");
  EXPECT_EQ(json_verdict(Predicate::between, "[1, 3]", "3"), "holds");
  EXPECT_EQ(json_verdict(Predicate::between, "[1, 3]", "3.5"), "json /x is between 1 and 3 | 3.5");
  EXPECT_EQ(negated_verdict(Predicate::between, "[1, 3]", "0"), "holds");
  EXPECT_EQ(negated_verdict(Predicate::between, "[1, 3]", "2"),
            "json /x is not between 1 and 3 | 2");
  EXPECT_EQ(negated_verdict(Predicate::between, "[1, 3]", R"("many")"),
            "json /x is not between 1 and 3 | \"many\"");
}

TEST(Predicate, TypesKnowWholeNumbers) {
  EXPECT_EQ(json_verdict(Predicate::type, R"("integer")", "3"), "holds");
  EXPECT_EQ(json_verdict(Predicate::type, R"("integer")", "3.0"), "holds");
  EXPECT_EQ(json_verdict(Predicate::type, R"("number")", "3"), "holds");
  EXPECT_EQ(json_verdict(Predicate::type, R"("integer")", "3.5"),
            "json /x is of type integer | number 3.5");
  EXPECT_EQ(negated_verdict(Predicate::type, R"("null")", "null"),
            "json /x is not of type null | null null");
}

TEST(Predicate, LengthCountsCharacters) {
  EXPECT_EQ(json_verdict(Predicate::length, "4", R"("Grüß")"), "holds");
  EXPECT_EQ(json_verdict(Predicate::length, "1", R"("ab")"),
            "json /x has 1 character | 2 characters: \"ab\"");
  EXPECT_EQ(json_verdict(Predicate::length, R"({"at_least": 3, "at_most": 5})", R"("ab")"),
            "json /x has at least 3 and at most 5 characters | 2 characters: \"ab\"");
  EXPECT_EQ(negated_verdict(Predicate::length, "2", R"("ab")"),
            "json /x does not have 2 characters | 2 characters: \"ab\"");
  EXPECT_EQ(negated_verdict(Predicate::length, "2", "[1]"),
            "json /x does not have 2 characters | an array of 1 member: \"length\" is of texts, "
            "\"count\" of these");
  EXPECT_EQ(json_verdict(Predicate::length, "2", "12"),
            "json /x has 2 characters | the number 12, which has no length");
  EXPECT_EQ(json_verdict(Predicate::length, "4", "true"),
            "json /x has 4 characters | the boolean true, which has no length");
  EXPECT_EQ(json_verdict(Predicate::length, "4", "null"),
            "json /x has 4 characters | null, which has no length");
}

TEST(Predicate, LengthOfTheBodyIsInBytes) {
  EXPECT_EQ(on_body(Predicate::length, "6", "Grüß"), "holds");
  EXPECT_EQ(on_body(Predicate::length, R"({"less_than": 6})", "Grüß"),
            "the body has under 6 bytes | 6 bytes");
}

TEST(Predicate, CountIsOfListsArraysAndObjects) {
  EXPECT_EQ(json_verdict(Predicate::count, "2", "[1, 2]"), "holds");
  EXPECT_EQ(json_verdict(Predicate::count, "1", R"({"a": 1, "a": 2})"), "holds");
  EXPECT_EQ(json_verdict(Predicate::count, "0", "[]"), "holds");
  EXPECT_EQ(json_verdict(Predicate::count, "1", "[1, 2]"), "json /x has 1 member | 2 members");
  EXPECT_EQ(json_verdict(Predicate::count, R"({"greater_than": 2})", "[1, 2]"),
            "json /x has over 2 members | 2 members");
  EXPECT_EQ(negated_verdict(Predicate::count, "2", "[1, 2]"),
            "json /x does not have 2 members | 2 members");
  EXPECT_EQ(negated_verdict(Predicate::count, "2", "7"), "json /x does not have 2 members | 7");
}

// Of the bench's names `name` is "Ada", `x` has no value and `token` is a secret.
TEST(Predicate, AnAmountMayBeATemplate) {
  const auto on = [](Predicate predicate, const std::string& expected, const std::string& value,
                     const std::string& x) {
    LookBench bench;
    if (!x.empty()) bench.frame().set(bench.slot("x"), x);
    const auto check = bench.check(check_spec(Source::json, "/x", predicate, expected));
    if (!check) return bench.told();
    const Exchange exchange = answer(200, "{\"x\": " + value + "}");
    const auto failure = check->evaluate(BodyView(exchange), bench.frame(), {});
    return failure ? failure->expected + " | " + failure->got : "holds";
  };
  EXPECT_EQ(on(Predicate::count, R"("${x}")", "[1, 2]", "2"), "holds");
  EXPECT_EQ(on(Predicate::count, R"("${x}")", "[1, 2]", "1"), "json /x has 1 member | 2 members");
  EXPECT_EQ(on(Predicate::count, R"({"at_least": 1, "at_most": "${x}"})", "[1, 2, 3]", "2"),
            "json /x has at least 1 and at most 2 members | 3 members");
  EXPECT_EQ(on(Predicate::length, R"({"less_than": "${x}"})", R"("abc")", "4"), "holds");
  EXPECT_EQ(on(Predicate::count, R"("${x}")", "[]", ""),
            "json /x has ${x} members | \"x\" has no value here");
  EXPECT_EQ(on(Predicate::count, R"("${name}")", "[]", ""),
            "json /x has Ada members | the expected \"Ada\" is no number");
  EXPECT_EQ(on(Predicate::less_than, R"("${name}")", "1", ""),
            "json /x is under \"Ada\" | the expected \"Ada\" is no number");
  EXPECT_EQ(on(Predicate::length, R"("${token}")", R"("")", ""),
            "json /x has ${token} characters | the expected \"${token}\" is no number");
}

TEST(Predicate, OfAMissingValueOnlyAnAbsenceHolds) {
  const std::string body = "{}";
  const std::vector<std::pair<Predicate, std::string>> all{
      {Predicate::empty, "true"},       {Predicate::empty, "false"},
      {Predicate::unique, "true"},      {Predicate::unique, "false"},
      {Predicate::equals, "1"},         {Predicate::one_of, "[1]"},
      {Predicate::contains, R"("a")"},  {Predicate::starts_with, R"("a")"},
      {Predicate::ends_with, R"("a")"}, {Predicate::matches, R"("a")"},
      {Predicate::less_than, "1"},      {Predicate::at_most, "1"},
      {Predicate::greater_than, "1"},   {Predicate::at_least, "1"},
      {Predicate::between, "[1, 2]"},   {Predicate::type, R"("null")"},
      {Predicate::length, "0"},         {Predicate::count, "0"}};
  for (const auto& [predicate, expected] : all) {
    const CheckSpec spec = check_spec(Source::json, "/x", predicate, expected);
    for (const CheckSpec& each : {spec, negated(spec), each_of(spec), each_of(negated(spec))}) {
      const std::string said = verdict(each, answer(200, body));
      EXPECT_TRUE(said.ends_with(" | no value at /x")) << said;
      const std::string unreadable = verdict(each, answer(200, "oops"));
      EXPECT_TRUE(
          unreadable.ends_with(" | the body is no JSON: line 1, column 1: expected a value"))
          << unreadable;
    }
  }
  EXPECT_EQ(on_json("/x", Predicate::exists, "false", body), "holds");
}

TEST(Predicate, EachHoldsForEveryMember) {
  const auto on = [](const std::string& expected, const std::string& body) {
    return verdict(each_of(check_spec(Source::jsonpath, "$[*]", Predicate::greater_than, expected)),
                   answer(200, body));
  };
  EXPECT_EQ(on("0", "[1, 2]"), "holds");
  EXPECT_EQ(on("0", "[1, 0, -1]"), "each of jsonpath $[*] is over 0 | 0 at index 1");
  EXPECT_EQ(on("0", "[]"), "each of jsonpath $[*] is over 0 | no value at $[*]");
  EXPECT_EQ(verdict(each_of(check_spec(Source::json, "", Predicate::type, R"("integer")")),
                    answer(200, R"([1, "2"])")),
            "each of the whole JSON is of type integer | string \"2\" at index 1");
  EXPECT_EQ(
      verdict(each_of(check_spec(Source::json, "", Predicate::equals, "1")), answer(200, "[]")),
      "each of the whole JSON equals 1 | an empty array");
  EXPECT_EQ(
      verdict(each_of(check_spec(Source::json, "", Predicate::equals, "1")), answer(200, "1")),
      "each of the whole JSON equals 1 | 1, no list");
  EXPECT_EQ(
      verdict(each_of(negated(check_spec(Source::jsonpath, "$[*]", Predicate::contains, R"("b")"))),
              answer(200, R"(["a", "abc"])")),
      "each of jsonpath $[*] does not contain \"b\" | \"abc\" at index 1");
}

TEST(Predicate, AnExpectedNumberMustBeOne) {
  LookBench bench;
  EXPECT_FALSE(bench.check(check_spec(Source::json, "/x", Predicate::between, R"([1, "many"])")));
  EXPECT_EQ(bench.told(), "expected.json:1:5: \"many\" is compared by size and is no number");
}

TEST(Predicate, AFilterInTheExpectedTextThatDoesNotFitFails) {
  EXPECT_EQ(verdict(negated(check_spec(Source::json, "/x", Predicate::equals,
                                       R"("${name|base64_decode}")")),
                    answer(200, R"({"x": "y"})")),
            "json /x is not \"${name|base64_decode}\" | a value does not fit its filter: \"Ada\" "
            "is no base64");
}

// Of the bench's names only `x` has no value.
TEST(ExpectedText, WhoseValueIsNotThereFailsTheCheckWhateverItAsks) {
  for (const bool not_so : {false, true}) {
    CheckSpec spec = check_spec(Source::json, "/a", Predicate::equals, R"("${x}")");
    spec.negated = not_so;
    for (const char* body : {R"({"a": ""})", R"({"a": "b"})"}) {
      const auto failure = failure_of(spec, answer(200, body));
      ASSERT_TRUE(failure);
      EXPECT_EQ(failure->got, "\"x\" has no value here");
      EXPECT_THAT(failure->expected, testing::EndsWith("\"${x}\""));
    }
  }
}

}  // namespace
}  // namespace slogate
