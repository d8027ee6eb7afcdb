#include "reports/model/finding.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace slogate::report {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

int rank(const Finding& finding) {
  return (is_tolerated(finding) ? 2 : 0) + (finding.failure->is_error ? 1 : 0);
}

}  // namespace

std::vector<Finding> findings(const Report& report) {
  std::vector<Finding> all;
  for (const FlowLine& flow : report.flows) {
    for (const StepLine& step : flow.steps) {
      for (const FailureLine& failure : step.failures) all.push_back({&flow, &step, &failure});
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
  return all;
}

std::string place(const Finding& finding) {
  return finding.flow->name + " / " + finding.step->name;
}

std::string message(const FailureLine& failure) {
  if (!failure.expected.empty() && !failure.got.empty()) {
    return fmt::format("expected {}, got {}", failure.expected, failure.got);
  }
  if (!failure.expected.empty())
    return fmt::format("{}: expected {}", failure.title, failure.expected);
  if (!failure.got.empty()) return fmt::format("{}: {}", failure.title, failure.got);
  return failure.title.empty() ? failure.type : failure.title;
}

std::string location(const std::string& file, int line) {
  if (file.empty() || line <= 0) return file;
  return fmt::format("{}:{}", file, line);
}

std::string length(double seconds) {
  if (!std::isfinite(seconds) || seconds <= 0) return "0 s";
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::min(seconds + 0.5, 1e15));
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string count_text(std::uint64_t count) {
  std::string text = fmt::format("{}", count);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string remark(const StepLine& step) {
  std::string text = step.reason;
  const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
  if (step.never_sent > 0) {
    add(fmt::format("of the failed, {} {} never sent", count_text(step.never_sent),
                    step.never_sent == 1 ? "was" : "were"));
  }
  if (step.unanswered > 0) {
    add(fmt::format("{} not counted: no answer when the run ended", count_text(step.unanswered)));
  }
  return text;
}

std::string measured_text(const ObjectiveLine& objective) {
  if (!objective.measured.empty()) return objective.measured;
  return objective.state == State::not_applicable ? "-" : "no data";
}

bool is_tolerated(const Finding& finding) {
  return !is_trouble(finding.step->state);
}

std::string sentence_alone(const Report& report) {
  const std::string& sentence = report.sentence;
  for (const std::string& start : {std::string(word(report.verdict)) + ": ", std::string("cannot tell: ")}) {
    const bool repeats =
        sentence.size() > start.size() && std::equal(start.begin(), start.end(), sentence.begin(),
                                                     [](char a, char b) { return a == lower(b); });
    if (!repeats) continue;
    std::string rest = sentence.substr(start.size());
    rest[0] = upper(rest[0]);
    return rest;
  }
  return sentence;
}

bool is_trouble(State state) {
  return state == State::fail || state == State::error || state == State::inconclusive;
}

}  // namespace slogate::report
