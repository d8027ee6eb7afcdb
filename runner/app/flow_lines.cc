#include "runner/app/flow_lines.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "runner/app/failure_lines.h"
#include "runner/slo/step_failures.h"
#include "scenarios/suite/quantity.h"

namespace slogate {

namespace {

using report::FlowLine;
using report::State;
using report::StepLine;

bool is_group(const RunRow& row) {
  return row.step.empty();
}

bool all_unmeasured(const RowCounts& counts, const std::vector<const Finding*>& findings) {
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (counts.by_outcome[i] > 0 && outcome != Outcome::ok && !could_not_be_measured(outcome))
      return false;
  }
  // Findings alone tell of a request that was not counted: the ready step's last one.
  return counts.failed > 0 ||
         std::all_of(findings.begin(), findings.end(), [](const Finding* finding) {
           return could_not_be_measured(finding->outcome);
         });
}

report::Latency latency_of(const Histogram& times) {
  if (times.empty()) return {};
  return {duration_text(times.quantile(0.5)), duration_text(times.quantile(0.95)),
          duration_text(times.quantile(0.99)), duration_text(times.max())};
}

double seconds_in(const Histogram& times) {
  return times.mean_us() * static_cast<double>(times.count()) / 1e6;
}

std::string note_text(const Note& note) {
  return note.count > 1 ? fmt::format("{} ({} times)", note.text, note.count) : note.text;
}

// Builds the lines of one run; refers to it.
class FlowLines {
 public:
  FlowLines(const RunResult& run, const Verdict& verdict) : run_(run), verdict_(verdict) {
    findings_.resize(run.header.rows.size());
    exchanges_.resize(run.header.rows.size());
    for (const Finding& finding : run.totals.findings) {
      if (finding.row < findings_.size()) findings_[finding.row].push_back(&finding);
    }
    for (const ExchangeRecord& exchange : run.totals.exchanges) {
      if (exchange.row < exchanges_.size()) exchanges_[exchange.row].push_back(&exchange);
    }
  }

  [[nodiscard]] std::vector<FlowLine> all() const;

 private:
  [[nodiscard]] FlowLine flow(std::size_t index) const;
  [[nodiscard]] FlowLine left_out(const NotChecked& entry) const;
  [[nodiscard]] std::optional<FlowLine> ready() const;
  [[nodiscard]] std::optional<FlowLine> outside_load(std::string_view name,
                                                     std::string_view title) const;
  [[nodiscard]] StepLine step(std::size_t row) const;
  [[nodiscard]] StepLine group(std::size_t row) const;
  [[nodiscard]] State step_state(std::size_t row) const;
  [[nodiscard]] std::string why_unsent(const std::string& flow, const StepLine& step,
                                       const std::string& unanswered) const;
  void explain_skipped(FlowLine& line) const;
  void add_notes(FlowLine& line) const;

  [[nodiscard]] const RowCounts& counts(std::size_t row) const { return run_.totals.rows[row]; }
  [[nodiscard]] bool known(const std::string& flow) const {
    return std::any_of(run_.header.flows.begin(), run_.header.flows.end(),
                       [&](const RunFlow& entry) { return entry.name == flow; });
  }

  [[nodiscard]] bool is_unplanned(const std::string& flow) const {
    const auto& unplanned = run_.header.unplanned;
    return std::find(unplanned.begin(), unplanned.end(), flow) != unplanned.end();
  }
  // The verdict names the flow itself: what its steps may fail does not count.
  [[nodiscard]] bool is_broken(const std::string& flow) const {
    const auto& broken = verdict_.failed_flows;
    return std::find(broken.begin(), broken.end(), flow) != broken.end();
  }

