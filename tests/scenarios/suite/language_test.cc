// What the parser makes of blocks, bodies, authentication, pace, sessions, feeds, filters.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/suite/resolve_override.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using test::one_step;
using test::suite_with;
using test::SuiteFolder;

Suite suite_of(const std::string& members, const std::string& flow) {
  SuiteFolder folder;
  folder.write("suite.json", suite_with(members));
  folder.write("flow.json", flow);
  const Result<Suite> suite = folder.load();
  EXPECT_TRUE(suite) << (suite ? "" : suite.error().text());
  return suite ? *suite : Suite{};
}

Flow flow_of(const std::string& members) {
  const Suite suite = suite_of(
      "", R"({"name": "home", )" + members + R"(, "steps": [{"name": "p", "request": "GET /"}]})");
  return suite.flows.empty() ? Flow{} : suite.flows[0];
}

StepList steps_of(const std::string& entries) {
  const Suite suite = suite_of("", R"({"name": "home", "steps": [)" + entries + "]}");
  return suite.flows.empty() ? StepList{} : suite.flows[0].steps;
}

StepSpec step_of(const std::string& members) {
  const Suite suite = suite_of("", one_step(", " + members));
  return suite.flows.empty() ? StepSpec{} : suite.flows[0].steps[0];
}

CheckSpec check_of(const std::string& members) {
  const StepSpec step = step_of(R"("checks": [{)" + members + "}]");
  return step.checks.empty() ? CheckSpec{} : step.checks[0];
}

CaptureSpec capture_of(const std::string& members) {
  const StepSpec step = step_of(R"("captures": {"c": {)" + members + "}}");
  return step.captures.empty() ? CaptureSpec{} : step.captures[0];
}

std::string pairs(const std::vector<std::pair<std::string, TemplateText>>& list) {
  std::string out;
  for (const auto& [name, value] : list) out += name + "=" + value.text + ";";
  return out;
}

TEST(Block, LiesOverTheFlatList) {
  const StepList list = steps_of(R"({"name": "a", "request": "GET /"},
      {"group": "g", "steps": [{"name": "b", "request": "GET /"},
        {"when": {"variable": "x"}, "otherwise": "no x", "stop": true, "repeat": 2,
         "steps": [{"name": "c", "request": "GET /"}]}]},
      {"name": "d", "request": "GET /"})");
  ASSERT_EQ(list.size(), 4U);
  ASSERT_EQ(list.blocks.size(), 2U);
  EXPECT_EQ(list.blocks[0].first, 1U);
  EXPECT_EQ(list.blocks[0].end, 3U);
  EXPECT_EQ(list.blocks[0].repeat.kind, RepeatKind::none);
  EXPECT_EQ(list.blocks[1].first, 2U);
  EXPECT_EQ(list.blocks[1].end, 3U);
  EXPECT_EQ(list.blocks[1].repeat.kind, RepeatKind::times);
  EXPECT_EQ(list.blocks[1].repeat.times, 2U);
  EXPECT_EQ(list.blocks[1].otherwise, "no x");
  EXPECT_TRUE(list.blocks[1].stop_otherwise);
  EXPECT_EQ(list[0].group + list[1].group + list[2].group + list[3].group, "gg");
}

TEST(Block, RepeatsOverAListOrUntil) {
  const std::string steps = R"("steps": [{"name": "a", "request": "GET /"}]})";
  const RepeatSpec over =
      steps_of(R"({"repeat": {"for_each": "cars", "at_most": 7}, )" + steps).blocks.at(0).repeat;
  EXPECT_EQ(over.kind, RepeatKind::for_each);
  EXPECT_EQ(over.list, "cars");
  EXPECT_EQ(over.times, 7U);
  const RepeatSpec until =
      steps_of(R"({"repeat": {"until": {"variable": "next", "exists": false}}, )" + steps)
          .blocks.at(0)
          .repeat;
  EXPECT_EQ(until.kind, RepeatKind::until);
  EXPECT_EQ(until.times, 1000U);
  EXPECT_EQ(until.until.at(0).selector.text, "next");
}

