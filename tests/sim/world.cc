#include "tests/sim/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "runner/app/report_files.h"
#include "runner/app/run_setup.h"
#include "runner/record/run_file.h"
#include "scenarios/suite/quantity.h"
#include "tests/scenarios/suite/suite_folder.h"
#include "tests/sim/run_file_dump.h"
#include "tests/support/simulation.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

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

RunArguments arguments_of(const SeededPlan& seeded, std::size_t workers,
                          const std::filesystem::path& folder) {
  for (const auto& [name, text] : seeded.files)
    std::ofstream(folder / name, std::ios::binary) << text;
  RunArguments out;
  out.command = seeded.command;
  out.profile = seeded.profile;
  out.suite = (folder / "suite.json").string();
  out.seed = seeded.seed;
  out.workers = static_cast<std::uint32_t>(workers);
  return out;
}

RunHeader header_of(const RunArguments& arguments, const RunSetup& setup) {
  RunHeader out = describe_run(arguments, setup);
  // What the machine's clock and name put there.
  out.run_id = "simulated";
  out.started = "2026-03-06T10:00:00Z";
  out.host = "nowhere";
  return out;
}

RunEnd end_of(const EngineEnd& engine) {
  RunEnd out;
  out.kind = !engine.error.empty() ? RunEndKind::failed
             : engine.interrupted  ? RunEndKind::sigint
                                   : RunEndKind::complete;
  out.error = engine.error;
  out.duration_ns = engine.duration.count();
  out.failures = engine.failures;
  out.warnings = engine.left_out;
  if (!engine.not_walked.empty()) out.warnings.push_back(engine.not_walked);
  out.early = engine.early;
  for (const EngineEnd::Retired& flow : engine.retired) {
    out.retired.push_back(
        {flow.flow, fmt::format("from {} on ({})", duration_text(flow.at), flow.reason)});
  }
  return out;
}

IntervalCounts counts_of(const Interval& interval) {
  IntervalCounts out{interval.begin_ns, interval.end_ns, interval.warm_up, {}, interval.flows};
  for (const RowCounts& row : interval.rows) out.finished.push_back(row.finished);
  return out;
}

// What the engine closed, written into memory that was there before the run: its own memory must not look like this.
class Ledger {
 public:
  Ledger(const RunHeader& header, std::chrono::nanoseconds length) {
    const auto most = static_cast<std::size_t>(length.count() / header.interval_ns) + 64;
    const Interval empty(header.rows.size(), header.flows.size());
    intervals_.resize(most, counts_of(empty));
  }

  // Its number.
  std::size_t add(const Interval& interval) {
    if (count_ == intervals_.size()) intervals_.emplace_back();
    IntervalCounts& entry = intervals_[count_];
    entry.begin_ns = interval.begin_ns;
    entry.end_ns = interval.end_ns;
    entry.warm_up = interval.warm_up;
    entry.finished.resize(interval.rows.size());
    for (std::size_t i = 0; i < interval.rows.size(); ++i)
      entry.finished[i] = interval.rows[i].finished;
    entry.flows = interval.flows;
    return count_++;
  }

  [[nodiscard]] std::vector<IntervalCounts> take() {
    intervals_.resize(count_);
    return std::move(intervals_);
  }

 private:
  std::vector<IntervalCounts> intervals_;
  std::size_t count_ = 0;
};

// Lets time be lost and set as the plan says, and writes down what the run could notice.
void schedule(const SeededPlan& seeded, Simulation& world, std::vector<ClockEvent>& lost) {
  lost.reserve(seeded.events.size());
  for (const ClockEvent& event : seeded.events) {
    world.at(event.at, [event, &world, &lost] {
      if (world.ended()) return;
      switch (event.kind) {
        case ClockEvent::Kind::wall_step:
          world.clock().step_wall(event.by);
          return;
        case ClockEvent::Kind::suspend:
          world.clock().suspend(event.by);
          break;
        case ClockEvent::Kind::stop:
          world.clock().jump(event.by);
          break;
      }
      lost.push_back(event);
    });
  }
}

// Looks at memory again and again with one alarm, which costs the same all the time.
class MemoryWatch {
 public:
  MemoryWatch(Simulation& world, const Witness& witness, std::chrono::nanoseconds length)
      : world_(world),
        witness_(witness),
        hours_(static_cast<int>(length / 1h)),
        alarm_(world.clock().make_alarm()) {
    marks_.reserve(static_cast<std::size_t>(hours_) + 1);
    if (hours_ > 1) arm(1);
  }

  [[nodiscard]] const std::vector<MemoryMark>& marks() const { return marks_; }

