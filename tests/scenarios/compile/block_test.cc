// Blocks, names that have a value only somewhere, setup and teardown.
#include <gtest/gtest.h>

#include "tests/scenarios/compile/builders.h"

namespace slogate {
namespace {

StepSpec capturing(std::string step, std::string name, bool list = false) {
  StepSpec out = step_spec(std::move(step), "/");
  out.captures = {capture_spec(std::move(name), Source::json, "/x")};
  out.captures[0].list = list;
  return out;
}

BlockSpec block(std::size_t first, std::size_t end, RepeatKind kind = RepeatKind::none) {
  BlockSpec out;
  out.first = first;
  out.end = end;
  out.repeat.kind = kind;
  out.at = {"flow.json", 3, 5};
  out.repeat.at = {"flow.json", 3, 9};
  return out;
}

Suite with_blocks(std::vector<StepSpec> steps, std::vector<BlockSpec> blocks) {
  Suite suite = suite_of({flow_of("f", std::move(steps))});
  suite.flows[0].steps.blocks = std::move(blocks);
  return suite;
}

CheckSpec on_variable(const std::string& name) {
  return check_spec(Source::variable, name, Predicate::exists);
}

TEST(Blocks, KeepTheirPlacesAndBounds) {
  BlockSpec outer = block(0, 3);
  BlockSpec inner = block(1, 3, RepeatKind::times);
  inner.repeat.times = 4;
  const CompiledSuite out = compiled(with_blocks(
      {step_spec("a", "/"), step_spec("b", "/${index}"), step_spec("c", "/")}, {outer, inner}));
  const auto& blocks = out.flows[0].steps.blocks;
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].end, 3U);
  EXPECT_EQ(blocks[1].first, 1U);
  EXPECT_EQ(blocks[1].times, 4U);
}

TEST(Blocks, GiveAnIndexOnlyInside) {
  const auto steps = [] {
    return std::vector<StepSpec>{step_spec("a", "/"), step_spec("b", "/${index}")};
  };
  EXPECT_EQ(errors_of(with_blocks(steps(), {block(1, 2, RepeatKind::times)})), "");
  EXPECT_EQ(errors_of(with_blocks(steps(), {block(0, 1, RepeatKind::times)})),
            "flow.json:5:16: \"index\" has a value only in a block with \"repeat\" or a step with "
            "\"for_each\"");
}

TEST(Blocks, GiveAnItemOnlyInsideOfARepetitionOverAList) {
  BlockSpec over_list = block(1, 2, RepeatKind::for_each);
  over_list.repeat.list = "ids";
  const auto steps = [] {
    return std::vector<StepSpec>{capturing("a", "ids", true), step_spec("b", "/${item}")};
  };
  const CompiledSuite out = compiled(with_blocks(steps(), {over_list}));
  EXPECT_EQ(out.flows[0].steps.blocks[0].list, kBuiltinSlots);
  EXPECT_EQ(errors_of(with_blocks(steps(), {block(1, 2, RepeatKind::times)})),
            "flow.json:5:16: \"item\" has a value only in a step or a block with \"for_each\"");
}

TEST(Blocks, RepeatOverListsOnly) {
  BlockSpec over_list = block(1, 2, RepeatKind::for_each);
  over_list.repeat.list = "id";
  EXPECT_EQ(errors_of(with_blocks({capturing("a", "id"), step_spec("b", "/")}, {over_list})),
            "flow.json:3:9: \"for_each\" needs a list, and \"id\" is a single value: capture it "
            "with \"list\": true");
}

TEST(Blocks, AskForTheirEndWhatTheirStepsCapture) {
  BlockSpec until = block(0, 1, RepeatKind::until);
  until.repeat.until = {on_variable("next")};
  EXPECT_EQ(errors_of(with_blocks({capturing("a", "next")}, {until})), "");
  BlockSpec when = block(0, 1);
  when.when = {on_variable("next")};
  EXPECT_EQ(errors_of(with_blocks({capturing("a", "next")}, {when})),
            "flow.json:7:5: \"next\" has no value here: step \"a\" captures it, and only later "
            "steps can use it");
}

TEST(Blocks, EndOnVariablesOnly) {
  BlockSpec until = block(0, 1, RepeatKind::until);
  until.repeat.until = {check_spec(Source::status, "", Predicate::equals, "200")};
  EXPECT_EQ(errors_of(with_blocks({step_spec("a", "/")}, {until})),
            "flow.json:7:3: \"until\" is decided between two turns of its block: it can only look "
            "at a \"variable\"");
}

