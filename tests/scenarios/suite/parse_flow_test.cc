#include <gtest/gtest.h>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using test::one_step;
using test::suite_with;
using test::SuiteFolder;

// The one flow of a suite; tells what is wrong where it is not there.
Flow flow_of(const std::string& text) {
  SuiteFolder folder;
  folder.write("suite.json", suite_with(""));
  folder.write("flow.json", text);
  const Result<Suite> suite = folder.load();
  EXPECT_TRUE(suite) << (suite ? "" : suite.error().text());
  return suite ? suite->flows.at(0) : Flow{};
}

StepSpec step_of(const std::string& members) {
  const Flow flow = flow_of(one_step(members));
  return flow.steps.empty() ? StepSpec{} : flow.steps[0];
}

CheckSpec check_of(const std::string& check) {
  const StepSpec step = step_of(R"(, "checks": [)" + check + "]");
  return step.checks.empty() ? CheckSpec{} : step.checks[0];
}

CaptureSpec capture_of(const std::string& capture) {
  const StepSpec step = step_of(R"(, "captures": {"id": )" + capture + "}");
  return step.captures.empty() ? CaptureSpec{} : step.captures[0];
}

TEST(Request, IsMethodAndTarget) {
  for (const char* text : {"GET /", "HEAD /a?b", "POST ${api}/x", "PUT https://a.example/",
                           "PATCH http://a/", "DELETE ${item}", "OPTIONS /"}) {
    std::string method;
    std::string url;
    EXPECT_TRUE(split_request(text, method, url)) << text;
    EXPECT_EQ(method + " " + url, text);
  }
}

TEST(Request, IsNothingElse) {
  for (const char* text : {"", "GET", "GET ", "/", "get /", "TRACE /", "GET  /", "GET / HTTP/1.1",
                           "GET a", "GET /\r\nx"}) {
    std::string method;
    std::string url;
    EXPECT_FALSE(split_request(text, method, url)) << text;
  }
}

TEST(Flow, HasItsMembers) {
  const Flow flow =
      flow_of(R"({"$schema": "../schema/flow.schema.json", "name": "auth", "title": "Sign-in",
      "route": "/auth", "core": false, "needs": ["LOGIN_EMAIL"], "feeds": {"cars": "data/cars.csv"},
      "session": {"shared_by": "user", "steps": [{"name": "in", "request": "POST /in"}]},
      "steps": [{"name": "page", "request": "GET /"}]})");
  EXPECT_EQ(flow.name, "auth");
  EXPECT_EQ(flow.title, "Sign-in");
  EXPECT_EQ(flow.route, "/auth");
  EXPECT_FALSE(flow.core);
  EXPECT_EQ(flow.needs, std::vector<std::string>{"LOGIN_EMAIL"});
  ASSERT_EQ(flow.feeds.size(), 1U);
  EXPECT_EQ(flow.feeds[0].name + " " + flow.feeds[0].file, "cars data/cars.csv");
  EXPECT_EQ(flow.session_owner, SessionOwner::user);
  EXPECT_EQ(flow.session_steps[0].name, "in");
  EXPECT_EQ(flow.steps[0].name, "page");
  EXPECT_EQ(flow.file, "flow.json");
}

TEST(Flow, HasDefaults) {
  const Flow flow = flow_of(one_step(""));
  EXPECT_EQ(flow.title, "home");
  EXPECT_TRUE(flow.core);
  EXPECT_EQ(flow.session_owner, SessionOwner::none);
}

