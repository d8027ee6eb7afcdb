#include "runner/app/capacity_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace slogate {
namespace {

using namespace std::chrono_literals;

CapacityStep step(std::uint32_t number, double rate, StepOutcome outcome, std::string reason = {}) {
  CapacityStep out;
  out.number = number;
  out.rate = rate;
  out.folder = "steps/" + std::to_string(number);
  out.reading.outcome = outcome;
  out.reading.reason = std::move(reason);
  out.reading.finished = 4120;
  out.due = 4120;
  out.requests = 4120;
  ObjectiveVerdict objective;
  objective.objective.name = "api-p99";
  objective.objective.limit = 2;
  objective.judgement = Judgement::pass;
  objective.measured = "176 ms";
  objective.measured_value = 0.176;
  objective.bound = "at most 182 ms (95 %)";
  objective.bound_value = 0.182;
  objective.limit = "< 2 s";
  out.verdict.objectives.push_back(objective);
  out.verdict.overall = Judgement::pass;
  return out;
}

CapacityFindings broke() {
  CapacityFindings found;
  found.header.suite = "shop";
  found.header.profile = "load";
  found.header.target = "http://127.0.0.1:8080";
  found.step = 10s;
  found.steps = {step(1, 412, StepOutcome::held),
                 step(2, 433, StepOutcome::broke, "p99 of API requests is 2.3 s, limit 2 s"),
                 step(3, 433, StepOutcome::broke, "p99 of API requests is 2.4 s, limit 2 s"),
                 step(4, 412, StepOutcome::held)};
  found.held = CapacitySearch::Held{412, 2};
  found.limit = CapacitySearch::Limit{433, StepOutcome::broke};
  found.settled = true;
  return found;
}

TEST(Capacity, SaysWhatHeldWithItsEvidenceAndWhatGaveIn) {
  EXPECT_EQ(capacity_sentence(broke()),
            "Capacity: 412/s held in 2 steps, for 10 s (4,120 iterations, 4,120 requests; api-p99 "
            "176 ms, at most 182 ms (95 %), limit < 2 s). At 433/s the target gave in: p99 of API "
            "requests is 2.4 s, limit 2 s.");
  EXPECT_EQ(exit_code(broke()), 0);
  EXPECT_EQ(shown_step(broke())->number, 4U);
}

TEST(Capacity, OfAGeneratorThatGaveInIsALowerBound) {
  CapacityFindings found = broke();
  found.limit->why = StepOutcome::generator;
  for (std::size_t i : {1U, 2U}) {
    found.steps[i].reading.outcome = StepOutcome::generator;
    found.steps[i].reading.reason = "the generator stood still for 2 s";
  }
  const std::string sentence = capacity_sentence(found);
  EXPECT_TRUE(sentence.starts_with("Capacity: at least 412/s held")) << sentence;
  EXPECT_TRUE(
      sentence.ends_with("At 433/s the generator gave in, so this is not the target's "
                         "capacity: the generator stood still for 2 s."))
      << sentence;
  EXPECT_EQ(exit_code(found), 3);
}

TEST(Capacity, OfTheMostThatWasAskedForIsALowerBoundAndFound) {
  CapacityFindings found = broke();
  found.limit.reset();
  found.most = 412;
  EXPECT_TRUE(
      capacity_sentence(found).ends_with("limit < 2 s). No higher rate was asked for (--up-to)."));
  EXPECT_EQ(exit_code(found), 0);
}

TEST(Capacity, IsNoneWhereNotTheLowestRateHeld) {
  CapacityFindings found = broke();
  found.held.reset();
  found.steps = {step(1, 40, StepOutcome::broke, "all failed"),
                 step(2, 10, StepOutcome::broke, "all failed, too")};
  found.limit = CapacitySearch::Limit{10, StepOutcome::broke};
  EXPECT_EQ(capacity_sentence(found),
            "Capacity not known: no rate held. At 10/s the target gave in: all failed, too.");
  EXPECT_EQ(exit_code(found), 1);
  EXPECT_EQ(shown_step(found)->number, 2U);
}

TEST(Capacity, IsNotKnownWithTooLittleDataAndNamesTheStepThatWouldDo) {
  CapacityFindings found = broke();
  found.held.reset();
  found.limit.reset();
  found.steps = {step(1, 10, StepOutcome::too_little, "598 requests prove it; there were 100")};
  found.steps[0].reading.short_by = 5.98;
  found.undecided = 10;
  EXPECT_EQ(capacity_sentence(found),
            "Capacity not known: at 10/s there was too little data to tell: 598 requests prove it; "
            "there were 100; steps of 63 s would give enough at this rate: --step 63s.");
  EXPECT_EQ(exit_code(found), 3);
}

TEST(Capacity, OfAnInterruptedSearchIsMarkedIncomplete) {
  CapacityFindings found = broke();
  found.end = RunEndKind::sigint;
  EXPECT_TRUE(capacity_sentence(found).starts_with("INCOMPLETE, ended by SIGINT. Capacity: "));
  EXPECT_EQ(exit_code(found), 130);
  found.end = RunEndKind::sigterm;
  EXPECT_EQ(exit_code(found), 143);
  found.end = RunEndKind::failed;
  EXPECT_EQ(exit_code(found), 4);
}

TEST(Capacity, IsNotFoundWhereItHeldOnlyOnce) {
  CapacityFindings found = broke();
  found.held->times = 1;
  found.settled = false;
  EXPECT_TRUE(
      capacity_sentence(found).starts_with("Not settled after 4 steps. Capacity: 412/s held "
                                           "in one step, for 10 s"));
  EXPECT_EQ(exit_code(found), 3);
}

TEST(Capacity, IsATableForPeople) {
  std::ostringstream out;
  write_capacity_text(broke(), out);
  const std::string text = out.str();
  EXPECT_NE(text.find("\nCapacity of shop on http://127.0.0.1:8080, profile load: 10 s a step\n"),
            std::string::npos);
  EXPECT_NE(
      text.find("     2  433/s  4,120     4,120     4,120       0  api-p99 176 ms, at most 182 ms "
                "(95 %), limit < 2 s  the target gave in\n"),
      std::string::npos)
      << text;
}

TEST(Capacity, IsJsonForMachines) {
  std::ostringstream out;
  write_capacity_json(broke(), out);
  const auto json = nlohmann::json::parse(out.str());
  EXPECT_EQ(json["capacity"]["rate_per_second"], 412);
  EXPECT_EQ(json["capacity"]["step"], 4);
  EXPECT_EQ(json["gave_in"]["who"], "target");
  EXPECT_EQ(json["gave_in"]["reason"], "p99 of API requests is 2.4 s, limit 2 s");
  EXPECT_EQ(json["steps"].size(), 4U);
  EXPECT_EQ(json["steps"][1]["outcome"], "target gave in");
  EXPECT_EQ(json["steps"][0]["run_file"], "steps/1/run.db");
  EXPECT_EQ(json["exit_code"], 0);
}

TEST(PerSecond, IsOneUnitForAllRates) {
  EXPECT_EQ(per_second_text(412), "412/s");
  EXPECT_EQ(per_second_text(6.25), "6.25/s");
  EXPECT_EQ(per_second_text(0.3125), "0.3125/s");
  EXPECT_EQ(per_second_text(123000), "123000/s");
}

}  // namespace
}  // namespace slogate
