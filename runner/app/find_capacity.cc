#include "runner/app/find_capacity.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <utility>

#include "runner/app/capacity_report.h"
#include "runner/app/one_run.h"
#include "runner/app/report_files.h"
#include "runner/app/results_folder.h"
#include "runner/app/signals.h"
#include "runner/app/source_lines.h"
#include "runner/engine/threads.h"
#include "runner/load/rate_plan.h"
#include "runner/slo/scope.h"

namespace slogate {
namespace {

// A target that was asked for too much works off what is left before it is asked again.
constexpr auto kLongestRest = std::chrono::seconds(10);

RunEndKind ended_by_signal() {
  return first_signal() == SIGTERM ? RunEndKind::sigterm : RunEndKind::sigint;
}

// What the queue is judged by, filled while the run file is read.
class QueuePoints {
 public:
  QueuePoints(const RunSetup& setup, std::chrono::nanoseconds load_began)
      : setup_(setup), load_began_(load_began) {}

  void add(const Interval& interval) {
    for (const FlowCounts& flow : interval.flows)
      sums_.finished += static_cast<double>(flow.succeeded + flow.failed + flow.aborted);
    for (std::size_t i = 0; i < setup_.suite.rows.size(); ++i) {
      if (setup_.suite.rows[i].is_group()) continue;
      for (const Histogram* times : {&interval.rows[i].response, &interval.rows[i].failures}) {
        const auto count = static_cast<double>(times->count());
        if (count == 0) continue;
        sums_.requests += count;
        sums_.responses += times->mean_us() * count / 1e6;
      }
    }
    const std::chrono::nanoseconds at(interval.end_ns - load_began_.count());
    sums_.at = std::chrono::duration<double>(at).count();
    sums_.due = static_cast<double>(due_before(setup_.plan, at, setup_.identity.seed));
    points_.push_back(sums_);
  }

  [[nodiscard]] std::optional<QueueGrowth> growth() const {
    const LoadPlan& plan = setup_.plan;
    return find_growth(points_, {.begin = std::chrono::duration<double>(plan.warm_up).count(),
                                 .end = std::chrono::duration<double>(plan.duration).count(),
                                 .even = plan.spacing == Spacing::even});
  }

 private:
  const RunSetup& setup_;
  std::chrono::nanoseconds load_began_;
  QueuePoint sums_;
  std::vector<QueuePoint> points_;
};

class Capacity {
 public:
  Capacity(const RunArguments& arguments, RunSetup& setup, std::filesystem::path folder)
      : arguments_(arguments),
        setup_(setup),
        folder_(std::move(folder)),
        mix_(setup.plan),
        identity_(setup.identity),
        search_({.start = peak_rate(setup.plan).value_or(1),
                 .most = arguments.capacity->up_to.value_or(SearchBounds{}.most),
                 .resolution = arguments.capacity->resolution}) {
    found_.header = describe_run(arguments, setup);
    found_.step = arguments.capacity->step;
    found_.resolution = arguments.capacity->resolution;
    found_.most = arguments.capacity->up_to.value_or(0);
  }

  int run();

 private:
  void try_rates();
  [[nodiscard]] bool try_rate(double rate);
  void rest_after(const StepReading& reading);
  [[nodiscard]] std::optional<RunResult> run_step(RunHeader header,
                                                  const std::filesystem::path& file,
                                                  CapacityStep& step);
  void broken(const Diagnostics& problems);
  int tell();

