// Requests that no value has a part in: made once, and left as they are by all that follows from them.
#include <gtest/gtest.h>

#include "tests/runner/user/one_maker.h"

namespace slogate::support {
namespace {

constexpr std::int64_t kNow = 1'772'791'200;

// Method, address, headers and body in one text.
std::string text_of(const Request& request) {
  std::string out = request.method + " " + request.url.text();
  for (const auto& [name, value] : request.headers) out += "\n" + name + ": " + value;
  return out + "\n\n" + request.body;
}

TEST(ConstantRequests, OneIsMadeForAllWhoShareThem) {
  Maker maker(suite_of(step("GET /x")));
  const Request* const first = &maker.make(0, 0);
  EXPECT_EQ(first->constant, maker.suite_.flows[0].steps[0].request.constant);
  EXPECT_EQ(&maker.make(7, 3), first);
  RequestMaker other(maker.suite_, maker.identity_, maker.clock_, maker.constants_);
  CookieJar cookies;
  other.make(maker.suite_.flows[0].steps[0].request, maker.frame_, cookies, 0, 0);
  EXPECT_EQ(&other.request(), first);
}

TEST(ConstantRequests, AreTheOnesThatWouldBeMade) {
  const CompiledSuite suite = suite_of(
      R"("steps": [
  {"name": "plain", "request": "GET /a?b=1", "query": {"c": "d e"}, "headers": {"x-kept": "yes"}},
  {"name": "named", "request": "GET ${api}/a", "auth": {"bearer": "${secret:TOKEN}"},
   "cookies": {"own": "1"}},
  {"name": "form", "request": "POST /f", "form": {"a": "b&c"}, "auth": {"basic": {"user": "u", "password": "p"}}},
  {"name": "json", "request": "PUT /j", "json": {"a": [1, "${api}"]}},
  {"name": "file", "request": "PUT /file", "file": "a.bin"},
  {"name": "signed", "request": "GET /s", "sign": {"header": "x-sig", "key": "k", "over": "text"}}])",
      R"("variables": {"api": "http://api.example:8080"})", {{"TOKEN", "a-token-of-some-length"}},
      {{"a.bin", "xyz"}});
  Maker kept(suite);
  for (std::size_t i = 0; i < suite.flows[0].steps.size(); ++i) {
    CompiledSuite unnumbered = suite;
    unnumbered.flows[0].steps.steps[i].request.constant = 0;
    Maker anew(unnumbered);
    const Request& request = kept.make_step(i);
    const Request& made = anew.make_step(i);
    EXPECT_EQ(request.constant, i + 1);
    EXPECT_EQ(made.constant, 0U);
    EXPECT_EQ(text_of(request), text_of(made));
    ASSERT_EQ(request.files.size(), made.files.size());
    for (std::size_t file = 0; file < made.files.size(); ++file) {
      EXPECT_EQ(request.files[file].at, made.files[file].at);
      EXPECT_EQ(request.files[file].file, made.files[file].file);
    }
  }
}

TEST(ConstantRequests, AJarWithCookiesHasAPartInEach) {
  Maker maker(suite_of(step("GET /x")));
  const Request* const kept = &maker.make();
  maker.cookies_.take(maker.suite_.target, "sid=of-one-user; Path=/", kNow);
  const Request& own = maker.make();
  EXPECT_EQ(maker.header("cookie"), "sid=of-one-user");
  EXPECT_EQ(own.constant, 0U);
  maker.cookies_.clear();
  EXPECT_EQ(&maker.make(), kept);
  EXPECT_EQ(maker.header("cookie"), "");
}

// The first user's cookie must not become everybody's.
TEST(ConstantRequests, NoneIsKeptWithCookies) {
  Maker maker(suite_of(step("GET /x")));
  maker.cookies_.take(maker.suite_.target, "sid=of-one-user; Path=/", kNow);
  ConstantRequests constants;
  RequestMaker first(maker.suite_, maker.identity_, maker.clock_, constants);
  const CompiledRequest& request = maker.suite_.flows[0].steps[0].request;
  first.make(request, maker.frame_, maker.cookies_, 0, 0);
  ASSERT_EQ(first.request().headers.size(), 1U);
  EXPECT_EQ(constants.find(request.constant), nullptr);
  CookieJar empty;
  first.make(request, maker.frame_, empty, 0, 1);
  EXPECT_TRUE(first.request().headers.empty());
}

