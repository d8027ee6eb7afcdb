#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/scenarios/compile/builders.h"

namespace slogate {
namespace {

StepSpec in_group(StepSpec step, std::string group, std::vector<std::string> tags = {}) {
  step.group = std::move(group);
  step.tags = std::move(tags);
  return step;
}

TEST(Rows, FollowTheStepsWithAGroupBehindItsLast) {
  Flow flow = flow_of("f", {in_group(step_spec("page", "/"), "shell", {"page"}),
                            in_group(step_spec("assets", "/a.js"), "shell", {"asset"}),
                            step_spec("call", "/api", "POST")});
  flow.session_steps.steps = {step_spec("sign-in", "/in")};
  flow.session_owner = SessionOwner::run;
  Suite suite = suite_of({flow, flow_of("g", {step_spec("other", "/o")})});
  suite.ready = step_spec("ready", "/health");
  const CompiledSuite out = compiled(suite);
  std::vector<std::string> rows;
  for (const Row& row : out.rows) rows.push_back(row.flow + "/" + row.step + "/" + row.group);
  EXPECT_EQ(rows, (std::vector<std::string>{"f/sign-in/", "f/page/shell", "f/assets/shell",
                                            "f//shell", "f/call/", "g/other/", "/ready/"}));
  EXPECT_EQ(out.flows[0].steps[0].group_row, 3U);
  EXPECT_EQ(out.flows[0].steps[1].group_row, 3U);
  EXPECT_EQ(out.flows[0].steps[2].group_row, std::nullopt);
  EXPECT_EQ(out.flows[0].steps[2].row, 4U);
  EXPECT_TRUE(out.rows[3].is_group());
  EXPECT_EQ(out.rows[3].tags, (std::vector<std::string>{"page", "asset"}));
  EXPECT_EQ(out.rows[4].request, "POST /api");
  EXPECT_EQ(out.ready->row, 6U);
}

TEST(Rows, AGroupStandsInOnePlace) {
  EXPECT_EQ(
      errors_of(suite_of({flow_of("f", {in_group(step_spec("a", "/"), "g"), step_spec("b", "/"),
                                        in_group(step_spec("c", "/"), "g")})})),
      "flow.json:5:5: the group \"g\" stands in two places: its steps must follow one another");
}

TEST(Flows, AreLeftOutForAReason) {
  const Suite suite =
      suite_of({flow_of("a", {step_spec("s", "/")}), flow_of("b", {step_spec("s", "/")}),
                flow_of("c", {step_spec("s", "/")})});
  CompileOptions options;
  options.only = {"a", "b"};
  options.skip = {"b"};
  const CompiledSuite out = compiled(suite, {}, options);
  ASSERT_EQ(out.flows.size(), 1U);
  ASSERT_EQ(out.left_out.size(), 2U);
  EXPECT_EQ(out.left_out[0].flow, "b");
  EXPECT_EQ(out.left_out[0].reason, "--skip-flow");
  EXPECT_EQ(out.left_out[1].reason, "not selected by --flow");
}

TEST(Flows, UnknownOnesAreToldWithTheNearest) {
  Suite suite = suite_of({flow_of("admin", {step_spec("s", "/")})});
  suite.variables = {variable("email", "x")};
  CompileOptions options;
  options.skip = {"admn"};
  EXPECT_EQ(errors_of(suite, {}, options),
            "--skip-flow admn: the suite has no such flow, did you mean \"admin\"?");
  options.skip.clear();
  options.only = {"zzzzzz", "admin"};
  EXPECT_EQ(errors_of(suite, {}, options), "--flow zzzzzz: the suite has no such flow");
  options.only.clear();
  options.variables = {{"emial", "x"}};
  EXPECT_EQ(errors_of(suite, {}, options),
            "--var emial: the suite has no such variable, did you mean \"email\"?");
}

TEST(Flows, AtLeastOneIsWalked) {
  CompileOptions options;
  options.skip = {"f"};
  EXPECT_EQ(errors_of(suite_of_step(step_spec("s", "/")), {}, options),
            "every flow is left out: nothing would be checked");
}

TEST(Slots, BuiltInsComeFirstThenCaptures) {
  StepSpec step = step_spec("s", "/");
  step.captures = {capture_spec("token", Source::json, "/t"),
                   capture_spec("id", Source::json, "/i")};
  step.captures[0].secret = true;
  const CompiledSuite out = compiled(suite_of_step(step));
  EXPECT_EQ(out.flows[0].slot_names,
            (std::vector<std::string>{"item", "request.id", "request.traceparent", "run.id",
                                      "index", "request.method", "request.target", "request.body",
                                      "token", "id"}));
  EXPECT_EQ(out.flows[0].slots, kBuiltinSlots + 2);
  EXPECT_EQ(out.flows[0].secret_slots, std::vector<std::size_t>{kBuiltinSlots});
}

TEST(Slots, TwoStepsMayCaptureOneName) {
  StepSpec a = step_spec("a", "/");
  a.captures = {capture_spec("x", Source::json, "/x")};
  StepSpec b = step_spec("b", "/");
  b.captures = a.captures;
  const CompiledSuite out = compiled(suite_of({flow_of("f", {a, b})}));
  EXPECT_EQ(out.flows[0].steps[0].captures[0].slot(), out.flows[0].steps[1].captures[0].slot());
  b.captures[0].list = true;
  EXPECT_EQ(errors_of(suite_of({flow_of("f", {a, b})})),
            "flow.json:9:3: \"x\" is a list in one step and a single value in another");
}

class Feeds : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "slogate-feeds-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ / "qr");
    std::ofstream(folder_ / "qr" / "vehicles.csv") << "id,name\n1,one\n2,two\n";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Suite suite(const std::string& url) const {
    Flow flow = flow_of("qr", {step_spec("s", url)});
    flow.file = "qr/flow.json";
    FeedSpec feed;
    feed.name = "vehicles";
    feed.file = "vehicles.csv";
    feed.at = {(folder_ / "qr" / "flow.json").string(), 3, 5};
    flow.feeds = {feed};
    Suite suite = suite_of({flow});
    suite.folder = folder_.string();
    return suite;
  }