  const RunArguments& arguments_;
  RunSetup& setup_;
  std::filesystem::path folder_;
  const LoadPlan mix_;
  const RunIdentity identity_;
  CapacitySearch search_;
  CapacityFindings found_;
  Diagnostics problems_;
  double best_rate_ = 0;     // that held
  double best_service_ = 0;  // mean service time there
};

void Capacity::broken(const Diagnostics& problems) {
  found_.end = RunEndKind::failed;
  if (found_.error.empty()) found_.error = problems.text();
  problems_.list.insert(problems_.list.end(), problems.list.begin(), problems.list.end());
}

// One complete run, as `slogate load` does it. Nothing where it is not whole, and then found_.end says why.
std::optional<RunResult> Capacity::run_step(RunHeader header, const std::filesystem::path& file,
                                            CapacityStep& step) {
  auto writer = RunFileWriter::create(file, header);
  if (!writer) {
    broken(writer.error());
    return std::nullopt;
  }
  Diagnostics problems;
  const EngineEnd engine = drive(arguments_, setup_, header, **writer, nullptr, problems);
  const RunEnd end = end_of(engine, setup_);
  if (const auto closed = (*writer)->close(end); !closed && problems.empty())
    problems = closed.error();
  writer->reset();
  QueuePoints points(setup_, engine.load_began);
  RunFileListener listener;
  listener.interval = [&points](const Interval& interval) { points.add(interval); };
  auto result = read_run_file(file, listener);
  if (!result && problems.empty()) problems = result.error();
  if (end.kind == RunEndKind::failed && problems.empty())
    problems = Diagnostics(Diagnostic{{file.string(), 0, 0}, end.error});
  if (!problems.empty()) {
    broken(problems);
    return std::nullopt;
  }
  if (end.kind != RunEndKind::complete) {
    found_.end = end.kind;
    return std::nullopt;
  }
  step.growth = points.growth();
  return std::move(*result);
}

// False where the search is over before its time.
bool Capacity::try_rate(double rate) {
  CapacityStep step;
  step.number = static_cast<std::uint32_t>(found_.steps.size() + 1);
  step.rate = rate;
  step.folder = fmt::format("steps/{:02}-{:.4g}-per-s", step.number, rate);
  const auto folder = ResultsFolder::create(folder_ / step.folder);
  if (!folder) {
    broken(folder.error());
    return false;
  }
  setup_.plan = at_rate(mix_, rate, found_.step);
  // Other data in each step, or the target would be sent the same twice.
  setup_.identity.seed = identity_.seed + step.number - 1;
  setup_.identity.run_id = fmt::format("{}-{}", identity_.run_id, step.number);
  RunHeader header = describe_run(arguments_, setup_);
  header.load += fmt::format(" (step {} of a search for the capacity)", step.number);
  std::cerr << fmt::format("step {}: {}\n", step.number, per_second_text(rate));
  const auto result = run_step(std::move(header), folder->path() / "run.db", step);
  if (!result) return false;

  step.verdict = judge(*result);
  for (std::size_t flow = 0; flow < setup_.suite.flows.size(); ++flow)
    step.due += setup_.plan.planned_iterations(flow).value_or(0);
  step.reading = read_step(*result, step.verdict,
                           {.due = step.due,
                            .drain = setup_.plan.drain,
                            .max_users = setup_.plan.max_users,
                            .growth = step.growth,
                            .usual_service = best_service_});
  const ScopeSums sums = sums_of(*result, {});
  step.requests = sums.finished;
  step.failed = sums.failed;
  step.dispatch_lag_p99 = result->totals.dispatch_lag.quantile(0.99);
  if (step.reading.outcome == StepOutcome::held && rate >= best_rate_) {
    best_rate_ = rate;
    best_service_ = mean_service(*result);
  }
  search_.record(step.reading.outcome, step.reading.short_by);
  std::cerr << fmt::format("  {}\n", step_line(step));
  found_.steps.push_back(std::move(step));
  return true;
}

void Capacity::rest_after(const StepReading& reading) {
  if (reading.outcome == StepOutcome::held || !search_.next()) return;
  const auto length = std::min<std::chrono::nanoseconds>(found_.step / 2, kLongestRest);
  rest(length, [] { return signal_count() > 0; });
}

void Capacity::try_rates() {
  while (const auto rate = search_.next()) {
    if (signal_count() > 0) {
      found_.end = ended_by_signal();
      return;
    }
    if (!try_rate(*rate)) return;
    rest_after(found_.steps.back().reading);
  }
}

int Capacity::run() {
  std::cerr << fmt::format("slogate load --find-capacity of {} on {}: from {}, {} a step\n",
                           found_.header.suite, found_.header.target,
                           per_second_text(search_.next().value_or(0)), duration_text(found_.step));
  for (const std::string& warning : setup_.warnings) std::cerr << "warning: " << warning << '\n';
  RunEnd end;
  if (target_is_ready(arguments_, setup_, found_.header, end)) {
    try_rates();
  } else {
    found_.end = end.kind;
    found_.not_ready = end.failures.back();
  }
  found_.held = search_.held();
  found_.limit = search_.limit();
  found_.undecided = search_.undecided();
  found_.settled = search_.is_settled();
  return tell();
}

int Capacity::tell() {
  std::vector<std::string> files;
  if (const CapacityStep* shown = shown_step(found_)) {
    const auto result = read_run_file(folder_ / shown->folder / "run.db");
    if (!result) {
      broken(result.error());
    } else {
      const WrittenReports reports = write_reports(*result, true, folder_);
      files = reports.files;
      if (!reports.told.problems.empty()) broken(reports.told.problems);
    }
  }
  write_capacity_text(found_, std::cout);
  const std::filesystem::path json = folder_ / "capacity.json";
  const auto written =
      write_whole(json, [this](std::ostream& out) { write_capacity_json(found_, out); });
  if (written) {
    files.push_back(json.string());
  } else {
    broken(written.error());
  }
  std::cout << "\nReports in " << folder_.string() << ":\n";
  for (const std::string& file : files) std::cout << "  " << file << '\n';
  std::cout << std::flush;
  if (!problems_.empty()) std::cerr << with_lines(problems_);
  return exit_code(found_);
}

}  // namespace

int find_capacity(const RunArguments& arguments, RunSetup& setup,
                  const std::filesystem::path& folder) {
  return Capacity(arguments, setup, folder).run();
}

}  // namespace slogate