BlockSpec starting(std::size_t first, std::size_t end, std::vector<StartSpec> start) {
  BlockSpec out = block(first, end, RepeatKind::times);
  out.repeat.start = std::move(start);
  return out;
}

StartSpec start_of(std::string name, std::string value) {
  return {std::move(name), {std::move(value), {"flow.json", 3, 30}}, {"flow.json", 3, 20}};
}

TEST(Start, HasAValueInItsBlockAndBehindIt) {
  const CompiledSuite out = compiled(with_blocks(
      {step_spec("a", "/${x}"), capturing("b", "x"), step_spec("c", "/${x}"), step_spec("d", "/")},
      {starting(0, 2, {start_of("x", "1")})}));
  const auto& blocks = out.flows[0].steps.blocks;
  ASSERT_EQ(blocks[0].start.size(), 1U);
  EXPECT_EQ(blocks[0].start[0].first, kBuiltinSlots);
  EXPECT_EQ(blocks[0].start[0].second.text(), "1");
}

TEST(Start, HasNoValueBeforeItsBlock) {
  EXPECT_EQ(errors_of(with_blocks({step_spec("a", "/${x}"), step_spec("b", "/${x}")},
                                  {starting(1, 2, {start_of("x", "1")})})),
            "flow.json:5:16: \"x\" has no value here: a repetition starts with it, and only its "
            "steps and later ones can use it");
}

TEST(Start, IsMadeOfThoseBeforeIt) {
  const std::vector<StepSpec> steps{step_spec("a", "/${x}/${y}")};
  EXPECT_EQ(
      errors_of(with_blocks(steps, {starting(0, 1, {start_of("x", "1"), start_of("y", "${x}")})})),
      "");
  EXPECT_EQ(
      errors_of(with_blocks(steps, {starting(0, 1, {start_of("y", "${x}"), start_of("x", "1")})})),
      "flow.json:3:30: \"x\" has no value here: a repetition starts with it, and only its "
      "steps and later ones can use it");
}

TEST(Start, IsOneTextOfOneIteration) {
  EXPECT_EQ(
      errors_of(with_blocks({capturing("a", "x", true)}, {starting(0, 1, {start_of("x", "1")})})),
      "flow.json:3:20: \"x\" is a list where it is captured, and \"start\" gives it a "
      "single value");
  StepSpec user = capturing("a", "x");
  user.captures[0].scope = CaptureScope::user;
  EXPECT_EQ(errors_of(with_blocks({user}, {starting(0, 1, {start_of("x", "1")})})),
            "flow.json:3:20: \"x\" is captured with the scope \"user\", and \"start\" gives it a "
            "value anew in each iteration");
}

TEST(Start, HasANameOfItsOwn) {
  Suite suite = with_blocks({step_spec("a", "/")}, {starting(0, 1, {start_of("id", "1")})});
  GeneratorSpec generator;
  generator.name = "id";
  suite.flows[0].generators = {generator};
  EXPECT_EQ(errors_of(suite),
            "flow.json:3:20: \"start\" gives a value to \"id\", which has one already: give it a "
            "name of its own");
}

TEST(Start, IsASecretWhereItIsMadeOfOne) {
  Suite suite = with_blocks({capturing("a", "token"), step_spec("b", "/${x}")},
                            {starting(1, 2, {start_of("x", "Bearer ${token}")})});
  suite.flows[0].steps.steps[0].captures[0].secret = true;
  const CompiledSuite out = compiled(suite);
  EXPECT_EQ(out.flows[0].secret_slots,
            (std::vector<std::size_t>{kBuiltinSlots, kBuiltinSlots + 1}));
}

TEST(Blocks, LeaveTheirCapturesToLaterSteps) {
  BlockSpec when = block(0, 1);
  when.when = {on_variable("target.scheme")};
  EXPECT_EQ(errors_of(with_blocks({capturing("a", "id"), step_spec("b", "/${id}")}, {when})), "");
}

