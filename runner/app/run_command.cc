// `slogate smoke` and `slogate load`: the whole way from words to an exit code, step by step.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <iostream>
#include <system_error>

#include "runner/app/arguments.h"
#include "runner/app/commands.h"
#include "runner/app/environment.h"
#include "runner/app/find_capacity.h"
#include "runner/app/one_run.h"
#include "runner/app/report_files.h"
#include "runner/app/results_folder.h"
#include "runner/app/run_setup.h"
#include "runner/app/sample_log.h"
#include "runner/app/signals.h"
#include "runner/app/source_lines.h"
#include "runner/engine/threads.h"
#include "runner/live/progress.h"
#include "runner/record/run_file.h"

namespace slogate {
namespace {

constexpr int kBadInput = 2;
constexpr int kBroken = 4;

int complain(const Diagnostics& diagnostics, int code) {
  std::cerr << with_lines(diagnostics);
  return code;
}

std::filesystem::path folder_of(const RunArguments& arguments, const RunSetup& setup) {
  if (!arguments.out.empty()) return arguments.out;
  const std::string& id = setup.identity.run_id;  // smoke-20260306T100000Z-1a2b3c4d
  const std::string time = id.substr(id.find('-') + 1, 16);
  return std::filesystem::path("slogate-results") / fmt::format("{}-{}", time, arguments.command);
}

// Asked ten times a second: what the signals so far mean. Each is answered with a line, once.
std::function<StopKind()> wanted_stop(const RunSetup& setup, Progress& progress) {
  return [&setup, &progress, told = 0]() mutable {
    const int count = std::min(signal_count(), 2);
    if (told == 0 && count == 1)
      progress.say(first_signal_line(first_signal(), setup.plan, setup.suite));
    if (told < 2 && count == 2) progress.say(second_signal_line(setup.suite));
    told = count;
    return count == 0 ? StopKind::none : count == 1 ? StopKind::drain : StopKind::now;
  };
}

}  // namespace

RunEnd end_of(const EngineEnd& engine, const RunSetup& setup) {
  RunEnd end;
  end.kind = RunEndKind::complete;
  const bool terminated = first_signal() == SIGTERM;
  const bool signalled = first_signal() != 0 && engine.stopped != StopKind::none;
  if (engine.interrupted) end.kind = terminated ? RunEndKind::sigterm : RunEndKind::sigint;
  if (!engine.error.empty() || engine.sink_failed) {
    end.kind = RunEndKind::failed;
    end.error = engine.error.empty() ? "what was measured could not be stored" : engine.error;
  }
  end.duration_ns = engine.duration.count();
  end.failures = engine.failures;
  end.warnings = setup.warnings;
  end.warnings.insert(end.warnings.end(), engine.left_out.begin(), engine.left_out.end());
  if (!engine.not_walked.empty()) end.warnings.push_back(engine.not_walked);
  if (signalled && !engine.interrupted) {
    end.warnings.push_back(fmt::format(
        "{} came when everything planned had started already, and cut nothing off: the run is "
        "complete",
        terminated ? "SIGTERM" : "SIGINT"));
  }
  end.early = engine.early;
  for (const EngineEnd::Retired& flow : engine.retired) {
    end.retired.push_back(
        {flow.flow, fmt::format("from {} on ({})", duration_text(flow.at), flow.reason)});
  }
  return end;
}

EngineEnd drive(const RunArguments& arguments, const RunSetup& setup, const RunHeader& header,
                RunFileWriter& file, SampleLog* samples, Diagnostics& problems) {
  std::vector<std::size_t> request_rows;
  for (std::size_t row = 0; row < setup.suite.rows.size(); ++row) {
    if (!setup.suite.rows[row].is_group()) request_rows.push_back(row);
  }
  Progress progress(std::cerr, isatty(STDERR_FILENO) == 1, setup.plan.duration,
                    std::move(request_rows));
  RunSink sink;
  sink.interval = [&file, &problems](const Interval& interval) {
    const auto stored = file.append(interval);
    if (!stored) problems = stored.error();
    return stored.has_value();
  };
  sink.second = [&progress](const Interval& second, std::size_t busy) {
    progress.second(second, busy);
  };
  if (samples != nullptr) {
    sink.samples = [samples](std::span<const RawSample> some) { samples->add(some); };
  }
  sink.stop = wanted_stop(setup, progress);
  EngineOptions options;
  options.identity = setup.identity;
  options.keep_exchanges = header.keeps_exchanges;
  options.interval = std::chrono::nanoseconds(header.interval_ns);
  EngineEnd end = run_on_threads(setup.suite, setup.plan, std::move(options), setup.tls,
                                 arguments.workers, std::move(sink), &setup.resolve);
  progress.finish();
  return end;
}

bool target_is_ready(const RunArguments& arguments, const RunSetup& setup, RunHeader& header,
                     RunEnd& end) {
  if (!arguments.wait_ready) return true;
  std::cerr << fmt::format("Waiting up to {} for {}\n", duration_text(*arguments.wait_ready),
                           header.target);
  const ReadyWait wait = wait_until_ready(
      setup.suite, setup.tls, setup.identity, *arguments.wait_ready,
      [] { return signal_count() > 0; }, &setup.resolve);
  header.waited_ready_ns = wait.waited.count();
  if (wait.ready) return true;
  end.kind = signal_count() == 0         ? RunEndKind::complete
             : first_signal() == SIGTERM ? RunEndKind::sigterm
                                         : RunEndKind::sigint;
  end.failures.push_back(fmt::format("the target was not ready within {}: {}",
                                     duration_text(*arguments.wait_ready), wait.last_failure));
  return false;
}

namespace {

// Nothing where no dump was asked for.
Result<std::unique_ptr<SampleLog>> open_dump(const RunArguments& arguments,
                                             const ResultsFolder& folder,
                                             const CompiledSuite& suite) {
  if (arguments.samples_file.empty()) return std::unique_ptr<SampleLog>();
  auto log = SampleLog::open(arguments.samples_file, folder.path());
  if (log) (*log)->begin(suite.rows);
  return log;
}

int run(const RunArguments& arguments) {
  auto setup = prepare_run(arguments, process_environment());
  if (!setup) return complain(setup.error(), kBadInput);
  const auto folder = ResultsFolder::create(folder_of(arguments, *setup));
  if (!folder) return complain(folder.error(), kBadInput);
  if (arguments.capacity) return find_capacity(arguments, *setup, folder->path());
  const auto samples = open_dump(arguments, *folder, setup->suite);
  if (!samples) return complain(samples.error(), kBadInput);
  RunHeader header = describe_run(arguments, *setup);
  std::cerr << fmt::format("slogate {} of {} on {}: {}\n", header.command, header.suite,
                           header.target, header.load);
  for (const std::string& warning : setup->warnings) std::cerr << "warning: " << warning << '\n';

  RunEnd end;
  const bool ready = target_is_ready(arguments, *setup, header, end);
  const std::filesystem::path run_file = folder->path() / "run.db";
  auto file = RunFileWriter::create(run_file, header);
  if (!file) return complain(file.error(), kBroken);
  Diagnostics problems;
  if (ready)
    end = end_of(drive(arguments, *setup, header, **file, samples->get(), problems), *setup);
  Diagnostics undumped;
  if (*samples) {
    if (const auto closed = (*samples)->close(); !closed) undumped = closed.error();
  }
  if (const auto closed = (*file)->close(end); !closed && problems.empty())
    problems = closed.error();
  file->reset();

  const auto result = read_run_file(run_file);
  if (!result) return complain(problems.empty() ? result.error() : problems, kBroken);
  const Told told = tell(*result, true, folder->path(), std::cout);
  std::cout << "  " << run_file.string() << std::endl;
  if (*samples && undumped.empty()) std::cout << "  " << arguments.samples_file << std::endl;
  if (!told.problems.empty()) complain(told.problems, kBroken);
  if (!problems.empty()) return complain(problems, kBroken);
  if (!undumped.empty()) return complain(undumped, kBroken);
  return told.exit_code;
}

int command(Result<Parsed<RunArguments>> parsed) {
  if (!parsed) return complain(parsed.error(), kBadInput);
  if (!parsed->arguments) {
    std::cout << parsed->help;
    return 0;
  }
  return run_command(*parsed->arguments);
}

}  // namespace

int run_command(const RunArguments& arguments) {
  try {
    return run(arguments);
  } catch (const std::system_error& error) {
    // A thread could not be started: nothing was sent yet.
    std::cerr << "slogate: " << error.what() << '\n';
    return kBroken;
  }
}

int smoke_command(const Words& words) {
  return command(parse_smoke(words));
}
int load_command(const Words& words) {
  return command(parse_load(words));
}

}  // namespace slogate