// The maker's own request is still that of another step, to another host, when an answer leads on.
TEST(ConstantRequests, ARedirectLeavesThemAsTheyAre) {
  Maker maker(suite_of(R"("steps": [
      {"name": "a", "request": "POST /in/a", "redirects": "follow", "form": {"a": "b"},
       "auth": {"bearer": "abc"}, "cookies": {"own": "1"}, "headers": {"x-kept": "yes"}},
      {"name": "b", "request": "PUT ${other}/elsewhere/${run.id}", "text": "other text",
       "headers": {"x-other": "1"}}])",
                       R"("variables": {"other": "http://other.example"})"));
  maker.frame_.set(static_cast<std::size_t>(BuiltinSlot::run_id), "id");
  const std::string before = text_of(maker.make());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(maker.make_step(1).url.origin.host, "other.example");
    EXPECT_EQ(text_of(maker.make()), before);
    EXPECT_TRUE(maker.maker_.hops().empty());
    ASSERT_TRUE(maker.answer(307, {{"location", "b"}, {"set-cookie", "sid=1"}}));
    EXPECT_EQ(maker.maker_.request().url.text(), "http://app.example/in/b");
    EXPECT_EQ(maker.maker_.request().constant, 0U);
    EXPECT_EQ(maker.maker_.request().method, "POST");
    EXPECT_EQ(maker.maker_.request().body, "a=b");
    EXPECT_EQ(maker.header("cookie"), "own=1; sid=1");
    EXPECT_EQ(maker.header("authorization"), "Bearer abc");
    EXPECT_EQ(maker.header("x-kept"), "yes");
    EXPECT_EQ(maker.header("x-other"), "");
    EXPECT_EQ(maker.maker_.hops()[0].url, "http://app.example/in/a");
    ASSERT_TRUE(maker.answer(302, {{"location", "http://other.example/c"}}));
    EXPECT_EQ(maker.header("authorization"), "");
    EXPECT_EQ(maker.header("cookie"), "");
    maker.cookies_.clear();
  }
}

TEST(ConstantRequests, AreSentAgainWhereTheirRedirectWasNot) {
  CompiledSuite suite = suite_of(step("GET /", R"("redirects": "follow")"));
  suite.hosts.limited = true;
  suite.hosts.hosts = {"app.example"};
  Maker maker(suite);
  for (int i = 0; i < 2; ++i) {
    maker.make();
    EXPECT_EQ(maker.maker_.obstacle(), "") << i;
    ASSERT_TRUE(maker.answer(302, {{"location", "http://other.example/"}}));
    EXPECT_NE(maker.maker_.obstacle(), "") << i;
  }
}

TEST(ConstantRequests, AnObstacleIsToldEachTime) {
  CompiledSuite suite =
      suite_of(step("GET ${other}/"), R"("variables": {"other": "http://other.example"})");
  suite.hosts.limited = true;
  Maker maker(suite);
  for (int i = 0; i < 3; ++i) {
    maker.make();
    EXPECT_NE(maker.maker_.obstacle(), "") << i;
  }
  EXPECT_EQ(maker.constants_.find(suite.flows[0].steps[0].request.constant), nullptr);
}

// What its flow's other requests carry is set all the same.
TEST(ConstantRequests, TheIdentifiersGoOn) {
  Maker maker(suite_of(R"("steps": [
    {"name": "plain", "request": "GET /"},
    {"name": "tells", "request": "GET /x",
     "headers": {"x-id": "${request.id}", "traceparent": "${request.traceparent}"}}])"));
  const auto value = [&](BuiltinSlot slot) {
    return std::string(maker.frame_.value(static_cast<std::size_t>(slot)));
  };
  EXPECT_NE(maker.make(1, 0).constant, 0U);
  const std::string id = value(BuiltinSlot::request_id);
  const std::string trace = value(BuiltinSlot::request_traceparent);
  EXPECT_NE(maker.make(1, 1).constant, 0U);
  EXPECT_NE(value(BuiltinSlot::request_id), id);
  EXPECT_NE(value(BuiltinSlot::request_traceparent), trace);
}

}  // namespace
}  // namespace slogate::support
