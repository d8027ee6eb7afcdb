#include "tests/sim/go_live_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "runner/app/report_files.h"
#include "runner/app/run_setup.h"
#include "runner/record/run_file.h"
#include "scenarios/suite/quantity.h"
#include "tests/support/simulation.h"

namespace slogate::support {
namespace {

template <class T>
T expected(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(*result);
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

// As the load and smoke commands end a run's record.
RunEnd end_of(const EngineEnd& engine, const RunSetup& setup) {
  RunEnd end;
  end.kind = engine.error.empty() ? RunEndKind::complete : RunEndKind::failed;
  end.error = engine.error;
  end.duration_ns = engine.duration.count();
  end.failures = engine.failures;
  end.warnings = setup.warnings;
  end.early = engine.early;
  for (const EngineEnd::Retired& flow : engine.retired) {
    end.retired.push_back(
        {flow.flow, fmt::format("from {} on ({})", duration_text(flow.at), flow.reason)});
  }
  return end;
}

}  // namespace

GoLiveRun::GoLiveRun(const std::string& plan) {
  arguments.command = plan == "smoke" ? "smoke" : "load";
  arguments.profile = plan;
  arguments.suite = SLOGATE_SOURCE_DIR "/scenarios/go-live/suite.json";
  arguments.target = "https://staging.lifetimecircle.de";
  arguments.seed = 20'260'302;
}

void GoLiveRun::run() {
  const Environment environment = {{"LOGIN_EMAIL", ContractApp::kEmail},
                                   {"ADMIN_TOKEN", ContractApp::kAdminToken},
                                   {"USER_TOKEN", ContractApp::kUserToken}};
  arguments.workers = static_cast<std::uint32_t>(workers);
  const RunSetup setup = expected(prepare_run(arguments, environment));
  RunHeader header = describe_run(arguments, setup);
  // What the machine's clock and name put there.
  header.run_id = "simulated";
  header.started = "2026-03-02T00:00:00Z";
  header.host = "nowhere";

  const std::filesystem::path run_file = folder_.path() / "run.db";
  const auto writer = expected(RunFileWriter::create(run_file, header));
  ContractApp app(faults);
  Simulation world(app.script(), wall);
  world.network().forget_calls();
  world.forget_intervals();
  SimulationOptions options;
  options.workers = workers;
  options.seed = setup.identity.seed;
  options.keep_exchanges = header.keeps_exchanges;
  options.interval = std::chrono::nanoseconds(header.interval_ns);
  options.keep = [&writer](const Interval& interval) {
    return writer->append(interval).has_value();
  };
  const EngineEnd& end = world.run(setup.suite, setup.plan, options);
  if (const auto closed = writer->close(end_of(end, setup)); !closed)
    throw std::runtime_error(closed.error().text());

  result = expected(read_run_file(run_file));
  verdict = judge(result);
  std::ostringstream terminal;
  exit = tell(result, true, folder_.path(), terminal).exit_code;
  for (const char* name : {"report.html", "junit.xml", "report.json", "summary.md"}) {
    files[name] = bytes_of(folder_.path() / name);
  }
  sent = world.network().count();
  spoiled = app.spoiled();
}

const ObjectiveVerdict& GoLiveRun::objective(const std::string& name) const {
  const auto found =
      std::find_if(verdict.objectives.begin(), verdict.objectives.end(),
                   [&](const ObjectiveVerdict& entry) { return entry.objective.name == name; });
  if (found == verdict.objectives.end()) throw std::runtime_error("no objective " + name);
  return *found;
}

std::uint64_t GoLiveRun::requests() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < result.header.rows.size(); ++i) {
    if (!result.header.rows[i].step.empty()) sum += result.totals.rows[i].finished;
  }
  return sum;
}

std::uint64_t GoLiveRun::failed() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < result.header.rows.size(); ++i) {
    if (!result.header.rows[i].step.empty()) sum += result.totals.rows[i].failed;
  }
  return sum;
}

}  // namespace slogate::support
