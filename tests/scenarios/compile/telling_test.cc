// Where faults of names, needs, targets and secrets are told, and in which words.
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

TEST(Names, ALoopsListIsToldWhereItIsNamed) {
  StepSpec step = step_spec("s", "${item}");
  step.for_each = "aset";
  step.for_each_at = {"flow.json", 6, 19};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:6:19: unknown name \"aset\": no variable, capture or feed column is called "
            "so");
}

TEST(Names, ThoseOfARequestAreSuggestedOnlyInASignature) {
  EXPECT_EQ(errors_of_step(posting("${request.bdy}")),
            "flow.json:8:16: unknown name \"request.bdy\", did you mean \"request.id\"?");
  StepSpec step = step_spec("s", "/");
  step.sign = SignSpec{.header = "X-Sign",
                       .key = {"k", {}},
                       .over = {"${request.bdy}", {"flow.json", 9, 9}},
                       .prefix = {},
                       .base64 = false,
                       .at = {}};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:9:9: unknown name \"request.bdy\", did you mean \"request.body\"?");
}

TEST(Names, AnUnknownOneThatIsComparedBySizeIsToldOnce) {
  StepSpec step = step_spec("s", "/");
  step.checks = {check_spec(Source::header, "x", Predicate::less_than, "\"${target.foo}\"")};
  EXPECT_EQ(errors_of_step(step),
            "expected.json:1:2: unknown name \"target.foo\", did you mean \"target.host\"?");
}

TEST(Environment, ANeedIsToldWhereItStands) {
  Flow flow = flow_of("admin", {step_spec("s", "/")});
  flow.needs = {"HOME_TOWN", "ADMIN_TOKEN"};
  flow.needs_at = {{"admin.json", 2, 12}, {"admin.json", 2, 25}};
  EXPECT_EQ(errors_of(suite_of({flow}), {{"HOME_TOWN", "Ulm"}}),
            "admin.json:2:25: flow \"admin\" needs ADMIN_TOKEN in the environment, which is not "
            "set: set it, or leave the flow out with --skip-flow admin");
}

TEST(Secrets, AShortDefaultIsNamedAsOne) {
  Suite suite = suite_of_step(posting("${a}"));
  suite.variables = {env_variable("a", "PWVAR")};
  suite.variables[0].secret = true;
  suite.variables[0].fallback = TemplateText{"x", {"suite.json", 4, 40}};
  EXPECT_TRUE(errors_of(suite).starts_with(
      "suite.json:4:40: the default of the secret PWVAR has under 8 characters: "))
      << errors_of(suite);
}

TEST(Target, AMissingOneIsToldOfTheSuiteFile) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.target = {};
  suite.at = {"suite.json", 1, 1};
  EXPECT_EQ(errors_of(suite), "suite.json:1:1: no target: the suite names none, give --target URL");
}

TEST(Target, HoldsNoPasswordAndPrintsNone) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.target.text = "${env:BASE_URL}";
  const auto out = compile(suite, {{"BASE_URL", "http://user:pw@127.0.0.1:9"}}, {});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().list[0].message,
            "a user and a password do not belong in an address, say them with \"auth\"");
  EXPECT_TRUE(out.error().list[0].hide_line);
}

TEST(Names, AVariableThatBringsAPasswordIntoAnAddressIsTold) {
  Suite suite = suite_of_step(step_spec("s", "${base}"));
  suite.variables = {variable("base", "http://user:pw@127.0.0.1:9/")};
  EXPECT_EQ(errors_of(suite),
            "flow.json:5:16: a user and a password do not belong in an address, say them with "
            "\"auth\"");
}

}  // namespace
}  // namespace slogate