  const RunResult& run_;
  const Verdict& verdict_;
  std::vector<std::vector<const Finding*>> findings_;          // by row
  std::vector<std::vector<const ExchangeRecord*>> exchanges_;  // by row
};

State FlowLines::step_state(std::size_t row) const {
  const RowCounts& sums = counts(row);
  const std::vector<const Finding*>& findings = findings_[row];
  if (sums.finished == 0 && findings.empty()) return State::skipped;
  if (sums.finished > 0 && sums.failed == 0) return State::pass;
  const RunRow& entry = run_.header.rows[row];
  if (!run_.header.observed_by_default && !is_broken(entry.flow) &&
      within_limits(verdict_.objectives, entry))
    return State::pass;
  return all_unmeasured(sums, findings) ? State::error : State::fail;
}

StepLine FlowLines::step(std::size_t index) const {
  const RunRow& row = run_.header.rows[index];
  const RowCounts& sums = counts(index);
  StepLine line;
  line.name = row.step;
  line.request = row.request;
  line.tags = row.tags;
  line.state = step_state(index);
  line.requests = sums.finished;
  line.failed = sums.failed;
  line.never_sent = sums.never_sent;
  line.unanswered = sums.unanswered;
  line.outcomes = outcome_facts(sums);
  line.response = latency_of(sums.response);
  line.service = latency_of(sums.service);
  if (!sums.response.empty())
    line.p50_seconds = static_cast<double>(sums.response.quantile(0.5).count()) / 1e6;
  if (run_.header.observed_by_default)
    line.total_seconds = seconds_in(sums.service) + seconds_in(sums.failures);
  FailureLines failures = failure_lines(row, sums, findings_[index]);
  line.failures = std::move(failures.lines);
  line.more_failures = failures.more;
  line.exchanges = exchange_lines(row, exchanges_[index]);
  line.file = row.file;
  line.line = row.line;
  for (const Note& note : run_.totals.notes) {
    if (note.flow != row.flow || note.step != row.step) continue;
    line.reason += (line.reason.empty() ? "" : "; ") + note_text(note);
  }
  return line;
}

StepLine FlowLines::group(std::size_t index) const {
  const RunRow& row = run_.header.rows[index];
  StepLine line = step(index);
  const bool is_page =
      row.group == "page" || std::find(row.tags.begin(), row.tags.end(), "page") != row.tags.end();
  line.name = row.group;
  line.request = is_page ? "page with its assets" : "the steps of this group as a whole";
  // What failed in it is told at its step.
  line.outcomes.clear();
  line.failures.clear();
  line.more_failures = 0;
  line.reason.clear();
  line.state = line.requests > line.failed ? State::pass : State::skipped;
  if (line.state == State::pass) return line;
  bool step_failed = line.failed > 0;
  for (std::size_t i = 0; i < run_.header.rows.size(); ++i) {
    const RunRow& other = run_.header.rows[i];
    if (!is_group(other) && other.flow == row.flow && other.group == row.group &&
        counts(i).failed > 0)
      step_failed = true;
  }
  if (step_failed) line.reason = "not measured as a whole: a step of it failed";
  return line;
}

// A step that no iteration sent although none failed before it.
std::string FlowLines::why_unsent(const std::string& flow, const StepLine& step,
                                  const std::string& unanswered) const {
  std::uint64_t ended = 1;  // setup and teardown are no flows: one walk
  std::uint64_t cut_off = 0;
  for (std::size_t i = 0; i < run_.header.flows.size(); ++i) {
    if (run_.header.flows[i].name != flow) continue;
    ended = run_.totals.flows[i].succeeded + run_.totals.flows[i].failed;
    cut_off = run_.totals.flows[i].aborted;
  }
  if (!unanswered.empty() && ended == 0)
    return fmt::format("not reached: the run ended before step {} had its answer", unanswered);
  if (ended == 0 && cut_off > 0)
    return "not reached: the end of the run cut off every iteration before it";
  if (ended == 0) return "not reached: the flow had come to its end before it";
  std::string when;
  for (std::size_t row = 0; row < run_.header.unsent_when.size(); ++row) {
    if (row >= run_.header.rows.size()) break;
    const RunRow& entry = run_.header.rows[row];
    if (entry.flow == flow && entry.step == step.name && entry.line == step.line)
      when = run_.header.unsent_when[row];
  }
  std::string reason = "not sent: its condition did not hold, or the flow had ended before it";
  if (!when.empty()) reason = "not sent: " + when;
  if (cut_off > 0)
    reason += fmt::format("; the end of the run cut off {} other{} before it", cut_off,
                          cut_off == 1 ? "" : "s");
  return reason;
}

void FlowLines::explain_skipped(FlowLine& line) const {
  bool failed_before = false;
  std::string unanswered;  // the step before, whose answers the end of the run cut off
  for (StepLine& step : line.steps) {
    if (!step.failures.empty()) failed_before = true;  // a group has none of its own
    const bool explained = step.state != State::skipped || !step.reason.empty();
    if (!explained && step.unanswered > 0) {
      step.reason = "nothing of it was measured";
    } else if (!explained && failed_before) {
      step.reason = "not reached: an earlier step failed";
    } else if (!explained && line.iterations == 0) {
      step.reason = "not reached: no iteration of this flow started";
    } else if (!explained) {
      step.reason = why_unsent(line.name, step, unanswered);
    }
    if (step.unanswered > 0) unanswered = step.name;
  }
}

// The first note is the flow's reason, unless it has a weightier one; the others follow, each text
// once.
void FlowLines::add_notes(FlowLine& line) const {
  std::set<std::string> told;
  for (const Note& note : run_.totals.notes) {
    if (note.flow != line.name || !told.insert(note.text).second) continue;
    if (line.reason.empty()) {
      line.reason = note_text(note);
    } else {
      line.notes.push_back(note_text(note));
    }
  }
}

FlowLine FlowLines::flow(std::size_t index) const {
  const RunFlow& entry = run_.header.flows[index];
  const FlowCounts& sums = run_.totals.flows[index];
  FlowLine line;
  line.name = entry.name;
  line.title = entry.title;
  line.route = entry.route;
  line.iterations = sums.started;
  line.failed_iterations = sums.failed;
  line.dropped = sums.dropped;
  for (const NotChecked& not_checked : run_.header.not_checked) {
    if (not_checked.flow == entry.name) line.reason = not_checked.reason;
  }
  const bool is_left_out = !line.reason.empty();
  std::uint64_t requests = 0;
  std::uint64_t unanswered = 0;
  bool any_fail = false;
  bool any_error = false;
  for (std::size_t row = 0; row < run_.header.rows.size(); ++row) {
    if (run_.header.rows[row].flow != entry.name) continue;
    line.steps.push_back(is_group(run_.header.rows[row]) ? group(row) : step(row));
    const StepLine& added = line.steps.back();
    requests += added.requests;
    unanswered += added.unanswered;
    any_fail = any_fail || added.state == State::fail;
    any_error = any_error || added.state == State::error;
    if (is_left_out && added.state == State::skipped)
      line.steps.back().reason = "left out: " + line.reason;
  }
  explain_skipped(line);
  const bool cut_off = sums.aborted > 0 && sums.succeeded + sums.failed == 0;
  const bool failed = is_broken(entry.name) || (run_.header.observed_by_default && sums.failed > 0);
  if (any_fail || (failed && !any_error)) {
    line.state = State::fail;
  } else if (any_error) {
    line.state = State::error;
  } else if (!cut_off && (requests > 0 || sums.succeeded > 0)) {
    line.state = State::pass;
  } else if (!is_left_out) {
    line.reason = requests > 0       ? "no iteration of this flow came to its end"
                  : unanswered > 0   ? "no request of this flow had an answer when the run ended"
                  : sums.started > 0 ? "no request of this flow was sent"
                  : is_unplanned(entry.name)
                      ? "profile " + run_.header.profile + " walks no iteration of it"
                      : "no iteration of this flow started";
  }
  add_notes(line);
  if (sums.aborted > 0) {
    line.notes.push_back(fmt::format("cut off by the end of the run: {} of {} iterations",
                                     sums.aborted, sums.started));
  }
  const auto& retired = run_.end.retired;
  const bool retires = std::any_of(retired.begin(), retired.end(),
                                   [&](const NotChecked& flow) { return flow.flow == entry.name; });
  const std::uint64_t told = sums.succeeded + sums.failed + sums.aborted;
  if (retires && sums.started > told) {
    line.notes.push_back(fmt::format("ended by the end of the flow: {} of {} iterations",
                                     sums.started - told, sums.started));
  }
  return line;
}

FlowLine FlowLines::left_out(const NotChecked& entry) const {
  FlowLine line;
  line.name = entry.flow;
  line.title = entry.flow;
  line.reason = entry.reason;
  line.state = State::skipped;
  return line;
}

// Rows that belong to no flow: the step that waits until the target is ready. It counts for
// nothing, so it is shown only where it failed.
std::optional<FlowLine> FlowLines::ready() const {
  FlowLine line;
  line.name = "ready";
  line.apart = true;
  line.title = "Waiting until the target is ready";
  line.state = State::pass;
  for (std::size_t row = 0; row < run_.header.rows.size(); ++row) {
    const std::string& flow = run_.header.rows[row].flow;
    if (known(flow) || is_outside_load(flow) || (counts(row).failed == 0 && findings_[row].empty()))
      continue;
    line.steps.push_back(step(row));
    const State state = line.steps.back().state;
    if (state == State::fail || line.state == State::pass) line.state = state;
  }
  if (line.steps.empty()) return std::nullopt;
  return line;
}

// Setup or teardown: rows of a flow that is none, walked once.
std::optional<FlowLine> FlowLines::outside_load(std::string_view name,
                                                std::string_view title) const {
  FlowLine line;
  line.name = name;
  line.title = title;
  line.apart = true;
  line.state = State::skipped;
  for (std::size_t row = 0; row < run_.header.rows.size(); ++row) {
    if (run_.header.rows[row].flow != name) continue;
    line.steps.push_back(is_group(run_.header.rows[row]) ? group(row) : step(row));
    StepLine& added = line.steps.back();
    // No objective looks at it. What was sent again until it held has failed nothing.
    const std::string told = fmt::format("{}, step {}: ", name, added.name);
    const bool failed =
        std::any_of(run_.end.failures.begin(), run_.end.failures.end(),
                    [&](const std::string& failure) { return failure.starts_with(told); });
    if (failed && added.state == State::pass) added.state = State::fail;
    if (!failed && added.requests > added.failed) added.state = State::pass;
    const bool worse = added.state == State::fail ||
                       (added.state == State::error && line.state != State::fail) ||
                       (added.state == State::pass && line.state == State::skipped);
    if (worse) line.state = added.state;
    if (added.requests + added.unanswered > 0) line.iterations = 1;
  }
  if (line.steps.empty()) return std::nullopt;
  if (line.state == State::fail || line.state == State::error) line.failed_iterations = 1;
  if (line.state == State::skipped)
    line.reason = line.iterations > 0 ? "it was not walked to its end" : "it was not walked";
  explain_skipped(line);
  add_notes(line);
  return line;
}

std::vector<FlowLine> FlowLines::all() const {
  std::vector<FlowLine> lines;
  if (auto line = outside_load(kSetupFlow, "Before everything else"))
    lines.push_back(std::move(*line));
  for (std::size_t i = 0; i < run_.header.flows.size(); ++i) lines.push_back(flow(i));
  for (const NotChecked& entry : run_.header.not_checked) {
    if (!known(entry.flow)) lines.push_back(left_out(entry));
  }
  if (auto line = outside_load(kTeardownFlow, "After everything else"))
    lines.push_back(std::move(*line));
  if (std::optional<FlowLine> line = ready()) lines.push_back(std::move(*line));
  return lines;
}

}  // namespace

std::vector<FlowLine> flow_lines(const RunResult& run, const Verdict& verdict) {
  return FlowLines(run, verdict).all();
}

}  // namespace slogate
