// Names: variables, environment, target, captures; what is unknown, missing, too early or going
// round in circles.
#include <gtest/gtest.h>

#include "tests/scenarios/compile/builders.h"

namespace slogate {
namespace {

StepSpec posting(const std::string& text) {
  StepSpec step = step_spec("s", "/");
  step.body_kind = BodyKind::text;
  step.body = json("\"\"");
  step.body.string = text;
  step.body.at = {"flow.json", 8, 15};
  return step;
}

// The body that a text template renders to, with nothing captured.
std::string body_of(const CompiledSuite& suite) {
  return suite.flows[0].steps[0].request.body.front().text.render(Frame(suite.flows[0].slots));
}

TEST(Variables, AreFoldedIntoTheText) {
  Suite suite = suite_of_step(posting("<${outer}>"));
  suite.variables = {variable("outer", "[${inner}]"), variable("inner", "x")};
  const CompiledSuite out = compiled(suite);
  EXPECT_TRUE(out.flows[0].steps[0].request.body.front().text.constant());
  EXPECT_EQ(body_of(out), "<[x]>");
}

TEST(Variables, KnowTheTarget) {
  Suite suite = suite_of_step(posting("${target.scheme} ${target.host} ${target.origin}"));
  suite.target.text = "https://App.Example:8443/";
  EXPECT_EQ(body_of(compiled(suite)), "https app.example https://app.example:8443");
}

TEST(Variables, TakeTheEnvironmentAndItsDefault) {
  Suite suite = suite_of_step(posting("${a} ${b} ${env:HOME_TOWN}"));
  suite.variables = {env_variable("a", "NAME_A"), env_variable("b", "NAME_B")};
  suite.variables[1].fallback = TemplateText{"none", {}};
  EXPECT_EQ(body_of(compiled(suite, {{"NAME_A", "one"}, {"NAME_B", ""}, {"HOME_TOWN", "Ulm"}})),
            "one none Ulm");
}

TEST(Variables, AreReplacedFromTheCommandLine) {
  Suite suite = suite_of_step(posting("${a} ${b}"));
  suite.variables = {variable("a", "1"), env_variable("b", "NAME_B")};
  CompileOptions options;
  options.variables = {{"a", "${not read}"}, {"b", "2"}};
  EXPECT_EQ(body_of(compiled(suite, {}, options)), "${not read} 2");
}

TEST(Variables, ACircleIsNamed) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.variables = {variable("a", "${b}"), variable("b", "${c}"), variable("c", "${a}")};
  EXPECT_EQ(errors_of(suite), "suite.json:3:3: values that need each other: a -> b -> c -> a");
}

TEST(Variables, ACircleThroughTheTargetIsNamed) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.target.text = "http://${host}";
  suite.variables = {variable("host", "x.${target.host}")};
  EXPECT_EQ(errors_of(suite),
            "suite.json:2:13: values that need each other: target -> host -> target");
}

TEST(Variables, AnUnknownNameInAnUnusedOneIsTold) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.variables = {variable("email", "x"), variable("user", "${emial}")};
  EXPECT_EQ(errors_of(suite), "suite.json:3:12: unknown name \"emial\", did you mean \"email\"?");
}

TEST(Variables, HoldNoOneTimeCode) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.variables = {variable("a", "${totp:a}")};
  EXPECT_EQ(errors_of(suite),
            "suite.json:3:12: a one-time code is made when a request is sent: it cannot stand in a "
            "variable");
}

TEST(Names, AnUnknownOneIsToldWithTheNearest) {
  Suite suite = suite_of_step(posting("${emial}"));
  suite.variables = {variable("email", "x")};
  EXPECT_EQ(errors_of(suite), "flow.json:8:16: unknown name \"emial\", did you mean \"email\"?");
}

TEST(Names, AnUnknownOneWithoutANeighbourIsToldAlone) {
  EXPECT_EQ(errors_of_step(posting("${zzzzzzzz}")),
            "flow.json:8:16: unknown name \"zzzzzzzz\": no variable, capture or feed column is "
            "called so");
}

TEST(Names, ABadTemplateIsToldWithItsPlace) {
  EXPECT_EQ(errors_of_step(posting("${a")),
            "flow.json:8:16: \"${\" is opened and never closed; a literal \"${\" is \"$${\"");
}

TEST(Names, ACaptureHasNoValueBeforeItsStep) {
  StepSpec later = step_spec("verify", "/verify");
  later.captures = {capture_spec("token", Source::json, "/token")};
  EXPECT_EQ(errors_of(suite_of({flow_of("f", {posting("${token}"), later})})),
            "flow.json:8:16: \"token\" has no value here: step \"verify\" captures it, and only "
            "later steps can use it");
}