TEST(Block, FailsAtItsBoundUnlessItSaysOtherwise) {
  const auto fails = [](const std::string& more) {
    return steps_of(R"({"repeat": {"until": {"variable": "x"})" + more +
                    R"(}, "steps": [{"name": "a", "request": "GET /"}]})")
        .blocks.at(0)
        .repeat.fails_at_bound;
  };
  EXPECT_TRUE(fails(""));
  EXPECT_TRUE(fails(R"(, "on_bound": "fail")"));
  EXPECT_FALSE(fails(R"(, "on_bound": "continue")"));
}

TEST(Block, StartsWithValues) {
  const RepeatSpec repeat = steps_of(R"({"repeat": {"times": 2, "start": {"b": "/${a}", "a": ""}},
      "steps": [{"name": "a", "request": "GET /"}]})")
                                .blocks.at(0)
                                .repeat;
  ASSERT_EQ(repeat.start.size(), 2U);
  EXPECT_EQ(repeat.start[0].name, "b");
  EXPECT_EQ(repeat.start[0].value.text, "/${a}");
  EXPECT_EQ(repeat.start[1].name, "a");
  EXPECT_EQ(repeat.start[1].at.line, 1);
}

TEST(Block, EightDeepIsRead) {
  std::string entry = R"({"name": "a", "request": "GET /"})";
  for (int i = 0; i < 8; ++i) entry = R"({"steps": [)" + entry + "]}";
  EXPECT_EQ(steps_of(entry).blocks.size(), 8U);
}

TEST(Step, HasQueryAndCookies) {
  const StepSpec step = step_of(
      R"("query": {"q": "${a}", "n": 2, "f": 0.5, "b": true, "l": ["x", 1]}, "cookies": {"c": "${v}"})");
  EXPECT_EQ(pairs(step.query), "q=${a};n=2;f=0.5;b=true;l=x;l=1;");
  EXPECT_EQ(pairs(step.cookies), "c=${v};");
}

TEST(Step, KnowsThreeKindsOfAuthentication) {
  const AuthSpec basic = step_of(R"("auth": {"basic": {"user": "a", "password": "${p}"}})").auth;
  EXPECT_EQ(basic.kind, AuthKind::basic);
  EXPECT_EQ(basic.user.text + " " + basic.secret.text, "a ${p}");
  const AuthSpec digest = step_of(R"("auth": {"digest": {"user": "a", "password": "b"}})").auth;
  EXPECT_EQ(digest.kind, AuthKind::digest);
  const AuthSpec bearer = step_of(R"("auth": {"bearer": "${token}"})").auth;
  EXPECT_EQ(bearer.kind, AuthKind::bearer);
  EXPECT_EQ(bearer.secret.text, "${token}");
}

TEST(Step, SignsTheBodyUnlessItSaysMore) {
  const SignSpec plain = *step_of(R"("sign": {"header": "x-sign", "key": "${k}"})").sign;
  EXPECT_EQ(plain.over.text, "${request.body}");
  EXPECT_FALSE(plain.base64);
  const SignSpec full = *step_of(R"("sign": {"header": "x-sign", "key": "k", "prefix": "sha256=",
      "over": "${request.method}", "encoding": "base64"})")
                             .sign;
  EXPECT_EQ(full.over.text + full.prefix, "${request.method}sha256=");
  EXPECT_TRUE(full.base64);
}

TEST(Step, HasMultipartAndFileBodies) {
  const StepSpec parts = step_of(R"("multipart": [{"name": "a", "value": "${v}"},
      {"name": "b", "file": "b.png", "file_name": "c.png", "type": "image/png"}])");
  EXPECT_EQ(parts.body_kind, BodyKind::multipart);
  ASSERT_EQ(parts.parts.size(), 2U);
  EXPECT_EQ(parts.parts[0].value->text, "${v}");
  EXPECT_EQ(parts.parts[1].file + parts.parts[1].file_name->text + parts.parts[1].type,
            "b.pngc.pngimage/png");
  const StepSpec file = step_of(R"("file": "a.bin")");
  EXPECT_EQ(file.body_kind, BodyKind::file);
  EXPECT_EQ(file.body.string, "a.bin");
}