 private:
  static constexpr auto kStep = std::chrono::milliseconds(7'310);
  static constexpr int kLooks = 80;

  void arm(int hour) {
    least_ = {hour, {std::numeric_limits<std::int64_t>::max(), 0}, 0};
    looks_ = 0;
    set(world_.start() + hour * 1h - kLooks * kStep);
  }
  void set(SteadyTime at) {
    alarm_->set(at, [this, at] { look(at); });
  }
  void look(SteadyTime at) {
    if (world_.ended()) return;
    LiveHeap heap = LiveHeap::now();
    heap.bytes -= witness_.footprint();
    if (heap.bytes < least_.heap.bytes) {
      least_.heap = heap;
      least_.malloced = malloced() - witness_.footprint();
    }
    if (++looks_ < kLooks) {
      set(at + kStep);
      return;
    }
    marks_.push_back(least_);
    if (least_.hour < hours_) arm(least_.hour + 1);
  }

  Simulation& world_;
  const Witness& witness_;
  int hours_;
  std::unique_ptr<Alarm> alarm_;
  MemoryMark least_;
  int looks_ = 0;
  std::vector<MemoryMark> marks_;
};

void read_back(const std::filesystem::path& file, WorldRun& run) {
  RunFileListener listener;
  listener.interval = [&run](const Interval& interval) {
    run.stored.push_back(counts_of(interval));
    (interval.warm_up ? run.warm_up_sums : run.judged_sums).add(interval);
  };
  run.result = expected(read_run_file(file, listener));
}

void tell_of(const std::filesystem::path& folder, WorldRun& run) {
  run.dump = canonical_dump(folder / "run.db");
  std::ostringstream terminal;
  const Told told = tell(run.result, true, folder, terminal);
  for (const Diagnostic& problem : told.problems.list) run.problems.push_back(problem.message);
  for (const char* name : {"report.html", "junit.xml", "report.json", "summary.md"})
    run.files[name] = bytes_of(folder / name);
}

SimulationOptions options_for(const SeededPlan& seeded, std::size_t workers,
                              const RunHeader& header, Simulation& world) {
  SimulationOptions out;
  out.workers = workers;
  out.seed = seeded.seed;
  out.keep_exchanges = header.keeps_exchanges;
  out.interval = std::chrono::nanoseconds(header.interval_ns);
  if (const auto stop = seeded.stop) {
    out.stop = [stop, &world] {
      return world.clock().now() - world.start() >= stop->at ? stop->kind : StopKind::none;
    };
  }
  return out;
}

}  // namespace

WorldRun run_world(const SeededPlan& seeded, const WorldOptions& options) {
  const test::SuiteFolder folder;
  const RunArguments arguments = arguments_of(
      seeded, options.workers, options.suite_folder.empty() ? folder.path() : options.suite_folder);
  const RunSetup setup = expected(prepare_run(arguments, {}));
  const RunHeader header = header_of(arguments, setup);
  WorldRun out;
  out.seeded = seeded;
  out.workers = options.workers;
  out.plan = setup.plan;

  const std::filesystem::path file = folder.path() / "run.db";
  auto writer = expected(RunFileWriter::create(file, header));
  const Weather* weather = nullptr;
  Witness* witness = nullptr;
  Simulation world([&](const Call& call) {
    const Answer given = weather->answer_to(call);
    witness->sent(call, given);
    return given;
  });
  const Weather sky(seeded.weather, world.start(), world.clock().wall());
  Witness eyes(header, setup.plan, seeded.seed, world.start());
  weather = &sky;
  witness = &eyes;
  world.network().watch([&eyes](const Ending& ending) { eyes.ended(ending); });
  world.network().forget_calls();
  world.forget_intervals();
  world.forget_totals();
  if (seeded.slots > 0) world.network().limit_slots(seeded.slots);
  if (const auto [from, length] = seeded.frozen; length > 0s)
    world.network().freeze(world.start() + from, world.start() + from + length);
  schedule(seeded, world, out.lost);
  const MemoryWatch memory(world, eyes, setup.plan.duration);

  SimulationOptions with = options_for(seeded, options.workers, header, world);
  Ledger ledger(header, setup.plan.duration);
  const auto tamper = options.tampering.interval;
  with.keep = [&](const Interval& interval) {
    const std::size_t number = ledger.add(interval);
    out.reported.add(interval);
    if (!tamper) return writer->append(interval).has_value();
    Interval changed = interval;
    return !tamper(changed, number) || writer->append(changed).has_value();
  };
  out.end = world.run(setup.suite, setup.plan, with);
  out.ended = world.ended();
  out.closed = ledger.take();
  if (const auto closed = writer->close(end_of(out.end)); !closed)
    throw std::runtime_error(closed.error().text());
  writer.reset();
  read_back(file, out);
  if (options.reports) tell_of(folder.path(), out);
  out.memory = memory.marks();
  out.seen = std::move(eyes.seen());
  out.starts = std::move(eyes.starts());
  if (options.tampering.outcome) options.tampering.outcome(out);
  return out;
}

}  // namespace slogate::support
