// Expectations that stand for a value of JSON, `${name|json}`, and variables beside values of JSON.
#include <gtest/gtest.h>

#include "tests/scenarios/compile/look_bench.h"

namespace slogate {
namespace {

// The slots `x` and `name` with texts; "holds" or "expected | got".
class Typed {
 public:
  Typed& x(const std::string& text) {
    bench_.frame().set(bench_.slot("x"), text);
    return *this;
  }
  Typed& name(const std::string& text) {
    bench_.frame().set(bench_.slot("name"), text);
    return *this;
  }

  std::string on(const CheckSpec& spec, const std::string& body = "{}") {
    const auto check = bench_.check(spec);
    if (!check || !bench_.told().empty()) return bench_.told();
    const Exchange exchange = answer(200, body, {{"X-N", "3"}});
    const auto failure = check->evaluate(BodyView(exchange), bench_.frame(), {});
    return failure ? failure->expected + " | " + failure->got : "holds";
  }
  // Of json /n.
  std::string n(Predicate predicate, const std::string& expected, const std::string& body) {
    return on(check_spec(Source::json, "/n", predicate, expected), R"({"n": )" + body + "}");
  }
  std::string variable(Predicate predicate, const std::string& expected) {
    return on(check_spec(Source::variable, "x", predicate, expected));
  }
  LookBench& bench() { return bench_; }