  std::filesystem::path folder_;
};

TEST_F(Feeds, LieBesideTheFlowAndGiveASlotForEachColumn) {
  const CompiledSuite out = compiled(suite("/qr/${vehicles.id}"));
  ASSERT_EQ(out.flows[0].feeds.size(), 1U);
  const auto& feed = out.flows[0].feeds[0];
  Frame frame(out.flows[0].slots);
  FeedCursor cursor;
  const auto row = feed.feed->row(1, cursor);
  ASSERT_TRUE(row);
  for (std::size_t i = 0; i < row->size(); ++i) frame.set(feed.columns[i], *(*row)[i]);
  EXPECT_EQ(out.flows[0].steps[0].request.url.render(frame), "/qr/2");
}

TEST_F(Feeds, AnUnknownColumnIsTold) {
  EXPECT_EQ(errors_of(suite("/qr/${vehicles.di}")),
            "flow.json:5:16: unknown name \"vehicles.di\", did you mean \"vehicles.id\"?");
}

TEST_F(Feeds, ABrokenRowDoesNotHideTheColumns) {
  std::ofstream(folder_ / "qr" / "vehicles.csv") << "id,name\n1\n";
  const std::string row = (folder_ / "qr" / "vehicles.csv").string() +
                          ":2:1: this row has 1 field, the first line names 2 columns";
  EXPECT_EQ(errors_of(suite("/qr/${vehicles.id}")), row);
  EXPECT_EQ(errors_of(suite("/qr/${vehicles.di}")),
            row + "\nflow.json:5:16: unknown name \"vehicles.di\", did you mean \"vehicles.id\"?");
}

TEST_F(Feeds, AMissingFileHidesItsColumns) {
  std::filesystem::remove(folder_ / "qr" / "vehicles.csv");
  EXPECT_EQ(errors_of(suite("/qr/${vehicles.id}")),
            (folder_ / "qr" / "flow.json").string() +
                ":3:5: the feed file \"qr/vehicles.csv\" does not exist");
}

TEST_F(Feeds, AreToldApartByTheirFlow) {
  const CompiledSuite out = compiled(suite("/"));
  EXPECT_EQ(out.flows[0].feeds[0].name, "vehicles");
}

TEST_F(Feeds, AMissingFileIsTold) {
  std::filesystem::remove(folder_ / "qr" / "vehicles.csv");
  const auto out = compile(suite("/"), {}, {});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().list.front().text(),
            (folder_ / "qr" / "flow.json").string() +
                ":3:5: the feed file \"qr/vehicles.csv\" does not exist");
}

TEST(Steps, WithoutAStatusCheckGetOne) {
  StepSpec step = step_spec("s", "/");
  step.checks = {check_spec(Source::header, "etag", Predicate::exists)};
  const auto out = compiled(suite_of_step(step));
  ASSERT_EQ(out.flows[0].steps[0].checks.size(), 2U);
  EXPECT_EQ(out.flows[0].steps[0].checks[0].text(), "status is under 400");
}

TEST(Steps, KeepTheBodyOnlyWhereSomethingLooksAtIt) {
  StepSpec step = step_spec("s", "/");
  step.checks = {check_spec(Source::status, "", Predicate::equals, "200")};
  EXPECT_FALSE(compiled(suite_of_step(step)).flows[0].steps[0].keep_body);
  StepSpec explained = step;
  explained.explain = {{check_spec(Source::body, "", Predicate::contains, "\"x\""), "why"}};
  EXPECT_TRUE(compiled(suite_of_step(explained)).flows[0].steps[0].keep_body);
  StepSpec capturing = step;
  capturing.captures = {capture_spec("x", Source::regex, "x")};
  EXPECT_TRUE(compiled(suite_of_step(capturing)).flows[0].steps[0].keep_body);
}

