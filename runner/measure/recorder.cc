#include "runner/measure/recorder.h"

#include <algorithm>

namespace slogate {

void Recorder::started(const Start& start) {
  ++open_.flows[start.flow].started;
  open_.wait_for_user.record(start.wait_for_user);
  open_.dispatch_lag.record(start.dispatch_lag);
}

void Recorder::finished(std::size_t flow, IterationEnd end) {
  FlowCounts& counts = open_.flows[flow];
  switch (end) {
    case IterationEnd::succeeded:
      ++counts.succeeded;
      return;
    case IterationEnd::failed:
      ++counts.failed;
      return;
    case IterationEnd::aborted:
      ++counts.aborted;
      return;
    case IterationEnd::retired:
      return;
  }
}

bool Recorder::wants_finding(std::size_t row, Outcome outcome, const std::string& expected) const {
  if (findings_ >= kFindings) return false;
  const auto kind = finding_kinds_.find(std::tie(row, outcome, expected));
  return kind == finding_kinds_.end() || kind->second < kFindingsPerKind;
}

void Recorder::add(Finding finding) {
  if (!wants_finding(finding.row, finding.outcome, finding.expected)) return;
  ++finding_kinds_[{finding.row, finding.outcome, finding.expected}];
  ++findings_;
  open_.findings.push_back(std::move(finding));
}

void Recorder::add(ExchangeRecord exchange) {
  if (exchanges_ >= kExchanges) return;
  ++exchanges_;
  open_.exchanges.push_back(std::move(exchange));
}

void Recorder::note(const std::string& flow, const std::string& step, const std::string& text) {
  const auto known = std::find_if(open_.notes.begin(), open_.notes.end(), [&](const Note& n) {
    return n.flow == flow && n.step == step && n.text == text;
  });
  if (known != open_.notes.end()) {
    ++known->count;
    return;
  }
  open_.notes.push_back({flow, step, text, 1});
}

}  // namespace slogate
