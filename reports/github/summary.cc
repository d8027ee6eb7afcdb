// summary.md, for people who look at the job's page before they open the report: the verdict, why,
// what was not checked, the objectives, what failed, and the steps. GitHub refuses a step's summary
// of over 1 MiB.
#include <ostream>

#include <fmt/format.h>

#include "reports/github/markdown.h"
#include "reports/model/finding.h"
#include "reports/model/writers.h"

namespace slogate::report {
namespace {

constexpr std::size_t kSummaryBytes = 900 * 1024 - 1;
constexpr std::size_t kFindings = 50;
constexpr std::size_t kExcerptBytes = 1500;

// A sign beside the word, never instead of it.
std::string state_text(State state) {
  switch (state) {
    case State::pass:
      return "✅ pass";
    case State::fail:
      return "❌ fail";
    case State::error:
      return "❌ error";
    case State::inconclusive:
      return "❔ inconclusive";
    case State::skipped:
      return "➖ skipped";
    case State::not_applicable:
      return "➖ not applicable";
  }
  return std::string(word(state));
}

std::string headline(const Report& report) {
  std::string verdict = state_text(report.verdict);
  const std::size_t space = verdict.find(' ');
  for (std::size_t i = space + 1; i < verdict.size(); ++i) {
    if (verdict[i] >= 'a' && verdict[i] <= 'z')
      verdict[i] = static_cast<char>(verdict[i] - 'a' + 'A');
  }
  const std::string title = report.suite_title.empty() ? report.suite : report.suite_title;
  return fmt::format("# {}: {}", verdict, inline_text(title));
}

std::string facts_line(const Report& report) {
  std::string line =
      fmt::format("slogate {} against {}", inline_text(report.command), inline_text(report.target));
  if (!report.profile.empty()) line += ", profile " + inline_text(report.profile);
  if (!report.started.empty()) line += ", started " + inline_text(report.started);
  return line + fmt::format(", {}. Run {}, exit code {}.", length(report.duration_seconds),
                            inline_text(report.run_id), report.exit_code);
}

void add_list(const char* heading, const std::vector<std::string>& items, Markdown& page) {
  if (items.empty()) return;
  page.block(heading);
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "- " : "\n- ") + inline_text(item);
  page.block(list);
}

void add_facts(const char* heading, const std::vector<Fact>& facts, const char* name,
               const char* value, Markdown& page) {
  if (facts.empty()) return;
  page.block(heading);
  std::vector<std::vector<std::string>> rows;
  for (const Fact& fact : facts) rows.push_back({inline_text(fact.name), inline_text(fact.value)});
  page.table({name, value}, {}, rows);
}

void add_objectives(const Report& report, Markdown& page) {
  if (report.objectives.empty()) return;
  page.block("## Objectives");
  std::vector<std::vector<std::string>> rows;
  for (const ObjectiveLine& line : report.objectives) {
    rows.push_back({state_text(line.state),
                    inline_text(line.title.empty() ? line.name : line.title),
                    inline_text(line.limit), inline_text(measured_text(line)),
                    inline_text(line.bound), count_text(line.samples), inline_text(line.evidence)});
  }
  page.table({"State", "Objective", "Limit", "Measured", "Bound", "Samples", "Evidence"},
             {false, false, true, true, false, true, false}, rows);
}

std::string finding_text(const Finding& finding) {
  const FailureLine& failure = *finding.failure;
  std::string text = fmt::format("**{}**{}: {} ({})", inline_text(place(finding)),
                                 is_tolerated(finding) ? ", within the limits" : "",
                                 inline_text(message(failure)), inline_text(failure.type));
  const auto add = [&text](const char* label, const std::string& value) {
    if (!value.empty()) text += fmt::format("<br>{}{}", label, inline_text(value));
  };
  if (!message(failure).starts_with(failure.title)) add("", failure.title);
  add("because: ", failure.because);
  add("when: ", failure.at);
  add("request id: ", failure.request_id);
  add("defined in: ", location(failure.file, failure.line));
  std::string block;
  if (!failure.curl.empty()) block += failure.curl;
  if (!failure.excerpt.empty()) block += (block.empty() ? "" : "\n\n") + failure.excerpt;
  if (!block.empty()) text += "\n\n" + code_block(block, kExcerptBytes);
  return text;
}

void add_findings(const Report& report, Markdown& page) {
  const std::vector<Finding> all = findings(report);
  if (all.empty()) return;
  page.block("## What failed");
  for (std::size_t i = 0; i < all.size() && i < kFindings; ++i) page.block(finding_text(all[i]));
  if (all.size() > kFindings)
    page.block(fmt::format("And {} more, see report.html.", all.size() - kFindings));
}

void add_flows(const Report& report, Markdown& page) {
  page.block("## Flows and steps");
  std::vector<std::vector<std::string>> rows;
  for (const FlowLine& flow : report.flows) {
    std::string note = flow.reason;
    for (const std::string& more : flow.notes) note += (note.empty() ? "" : "; ") + more;
    rows.push_back({state_text(flow.state), "**" + inline_text(flow.name) + "**",
                    inline_text(flow.title), "", "", "", "", inline_text(note)});
    for (const StepLine& step : flow.steps) {
      rows.push_back({state_text(step.state), inline_text(step.name), inline_text(step.request),
                      count_text(step.requests), count_text(step.failed),
                      inline_text(step.response.p50), inline_text(step.response.p99),
                      inline_text(remark(step))});
    }
  }
  page.table({"State", "Flow, step", "Request", "Requests", "Failed", "p50", "p99", "Note"},
             {false, false, false, true, true, true, true, false}, rows);
}

}  // namespace

void write_summary(const Report& report, std::ostream& out) {
  Markdown page(kSummaryBytes);
  page.block(headline(report));
  page.block("**" + inline_text(sentence_alone(report), 4000) + "**");
  if (!report.complete)
    page.block("**Incomplete**: the run did not end by itself; these are the results up to then.");
  page.block(facts_line(report));
  add_list("## Why", report.reasons, page);
  add_facts("## Not checked", report.not_checked, "Flow", "Reason", page);
  add_objectives(report, page);
  add_findings(report, page);
  add_flows(report, page);
  add_list("## Warnings", report.warnings, page);
  add_facts("## Generator", report.generator, "Fact", "Value", page);
  add_list("## What no outside check sees", report.not_seen, page);
  out << page.text();
}

}  // namespace slogate::report