TEST(Steps, TakeTheSuitesTimeoutUnlessTheyHaveOne) {
  StepSpec own = step_spec("own", "/");
  own.timeout = std::chrono::seconds(3);
  const auto out = compiled(suite_of({flow_of("f", {step_spec("s", "/"), own})}));
  EXPECT_EQ(out.flows[0].steps[0].timeout, std::chrono::seconds(10));
  EXPECT_EQ(out.flows[0].steps[1].timeout, std::chrono::seconds(3));
}

TEST(Steps, ConditionsHoldOnFramesAndConstants) {
  StepSpec first = step_spec("first", "/");
  first.captures = {capture_spec("code", Source::json, "/code")};
  first.captures[0].optional = true;
  StepSpec second = step_spec("second", "/");
  second.when = {check_spec(Source::variable, "code", Predicate::exists),
                 check_spec(Source::variable, "target.scheme", Predicate::equals, "\"http\"")};
  const auto out = compiled(suite_of({flow_of("f", {first, second})}));
  Frame frame(out.flows[0].slots);
  const auto& when = out.flows[0].steps[1].when;
  EXPECT_FALSE(when[0].holds(frame));
  EXPECT_TRUE(when[1].holds(frame));
  frame.set(kBuiltinSlots, "");
  EXPECT_FALSE(when[0].holds(frame));
  frame.set(kBuiltinSlots, "123");
  EXPECT_TRUE(when[0].holds(frame));
}

TEST(Frames, AResetKeepsTheValuesThatLast) {
  Frame frame(3);
  frame.set(0, "lasts");
  frame.set(1, "goes");
  const std::vector<std::uint8_t> lasting = {1, 0, 1};
  frame.reset(lasting);
  EXPECT_TRUE(frame.has(0));
  EXPECT_EQ(frame.value(0), "lasts");
  EXPECT_FALSE(frame.has(1));
  EXPECT_FALSE(frame.has(2));  // it had none
  frame.reset();
  EXPECT_FALSE(frame.has(0));
}

TEST(Steps, ConditionsLookAtVariablesOnly) {
  StepSpec step = step_spec("s", "/");
  step.when = {check_spec(Source::status, "", Predicate::equals, "200")};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:7:3: \"when\" is decided before the request is sent: it can only look at a "
            "\"variable\"");
}

std::string check_problem(const CheckSpec& check) {
  StepSpec step = step_spec("s", "/");
  step.checks = {check};
  return errors_of_step(step);
}

TEST(Selectors, AreCheckedBeforeTheRun) {
  EXPECT_EQ(check_problem(check_spec(Source::json, "ok", Predicate::exists)),
            "flow.json:7:5: bad JSON pointer \"ok\": it is empty or begins with \"/\", and \"~\" "
            "is written \"~0\"");
  EXPECT_EQ(
      check_problem(check_spec(Source::xpath, "//[", Predicate::exists)),
      "flow.json:7:5: bad XPath expression \"//[\": the expression breaks off or goes on in a way "
      "that XPath 1.0 does not know, at character 3");
  EXPECT_EQ(check_problem(check_spec(Source::regex, "(", Predicate::exists)),
            "flow.json:7:5: bad pattern \"(\": missing ): (");
  EXPECT_EQ(check_problem(check_spec(Source::body, "", Predicate::matches, "\"[\"")),
            "expected.json:1:1: bad pattern \"[\": missing ]: [");
  EXPECT_EQ(check_problem(check_spec(Source::variable, "target.hots", Predicate::exists)),
            "flow.json:7:5: unknown name \"target.hots\", did you mean \"target.host\"?");
}

TEST(Selectors, HoldVariablesThatAreKnownBeforeTheRun) {
  StepSpec step = step_spec("s", "/");
  step.checks = {check_spec(Source::json, "/${field}", Predicate::exists)};
  Suite suite = suite_of_step(step);
  suite.variables = {variable("field", "dev_otp")};
  const CompiledSuite out = compiled(suite);
  EXPECT_EQ(out.flows[0].steps[0].checks[1].text(), "json /dev_otp is there");
}

TEST(Selectors, HoldNoCaptures) {
  EXPECT_EQ(check_problem(check_spec(Source::json, "/${request.id}", Predicate::exists)),
            "flow.json:7:5: \"/${request.id}\" must be known before the run: only variables and "
            "the environment may "
            "stand here");
}

TEST(Ready, HasSlotsAndRowOfItsOwn) {
  Suite suite = suite_of_step(step_spec("s", "/"));
  suite.ready = step_spec("up", "/health");
  suite.ready->checks = {check_spec(Source::json, "/ok", Predicate::equals)};
  const CompiledSuite out = compiled(suite);
  ASSERT_TRUE(out.ready);
  EXPECT_TRUE(out.ready->keep_body);
  EXPECT_EQ(out.ready_slots, kBuiltinSlots);
  EXPECT_EQ(out.rows.back().step, "up");
}

}  // namespace
}  // namespace slogate
