#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <vector>

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
  std::string query() const { return request().query.render(frame_); }
  std::string rendered(const Template& text) const { return text.render(frame_); }

 private:
  CompiledSuite suite_;
  Frame frame_;
};

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
  EXPECT_EQ(errors_of_step(step_spec("s", "https://app.example/health")), "");
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

TEST(RequestQuery, NamesAndValuesAreEncoded) {
  StepSpec step = step_spec("s", "/x");
  step.query = {{"q", {"a ${v}", {}}}, {"ü&", {"1+1=2", {}}}, {"q", {"", {}}}};
  EXPECT_EQ(RequestBench(step).query(), "q=a%20a%20b%26%22c%2F%C3%BC&%C3%BC%26=1%2B1%3D2&q=");
}

TEST(RequestQuery, AVariableIsEncodedWherePathsWouldStandAsTheyAre) {
  StepSpec step = step_spec("s", "/x");
  step.query = {{"next", {"${api}/x", {}}}};
  EXPECT_EQ(RequestBench(step, {variable("api", "/api/v1")}).query(), "next=%2Fapi%2Fv1%2Fx");
}

StepSpec with_auth(AuthKind kind, std::string user, std::string secret) {
  StepSpec step = step_spec("s", "/");
  step.auth.kind = kind;
  step.auth.user = {std::move(user), {"flow.json", 6, 10}};
  step.auth.secret = {std::move(secret), {"flow.json", 6, 30}};
  return step;
}

TEST(RequestAuth, TakesThePlaceOfADefaultAuthorization) {
  Defaults defaults;
  defaults.headers = {{"Authorization", {"Bearer old", {}}}};
  const RequestBench bench(with_auth(AuthKind::bearer, "", "new"), {}, defaults);
  EXPECT_TRUE(bench.request().headers.empty());
  EXPECT_EQ(bench.request().auth.secret.text(), "new");
}

TEST(RequestAuth, AndAHeaderOfItsNameAreTooMany) {
  StepSpec step = with_auth(AuthKind::bearer, "", "new");
  step.headers = {{"authorization", {"Bearer other", {"flow.json", 7, 20}}}};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:7:20: the header \"authorization\" is what \"auth\" sets: keep one of them");
}

TEST(RequestAuth, ABasicUserHasNoColon) {
  EXPECT_EQ(errors_of_step(with_auth(AuthKind::basic, "a:b", "c")),
            "flow.json:6:10: a user name with a colon cannot be told from its password (RFC 7617)");
  EXPECT_EQ(errors_of_step(with_auth(AuthKind::digest, "a:b", "c")), "");
}

TEST(RequestCookies, HoldNoCharacterThatEndsThem) {
  StepSpec step = step_spec("s", "/");
  step.cookies = {{"theme", {"dark;light", {"flow.json", 6, 20}}}};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:6:20: the cookie \"theme\" holds a character that no cookie may hold: a "
            "blank, a comma, a semicolon, a backslash, a control or a non-ASCII one (the filter "
            "url_encode writes them as %20 and the like)");
  step.cookies = {{"the me", {"dark", {"flow.json", 6, 20}}}};
  EXPECT_EQ(errors_of_step(step), "flow.json:6:20: \"the me\" is no name of a cookie");
  step.cookies = {{"theme", {"\"dark\"", {"flow.json", 6, 20}}}};
  EXPECT_EQ(errors_of_step(step), "");
}

StepSpec signed_step(const std::string& over) {
  StepSpec step = step_spec("s", "/", "POST");
  step.sign = SignSpec{"x-signature",
                       {"a-key", {"flow.json", 6, 20}},
                       {over, {"flow.json", 6, 30}},
                       "sha256=",
                       false,
                       {"flow.json", 6, 12}};
  return step;
}

TEST(RequestSignature, MayNameThePartsOfTheRequest) {
  const RequestBench bench(signed_step("${request.method} ${request.target}\n${request.body}"));
  ASSERT_TRUE(bench.request().sign.has_value());
  EXPECT_EQ(bench.request().sign->over.pieces().size(), 3U);
}

TEST(RequestSignature, IsOverTheBodyWhereNothingElseIsSaid) {
  const RequestBench bench(signed_step(""));
  ASSERT_EQ(bench.request().sign->over.pieces().size(), 1U);
  EXPECT_EQ(bench.request().sign->over.pieces()[0].slot,
            static_cast<std::int32_t>(BuiltinSlot::request_body));
}

TEST(RequestSignature, OnlyItMayNameThePartsOfTheRequest) {
  StepSpec step = step_spec("s", "/");
  step.headers = {{"x-copy", {"${request.body}", {"flow.json", 6, 20}}}};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:6:20: \"request.body\" has a value only in the \"over\" of a signature");
}

