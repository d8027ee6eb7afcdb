// `slogate report`: every report again, from the run file alone.
#include <iostream>
#include <optional>

#include "runner/app/arguments.h"
#include "runner/app/commands.h"
#include "runner/app/interval_log.h"
#include "runner/app/report_files.h"
#include "runner/app/results_folder.h"
#include "runner/record/run_file.h"

namespace slogate {
namespace {

// Reads the run and writes its log in one go, so that the log shows what the reports show, while a
// run goes on too. `unwritten`: why there is no log.
Result<RunResult> read_and_log(const std::filesystem::path& file, const std::filesystem::path& hlog,
                               Diagnostics& unwritten) {
  std::optional<Result<RunResult>> result;
  const auto written = write_whole(hlog, [&](std::ostream& out) {
    IntervalLog log(out);
    result = read_run_file(file, {[&log](const RunHeader& header) { log.begin(header); },
                                  [&log](const Interval& interval) { log.interval(interval); }});
    if (!*result) out.setstate(std::ios::failbit);  // half a log is none
  });
  if (!result) result = read_run_file(file);  // the log could not even be begun
  if (!written && *result) unwritten = written.error();
  return *std::move(result);
}

int report_again(const ReportArguments& arguments) {
  const std::filesystem::path file = arguments.run_file;
  const std::filesystem::path hlog = arguments.hlog;
  std::error_code error;
  if (!hlog.empty() && std::filesystem::equivalent(file, hlog, error)) {
    std::cerr << "--hlog " << hlog.string() << ": that is the run file itself\n";
    return 2;
  }
  Diagnostics unwritten;
  const auto result = hlog.empty() ? read_run_file(file) : read_and_log(file, hlog, unwritten);
  if (!result) {
    std::cerr << result.error().text();
    return 2;
  }
  std::filesystem::path folder = arguments.out;
  if (folder.empty()) folder = file.has_parent_path() ? file.parent_path() : ".";
  std::filesystem::create_directories(folder, error);
  if (error) {
    std::cerr << folder.string() << ": the folder cannot be created: " << error.message() << '\n';
    return 2;
  }
  const Told told = tell(*result, false, folder, std::cout);
  if (!hlog.empty() && unwritten.empty()) std::cout << "  " << hlog.string() << std::endl;
  if (!told.problems.empty()) std::cerr << told.problems.text();
  if (!unwritten.empty()) std::cerr << unwritten.text();
  return unwritten.empty() ? told.exit_code : 4;
}

}  // namespace

int report_command(const Words& words) {
  const auto parsed = parse_report(words);
  if (!parsed) {
    std::cerr << parsed.error().text();
    return 2;
  }
  if (!parsed->arguments) {
    std::cout << parsed->help;
    return 0;
  }
  return report_again(*parsed->arguments);
}

}  // namespace slogate
