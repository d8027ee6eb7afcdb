// Where a server leads: what goes there, and what does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using ::testing::ElementsAre;

// A page's links, opened as `members` say, in a suite with `more`.
CompiledSuite opening(const std::string& members, const std::string& more = {}) {
  return suite_of(R"("steps": [
      {"name": "page", "request": "GET /page",
       "captures": {"links": {"xpath": "//a/@href", "list": true}}},
      {"name": "open", "for_each": "links", "request": "GET ${item}", "on_failure": "continue")" +
                      members + "}]",
                  more);
}

Answer page_or_answer(const Call& call) {
  if (call.target() != "/page") return answer(200);
  return answer(200, {}, "<a href='/in'>i</a><a href='http://other.example/out'>o</a>");
}

constexpr const char* kBearer = R"(, "auth": {"bearer": "abc"})";
constexpr const char* kNotSent =
    "\"auth\" is not sent to other.example, which is no host of the suite: let a variable of the "
    "suite hold its address, or name it in \"load_hosts\", where a load may go there too";

TEST(OwnHosts, AloneGetTheCredentialsOfAStepOverLinks) {
  OneUser user(opening(kBearer), page_or_answer, true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /page", "GET /in"));
  EXPECT_EQ(user.calls()[1].header("authorization"), "Bearer abc");
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_EQ(user.findings()[0].outcome, Outcome::scenario_render);
  EXPECT_EQ(user.findings()[0].got, kNotSent);
  EXPECT_EQ(user.findings()[0].curl, "");
}

TEST(OwnHosts, OthersAreVisitedWithoutCredentials) {
  OneUser user(opening(R"(, "headers": {"accept": "*/*"}, "cookies": {"theme": "dark"})"),
               page_or_answer);
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /page", "GET /in", "GET /out"));
}

TEST(OwnHosts, AreThoseThatTheSuiteNames) {
  for (const char* more : {R"("load_hosts": ["other.example"])",
                           R"("variables": {"other": "https://other.example:8443/x"})"}) {
    OneUser user(opening(kBearer, more), page_or_answer);
    EXPECT_EQ(user.walk(), IterationEnd::succeeded) << more;
    ASSERT_EQ(user.calls().size(), 3U) << more;
    EXPECT_EQ(user.calls()[2].header("authorization"), "Bearer abc") << more;
  }
}

TEST(OwnHosts, GetNoDigestCredentialsOutsideEvenWhereTheyAskForThem) {
  OneUser user(opening(R"(, "auth": {"digest": {"user": "u", "password": "p"}})"), page_or_answer);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /page", "GET /in"));
}

TEST(OwnHosts, ASingleLinkIsNoExceptionNorIsTheDefaultHeader) {
  OneUser user(
      suite_of(R"("steps": [
          {"name": "page", "request": "GET /page", "captures": {"next": {"json": "/next"}}},
          {"name": "next", "request": "GET ${next}"}])",
               R"("defaults": {"headers": {"x-key": "${secret:SHOP_KEY}"}})",
               {{"SHOP_KEY", "long-enough"}}),
      [](const Call&) { return answer(200, {}, R"({"next": "http://other.example/2"})"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /page"));
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_TRUE(
      user.findings()[0].got.starts_with("the header \"x-key\" is not sent to other.example"))
      << user.findings()[0].got;
}

TEST(OwnHosts, MayStandInRowsOfAFeed) {
  const CompiledSuite suite = suite_of(
      R"("feeds": {"shop": "shops.csv"},
         "steps": [{"name": "a", "request": "GET ${shop.url}/a", "auth": {"bearer": "abc"}}])",
      {}, {}, {{"shops.csv", "url\nhttp://other.example\n"}});
  EXPECT_TRUE(suite.flows[0].steps[0].request.given_host);
}

TEST(OwnHosts, ARedirectToAnotherHostIsFollowedWithoutCredentials) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a", "redirects": "follow",
                                      "auth": {"bearer": "abc"}}])"),
               [](const Call& call) {
                 if (call.target() != "/a") return answer(200);
                 Answer out = answer(302);
                 out.headers.push_back({"location", "http://other.example/b"});
                 return out;
               });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  ASSERT_EQ(user.calls().size(), 2U);
  EXPECT_EQ(user.calls()[1].header("authorization"), "");
}

}  // namespace
}  // namespace slogate::support