TEST(Step, HasLimitsAndPace) {
  const StepSpec step = step_of(R"("redirects": 3, "connect_timeout": "1s",
      "first_byte_timeout": "2s", "max_body": 5, "retry": {"times": 4, "pause": "250ms"},
      "on_failure": "continue")");
  EXPECT_EQ(step.redirects, 3U);
  EXPECT_EQ(step.connect_timeout, Duration(1s));
  EXPECT_EQ(step.first_byte_timeout, Duration(2s));
  EXPECT_EQ(step.max_body, 5U);
  EXPECT_EQ(step.retry.times, 4U);
  EXPECT_EQ(step.retry.pause, 250ms);
  EXPECT_EQ(step.on_failure, OnFailure::proceed);
  EXPECT_EQ(step_of(R"("on_failure": "stop_run", "redirects": "keep")").on_failure,
            OnFailure::stop_run);
}

TEST(Step, ThinksInThreeWays) {
  const ThinkSpec constant = *step_of(R"("think": "2s")").think;
  EXPECT_EQ(constant.kind, ThinkKind::constant);
  EXPECT_EQ(constant.low, 2s);
  const ThinkSpec uniform = *step_of(R"("think": {"uniform": ["1s", "5s"]})").think;
  EXPECT_EQ(uniform.kind, ThinkKind::uniform);
  EXPECT_EQ(uniform.high, 5s);
  const ThinkSpec mean = *step_of(R"("think": {"exponential": "3s"})").think;
  EXPECT_EQ(mean.kind, ThinkKind::exponential);
  EXPECT_EQ(mean.high, 30s);
  EXPECT_EQ(step_of(R"("think": {"exponential": "30m"})").think->high, 1h);
  EXPECT_EQ(step_of(R"("think": {"exponential": "3s", "at_most": "4s"})").think->high, 4s);
}

TEST(Check, TimesAreNanoseconds) {
  EXPECT_EQ(check_of(R"("time": "total", "less_than": "2s")").expected.integer, 2'000'000'000);
  const CheckSpec between = check_of(R"("time": "connect", "not_between": ["1ms", "2ms"])");
  EXPECT_TRUE(between.negated);
  EXPECT_EQ(between.expected.items.at(1).number, 2e6);
}

TEST(Check, StatusMayBeAClass) {
  EXPECT_EQ(check_of(R"("status": "2xx")").expected.string, "2xx");
  EXPECT_EQ(check_of(R"("status": [204, "3xx"])").predicate, Predicate::one_of);
}

TEST(Check, StatusIsAWholeNumberHoweverItIsWritten) {
  for (const char* status : {"200.0", "2e2", "[200.0]"}) {
    const Json expected = check_of(fmt::format(R"("status": {})", status)).expected;
    const Json& number = expected.kind == Json::Kind::array ? expected.items.at(0) : expected;
    EXPECT_EQ(number.kind, Json::Kind::integer) << status;
    EXPECT_EQ(number.integer, 200) << status;
  }
}

TEST(Check, HasFiltersInTheirOrder) {
  const CheckSpec check = check_of(R"("body": true, "each": true, "equals": "a",
      "filters": ["trim", {"split": ","}, {"regex": "a."}, {"date": "http"}])");
  ASSERT_EQ(check.filters.size(), 4U);
  EXPECT_EQ(check.filters[1].filter, Filter::split);
  EXPECT_EQ(check.filters[1].text, ",");
  EXPECT_EQ(check.filters[3].text, "http");
  EXPECT_TRUE(check.each);
  EXPECT_EQ(check_of(R"("json": "", "filters": [{"index": -1}])").filters.at(0).number, -1);
}

TEST(Check, CookieMayBeLookedAtByAttribute) {
  EXPECT_EQ(check_of(R"("cookie": "sid", "attribute": "max-age", "at_least": 60)").attribute,
            "max-age");
}

TEST(Capture, HasDefaultScopeAndOneTime) {
  const CaptureSpec capture =
      capture_of(R"("jsonpath": "$.a", "default": "${b}", "scope": "user", "one_time": true)");
  EXPECT_EQ(capture.fallback->text, "${b}");
  EXPECT_EQ(capture.scope, CaptureScope::user);
  EXPECT_TRUE(capture.one_time && capture.secret);
  EXPECT_EQ(capture_of(R"("status": true)").source, Source::status);
  EXPECT_EQ(capture_of(R"("time": "wait")").selector.text, "wait");
}

TEST(Session, MayEndAndBeRenewed) {
  const Flow flow = flow_of(R"("session": {"shared_by": "user",
      "steps": [{"name": "in", "request": "GET /"}], "end": [{"name": "out", "request": "GET /"}],
      "renew": {"after": "${expires_in}", "on_status": [401, 403]}})");
  EXPECT_EQ(flow.session_end[0].name, "out");
  EXPECT_EQ(flow.renew.after->text, "${expires_in}");
  EXPECT_EQ(flow.renew.on_status, (std::vector<int>{401, 403}));
}

