// The last steps of every command that has a run: judge it, tell it on the terminal and in files.
#pragma once

#include <filesystem>
#include <iosfwd>

#include "runner/record/run_result.h"
#include "scenarios/suite/diagnostic.h"

namespace slogate {

struct Told {
  int exit_code = 3;
  Diagnostics problems;  // files that could not be written; the exit code is then 4
};

// Judges `result`, writes report.html, junit.xml, report.json and summary.md into `folder` and the text to `out`.
// `live`: the run has just ended here; false: read from a file, where an interrupted run is at best inconclusive.
[[nodiscard]] Told tell(const RunResult& result, bool live, const std::filesystem::path& folder,
                        std::ostream& out);

}  // namespace slogate
