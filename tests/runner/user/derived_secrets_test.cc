// What filters, patterns and objects make of secrets: secrets too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/user/told.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kToken = "Head-er1.Pay-load22.Sig-nature3";

CompiledSuite steps(const std::string& text) {
  return suite_of("\"steps\": [" + text + "]", {}, {{"PART_TOKEN", kToken}});
}

// A step that captures the token as a secret, then the others.
std::string signed_in(const std::string& more, const std::string& captures = "") {
  return R"({"name": "in", "request": "POST /in", "captures": {"token": {"json": "/token", "secret": true})" +
         captures + "}}, " + more;
}

Script token_at_in(const std::string& body = "no") {
  return [body](const Call& call) {
    return call.target() == "/in" ? json_answer(200, std::string(R"({"token": ")") + kToken + "\"}")
                                  : answer(500, 0ms, body);
  };
}

TEST(DerivedSecrets, ACaptureFromASecretVariableIsOne) {
  OneUser user(steps(signed_in(R"(
      {"name": "cut", "request": "POST /in", "captures": {
          "load": {"variable": "token", "filters": [{"split": "."}, {"index": 1}, "lower"]}}},
      {"name": "cut again", "request": "POST /in", "captures": {
          "again": {"variable": "load", "filters": ["upper"]},
          "parts": {"variable": "token", "filters": [{"split": "."}, "count"]}}},
      {"name": "use", "request": "GET /use/${again}", "headers": {"x-load": "${load}", "x-parts": "${parts}"}})")),
               token_at_in("unknown PAY-LOAD22"), true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.calls()[3].header("x-load"), "pay-load22");
  EXPECT_EQ(user.calls()[3].header("x-parts"), "3");
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("oad22"))));
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("OAD22"))));
  EXPECT_THAT(user.findings()[0].curl, HasSubstr("x-parts: 3"));
}

TEST(DerivedSecrets, ACaptureThatSaysSoIsNone) {
  OneUser user(steps(signed_in(R"(
      {"name": "cut", "request": "POST /in", "captures": {
          "load": {"variable": "token", "secret": false, "filters": [{"regex": "1[.](.*)22"}]}}},
      {"name": "use", "request": "GET /use/${load}"})")),
               token_at_in(), true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.findings()[0].curl, HasSubstr("/use/Pay-load"));
}

TEST(DerivedSecrets, ACaptureOfAShortPartFailsItsStep) {
  OneUser user(steps(signed_in(R"(
      {"name": "cut", "request": "POST /in", "captures": {
          "start": {"variable": "token", "filters": [{"regex": "^...."}]}}},
      {"name": "use", "request": "GET /use/${start}"})")),
               token_at_in(), true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].expected,
            "variable token after regex \"^....\" can be kept secret, for the capture start");
  EXPECT_EQ(user.findings()[0].got,
            "a secret of under 8 characters: declare it \"one_time\", or \"secret\": false where "
            "it may be shown");
}

TEST(DerivedSecrets, ACaptureOfWhatASecretCaptureTakesIsOne) {
  OneUser user(steps(signed_in(
                   R"({"name": "use", "request": "GET /use/${load}"})",
                   R"(, "load": {"json": "/token", "filters": [{"split": "."}, {"index": 1}]})")),
               token_at_in(), true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.calls()[1].target(), "/use/Pay-load22");
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("oad22"))));
}

TEST(DerivedSecrets, APartThatAPatternCutsOutOfOneIsOne) {
  OneUser user(steps(signed_in(R"({"name": "use", "request": "GET /use/${load}"})",
                               R"x(, "load": {"regex": "er1[.]([a-zA-Z0-9-]*)"})x")),
               token_at_in(), true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.calls()[1].target(), "/use/Pay-load22");
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("oad22"))));
}

TEST(DerivedSecrets, ADefaultThatHoldsOneIsOne) {
  OneUser user(steps(signed_in(R"(
      {"name": "two", "request": "POST /in", "captures": {"other": {"json": "/other", "default": "for-${token|sha256}"}}},
      {"name": "use", "request": "GET /use/${other}"})")),
               token_at_in(), true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.calls()[2].target(), HasSubstr("/use/for-"));
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr(user.calls()[2].target().substr(9)))));
}

TEST(DerivedSecrets, AHashOfAnEarlierTokenStaysKnown) {
  std::string first;
  int asked = 0;
  OneUser user(
      steps(R"(
      {"name": "in", "request": "POST /in", "captures": {"token": {"json": "/token", "secret": true}}},
      {"name": "use", "request": "GET /use", "headers": {"x-proof": "${token|sha256}"}})"),
      [&](const Call& call) {
        if (call.target() == "/in")
          return json_answer(200, R"({"token": "token-number-)" + std::to_string(asked++) + "\"}");
        if (first.empty()) first = call.header("x-proof");
        return asked == 1 ? answer(200) : answer(500, 0ms, "known was " + first);
      },
      true);
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::failed);
  EXPECT_THAT(first, SizeIs(64));
  EXPECT_EQ(user.findings()[0].excerpt, "known was ***");
}