TEST(RequestSignature, AndAHeaderOfItsNameAreTooMany) {
  StepSpec step = signed_step("${request.body}");
  step.headers = {{"X-Signature", {"mine", {"flow.json", 7, 20}}}};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:7:20: the header \"X-Signature\" is what \"sign\" sets: keep one of them");
}

TEST(RequestSignature, DoesNotTakeAHeaderOfTheWriter) {
  StepSpec step = signed_step("${request.body}");
  step.sign->header = "Content-Length";
  EXPECT_EQ(errors_of_step(step),
            "flow.json:6:12: the header \"Content-Length\" is set by slogate itself");
}

TEST(RequestRedirects, AStepsOwnNumberWinsOverTheDefaults) {
  Defaults defaults;
  defaults.redirects = 10;
  EXPECT_EQ(RequestBench(step_spec("s", "/"), {}, defaults).request().max_redirects, 10U);
  StepSpec step = step_spec("s", "/");
  step.redirects = 0;
  EXPECT_EQ(RequestBench(step, {}, defaults).request().max_redirects, 0U);
}

TEST(RequestConstant, IsOneThatNoValueHasAPartIn) {
  const auto number = [](const StepSpec& step) {
    return RequestBench(step, {variable("api", "/api")}).request().constant;
  };
  EXPECT_NE(number(step_spec("s", "/x")), 0U);
  EXPECT_NE(number(step_spec("s", "${api}/x")), 0U);
  EXPECT_EQ(number(step_spec("s", "/x/${v}")), 0U);
  const TemplateText fixed{"1", {}};
  const TemplateText value{"${v}", {}};
  const auto with = [&](const auto& set, const TemplateText& text) {
    StepSpec step = step_spec("s", "/x", "POST");
    set(step, text);
    return number(step);
  };
  const std::vector<std::function<void(StepSpec&, const TemplateText&)>> places = {
      [](StepSpec& step, const TemplateText& text) {
        step.query = {{"a", text}};
      },
      [](StepSpec& step, const TemplateText& text) {
        step.headers = {{"x-id", text}};
      },
      [](StepSpec& step, const TemplateText& text) {
        step.cookies = {{"a", text}};
      },
      [](StepSpec& step, const TemplateText& text) {
        step.body_kind = BodyKind::text;
        step.body = json('"' + text.text + '"');
      },
      [](StepSpec& step, const TemplateText& text) {
        step.auth = AuthSpec{AuthKind::basic, text, {"1", {}}, {}};
      },
      [](StepSpec& step, const TemplateText& text) {
        step.auth = AuthSpec{AuthKind::bearer, {}, text, {}};
      },
      [](StepSpec& step, const TemplateText& text) {
        step.sign = SignSpec{"x-sig", text, {"1", {}}, {}, false, {}};
      },
      [](StepSpec& step, const TemplateText& text) {
        step.sign = SignSpec{"x-sig", {"1", {}}, text, {}, false, {}};
      }};
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_NE(with(places[i], fixed), 0U) << i;
    EXPECT_EQ(with(places[i], value), 0U) << i;
  }
  const auto digest = [](StepSpec& step, const TemplateText& text) {
    step.auth = AuthSpec{AuthKind::digest, text, text, {}};
  };
  EXPECT_EQ(with(digest, fixed), 0U);  // a server's challenge has a part in it
}

TEST(RequestConstant, HasANumberOfItsOwn) {
  Suite suite = suite_of(
      {flow_of("f", {step_spec("a", "/"), step_spec("b", "/${run.id}"), step_spec("c", "/")}),
       flow_of("g", {step_spec("a", "/")})});
  suite.flows[1].session_steps.steps = {step_spec("s", "/")};
  suite.flows[1].session_end.steps = {step_spec("e", "/")};
  suite.setup.steps = {step_spec("a", "/")};
  suite.teardown.steps = {step_spec("a", "/")};
  suite.ready = step_spec("a", "/");
  const CompiledSuite out = compiled(suite);
  const std::vector<std::size_t> numbers = {
      out.flows[0].steps[0].request.constant,         out.flows[0].steps[2].request.constant,
      out.flows[1].steps[0].request.constant,         out.setup->steps[0].request.constant,
      out.teardown->steps[0].request.constant,        out.ready->request.constant,
      out.flows[1].session_steps[0].request.constant, out.flows[1].session_end[0].request.constant};
  EXPECT_EQ(std::set<std::size_t>(numbers.begin(), numbers.end()),
            (std::set<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(out.flows[0].steps[1].request.constant, 0U);
}

}  // namespace
}  // namespace slogate