 private:
  LookBench bench_;
};

std::string equals(const std::string& x, const std::string& body) {
  return Typed().x(x).n(Predicate::equals, "\"${x|json}\"", body);
}

TEST(TypedExpectation, ComparesAsTheValueThatTheVariableHolds) {
  for (const auto& [x, body] : std::vector<std::pair<std::string, std::string>>{
           {"3", "3"},
           {"3", "3.0"},
           {"3.0", "3"},
           {"-1.5e2", "-150"},
           {"true", "true"},
           {"false", "false"},
           {"null", "null"},
           {R"("3")", R"("3")"},
           {R"("a\u00fc")", R"("aü")"},
           {R"([1, {"a": null}])", R"([1.0, {"a": null}])"},
           {R"({"a": 1, "b": "c"})", R"({"b": "c", "a": 1})"},
           {"9007199254740993", "9007199254740993"}}) {
    EXPECT_EQ(equals(x, body), "holds") << x << " " << body;
  }
}

TEST(TypedExpectation, TellsTypesAndValuesApart) {
  EXPECT_EQ(equals("3", "4"), "json /n equals 3 | 4");
  EXPECT_EQ(equals("3", R"("3")"), "json /n equals 3 | \"3\"");
  EXPECT_EQ(equals(R"("3")", "3"), "json /n equals \"3\" | 3");
  EXPECT_EQ(equals("true", R"("true")"), "json /n equals true | \"true\"");
  EXPECT_EQ(equals(R"({"a":1})", R"({"a":1,"b":2})"), R"(json /n equals {"a":1} | {"a":1,"b":2})");
  EXPECT_EQ(equals("[1,2]", "[2,1]"), "json /n equals [1,2] | [2,1]");
  EXPECT_EQ(equals("9007199254740993", "9007199254740992"),
            "json /n equals 9007199254740993 | 9007199254740992");
}

TEST(TypedExpectation, StandsInNegationsChoicesAndMembers) {
  const std::string x = "\"${x|json}\"";
  Typed typed;
  typed.x("3");
  CheckSpec spec = negated(check_spec(Source::json, "/n", Predicate::equals, x));
  EXPECT_EQ(typed.on(spec, R"({"n": 4})"), "holds");
  EXPECT_EQ(typed.on(spec, R"({"n": 3})"), "json /n is not 3 | 3");
  EXPECT_EQ(typed.n(Predicate::one_of, "[1, " + x + "]", "3"), "holds");
  EXPECT_EQ(typed.n(Predicate::one_of, "[1, " + x + "]", "4"), "json /n is one of 1 or 3 | 4");
  EXPECT_EQ(typed.n(Predicate::equals, R"({"id": )" + x + R"(, "of": [)" + x + "]}",
                    R"({"id": 3, "of": [3]})"),
            "holds");
  EXPECT_EQ(typed.n(Predicate::contains, x, "[1, 3]"), "holds");
  EXPECT_EQ(typed.n(Predicate::contains, x, "[1, \"3\"]"), "json /n contains 3 | [1,\"3\"]");
  EXPECT_EQ(typed.n(Predicate::at_least, x, "3"), "holds");
  EXPECT_EQ(typed.n(Predicate::between, "[1, " + x + "]", "4"), "json /n is between 1 and 3 | 4");
  EXPECT_EQ(typed.on(check_spec(Source::header, "x-n", Predicate::equals, x)), "holds");
}

TEST(TypedExpectation, FailsWhereTheVariableIsUnsetOrNoJson) {
  const std::string x = "\"${x|json}\"";
  for (const CheckSpec& spec :
       {check_spec(Source::json, "/n", Predicate::equals, x),
        negated(check_spec(Source::json, "/n", Predicate::equals, x)),
        check_spec(Source::json, "/n", Predicate::one_of, "[1, " + x + "]"),
        check_spec(Source::json, "", Predicate::equals, R"({"n": )" + x + "}")}) {
    const std::string unset = Typed().on(spec, R"({"n": 3})");
    EXPECT_TRUE(unset.ends_with(" | \"x\" has no value here")) << unset;
    const std::string broken = Typed().x("tru").on(spec, R"({"n": 3})");
    EXPECT_TRUE(broken.ends_with(" | \"x\" is no JSON")) << broken;
  }
  EXPECT_EQ(Typed().x("tru").n(Predicate::equals, x, "3"),
            "json /n equals ${x|json} | \"x\" is no JSON");
}

TEST(TypedExpectation, HoldsAConstantTooAndIsShownAsTheFileWritesIt) {
  StepSpec step = step_spec("s", "/");
  step.checks = {check_spec(Source::json, "/n", Predicate::equals, "\"${n|json}\"")};
  Suite suite = suite_of_step(step);
  suite.variables = {variable("n", "3")};
  const CompiledSuite made = compiled(suite);
  const Check& check = made.flows.at(0).steps.steps.at(0).checks.back();
  EXPECT_EQ(check.text(), "json /n equals ${n|json}");
  const Frame frame(made.flows.at(0).slots);
  const Exchange good = answer(200, R"({"n": 3})");
  const Exchange bad = answer(200, R"({"n": "3"})");
  EXPECT_FALSE(check.evaluate(BodyView(good), frame, {}));
  EXPECT_EQ(check.evaluate(BodyView(bad), frame, {})->expected, "json /n equals 3");
  suite.variables = {variable("n", "three")};
  EXPECT_EQ(
      errors_of(suite),
      "expected.json:1:2: \"n\" is no JSON: unknown word \"three\", a string stands in double "
      "quotes");
}

TEST(TypedExpectation, ASecretStandsAsItsName) {
  Typed typed;
  typed.bench().frame().set(typed.bench().slot("token"), "12345678");
  EXPECT_EQ(typed.n(Predicate::equals, "\"${token|json}\"", "1"),
            "json /n equals ${token|json} | 1");
}

TEST(TypedExpectation, IsRefusedWhereTextsAreCompared) {
  for (const Predicate predicate :
       {Predicate::starts_with, Predicate::ends_with, Predicate::matches}) {
    const std::string told = Typed().n(predicate, "\"${x|json}\"", "3");
    EXPECT_NE(told.find("the filter \"json\" stands only where a value of JSON can stand"),
              std::string::npos)
        << told;
  }
}

TEST(VariableCheck, IsComparedAsTheJsonThatItsTextIs) {
  for (const auto& [x, expected] :
       std::vector<std::pair<std::string, std::string>>{{"3", "3"},
                                                        {"3", "3.0"},
                                                        {"3.0", "3"},
                                                        {"1e1", "10"},
                                                        {"3", "\"3\""},
                                                        {"true", "true"},
                                                        {"true", "\"true\""},
                                                        {"false", "false"},
                                                        {"null", "null"},
                                                        {"[1,2]", "[1, 2]"},
                                                        {R"({"a":[true]})", R"({"a": [true]})"}}) {
    EXPECT_EQ(Typed().x(x).variable(Predicate::equals, expected), "holds") << x << " " << expected;
    EXPECT_EQ(Typed().x(x).variable(Predicate::one_of, "[\"other\", " + expected + "]"), "holds");
  }
}

TEST(VariableCheck, TellsOtherValuesApart) {
  EXPECT_EQ(Typed().x("007").variable(Predicate::equals, "7"), "variable x equals 7 | \"007\"");
  EXPECT_EQ(Typed().x("True").variable(Predicate::equals, "true"),
            "variable x equals true | \"True\"");
  EXPECT_EQ(Typed().x("1").variable(Predicate::equals, "true"), "variable x equals true | \"1\"");
  EXPECT_EQ(Typed().x("3.0").variable(Predicate::equals, "\"3\""),
            "variable x equals \"3\" | \"3.0\"");
  EXPECT_EQ(Typed().x("[1]").variable(Predicate::equals, "[\"1\"]"),
            "variable x equals [\"1\"] | \"[1]\"");
  EXPECT_EQ(Typed().variable(Predicate::equals, "true"), "variable x equals true | not set");
  EXPECT_EQ(Typed().x("3.0").name("3").variable(Predicate::equals, "\"${name|json}\""), "holds");
}

TEST(VariableCheck, KnowsWhatACaptureTookFromJson) {
  LookBench bench;
  const Exchange exchange = answer(200, R"({"n": 3, "f": 3.0, "ok": true, "o": {"a": [1]}})");
  const auto holds = [&](const std::string& pointer, const std::string& expected) {
    const auto capture = bench.capture(capture_spec("x", Source::json, pointer));
    EXPECT_FALSE(capture->take(BodyView(exchange), bench.frame(), false));
    return bench.check(check_spec(Source::variable, "x", Predicate::equals, expected))
        ->holds(bench.frame());
  };
  EXPECT_TRUE(holds("/n", "3"));
  EXPECT_TRUE(holds("/f", "3"));
  EXPECT_FALSE(holds("/n", "4"));
  EXPECT_TRUE(holds("/ok", "true"));
  EXPECT_FALSE(holds("/ok", "false"));
  EXPECT_TRUE(holds("/o", R"({"a": [1]})"));
}

}  // namespace
}  // namespace slogate
