#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

Answer redirect_to(const std::string& location, int status = 302) {
  Answer out = answer(status, 1ms);
  out.headers.push_back({"location", location});
  return out;
}

std::string following(const std::string& members = {}) {
  return R"("steps": [{"name": "a", "request": "GET /a", "redirects": "follow")" + members + "}]";
}

TEST(VirtualUser, KeepsARedirectAsTheAnswerUnlessToldToFollow) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a",
                                      "checks": [{"status": 302}, {"header": "location", "equals": "/b"}]}])"),
               [](const Call&) { return redirect_to("/b"); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a"));
}

TEST(VirtualUser, CountsEveryHopAsARequest) {
  OneUser user(suite_of(following()), [](const Call& call) {
    return call.target() == "/a" ? redirect_to("b/c?x=1") : answer(200, 1ms);
  });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a", "GET /b/c?x=1"));
  EXPECT_EQ(user.row("a").finished, 2U);
  EXPECT_EQ(user.row("a").by_class[3], 1U);
  EXPECT_EQ(user.row("a").by_class[2], 1U);
}

TEST(VirtualUser, KeepsTheExchangeOfEveryHop) {
  OneUser user(
      suite_of(following()),
      [](const Call& call) { return call.target() == "/a" ? redirect_to("/b") : answer(200); },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  ASSERT_EQ(user.recorded().exchanges.size(), 2U);
  EXPECT_EQ(user.recorded().exchanges[0].status, 302);
  EXPECT_TRUE(user.recorded().exchanges[0].request.starts_with("GET /a HTTP/1.1\n"));
  EXPECT_EQ(user.recorded().exchanges[1].status, 200);
  EXPECT_TRUE(user.recorded().exchanges[1].request.starts_with("GET /b HTTP/1.1\n"));
}

// Load is limited to the hosts that somebody named, wherever the address comes from.
CompiledSuite limited(CompiledSuite suite, std::vector<std::string> hosts = {}) {
  suite.hosts.limited = true;
  suite.hosts.hosts = std::move(hosts);
  suite.hosts.hosts.push_back(suite.target.origin.host);
  return suite;
}

TEST(VirtualUser, UnderLoadFollowsNoRedirectToAHostThatNobodyNamed) {
  OneUser user(limited(suite_of(following())), [](const Call& call) {
    return call.target() == "/a" ? redirect_to("http://elsewhere.example/") : answer(200, 1ms);
  });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a"));
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_EQ(user.findings()[0].outcome, Outcome::scenario_render);
  EXPECT_EQ(user.findings()[0].got,
            "load on elsewhere.example is not allowed: add \"elsewhere.example\" to the suite's "
            "\"load_hosts\" or give --allow-host elsewhere.example");
  EXPECT_EQ(user.findings()[0].curl, "");
}

TEST(VirtualUser, UnderLoadFetchesNothingThatAPageLinksOnAHostThatNobodyNamed) {
  constexpr const char* kSteps =
      R"("steps": [{"name": "page", "request": "GET /a",
                    "captures": {"links": {"xpath": "//script/@src", "list": true}}},
                   {"name": "script", "for_each": "links", "request": "GET ${item}"}])";
  const auto page = [](const Call&) {
    return answer(200, 1ms, "<script src='http://cdn.example/x.js'></script>");
  };
  OneUser refused(limited(suite_of(kSteps)), page);
  EXPECT_EQ(refused.walk(), IterationEnd::failed);
  EXPECT_EQ(refused.calls().size(), 1U);
  OneUser named(limited(suite_of(kSteps), {"cdn.example"}), page);
  EXPECT_EQ(named.walk(), IterationEnd::succeeded);
  EXPECT_EQ(named.calls().size(), 2U);
}

TEST(VirtualUser, FollowsTenRedirectsAndNotEleven) {
  const auto chain = [](int length) {
    return [length](const Call& call) {
      const int at = static_cast<int>(call.number);
      return at < length ? redirect_to("/hop/" + std::to_string(at + 1)) : answer(200);
    };
  };
  OneUser ten(suite_of(following()), chain(10));
  EXPECT_EQ(ten.walk(), IterationEnd::succeeded);
  EXPECT_EQ(ten.calls().size(), 11U);
  OneUser eleven(suite_of(following()), chain(11));
  EXPECT_EQ(eleven.walk(), IterationEnd::failed);
  EXPECT_EQ(eleven.calls().size(), 11U);
  EXPECT_EQ(eleven.count("a", Outcome::http_redirect_loop), 1U);
  ASSERT_EQ(eleven.findings().size(), 1U);
  EXPECT_EQ(eleven.findings()[0].got, "more than 10 redirects, the last one to /hop/11");
}

