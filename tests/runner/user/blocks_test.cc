#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string steps(const std::string& entries) {
  return "\"steps\": [" + entries + "]";
}

// The notes of a walk, without where their block stands.
std::vector<std::string> notes_of(const OneUser& user) {
  std::vector<std::string> out;
  for (const Note& note : user.recorded().notes) {
    const std::size_t place = note.text.find(".json:");
    out.push_back(place == std::string::npos ? note.text
                                             : note.text.substr(note.text.find(' ', place) + 1));
  }
  return out;
}

TEST(Blocks, AreWalkedSoManyTimes) {
  OneUser user(suite_of(steps(R"(
      {"repeat": 3, "steps": [{"name": "a", "request": "GET /a/${index}"}]},
      {"name": "b", "request": "GET /b"})")),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a/0", "GET /a/1", "GET /a/2", "GET /b"));
}

TEST(Blocks, AreWalkedForEachItemOfAList) {
  OneUser user(suite_of(steps(R"(
      {"name": "list", "request": "GET /list", "captures": {"ids": {"jsonpath": "$.ids[*]", "list": true}}},
      {"repeat": {"for_each": "ids"}, "steps": [
        {"name": "read", "request": "GET /items/${item}"},
        {"name": "drop", "request": "DELETE /items/${item}?n=${index}"}]})")),
               [](const Call&) { return json_answer(200, R"({"ids": ["x", 7]})"); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("GET /list", "GET /items/x", "DELETE /items/x?n=0", "GET /items/7",
                          "DELETE /items/7?n=1"));
}

TEST(Blocks, AreLeftOutWhereTheirListIsEmpty) {
  OneUser user(suite_of(steps(R"(
      {"name": "list", "request": "GET /list", "captures": {"ids": {"jsonpath": "$.ids[*]", "list": true, "optional": true}}},
      {"repeat": {"for_each": "ids"}, "steps": [{"name": "read", "request": "GET /items/${item}"}]},
      {"name": "end", "request": "GET /end"})")),
               [](const Call&) { return json_answer(200, R"({"ids": []})"); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /list", "GET /end"));
}

TEST(Blocks, TakeNoMoreItemsThanAllowedAndSaySo) {
  OneUser user(suite_of(steps(R"(
      {"name": "list", "request": "GET /list", "captures": {"ids": {"jsonpath": "$.ids[*]", "list": true}}},
      {"repeat": {"for_each": "ids", "at_most": 2}, "steps": [{"name": "read", "request": "GET /items/${item}"}]})")),
               [](const Call&) { return json_answer(200, R"({"ids": [1, 2, 3]})"); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /list", "GET /items/1", "GET /items/2"));
  EXPECT_THAT(notes_of(user), ElementsAre("took 2 of 3 items, its \"at_most\""));
}

constexpr const char* kPaging = R"(
    {"name": "first", "request": "GET /pages/1", "captures": {"next": {"json": "/next", "optional": true}}},
    {"when": {"variable": "next"},
     "repeat": {"until": {"variable": "next", "exists": false}, "at_most": 4, "on_bound": "continue"},
     "steps": [{"name": "more", "request": "GET /pages/${next}", "captures": {"next": {"json": "/next", "optional": true}}}]})";

Script pages(int last) {
  return [last](const Call& call) {
    const int page = std::stoi(call.target().substr(7));
    return json_answer(200, page < last ? fmt::format(R"({{"next": {}}})", page + 1) : "{}");
  };
}

TEST(Blocks, AreWalkedUntilPagingEnds) {
  OneUser user(suite_of(steps(kPaging)), pages(3));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /pages/1", "GET /pages/2", "GET /pages/3"));
  EXPECT_THAT(notes_of(user), IsEmpty());
}

TEST(Blocks, AreLeftOutByTheirCondition) {
  OneUser user(suite_of(steps(kPaging)), pages(1));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /pages/1"));
}

TEST(Blocks, EndAtTheirMostTurnsAndSayThatTheEndWasNotReached) {
  OneUser user(suite_of(steps(kPaging)), pages(100));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.network().count(), 5U);
  EXPECT_THAT(notes_of(user), ElementsAre("ended after 4 turns, before its \"until\" held"));
}

TEST(Blocks, SayWhyTheyAreLeftOutAndMayEndTheFlow) {
  OneUser user(suite_of(steps(R"(
      {"when": {"variable": "extra"}, "otherwise": "no extra", "stop": true, "steps": [{"name": "a", "request": "GET /a"}]},
      {"name": "b", "request": "GET /b"})"),
                        R"("variables": {"extra": {"env": "EXTRA", "default": ""}})"),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.network().count(), 0U);
  EXPECT_THAT(notes_of(user), ElementsAre("no extra"));
}

TEST(Blocks, NestWithTheirOwnItemsAndTurns) {
  OneUser user(suite_of(steps(R"(
      {"name": "list", "request": "GET /list", "captures": {"ids": {"jsonpath": "$.ids[*]", "list": true}}},
      {"repeat": {"for_each": "ids"}, "steps": [
        {"repeat": 2, "steps": [{"name": "in", "request": "GET /in/${item}/${index}"}]},
        {"name": "out", "request": "GET /out/${item}/${index}"}]})")),
               [](const Call&) { return json_answer(200, R"({"ids": ["x", "y"]})"); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("GET /list", "GET /in/x/0", "GET /in/x/1", "GET /out/x/0", "GET /in/y/0",
                          "GET /in/y/1", "GET /out/y/1"));
}

TEST(Blocks, SkipNestedOnesAsAWhole) {
  OneUser user(suite_of(steps(R"(
      {"when": {"variable": "extra"}, "steps": [
        {"repeat": 2, "steps": [{"name": "a", "request": "GET /a"}]},
        {"name": "b", "request": "GET /b"}]},
      {"repeat": 2, "steps": [{"name": "c", "request": "GET /c"}]})"),
                        R"("variables": {"extra": {"env": "EXTRA", "default": ""}})"),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /c", "GET /c"));
}

TEST(Blocks, MeasureTheirGroupTurnByTurn) {
  OneUser user(suite_of(steps(R"(
      {"repeat": 3, "steps": [
        {"group": "pair", "steps": [{"name": "a", "request": "GET /a"}, {"name": "b", "request": "GET /b"}]},
        {"name": "c", "request": "GET /c"}]},
      {"group": "alone", "repeat": 2, "steps": [{"name": "d", "request": "GET /d"}]})")),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.group("pair").finished, 3U);
  EXPECT_EQ(user.group("pair").service.max(), 2ms);
  EXPECT_EQ(user.group("alone").finished, 2U);
}

TEST(Blocks, MeasureAGroupAroundARepetitionAsAWhole) {
  OneUser user(suite_of(steps(R"(
      {"group": "all", "steps": [
        {"name": "a", "request": "GET /a"},
        {"repeat": 3, "steps": [{"name": "b", "request": "GET /b"}]}]})")),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.group("all").finished, 1U);
  EXPECT_EQ(user.group("all").service.max(),
            std::chrono::microseconds(Histogram::highest_of(Histogram::index_of(4'000))));
}

TEST(Blocks, EndWithTheIterationWhereAStepFails) {
  OneUser user(suite_of(steps(R"(
      {"repeat": 5, "steps": [{"name": "a", "request": "GET /a"}]}, {"name": "b", "request": "GET /b"})")),
               [](const Call& call) { return answer(call.number == 2 ? 500 : 200, 1ms); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.network().count(), 3U);
}

TEST(Blocks, OfSkippedStepsEndByTheLimitOfAllTurns) {
  OneUser user(suite_of(steps(R"(
      {"repeat": 10000, "steps": [{"repeat": 10000, "steps": [{"repeat": 10000, "steps": [
        {"name": "a", "request": "GET /a", "when": {"variable": "extra"}}]}]}]},
      {"name": "b", "request": "GET /b"})"),
                        R"("variables": {"extra": {"env": "EXTRA", "default": ""}})"),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /b"));
  EXPECT_THAT(notes_of(user),
              ElementsAre("was cut off: an iteration takes at most 100,000 turns in all"));
}

TEST(ForEach, GivesAStepItsItemAndItsNumber) {
  OneUser user(suite_of(steps(R"(
      {"name": "list", "request": "GET /list", "captures": {"ids": {"jsonpath": "$.ids[*]", "list": true}}},
      {"name": "read", "for_each": "ids", "request": "GET /items/${item}?n=${index}"})")),
               [](const Call&) { return json_answer(200, R"({"ids": ["x", "y"]})"); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("GET /list", "GET /items/x?n=0", "GET /items/y?n=1"));
}

}  // namespace
}  // namespace slogate::support