TEST(UserScope, MayBeAskedForBeforeItIsCaptured) {
  StepSpec first = capturing("a", "token");
  first.captures[0].scope = CaptureScope::user;
  first.when = {on_variable("token")};
  const CompiledSuite out =
      compiled(suite_of({flow_of("f", {first, step_spec("b", "/${token}")})}));
  EXPECT_EQ(out.flows[0].user_slots, std::vector<std::size_t>{kBuiltinSlots});
  StepSpec early = capturing("b", "token");
  early.captures[0].scope = CaptureScope::user;
  EXPECT_EQ(errors_of(suite_of({flow_of("f", {step_spec("a", "/${token}"), early})})),
            "flow.json:5:16: \"token\" has no value here: step \"b\" captures it, and only later "
            "steps can use it");
}

TEST(UserScope, IsOneForAllThatCaptureAName) {
  StepSpec user = capturing("a", "token");
  user.captures[0].scope = CaptureScope::user;
  EXPECT_EQ(errors_of(suite_of({flow_of("f", {user, capturing("b", "token")})})),
            "flow.json:9:3: \"token\" has the scope \"user\" in one step and not in another");
}

GeneratorSpec generator(std::string name) {
  GeneratorSpec out;
  out.name = std::move(name);
  out.at = {"flow.json", 2, 3};
  return out;
}

TEST(Generators, HaveASlotAndANameOfTheirOwn) {
  Suite suite = suite_of_step(step_spec("s", "/${order}"));
  suite.flows[0].generators = {generator("order")};
  EXPECT_EQ(compiled(suite).flows[0].generators[0].second, kBuiltinSlots);
  suite.variables = {variable("order", "x")};
  EXPECT_EQ(errors_of(suite),
            "flow.json:2:3: the generator \"order\" has the name of a variable: give it one of its "
            "own");
}

TEST(Generators, AreToldApartFromCaptures) {
  Suite suite = suite_of_step(capturing("s", "order"));
  suite.flows[0].generators = {generator("order")};
  EXPECT_EQ(errors_of(suite),
            "flow.json:9:3: the capture \"order\" has the name of a generator: give it one of its "
            "own");
}

TEST(Setup, GivesItsCapturesToEveryFlowAndTeardown) {
  Suite suite = suite_of({flow_of("f", {step_spec("s", "/${tenant}")})});
  suite.setup.steps = {capturing("make", "tenant")};
  suite.setup.steps[0].captures[0].secret = true;
  suite.teardown.steps = {step_spec("drop", "/${tenant}")};
  const CompiledSuite out = compiled(suite);
  const auto slots =
      std::vector<std::pair<std::size_t, std::size_t>>{{kBuiltinSlots, kBuiltinSlots}};
  EXPECT_EQ(out.flows[0].setup_slots, slots);
  EXPECT_EQ(out.teardown->setup_slots, slots);
  EXPECT_EQ(out.flows[0].secret_slots, std::vector<std::size_t>{kBuiltinSlots});
  EXPECT_EQ(out.rows[0].flow, "setup");
  EXPECT_EQ(out.rows[1].flow, "f");
  EXPECT_EQ(out.rows[2].flow, "teardown");
}

TEST(Setup, KeepsItsNamesForItself) {
  Suite suite = suite_of({flow_of("f", {capturing("s", "tenant")})});
  suite.setup.steps = {capturing("make", "tenant")};
  EXPECT_EQ(
      errors_of(suite),
      "flow.json:9:3: the capture \"tenant\" has the name of what the suite's setup captures: "
      "give it one of its own");
}

TEST(Steps, TakeTheirPaceFromTheDefaultsUnlessTheyHaveTheirOwn) {
  StepSpec own = step_spec("own", "/");
  own.think = ThinkSpec{};
  own.max_body = 5;
  own.retry.times = 3;
  own.on_failure = OnFailure::proceed;
  Suite suite = suite_of({flow_of("f", {step_spec("s", "/"), own})});
  suite.defaults.think = {ThinkKind::constant, std::chrono::seconds(2), std::chrono::seconds(2)};
  const CompiledSuite out = compiled(suite);
  const CompiledSteps& steps = out.flows[0].steps;
  EXPECT_EQ(steps[0].think.kind, ThinkKind::constant);
  EXPECT_EQ(steps[1].think.kind, ThinkKind::none);
  EXPECT_EQ(steps[0].max_body, suite.defaults.max_body);
  EXPECT_EQ(steps[1].max_body, 5U);
  EXPECT_EQ(steps[1].retry.times, 3U);
  EXPECT_EQ(steps[1].on_failure, OnFailure::proceed);
}

}  // namespace
}  // namespace slogate
