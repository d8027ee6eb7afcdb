#include <gtest/gtest.h>

#include "tests/scenarios/compile/builders.h"

namespace slogate {
namespace {

// The step's request behind one that captures `v` = `a b&"c/ü`.
class RequestBench {
 public:
  explicit RequestBench(const StepSpec& step, std::vector<VariableSpec> variables = {},
                        Defaults defaults = {}) {
    StepSpec first = step_spec("first", "/");
    first.captures = {capture_spec("v", Source::json, "/v")};
    Suite suite = suite_of({flow_of("f", {first, step})});
    suite.variables = std::move(variables);
    suite.defaults = std::move(defaults);
    suite_ = compiled(suite);
    frame_ = Frame(suite_.flows[0].slots);
    frame_.set(suite_.flows[0].steps[0].captures[0].slot(), "a b&\"c/ü");
  }

  const CompiledRequest& request() const { return suite_.flows[0].steps[1].request; }
  std::string url() const { return request().url.render(frame_); }
  std::string body() const { return request().body.render(frame_); }

 private:
  CompiledSuite suite_;
  Frame frame_;
};

StepSpec with_body(BodyKind kind, const std::string& text) {
  StepSpec step = step_spec("s", "/", "POST");
  step.body_kind = kind;
  step.body = json(text);
  return step;
}

TEST(RequestUrl, SlotsArePercentEncoded) {
  EXPECT_EQ(RequestBench(step_spec("s", "/x/${v}?q=${v}")).url(),
            "/x/a%20b%26%22c%2F%C3%BC?q=a%20b%26%22c%2F%C3%BC");
}

TEST(RequestUrl, ASlotAtTheBeginningStandsAsItIs) {
  EXPECT_EQ(RequestBench(step_spec("s", "${v}/${v}")).url(), "a b&\"c/ü/a%20b%26%22c%2F%C3%BC");
}

TEST(RequestUrl, AVariableIsAPathUntilTheQueryBegins) {
  EXPECT_EQ(RequestBench(step_spec("s", "${api}/x?mail=${mail}"),
                         {variable("api", "/api/v1"), variable("mail", "a+b@c.example")})
                .url(),
            "/api/v1/x?mail=a%2Bb%40c.example");
}

TEST(RequestUrl, MustBeAPathOrAnAddress) {
  EXPECT_EQ(errors_of_step(step_spec("s", "health")),
            "flow.json:5:16: \"health\" is no address: a path that begins with \"/\", or http:// "
            "or https://");
  EXPECT_EQ(errors_of_step(step_spec("s", "http://:x/")),
            "flow.json:5:16: \"http://:x/\" is no address: a path that begins with \"/\", or "
            "http:// or https://");
  EXPECT_EQ(errors_of_step(step_spec("s", "https://other.example/health")), "");
}

TEST(RequestUrl, HoldsNothingThatARequestLineCannot) {
  const std::string problem =
      "flow.json:5:16: a blank, a \"#\", a control or a non-ASCII character stands in the address: "
      "write it "
      "percent-encoded (%20)";
  EXPECT_EQ(errors_of_step(step_spec("s", "/a b")), problem);
  EXPECT_EQ(errors_of_step(step_spec("s", "/#/auth")), problem);
  EXPECT_EQ(errors_of_step(step_spec("s", "/ü")), problem);
}

TEST(RequestUrl, MayBeEmptyWhereTheStepIsNeverSent) {
  StepSpec step = step_spec("s", "${upstream}");
  step.when = {check_spec(Source::variable, "upstream", Predicate::exists)};
  Suite suite = suite_of_step(step);
  suite.variables = {env_variable("upstream", "UPSTREAM_URL")};
  suite.variables[0].fallback = TemplateText{};
  EXPECT_EQ(errors_of(suite), "");
  EXPECT_EQ(errors_of(suite, {{"UPSTREAM_URL", "nonsense"}}),
            "flow.json:5:16: \"${upstream}\" is no address: a path that begins with \"/\", or "
            "http:// or https://");
}

TEST(RequestBody, JsonEscapesWhatIsInserted) {
  const RequestBench bench(
      with_body(BodyKind::json, R"({"a": "x ${v}", "b": [1, true, null, 0.5], "c": {}})"));
  EXPECT_EQ(bench.body(), R"({"a":"x a b&\"c/ü","b":[1,true,null,0.5],"c":{}})");
  EXPECT_EQ(bench.request().content_type, "application/json");
}

TEST(RequestBody, JsonEscapesConstantsToo) {
  const RequestBench bench(with_body(BodyKind::json, R"({"a\"": "${quote}\n"})"),
                           {variable("quote", "\"")});
  EXPECT_EQ(bench.body(), "{\"a\\\"\":\"\\\"\\n\"}");
  EXPECT_TRUE(bench.request().body.constant());
}

TEST(RequestBody, FormsAreEncoded) {
  const RequestBench bench(with_body(BodyKind::form, R"({"user name": "${v}", "b": "x=y z"})"));
  EXPECT_EQ(bench.body(), "user+name=a+b%26%22c%2F%C3%BC&b=x%3Dy+z");
  EXPECT_EQ(bench.request().content_type, "application/x-www-form-urlencoded");
}

TEST(RequestBody, TextStandsAsItIs) {
  const RequestBench bench(with_body(BodyKind::text, R"("<${v}>")"));
  EXPECT_EQ(bench.body(), "<a b&\"c/ü>");
  EXPECT_EQ(bench.request().content_type, "text/plain; charset=utf-8");
}

TEST(RequestBody, NoneHasNoContentType) {
  EXPECT_EQ(RequestBench(step_spec("s", "/")).request().content_type, "");
}

TEST(RequestHeaders, AStepsOwnWinOverTheDefaults) {
  Defaults defaults;
  defaults.headers = {{"User-Agent", {"slogate ${run.id}", {}}}, {"Accept", {"*/*", {}}}};
  StepSpec step = step_spec("s", "/");
  step.headers = {{"accept", {"text/html", {}}}, {"X-Id", {"7", {}}}};
  const RequestBench bench(step, {}, defaults);
  ASSERT_EQ(bench.request().headers.size(), 3U);
  EXPECT_EQ(bench.request().headers[0].first, "User-Agent");
  EXPECT_EQ(bench.request().headers[1].second.text(), "text/html");
}

TEST(RequestHeaders, AnOwnContentTypeReplacesTheBodys) {
  StepSpec step = with_body(BodyKind::json, "{}");
  step.headers = {{"content-type", {"application/vnd.api+json", {}}}};
  const RequestBench bench(step);
  EXPECT_EQ(bench.request().content_type, "application/vnd.api+json");
  EXPECT_TRUE(bench.request().headers.empty());
}

TEST(RequestHeaders, ThoseOfTheWriterAreRefused) {
  StepSpec step = step_spec("s", "/");
  step.headers = {{"Host", {"x", {"flow.json", 6, 20}}}};
  EXPECT_EQ(errors_of_step(step), "flow.json:6:20: the header \"Host\" is set by slogate itself");
}

TEST(RequestHeaders, ABadDefaultIsToldOnce) {
  Suite suite = suite_of({flow_of("f", {step_spec("a", "/"), step_spec("b", "/")})});
  suite.defaults.headers = {{"X-Id", {"${zzzzzzzz}", {"suite.json", 9, 9}}}};
  EXPECT_EQ(errors_of(suite),
            "suite.json:9:9: unknown name \"zzzzzzzz\": no variable, capture or feed column is "
            "called so");
}

}  // namespace
}  // namespace slogate
