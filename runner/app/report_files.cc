#include "runner/app/report_files.h"

#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "reports/model/writers.h"
#include "runner/app/assemble.h"
#include "runner/app/results_folder.h"
#include "runner/slo/verdict.h"

namespace slogate {
namespace {

using Writer = void (*)(const report::Report&, std::ostream&);

constexpr std::array<std::pair<const char*, Writer>, 4> kFiles = {
    {{"report.html", report::write_html},
     {"junit.xml", report::write_junit},
     {"report.json", report::write_json},
     {"summary.md", report::write_summary}}};

bool colour_wanted() {
  return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

// What has just been measured must add up. In a file from elsewhere counts may have been changed by
// hand, and its reports follow them.
void check_sums(const RunResult& result, const Interval& sums, Diagnostics& problems) {
  for (std::size_t i = 0; i < sums.rows.size(); ++i) {
    const std::string problem = sums.rows[i].disagreement();
    if (problem.empty()) continue;
    const RunRow& row = result.header.rows[i];
    const bool is_group = row.step.empty();
    problems.add(
        {},
        fmt::format("the numbers of this run contradict one another: flow {}, {} {}: {}", row.flow,
                    is_group ? "group" : "step", is_group ? row.group : row.step, problem));
  }
}

// All but the text. `report`: what was written, for the text.
WrittenReports write_files(const RunResult& result, bool live, const std::filesystem::path& folder,
                           report::Report& report) {
  WrittenReports out;
  Told& told = out.told;
  std::vector<std::string>& written = out.files;
  const Verdict verdict = judge(result);
  told.exit_code = exit_code(verdict, result.end, live);
  if (live) {
    check_sums(result, result.totals, told.problems);
    check_sums(result, result.warm_up, told.problems);
  }
  report = assemble(result, verdict, exit_code(verdict, result.end, false));
  for (const auto& [name, writer] : kFiles) {
    const auto done = write_whole(
        folder / name, [&report, write = writer](std::ostream& file) { write(report, file); });
    if (done) {
      written.push_back((folder / name).string());
    } else {
      for (const Diagnostic& problem : done.error().list)
        told.problems.add(problem.at, problem.message);
    }
  }
  if (!told.problems.empty()) told.exit_code = 4;
  return out;
}

}  // namespace

WrittenReports write_reports(const RunResult& result, bool live,
                             const std::filesystem::path& folder) {
  report::Report report;
  return write_files(result, live, folder, report);
}

Told tell(const RunResult& result, bool live, const std::filesystem::path& folder,
          std::ostream& out) {
  report::Report report;
  const auto [told, written] = write_files(result, live, folder, report);
  report::write_text(report, colour_wanted(), out);
  const char* github = std::getenv("GITHUB_ACTIONS");
  if (github != nullptr && std::string_view(github) == "true")
    report::write_annotations(report, out);
  out << "\nReports in " << folder.string() << ":\n";
  for (const std::string& file : written) out << "  " << file << '\n';
  out.flush();
  return told;
}

}  // namespace slogate