TEST(Step, HasItsMembers) {
  const StepSpec step =
      step_of(R"(, "group": "page", "tags": ["api", "page"], "for_each": "scripts",
      "when": [{"variable": "a"}, {"variable": "b", "exists": false}], "otherwise": "no code",
      "stop": true,
      "headers": {"X-A": "${a}"}, "redirects": "follow", "timeout": "3s",
      "explain": [{"if": {"status": 404}, "say": "not there"}])");
  EXPECT_EQ(step.group, "page");
  EXPECT_EQ(step.tags, (std::vector<std::string>{"api", "page"}));
  EXPECT_EQ(step.for_each, "scripts");
  ASSERT_EQ(step.when.size(), 2U);
  EXPECT_EQ(step.when[0].selector.text, "a");
  EXPECT_FALSE(step.when[1].expected.boolean);
  EXPECT_EQ(step.otherwise, "no code");
  EXPECT_TRUE(step.stop_otherwise);
  EXPECT_EQ(step.method, "GET");
  EXPECT_EQ(step.url.text, "/");
  ASSERT_EQ(step.headers.size(), 1U);
  EXPECT_EQ(step.headers[0].first + ": " + step.headers[0].second.text, "X-A: ${a}");
  EXPECT_EQ(step.redirects, 10U);
  EXPECT_EQ(step.timeout, Duration(3s));
  ASSERT_EQ(step.explain.size(), 1U);
  EXPECT_EQ(step.explain[0].say, "not there");
  EXPECT_EQ(step.explain[0].condition.expected.integer, 404);
}

TEST(Step, HasDefaults) {
  const StepSpec step = step_of("");
  EXPECT_EQ(step.body_kind, BodyKind::none);
  EXPECT_FALSE(step.redirects);
  EXPECT_FALSE(step.timeout);
  EXPECT_TRUE(step.when.empty());
}

TEST(Step, MayHaveOneConditionWithoutAnArray) {
  EXPECT_EQ(step_of(R"(, "when": {"variable": "target.scheme", "equals": "https"})").when.size(),
            1U);
}

TEST(Step, HasABodyOfEachKind) {
  EXPECT_EQ(step_of(R"(, "json": {"a": ["${b}", 1]})").body.dump(), R"({"a":["${b}",1]})");
  EXPECT_EQ(step_of(R"(, "json": null)").body_kind, BodyKind::json);
  EXPECT_EQ(step_of(R"(, "form": {"a": "${b}"})").body_kind, BodyKind::form);
  EXPECT_EQ(step_of(R"(, "text": "a b")").body.string, "a b");
}

TEST(Check, StatusIsAWholeCheck) {
  const CheckSpec one = check_of(R"({"status": 200})");
  EXPECT_EQ(one.source, Source::status);
  EXPECT_EQ(one.predicate, Predicate::equals);
  EXPECT_EQ(one.expected.integer, 200);
  const CheckSpec several = check_of(R"({"status": [200, 204]})");
  EXPECT_EQ(several.predicate, Predicate::one_of);
  EXPECT_EQ(several.expected.items.size(), 2U);
  const CheckSpec open = check_of(R"({"status": true, "less_than": 400})");
  EXPECT_EQ(open.predicate, Predicate::less_than);
  EXPECT_EQ(open.expected.integer, 400);
}

