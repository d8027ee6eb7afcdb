// The hosts of a suite, and the steps that name others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/compile/own_hosts.h"
#include "tests/scenarios/compile/builders.h"

namespace slogate {
namespace {

using ::testing::ElementsAre;

constexpr const char* kHowTo =
    " a variable of the suite hold the address, or name the host in \"load_hosts\", where a load "
    "may go there too";

TEST(WrittenHost, IsTheOneThatStandsInTheAddress) {
  EXPECT_EQ(written_host("https://CDN.shop.example:8443/x/${id}?y"), "cdn.shop.example");
  EXPECT_EQ(written_host("http://[::1]:80"), "::1");
  EXPECT_EQ(written_host("http://h.example?x=${id}"), "h.example");
  EXPECT_EQ(written_host("http://h.example:${port}/"), "h.example");
}

TEST(WrittenHost, IsNoneWhereItComesFromElsewhere) {
  for (const char* address :
       {"/x", "${base}/x", "https://${host}/", "https://a.${zone}/", "https://a${b}:80/"})
    EXPECT_EQ(written_host(address), "") << address;
}

TEST(OwnHosts, AStepThatNamesAnotherHostIsRefused) {
  EXPECT_EQ(errors_of_step(step_spec("a", "https://elsewhere.net/x")),
            std::string("flow.json:5:16: \"elsewhere.net\" is no host of the suite: let") + kHowTo);
  EXPECT_EQ(errors_of_step(step_spec("a", "https://ap.example/x")),
            std::string("flow.json:5:16: \"ap.example\" is no host of the suite, did you mean "
                        "\"app.example\"? Else let") +
                kHowTo);
  EXPECT_NE(errors_of_step(step_spec("a", "http://127.0.0.1:9/")), "");
}

TEST(OwnHosts, AreLookedForInEveryStepThatARunMaySend) {
  for (int place = 0; place < 5; ++place) {
    const StepSpec bad = step_spec("a", "https://elsewhere.net/x");
    Suite suite = suite_of_step(step_spec("b", "/"));
    Flow& flow = suite.flows.front();
    if (place == 0) suite.setup.steps = {bad};
    if (place == 1) suite.teardown.steps = {bad};
    if (place == 2) suite.ready = bad;
    if (place == 3) flow.session_steps.steps = {bad};
    if (place == 4) flow.session_end.steps = {bad};
    EXPECT_TRUE(errors_of(suite).starts_with("flow.json:5:16: \"elsewhere.net\" is no host"))
        << place;
  }
  Suite suite = suite_of({flow_of("f", {step_spec("a", "/")}),
                          flow_of("g", {step_spec("b", "https://elsewhere.net/x")})});
  CompileOptions options;
  options.skip = {"g"};
  EXPECT_EQ(errors_of(suite, {}, options), "");
}

TEST(OwnHosts, AreTheTargetsThoseOfLoadsAndThoseOfVariables) {
  Suite suite = suite_of({flow_of(
      "f", {step_spec("a", "https://app.example:8443/"), step_spec("b", "http://load.example/"),
            step_spec("c", "http://allowed.example/"), step_spec("d", "http://cdn.example/"),
            step_spec("e", "http://given.example/")})});
  suite.load_hosts = {"load.example"};
  suite.variables = {variable("cdn", "https://cdn.example/assets"), env_variable("given", "GIVEN"),
                     variable("path", "/x")};
  CompileOptions options;
  options.allow_hosts = {"allowed.example"};
  const CompiledSuite out = compiled(suite, {{"GIVEN", "http://given.example:81"}}, options);
  EXPECT_THAT(out.own_hosts, ElementsAre("app.example", "load.example", "allowed.example",
                                         "cdn.example", "given.example"));
}

TEST(OwnHosts, AreThoseThatVariablesMakeOfAnAddress) {
  Suite suite = suite_of_step(step_spec("a", "https://${name}.example/"));
  suite.variables = {variable("name", "cdn")};
  EXPECT_THAT(compiled(suite).own_hosts, ElementsAre("app.example", "cdn.example"));
}

TEST(OwnHosts, AnotherTargetTakesThePlaceOfTheSuites) {
  CompileOptions options;
  options.target = "http://staging.net";
  const Suite suite = suite_of_step(step_spec("a", "http://app.example/"));
  EXPECT_NE(errors_of(suite, {}, options), "");
  EXPECT_EQ(errors_of(suite), "");
}

TEST(OwnHosts, NothingIsToldThatOnlyFollowsFromAVariableWithoutAValue) {
  Suite suite = suite_of_step(step_spec("a", "http://cdn.example/${cdn}"));
  suite.variables = {env_variable("cdn", "CDN")};
  EXPECT_EQ(errors_of(suite).find("no host of the suite"), std::string::npos);
}

// What only the suite's hosts get of the request.
std::string credentials(StepSpec step, const std::string& url = "${item}") {
  step.url.text = url;
  step.for_each = "links";
  StepSpec page = step_spec("page", "/");
  CaptureSpec links = capture_spec("links", Source::json, "/links");
  links.list = true;
  page.captures = {links};
  Suite suite = suite_of({flow_of("f", {page, step})});
  suite.variables = {variable("plain", "abc"), env_variable("key", "A_KEY")};
  return compiled(suite, {{"A_KEY", "secret-of-the-shop"}}).flows[0].steps[1].request.credentials;
}

StepSpec opened() {
  return step_spec("open", "");
}

TEST(Credentials, AreWhatProvesWhoTheUserIs) {
  StepSpec step = opened();
  step.auth.kind = AuthKind::bearer;
  step.auth.secret = {"abc", {}};
  EXPECT_EQ(credentials(step), "\"auth\"");
  step = opened();
  step.headers = {{"X-Plain", {"${plain}", {}}}, {"Authorization", {"${plain}", {}}}};
  EXPECT_EQ(credentials(step), "the header \"Authorization\"");
  step.headers[1] = {"x-key", {"${key}", {}}};
  EXPECT_EQ(credentials(step), "the header \"x-key\"");
  step.headers[1] = {"Cookie", {"sid=${run.id}", {}}};
  EXPECT_EQ(credentials(step), "the header \"Cookie\"");
  step = opened();
  step.cookies = {{"theme", {"dark", {}}}, {"sid", {"${run.id}", {}}}};
  EXPECT_EQ(credentials(step), "the cookie \"sid\"");
  step = opened();
  step.query = {{"key", {"${key}", {}}}};
  EXPECT_EQ(credentials(step), "a secret in the query");
  step = opened();
  step.body_kind = BodyKind::text;
  step.body = json("\"${key}\"");
  EXPECT_EQ(credentials(step), "a secret in the body");
  step = opened();
  step.sign = SignSpec{};
  step.sign->header = "x-sign";
  step.sign->key = {"abc", {}};
  EXPECT_EQ(credentials(step), "\"sign\"");
  EXPECT_EQ(credentials(opened(), "${item}?key=${key}"), "a secret in the address");
  EXPECT_EQ(credentials(opened(), "https://${item}/${key}"), "a secret in the address");
}

TEST(Credentials, AreNotWhatIsNoSecret) {
  StepSpec step = opened();
  step.headers = {{"x-plain", {"${plain}", {}}}, {"cookie", {"theme=dark", {}}}};
  step.cookies = {{"theme", {"dark", {}}}};
  step.query = {{"q", {"${plain}", {}}}};
  EXPECT_EQ(credentials(step), "");
}

// A link that signs a user in is a secret, and leads where it leads.
TEST(Credentials, AreNotTheAddressItself) {
  StepSpec page = step_spec("page", "/");
  page.captures = {capture_spec("link", Source::json, "/link")};
  page.captures[0].secret = true;
  const Suite suite = suite_of({flow_of("f", {page, step_spec("open", "${link}")})});
  EXPECT_EQ(compiled(suite).flows[0].steps[1].request.credentials, "");
}

}  // namespace
}  // namespace slogate