TEST(Names, ACaptureHasNoValueInItsOwnStep) {
  StepSpec step = posting("${token}");
  step.captures = {capture_spec("token", Source::json, "/token")};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:8:16: \"token\" has no value here: step \"s\" captures it, and only later "
            "steps can use it");
}

TEST(Names, ASessionsCapturesAreThereInEveryStep) {
  StepSpec sign_in = step_spec("sign-in", "/in");
  sign_in.captures = {capture_spec("token", Source::json, "/token")};
  Flow flow = flow_of("f", {posting("${token}")});
  flow.session_owner = SessionOwner::run;
  flow.session_steps.steps = {sign_in};
  EXPECT_EQ(errors_of(suite_of({flow})), "");
}

TEST(Names, ACaptureMayNotHaveTheNameOfAVariable) {
  StepSpec step = step_spec("s", "/");
  step.captures = {capture_spec("email", Source::json, "/email")};
  Suite suite = suite_of_step(step);
  suite.variables = {variable("email", "x")};
  EXPECT_EQ(
      errors_of(suite),
      "flow.json:9:3: the capture \"email\" has the name of a variable: give it one of its own");
}

TEST(Names, ACaptureMayNotHaveABuiltInName) {
  StepSpec step = step_spec("s", "/");
  step.captures = {capture_spec("item", Source::json, "/x")};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:9:3: the capture \"item\" has a name that has a meaning of its own");
}

TEST(Names, TheItemHasAValueOnlyInALoop) {
  EXPECT_EQ(errors_of_step(posting("${item}")),
            "flow.json:8:16: \"item\" has a value only in a step or a block with \"for_each\"");
}

TEST(Names, AListIsForLoopsOnly) {
  StepSpec first = step_spec("first", "/");
  first.captures = {capture_spec("assets", Source::xpath, "//script/@src")};
  first.captures[0].list = true;
  EXPECT_EQ(errors_of(suite_of({flow_of("f", {first, posting("${assets}")})})),
            "flow.json:8:16: \"assets\" is a list: only \"for_each\" can use it");
}

TEST(Names, ALoopNeedsAList) {
  StepSpec first = step_spec("first", "/");
  first.captures = {capture_spec("asset", Source::xpath, "//script/@src")};
  StepSpec second = step_spec("second", "${item}");
  second.for_each = "asset";
  EXPECT_EQ(errors_of(suite_of({flow_of("f", {first, second})})),
            "flow.json:5:5: \"for_each\" needs a list, and \"asset\" is a single value: capture it "
            "with \"list\": true");
  second.for_each = "aset";
  EXPECT_EQ(errors_of(suite_of({flow_of("f", {first, second})})),
            "flow.json:5:5: unknown name \"aset\", did you mean \"asset\"?");
}

TEST(Environment, AMissingNameIsToldWithWhatNeedsIt) {
  Suite suite = suite_of_step(posting("${a} ${env:OTHER_NAME}"));
  suite.variables = {env_variable("a", "NAME_A")};
  EXPECT_EQ(errors_of(suite),
            "suite.json:4:3: NAME_A is not set in the environment: flow \"f\" needs it (variable "
            "\"a\" has no default)\n"
            "flow.json:8:21: OTHER_NAME is not set in the environment: flow \"f\" needs it");
}

TEST(Environment, AnEmptyValueIsMissing) {
  EXPECT_EQ(errors_of(suite_of_step(posting("${env:OTHER_NAME}")), {{"OTHER_NAME", ""}}),
            "flow.json:8:16: OTHER_NAME is not set in the environment: flow \"f\" needs it");
}

TEST(Environment, WhatOnlyALeftOutFlowNeedsIsNotMissing) {
  Suite suite = suite_of({flow_of("f", {posting("${a}")}), flow_of("g", {step_spec("s", "/")})});
  suite.variables = {env_variable("a", "NAME_A")};
  CompileOptions options;
  options.skip = {"f"};
  EXPECT_EQ(errors_of(suite, {}, options), "");
}

TEST(Environment, AFlowTellsAllThatItLacksAtOnce) {
  Flow flow = flow_of("admin", {posting("${a} ${env:USER_TOKEN}")});
  flow.needs = {"ADMIN_TOKEN", "USER_TOKEN"};
  Suite suite = suite_of({flow});
  suite.variables = {env_variable("a", "ADMIN_TOKEN")};
  EXPECT_EQ(errors_of(suite),
            "admin.json:1:1: flow \"admin\" needs ADMIN_TOKEN, USER_TOKEN in the environment, "
            "which are not set: set "
            "them, or leave the flow out with --skip-flow admin");
  EXPECT_EQ(errors_of(suite, {{"ADMIN_TOKEN", "12345678"}}),
            "admin.json:1:1: flow \"admin\" needs USER_TOKEN in the environment, which is not set: "
            "set it, or leave "
            "the flow out with --skip-flow admin");
}