TEST(Feed, HasOrderAndEnd) {
  const Flow flow = flow_of(R"("feeds": {"a": "a.csv", "b": {"file": "b.jsonl", "order": "random",
      "at_end": "stop"}, "c": {"file": "c.ndjson", "order": "unique"}})");
  ASSERT_EQ(flow.feeds.size(), 3U);
  EXPECT_EQ(flow.feeds[0].order, FeedOrder::sequential);
  EXPECT_EQ(flow.feeds[0].end, FeedEnd::wrap);
  EXPECT_EQ(flow.feeds[1].order, FeedOrder::random);
  EXPECT_EQ(flow.feeds[1].end, FeedEnd::stop);
  EXPECT_EQ(flow.feeds[2].order, FeedOrder::unique);
  EXPECT_EQ(flow.feeds[2].end, FeedEnd::stop);
}

TEST(Suite, HasSetupTeardownAndResolve) {
  const Suite suite = suite_of(R"(, "resolve": ["App.example:443:127.0.0.1", "[::1]:80:[::1]"],
      "setup": [{"name": "up", "request": "GET /", "captures": {"id": {"json": "/id"}}}],
      "teardown": [{"name": "up", "request": "GET /"}],
      "defaults": {"redirects": "follow", "think": "1s"},
      "variables": {"code": {"env": "CODE", "one_time": true}})",
                               one_step(""));
  EXPECT_EQ(suite.setup.size() + suite.teardown.size(), 2U);
  ASSERT_EQ(suite.resolve.size(), 2U);
  EXPECT_EQ(suite.resolve[0].host, "app.example");
  EXPECT_EQ(suite.resolve[0].port, 443);
  EXPECT_EQ(suite.resolve[0].address, "127.0.0.1");
  EXPECT_EQ(suite.resolve[1].host + suite.resolve[1].address, "::1::1");
  EXPECT_EQ(suite.defaults.redirects, 10U);
  EXPECT_EQ(suite.defaults.think.kind, ThinkKind::constant);
  EXPECT_TRUE(suite.variables.at(0).one_time && suite.variables.at(0).secret);
}

TEST(ResolveOverride, RefusesWhatIsNone) {
  for (const char* text :
       {"", "a", "a:80", "a:80:", ":80:127.0.0.1", "a:0:127.0.0.1", "a:65536:127.0.0.1",
        "a:80:127.0.0.256", "a:80:127.0.0", "a:80:1.2.3.4.5", "a:80:01.2.3.4", "a:80:::1",
        "a:80:[::1", "::1:80:127.0.0.1", "a/b:80:127.0.0.1", "u@a:80:127.0.0.1",
        "a:80:[1.2.3.4]"}) {
    std::string fault;
    EXPECT_FALSE(parse_resolve_override(text, fault)) << text;
    EXPECT_FALSE(fault.empty()) << text;
  }
}

}  // namespace
}  // namespace slogate