TEST(VirtualUser, RefusesARedirectThatLeavesTheWeb) {
  OneUser user(suite_of(following()),
               [](const Call&) { return redirect_to("ftp://app.example/x"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.count("a", Outcome::http_protocol), 1U);
  EXPECT_EQ(user.findings()[0].got,
            "a redirect to \"ftp://app.example/x\", which is no http or https address");
}

TEST(VirtualUser, FollowsALocationThatABrowserWouldFollow) {
  OneUser user(suite_of(following()), [](const Call& call) {
    return call.target() == "/a" ? redirect_to("\\Sch\xc3\xb6ne Datei.html\t") : answer(200);
  });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a", "GET /Sch%C3%B6ne%20Datei.html"));
}

TEST(VirtualUser, SaysWhyALocationCannotBeFollowed) {
  OneUser user(suite_of(following()), [](const Call&) {
    return redirect_to(
        "//b\xc3\xbc"
        "cher.example/x");
  });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.findings()[0].got,
            "a redirect to \"//b\xc3\xbc"
            "cher.example/x\", which cannot be followed: its host name is not "
            "in ASCII (such a name is sent as \"xn--...\")");
}

TEST(VirtualUser, TurnsAPostIntoAGetAfterA303) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "POST /a", "json": {"x": 1}, "redirects": "follow"}])"),
      [](const Call& call) {
        return call.target() == "/a" ? redirect_to("/b", 303) : answer(200);
      });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("POST /a", "GET /b"));
  EXPECT_EQ(user.calls()[0].header("content-type"), "application/json");
  EXPECT_EQ(user.calls()[1].header("content-type"), "");
  EXPECT_EQ(user.calls()[1].request.body, "");
}

TEST(VirtualUser, RepeatsAPostAfterA307) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "POST /a", "json": {"x": 1}, "redirects": "follow"}])"),
      [](const Call& call) {
        return call.target() == "/a" ? redirect_to("/b", 307) : answer(200);
      });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("POST /a", "POST /b"));
  EXPECT_EQ(user.calls()[1].request.body, R"({"x":1})");
}

TEST(VirtualUser, DropsCredentialsWhereARedirectLeavesTheOrigin) {
  OneUser user(
      suite_of(following(R"(, "headers": {"authorization": "Bearer abc", "x-kept": "yes"})")),
      [](const Call& call) {
        if (call.target() == "/a") {
          Answer out = redirect_to("/b");
          out.headers.push_back({"set-cookie", "sid=1"});
          return out;
        }
        return call.target() == "/b" ? redirect_to("http://other.example/c") : answer(200);
      });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  ASSERT_EQ(user.calls().size(), 3U);
  EXPECT_EQ(user.calls()[1].header("authorization"), "Bearer abc");
  EXPECT_EQ(user.calls()[1].header("cookie"), "sid=1");
  EXPECT_EQ(user.calls()[2].header("authorization"), "");
  EXPECT_EQ(user.calls()[2].header("cookie"), "");
  EXPECT_EQ(user.calls()[2].header("x-kept"), "yes");
}

TEST(VirtualUser, BeginsEveryIterationWithoutCookies) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a"}, {"name": "b", "request": "GET /b"}])"),
      [](const Call& call) {
        Answer out = answer(200);
        if (call.target() == "/a")
          out.headers.push_back({"set-cookie", "sid=" + std::to_string(call.number)});
        return out;
      });
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  std::vector<std::string> cookies;
  for (const Call& call : user.calls()) cookies.push_back(call.header("cookie"));
  EXPECT_THAT(cookies, ElementsAre("", "sid=0", "", "sid=2"));
  // The connection stays: it is the user's, not the iteration's.
  EXPECT_EQ(user.row("a").new_connections, 1U);
}

}  // namespace
}  // namespace slogate::support