TEST(Check, KnowsEverySource) {
  const std::pair<const char*, Source> cases[] = {{R"({"header": "content-type"})", Source::header},
                                                  {R"({"cookie": "sid"})", Source::cookie},
                                                  {R"({"body": true})", Source::body},
                                                  {R"({"json": ""})", Source::json},
                                                  {R"({"xpath": "//title"})", Source::xpath},
                                                  {R"({"regex": "a(b)c"})", Source::regex},
                                                  {R"({"jsonpath": "$.a"})", Source::jsonpath},
                                                  {R"({"size": "transfer"})", Source::size},
                                                  {R"({"hash": "md5"})", Source::hash},
                                                  {R"({"redirects": "urls"})", Source::redirects},
                                                  {R"({"tls": "days_left"})", Source::tls},
                                                  {R"({"variable": "token"})", Source::variable}};
  for (const auto& [text, source] : cases) {
    const CheckSpec check = check_of(text);
    EXPECT_EQ(check.source, source) << text;
    EXPECT_EQ(check.predicate, Predicate::exists);
    EXPECT_TRUE(check.expected.boolean);
  }
}

TEST(Check, KnowsEveryPredicate) {
  const std::pair<const char*, Predicate> cases[] = {
      {R"("exists": false)", Predicate::exists},
      {R"("empty": true)", Predicate::empty},
      {R"("unique": true)", Predicate::unique},
      {R"("equals": null)", Predicate::equals},
      {R"("one_of": ["a", 2])", Predicate::one_of},
      {R"("contains": {"a": 1})", Predicate::contains},
      {R"("starts_with": "a")", Predicate::starts_with},
      {R"("ends_with": "a")", Predicate::ends_with},
      {R"("matches": "a+")", Predicate::matches},
      {R"("less_than": 1)", Predicate::less_than},
      {R"("at_most": 1.5)", Predicate::at_most},
      {R"("greater_than": "${n}")", Predicate::greater_than},
      {R"("at_least": -1)", Predicate::at_least},
      {R"("between": [1, 1])", Predicate::between},
      {R"("type": "integer")", Predicate::type},
      {R"("length": {"at_least": 1, "at_most": 5})", Predicate::length},
      {R"("count": 2)", Predicate::count},
      {R"("schema": "car.schema.json")", Predicate::schema}};
  for (const auto& [text, predicate] : cases) {
    const CheckSpec check = check_of(R"({"json": "/a", )" + std::string(text) + "}");
    EXPECT_EQ(check.predicate, predicate) << text;
    EXPECT_FALSE(check.negated) << text;
  }
}

TEST(Check, KnowsTheNegations) {
  const std::pair<const char*, Predicate> cases[] = {
      {R"("not_equals": {"a": 1})", Predicate::equals},
      {R"("not_one_of": ["a", 2])", Predicate::one_of},
      {R"("not_contains": "a")", Predicate::contains},
      {R"("not_starts_with": "a")", Predicate::starts_with},
      {R"("not_ends_with": "a")", Predicate::ends_with},
      {R"("not_matches": "a+")", Predicate::matches},
      {R"("not_between": [1, 2])", Predicate::between},
      {R"("not_type": "array")", Predicate::type},
      {R"("not_length": 2)", Predicate::length},
      {R"("not_count": {"less_than": 2})", Predicate::count},
      {R"("not_schema": "a/b.json")", Predicate::schema}};
  for (const auto& [text, predicate] : cases) {
    const CheckSpec check = check_of(R"({"jsonpath": "$.a", )" + std::string(text) + "}");
    EXPECT_EQ(check.predicate, predicate) << text;
    EXPECT_TRUE(check.negated) << text;
  }
}

TEST(Check, HasCookieAttributesAndOwnWords) {
  const CheckSpec check =
      check_of(R"({"cookie": "sid", "http_only": true, "secure": true, "because": "why"})");
  EXPECT_TRUE(check.cookie_http_only);
  EXPECT_TRUE(check.cookie_secure);
  EXPECT_EQ(check.because, "why");
}

TEST(Check, SelectorMayBeATemplate) {
  EXPECT_EQ(check_of(R"({"header": "${header name}"})").selector.text, "${header name}");
}

TEST(Check, KnowsItsPlace) {
  const Flow flow = flow_of(
      "{\"name\": \"home\", \"steps\": [{\"name\": \"a\", \"request\": \"GET /\",\n  \"checks\": "
      "[\n    {\"status\": 200}]}]}");
  EXPECT_EQ(flow.steps[0].checks.at(0).at.line, 3);
  EXPECT_EQ(flow.steps[0].checks.at(0).at.column, 5);
}

TEST(Capture, HasSourceAndMarks) {
  const CaptureSpec capture =
      capture_of(R"({"xpath": "//a/@href", "list": true, "secret": true, "sticky": true})");
  EXPECT_EQ(capture.name, "id");
  EXPECT_EQ(capture.source, Source::xpath);
  EXPECT_EQ(capture.selector.text, "//a/@href");
  EXPECT_TRUE(capture.list && capture.secret && capture.sticky);
  EXPECT_FALSE(capture.optional);
}

TEST(Capture, KnowsItsOldSources) {
  EXPECT_EQ(capture_of(R"({"json": "/id"})").source, Source::json);
  EXPECT_EQ(capture_of(R"({"header": "x-id"})").source, Source::header);
  EXPECT_EQ(capture_of(R"({"cookie": "sid"})").source, Source::cookie);
  EXPECT_EQ(capture_of(R"({"regex": "id=(.*);", "optional": true
})")
                .source,
            Source::regex);
}

}  // namespace
}  // namespace slogate