// What a check with that source and these filters says of an answer with the token in its body.
std::string got(const std::string& check) {
  OneUser user(
      suite_of(R"("steps": [{"name": "a", "request": "GET /a", "checks": [{)" + check + "}]}]",
               R"("variables": {"p": {"env": "PART_TOKEN", "secret": true}})",
               {{"PART_TOKEN", kToken}}),
      [](const Call&) {
        return json_answer(200, std::string(R"({"token": ")") + kToken + R"(", "n": 3})");
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  for (const char* part : {"ead-er1", "EAD-ER1", "ay-load22", "ig-nature3"})
    EXPECT_THAT(everything_told(user), Each(Not(HasSubstr(part)))) << check;
  return user.findings().empty() ? "" : user.findings()[0].got;
}

TEST(DerivedSecrets, APartThatACheckCutsOutIsNotTold) {
  EXPECT_EQ(got(R"("json": "/token", "filters": [{"split": "."}, {"index": 1}], "equals": "x")"),
            "\"***\"");
  EXPECT_EQ(got(R"("json": "/token", "filters": [{"regex": "^Head-er"}], "equals": "x")"), "***");
  EXPECT_EQ(got(R"("json": "/token", "filters": [{"split": "."}], "contains": "x")"),
            "[\"***\",\"***\",\"***\"]");
  EXPECT_EQ(got(R"("json": "/token", "filters": ["upper"], "equals": "x")"), "\"***\"");
  EXPECT_EQ(
      got(R"("json": "/token", "filters": ["upper", {"split": "."}, {"index": 0}], "equals": "x")"),
      "\"***\"");
  EXPECT_EQ(got(R"x("regex": "token.: .(.{9})", "equals": "x")x"), "\"***\"");
  EXPECT_EQ(got(R"("json": "/token", "filters": [{"regex": "Pay-.*$"}, "number"], "equals": 1)"),
            "\"***\" is no number");
}

TEST(DerivedSecrets, WhatACheckTakesBesideOneIsTold) {
  EXPECT_EQ(got(R"x("body": true, "filters": [{"regex": "n.: ([0-9])"}], "equals": "x")x"),
            "\"3\"");
  EXPECT_EQ(got(R"("body": true, "filters": ["trim"], "equals": "x")"),
            "\"{\"token\": \"***\", \"n\": 3}\"");
}

TEST(DerivedSecrets, AShortMemberOfASecretObjectIsTakenOutWhereItIsAValue) {
  OneUser user(
      steps(R"({"name": "a", "request": "GET /a", "checks": [{"json": "/state", "equals": "open"}],
              "captures": {"keys": {"json": "/keys", "secret": true}}})"),
      [](const Call&) {
        return json_answer(
            200, R"({"keys": { "pin": "7391", "cvv" : 123 , "kind": "card"}, "state": "shut card",
                                             "id": "73910", "n": 1234})");
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.findings()[0].excerpt,
            R"({"keys": { "pin": ***, "cvv" : *** , "kind": ***}, "state": "shut card",
                                             "id": "73910", "n": 1234})");
}

TEST(DerivedSecrets, AFilterInAVariableIsUsedAndItsResultKept) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a", "headers": {"x-key": "${proof}", "x-name": "${low}"}}])",
          R"("variables": {"name": "SAM", "low": "u-${name|lower}", "proof": "v1 ${secret:PART_TOKEN|sha256|upper}"})",
          {{"PART_TOKEN", kToken}}),
      [](const Call& call) {
        return answer(500, 0ms, "bad " + call.header("x-key").substr(3) + " of SAM");
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.calls()[0].header("x-name"), "u-sam");
  EXPECT_THAT(user.calls()[0].header("x-key"), SizeIs(3 + 64));
  EXPECT_EQ(user.findings()[0].excerpt, "bad *** of SAM");
  EXPECT_THAT(user.findings()[0].curl, HasSubstr("x-key: v1 ***'"));
}

TEST(DerivedSecrets, ADefaultWithoutAValueFailsTheStep) {
  OneUser user(
      steps(R"({"name": "a", "request": "GET /a", "captures": {
        "one": {"json": "/one", "optional": true}}},
      {"name": "b", "request": "GET /b", "captures": {"two": {"json": "/two", "default": "x-${one}"}}})"),
      [](const Call&) { return json_answer(200, "{}"); }, true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].expected, "json /two is there, for the capture two");
  EXPECT_THAT(user.findings()[0].got,
              HasSubstr(", and its default cannot stand in: \"one\" has no value here"));
}

}  // namespace
}  // namespace slogate::support
