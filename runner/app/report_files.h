// The last steps of every command that has a run: judge it, tell it on the terminal and in files.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "runner/record/run_result.h"
#include "scenarios/suite/diagnostic.h"

namespace slogate {

struct Told {
  int exit_code = 3;
  // Files that could not be written, and sums of a run that has just ended which contradict one
  // another; the exit code is then 4.
  Diagnostics problems;
};

// Judges `result`, writes the four files into `folder` and says nothing. `told.exit_code` is that of the run.
struct WrittenReports {
  Told told;
  std::vector<std::string> files;  // those that were written
};
[[nodiscard]] WrittenReports write_reports(const RunResult& result, bool live,
                                           const std::filesystem::path& folder);

// Judges `result`, writes report.html, junit.xml, report.json and summary.md into `folder` and the text to `out`.
// `live`: the run has just ended here; false: read from a file, where an interrupted run is at best inconclusive.
[[nodiscard]] Told tell(const RunResult& result, bool live, const std::filesystem::path& folder,
                        std::ostream& out);

}  // namespace slogate
