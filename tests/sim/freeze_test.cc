// A target that stands still, from the suite to the verdict: the command's own preparation, the
// engine, the run file and the judge, on virtual time. What the response times then are can be
// worked out on paper.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "runner/app/run_setup.h"
#include "runner/record/run_file.h"
#include "runner/slo/verdict.h"
#include "tests/scenarios/suite/suite_folder.h"
#include "tests/support/simulation.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

template <class T>
T expected(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(*result);
}

struct FrozenRun {
  RunResult result;
  Verdict verdict;

  FrozenRun(const std::string& profile, const std::string& objectives,
            std::chrono::nanoseconds from, std::chrono::nanoseconds until) {
    const test::SuiteFolder folder;
    folder.write("suite.json",
                 R"({"name": "frozen", "target": "http://127.0.0.1:1", "flows": ["page.json"],
                     "defaults": {"timeout": "1m", "first_byte_timeout": "1m"},
                     "profiles": {"smoke": {"iterations": 1}, "load": )" +
                     profile + R"(}, "objectives": [)" + objectives + "]}");
    folder.write("page.json",
                 R"({"name": "page", "steps": [{"name": "get", "request": "GET /",
                     "checks": [{"status": 200}]}]})");
    RunArguments arguments;
    arguments.command = "load";
    arguments.profile = "load";
    arguments.suite = (folder.path() / "suite.json").string();
    arguments.seed = 1;
    const RunSetup setup = expected(prepare_run(arguments, {}));
    const auto file =
        expected(RunFileWriter::create(folder.path() / "run.db", describe_run(arguments, setup)));
    Simulation world([](const Call&) { return answer(200, 1ms); });
    world.network().freeze(world.start() + from, world.start() + until);
    SimulationOptions options;
    options.keep = [&file](const Interval& interval) { return file->append(interval).has_value(); };
    RunEnd end;
    end.kind = RunEndKind::complete;
    end.duration_ns = world.run(setup.suite, setup.plan, options).duration.count();
    end.error = world.end().error;
    if (const auto closed = file->close(end); !closed)
      throw std::runtime_error(closed.error().text());
    result = expected(read_run_file(folder.path() / "run.db"));
    verdict = judge(result);
  }

  [[nodiscard]] Judgement judgement(std::size_t objective) const {
    return verdict.objectives.at(objective).judgement;
  }
  [[nodiscard]] std::string measured(std::size_t objective) const {
    return verdict.objectives.at(objective).measured;
  }
};

// 1.4 s in 60 s at 100/s: 140 arrive meanwhile, and the 61st slowest of 6,000, its p99, waited 1.4
// s - 60 * 10 ms.
TEST(FrozenTarget, IsJudgedByTheWaitOfAllThatArrivedMeanwhile) {
  const FrozenRun run(
      R"({"rate": "100/s", "for": "60s"})",
      R"({"name": "high", "measure": "p99", "below": "850ms", "decision": "observed"},
                         {"name": "low", "measure": "p99", "below": "750ms", "decision": "observed"},
                         {"name": "max", "measure": "max", "below": "1.45s"})",
      30s, 31400ms);
  EXPECT_EQ(run.judgement(0), Judgement::pass);
  EXPECT_EQ(run.judgement(1), Judgement::fail);
  EXPECT_EQ(run.judgement(2), Judgement::pass);
  EXPECT_EQ(run.measured(0), "801 ms");
  EXPECT_EQ(run.measured(2), "1.4 s");
  EXPECT_EQ(run.verdict.overall, Judgement::fail);
  EXPECT_EQ(run.result.totals.flows[0].started, 6'000U);
  EXPECT_EQ(run.result.totals.flows[0].dropped, 0U);
}

// 10 s in 100 s at 10/s with one user: what is due meanwhile waits for the user and not for the
// generator.
TEST(FrozenTarget, WithOneUserIsJudgedByTheWaitForThatUser) {
  const FrozenRun run(
      R"({"rate": "10/s", "for": "100s", "max_users": 1, "drain": "1m"})",
      R"({"name": "high", "measure": "p99", "below": "9.1s", "decision": "observed"},
                         {"name": "low", "measure": "p99", "below": "8.9s", "decision": "observed"})",
      50s, 60s);
  EXPECT_EQ(run.judgement(0), Judgement::pass);
  EXPECT_EQ(run.judgement(1), Judgement::fail);
  const Interval& totals = run.result.totals;
  EXPECT_NEAR(static_cast<double>(totals.rows[0].response.quantile(0.99).count()) / 1e6, 9.0, 0.1);
  EXPECT_LT(totals.rows[0].service.quantile(0.99), 5ms);
  EXPECT_EQ(totals.flows[0].started, 1'000U);
  EXPECT_EQ(totals.flows[0].dropped, 0U);
  EXPECT_EQ(totals.dispatch_lag.max(), 1us);
}

}  // namespace
}  // namespace slogate::support