TEST(Target, ComesFromTheEnvironmentUnlessItIsGiven) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.target.text = "${env:BASE_URL}";
  EXPECT_EQ(errors_of(suite),
            "suite.json:2:13: BASE_URL is not set in the environment: the target needs it; set it "
            "or give --target URL");
  EXPECT_EQ(compiled(suite, {{"BASE_URL", "https://a.example"}}).target.text(),
            "https://a.example/");
  CompileOptions options;
  options.target = "http://127.0.0.1:8080";
  EXPECT_EQ(compiled(suite, {}, options).target.origin.port, 8080);
}

TEST(Target, AMissingOneIsNotToldAgainForWhatStandsOnIt) {
  Suite suite = suite_of_step(step_spec("s", "${plain}/x"));
  suite.target.text = "${env:BASE_URL}";
  suite.variables = {variable("plain", "${target.scheme}:${target.host}")};
  EXPECT_EQ(errors_of(suite),
            "suite.json:2:13: BASE_URL is not set in the environment: the target needs it; set it "
            "or give --target URL");
}

TEST(Target, MustBeAnOrigin) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.target.text = "app.example";
  EXPECT_EQ(errors_of(suite),
            "suite.json:2:13: the target \"app.example\" is no http or https address like "
            "https://app.example");
  suite.target.text = "https://app.example/shop";
  EXPECT_EQ(errors_of(suite),
            "suite.json:2:13: the target \"https://app.example/shop\" has a path: give only "
            "https://app.example");
  CompileOptions options;
  options.target = "ftp://x";
  EXPECT_EQ(errors_of(suite, {}, options),
            "the target \"ftp://x\" is no http or https address like https://app.example");
}

TEST(Secrets, GoToTheRedactor) {
  Suite suite =
      suite_of_step(posting("${secret:A_WORD} ${b} ${env:MY_PASSWORD} ${env:PLAIN_NAME}"));
  suite.variables = {env_variable("b", "B_WORD")};
  suite.variables[0].secret = true;
  const CompiledSuite out = compiled(suite, {{"A_WORD", "first-secret"},
                                             {"B_WORD", "second-secret"},
                                             {"MY_PASSWORD", "third-secret"},
                                             {"PLAIN_NAME", "not-a-secret"}});
  EXPECT_EQ(out.redactor.redact(body_of(out)), "*** *** *** not-a-secret");
  EXPECT_TRUE(out.flows[0].steps[0].request.body.front().text.secret());
}

TEST(Secrets, UnderEightCharactersAreRefused) {
  EXPECT_EQ(errors_of(suite_of_step(posting("${secret:A_WORD}")), {{"A_WORD", "short"}}),
            "flow.json:8:16: the secret A_WORD has under 8 characters: taking it out of the "
            "reports would tear other "
            "words apart, use a longer one, or declare a code as \"one_time\"");
}

TEST(Secrets, UnderEightCharactersAreRefusedHoweverManyBytesTheyHave) {
  const auto told = [](const char* value) {
    return errors_of(suite_of_step(posting("${secret:A_WORD}")), {{"A_WORD", value}});
  };
  EXPECT_TRUE(
      told("пароль1").starts_with("flow.json:8:16: the secret A_WORD has under 8 characters: "));
  EXPECT_EQ(told("пароль12"), "");
}

TEST(Secrets, ThatAreDeclaredOneTimeMayBeShort) {
  Suite suite = suite_of_step(posting("${code} ${env:LOGIN_CODE}"));
  suite.variables = {env_variable("code", "LOGIN_CODE")};
  const Environment environment = {{"LOGIN_CODE", "123456"}};
  EXPECT_NE(errors_of(suite, environment), "");
  suite.variables[0].one_time = true;
  const CompiledSuite out = compiled(suite, environment);
  EXPECT_EQ(out.redactor.redact("code 123456, not 1234567"), "code ***, not 1234567");
}

TEST(Secrets, NeverComeFromTheCommandLine) {
  Suite suite = suite_of_step(posting("${a} ${b} ${c}"));
  suite.variables = {variable("a", "x"), env_variable("b", "MY_TOKEN"),
                     variable("c", "Bearer ${secret:WORD}")};
  suite.variables[0].secret = true;
  CompileOptions options;
  options.variables = {{"a", "long enough"}, {"b", "long enough"}, {"c", "long enough"}};
  EXPECT_EQ(errors_of(suite, {}, options),
            "--var a: the variable is a secret, and secrets never come from the command line\n"
            "--var b: the variable is a secret, and secrets never come from the command line\n"
            "--var c: the variable is a secret, and secrets never come from the command line");
}

