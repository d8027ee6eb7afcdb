// The terminal's report. The prompt comes back under its last lines, so the verdict stands there,
// its reasons just above and the details before them. Nothing of a target starts a line (a CI
// runner would obey "::error::" there, indented or not) and nothing of it is a control character.
#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "reports/model/finding.h"
#include "reports/model/plain_text.h"
#include "reports/model/writers.h"
#include "reports/text/columns.h"

namespace slogate::report {
namespace {

constexpr std::size_t kFindings = 20;  // more scroll the verdict's reasons out of sight
constexpr std::size_t kLineBytes = 500;
constexpr std::size_t kExcerptBytes = 800;
constexpr std::size_t kExcerptLines = 12;
constexpr std::size_t kJoinedBytes = 100;

// One line of anything. A runner also obeys "##[" in the middle of a line, and "::" behind blanks.
std::string line_of(std::string_view text) {
  std::string line = plain_text(text, Lines::fold, kLineBytes);
  const std::size_t start = line.find_first_not_of(' ');
  if (start != std::string::npos && line.compare(start, 2, "::") == 0)
    line.replace(start, 2, ":\\x3a");
  for (std::size_t at = line.find("##["); at != std::string::npos; at = line.find("##[", at)) {
    line.replace(at, 3, "#\\x23[");
  }
  return line;
}

void print_head(const Report& report, const Paint& paint, std::ostream& out) {
  const std::string title = report.suite_title.empty() ? report.suite : report.suite_title;
  out << paint.bold(fmt::format("slogate {}: {}", line_of(report.command), line_of(title))) << '\n';
  Columns facts({Align::left, Align::left});
  const auto add = [&facts](const char* name, const std::string& value) {
    if (!value.empty()) facts.row({name, line_of(value)});
  };
  add("target", report.target);
  add("profile", report.profile);
  add("started", report.started);
  add("run", report.run_id);
  for (const Fact& fact : report.facts) facts.row({line_of(fact.name), line_of(fact.value)});
  facts.print(out, "  ");
}

void print_flow(const FlowLine& flow, const Paint& paint, std::ostream& out) {
  const std::string title = flow.title.empty() ? flow.name : flow.name + ": " + flow.title;
  out << "  " << paint.state(flow.state, word(flow.state)) << "  " << paint.bold(line_of(title))
      << '\n';
  if (!flow.reason.empty()) out << "    note: " << line_of(flow.reason) << '\n';
  for (const std::string& note : flow.notes) out << "    note: " << line_of(note) << '\n';
  if (flow.dropped > 0) out << fmt::format("    dropped iterations: {}\n", flow.dropped);
  Columns steps({Align::left, Align::left, Align::right, Align::right, Align::right, Align::right,
                 Align::right, Align::left});
  if (!flow.steps.empty()) {
    steps.row({"state", "step", "requests", "failed", "p50", "p99", "max", ""});
  }
  for (const StepLine& step : flow.steps) {
    const std::string state(word(step.state));
    steps.row({{state, paint.state(step.state, state)},
               line_of(step.name),
               count_text(step.requests),
               count_text(step.failed),
               line_of(step.response.p50),
               line_of(step.response.p99),
               line_of(step.response.max),
               line_of(remark(step))});
  }
  steps.print(out, "    ");
}

void print_objectives(const Report& report, const Paint& paint, std::ostream& out) {
  if (report.objectives.empty()) return;
  out << '\n' << paint.bold("Objectives") << '\n';
  Columns table({Align::left, Align::left, Align::left, Align::right, Align::left, Align::right});
  table.row({"state", "claim", "over", "measured", "bound", "samples"});
  for (const ObjectiveLine& line : report.objectives) {
    const std::string state(word(line.state));
    table.row({{state, paint.state(line.state, state)},
               line_of(line.claim),
               line_of(line.scope),
               line_of(measured_text(line)),
               line.bound.empty() ? "-" : line_of(line.bound),
               count_text(line.samples)});
  }
  table.print(out, "  ");
  for (const ObjectiveLine& line : report.objectives) {
    if (line.state == State::pass || line.evidence.empty()) continue;
    out << "  " << line_of(line.name) << ": " << line_of(line.evidence) << '\n';
  }
}

// The place to blame is in the middle of an excerpt: many short lines are put together, with one
// blank for each line's end and the blanks beside it, so that none has to be left out.
std::vector<std::string> joined(const std::vector<std::string_view>& lines) {
  std::vector<std::string> rows;
  for (std::string_view line : lines) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (line.empty()) continue;
    if (rows.empty() || rows.back().size() + 1 + line.size() > kJoinedBytes) {
      rows.emplace_back(line);
    } else {
      rows.back().append(" ").append(line);
    }
  }
  return rows;
}

void print_excerpt(const std::string& excerpt, std::ostream& out) {
  const std::string text = plain_text(excerpt, Lines::keep, kExcerptBytes);
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  const auto print = [&out](std::string_view line) { out << "      | " << line_of(line) << '\n'; };
  if (lines.size() <= kExcerptLines) {
    std::for_each(lines.begin(), lines.end(), print);
  } else {
    const std::vector<std::string> rows = joined(lines);
    std::for_each(rows.begin(), rows.end(), print);
  }
}

// Several checks of one answer: what they share is told with the first.
bool same_answer(const Finding& finding, const Finding* before) {
  return before != nullptr && before->step == finding.step &&
         !finding.failure->request_id.empty() &&
         before->failure->request_id == finding.failure->request_id;
}

void print_finding(const Finding& finding, const Finding* before, const Paint& paint,
                   std::ostream& out) {
  const FailureLine& failure = *finding.failure;
  const State state = is_tolerated(finding) ? State::not_applicable
                      : failure.is_error    ? State::error
                                            : State::fail;
  out << "  " << paint.state(state, line_of(place(finding))) << ": " << line_of(message(failure))
      << " [" << line_of(failure.type) << "]\n";
  const auto add = [&out](const char* label, const std::string& value) {
    if (!value.empty()) out << "      " << label << line_of(value) << '\n';
  };
  const bool repeated = same_answer(finding, before);
  if (!repeated && !message(failure).starts_with(failure.title)) add("in words: ", failure.title);
  if (!repeated || failure.because != before->failure->because) add("because: ", failure.because);
  add("defined in: ", location(failure.file, failure.line));
  if (!repeated) {
    add("when: ", failure.at);
    add("request id: ", failure.request_id);
    add("again: ", failure.curl);
  }
  if (!repeated || failure.excerpt != before->failure->excerpt) print_excerpt(failure.excerpt, out);
  if (finding.step->more_failures > 0 && &finding.step->failures.back() == finding.failure) {
    out << fmt::format("      and {} more in this step\n", finding.step->more_failures);
  }
}

void print_findings(const Report& report, const Paint& paint, std::ostream& out) {
  const std::vector<Finding> all = findings(report);
  for (std::size_t i = 0; i < all.size() && i < kFindings; ++i) {
    const bool tolerated = is_tolerated(all[i]);
    if (i == 0 || tolerated != is_tolerated(all[i - 1])) {
      out << '\n' << paint.bold(tolerated ? "Failed, within the limits" : "What failed") << '\n';
    }
    print_finding(all[i], i > 0 ? &all[i - 1] : nullptr, paint, out);
  }
  if (all.size() > kFindings)
    out << fmt::format("  and {} more in the reports\n", all.size() - kFindings);
}

void print_facts(const char* heading, const std::vector<Fact>& facts, const Paint& paint,
                 std::ostream& out) {
  if (facts.empty()) return;
  out << '\n' << paint.bold(heading) << '\n';
  Columns table({Align::left, Align::left});
  for (const Fact& fact : facts) table.row({line_of(fact.name), line_of(fact.value)});
  table.print(out, "  ");
}

void print_verdict(const Report& report, const Paint& paint, std::ostream& out) {
  if (!report.reasons.empty()) out << '\n' << paint.bold("Reasons") << '\n';
  for (const std::string& reason : report.reasons) out << "  - " << line_of(reason) << '\n';
  out << '\n';
  if (!report.complete) {
    out << paint.state(State::inconclusive, "INCOMPLETE") << "  the run did not end by itself; "
        << "these are the results up to then\n";
  }
  std::string verdict(word(report.verdict));
  for (char& c : verdict) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  out << paint.state(report.verdict, verdict) << "  " << line_of(sentence_alone(report)) << '\n';
}

}  // namespace

void write_text(const Report& report, bool colour, std::ostream& out) {
  const Paint paint(colour);
  print_head(report, paint, out);
  out << '\n' << paint.bold("Flows") << '\n';
  for (const FlowLine& flow : report.flows) print_flow(flow, paint, out);
  print_objectives(report, paint, out);
  print_findings(report, paint, out);
  print_facts("Generator", report.generator, paint, out);
  print_facts("Not checked", report.not_checked, paint, out);
  if (!report.warnings.empty()) out << '\n' << paint.bold("Warnings") << '\n';
  for (const std::string& warning : report.warnings) out << "  - " << line_of(warning) << '\n';
  print_verdict(report, paint, out);
}

}  // namespace slogate::report