TEST(Secrets, AreAllThatComesFromAFileOrStandardInput) {
  Environment environment = {{"PLAIN_NAME", "from-a-file"}, {"OTHER_NAME", "not-a-secret"}};
  environment.secrets = {"PLAIN_NAME"};
  Suite suite = suite_of_step(posting("${env:PLAIN_NAME} ${env:OTHER_NAME}"));
  const CompiledSuite out = compiled(suite, environment);
  EXPECT_EQ(out.redactor.redact(body_of(out)), "*** not-a-secret");
}

TEST(Secrets, AShortOneOfALeftOutFlowIsNoError) {
  Suite suite =
      suite_of({flow_of("f", {posting("${secret:A_WORD}")}), flow_of("g", {step_spec("s", "/")})});
  CompileOptions options;
  options.skip = {"f"};
  EXPECT_EQ(errors_of(suite, {{"A_WORD", "short"}}, options), "");
}

TEST(OneTimeCodes, ComeFromTheKeyOfAVariable) {
  Suite suite = suite_of_step(posting("${totp:key}"));
  suite.variables = {env_variable("key", "FORM_TOTP_KEY")};
  const CompiledSuite out =
      compiled(suite, {{"FORM_TOTP_KEY", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}});
  const CompiledFlow& flow = out.flows[0];
  EXPECT_TRUE(flow.steps[0].request.needs_totp);
  ASSERT_EQ(flow.constants.size(), 1U);
  Frame frame(flow.slots);
  frame.set(flow.constants[0].first, flow.constants[0].second);
  frame.unix_seconds = 59;
  EXPECT_EQ(flow.steps[0].request.body.front().text.render(frame), "287082");
}

TEST(OneTimeCodes, AKeyMayBeShortAndMustBeBase32) {
  Suite suite = suite_of_step(posting("${totp:key}"));
  suite.variables = {env_variable("key", "FORM_TOTP_KEY")};
  EXPECT_EQ(errors_of(suite, {{"FORM_TOTP_KEY", "MZXW6"}}), "");
  EXPECT_EQ(errors_of(suite, {{"FORM_TOTP_KEY", "no-base32-at-all!"}}),
            "flow.json:8:16: the key in \"key\" is no base32: letters A to Z and digits 2 to 7");
}

TEST(OneTimeCodes, DoNotStandInTheReadyStep) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.ready = posting("${totp:key}");
  suite.variables = {variable("key", "MZXW6YTB")};
  EXPECT_EQ(errors_of(suite),
            "flow.json:8:16: the ready step is repeated: it cannot send one-time codes");
}

TEST(Secrets, NeverComeFromTheCommandLineThroughATemplate) {
  Suite suite = suite_of_step(posting("${a} ${b} ${c}"));
  suite.variables = {variable("a", "${env:MY_TOKEN}"), variable("b", "<${a}>"),
                     variable("c", "${env:HOME_TOWN}")};
  CompileOptions options;
  options.variables = {{"a", "long enough"}, {"b", "long enough"}, {"c", "long enough"}};
  EXPECT_EQ(errors_of(suite, {{"MY_TOKEN", "abcdefgh"}}, options),
            "--var a: the variable is a secret, and secrets never come from the command line\n"
            "--var b: the variable is a secret, and secrets never come from the command line");
}

TEST(Secrets, StandInNoErrorTextOfASelector) {
  const std::string why =
      " cannot be used here with the values that it has; why is not told, since one of them is a "
      "secret";
  const Environment environment = {{"PW", "(top-secret[["}};
  for (const Source source : {Source::regex, Source::jsonpath, Source::xpath, Source::json}) {
    CheckSpec check;
    check.source = source;
    check.selector = {"${secret:PW}", {"flow.json", 9, 9}};
    check.predicate = Predicate::exists;
    check.expected = json("true");
    StepSpec step = step_spec("s", "/");
    step.checks = {check};
    EXPECT_EQ(errors_of(suite_of_step(step), environment), "flow.json:9:9: \"${secret:PW}\"" + why);
  }
  CheckSpec check;
  check.source = Source::body;
  check.predicate = Predicate::matches;
  check.expected = json("\"\"");
  check.expected.string = "${secret:PW}";
  check.expected.at = {"flow.json", 9, 9};
  StepSpec step = step_spec("s", "/");
  step.checks = {check};
  EXPECT_EQ(errors_of(suite_of_step(step), environment), "flow.json:9:9: \"${secret:PW}\"" + why);
}

TEST(Secrets, StandInNoErrorTextOfTheTarget) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.target.text = "http://app.example/${secret:PW}";
  const std::string told = errors_of(suite, {{"PW", "top-secret-path"}});
  EXPECT_NE(
      told.find("the target \"http://app.example/${secret:PW}\" has a path: give only scheme, "
                "host and port"),
      std::string::npos)
      << told;
  EXPECT_EQ(told.find("top-secret"), std::string::npos);
}

}  // namespace
}  // namespace slogate
