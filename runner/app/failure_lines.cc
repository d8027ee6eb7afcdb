#include "runner/app/failure_lines.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "runner/measure/recorder.h"
#include "scenarios/suite/quantity.h"

namespace slogate {

namespace {

std::string requests_text(std::uint64_t count) {
  return fmt::format("{} request{}", count, count == 1 ? "" : "s");
}

report::FailureLine line_of(const Finding& finding) {
  report::FailureLine line;
  line.type = word(finding.outcome);
  line.title = explanation(finding.outcome);
  line.is_error = could_not_be_measured(finding.outcome);
  line.expected = finding.expected;
  line.got = finding.got;
  line.because = finding.because;
  line.excerpt = finding.excerpt;
  line.curl = finding.curl;
  line.request_id = finding.request_id;
  line.at = fmt::format("{} after the start, iteration {}", duration_text(Duration(finding.at_ns)),
                        finding.iteration);
  line.file = finding.file;
  line.line = finding.line;
  return line;
}

// "GET /api/health" of "GET /api/health HTTP/1.1\r\n...".
std::string_view request_line(std::string_view request) {
  const std::string_view line = request.substr(0, request.find_first_of("\r\n"));
  const std::size_t version = line.rfind(" HTTP/");
  return line.substr(0, version);
}

std::string title_of(const RunRow& row, const ExchangeRecord& exchange) {
  const std::string_view asked =
      exchange.request.empty() ? std::string_view(row.request) : request_line(exchange.request);
  const std::string time = duration_text(std::chrono::microseconds(exchange.service_us));
  if (exchange.status == 0)
    return fmt::format("{}: {} after {}", asked, word(exchange.outcome), time);
  // An answer that began and then broke: its status alone would look well.
  const std::string broken =
      is_exchange_failure(exchange.outcome) ? fmt::format(", {}", word(exchange.outcome)) : "";
  return fmt::format("{}: {}{} in {}", asked, exchange.status, broken, time);
}

}  // namespace

bool could_not_be_measured(Outcome outcome) {
  switch (outcome) {
    case Outcome::dns_not_found:
    case Outcome::dns_failed:
    case Outcome::dns_timeout:
    case Outcome::connect_refused:
    case Outcome::connect_timeout:
    case Outcome::connect_unreachable:
    case Outcome::connect_exhausted:
    case Outcome::tls_cert_expired:
    case Outcome::tls_cert_host:
    case Outcome::tls_cert_untrusted:
    case Outcome::tls_cert_selfsigned:
    case Outcome::tls_protocol:
    case Outcome::tls_truncated:
    case Outcome::tls_other:
    case Outcome::scenario_render:
      return true;
    default:
      return false;
  }
}

FailureLines failure_lines(const RunRow& row, const RowCounts& counts,
                           std::vector<const Finding*> findings) {
  FailureLines out;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding* a, const Finding* b) { return a->at_ns < b->at_ns; });
  // Each worker keeps the first of each kind; the report wants the first of all.
  std::map<std::pair<Outcome, std::string_view>, std::size_t> kinds;
  std::array<bool, kOutcomes> told{};
  std::uint64_t listed = 0;
  for (const Finding* finding : findings) {
    if (++kinds[{finding->outcome, finding->expected}] > Recorder::kFindingsPerKind) continue;
    out.lines.push_back(line_of(*finding));
    told[static_cast<std::size_t>(finding->outcome)] = true;
    ++listed;
  }
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (outcome == Outcome::ok || told[i] || counts.by_outcome[i] == 0) continue;
    report::FailureLine line;
    line.type = word(outcome);
    line.title = explanation(outcome);
    line.is_error = could_not_be_measured(outcome);
    line.got = requests_text(counts.by_outcome[i]) + ", none kept in detail";
    line.file = row.file;
    line.line = row.line;
    out.lines.push_back(std::move(line));
    listed += counts.by_outcome[i];
  }
  out.more = counts.failed > listed ? counts.failed - listed : 0;
  return out;
}

std::vector<report::Fact> outcome_facts(const RowCounts& counts) {
  std::vector<std::pair<std::uint64_t, Outcome>> failed;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (outcome != Outcome::ok && counts.by_outcome[i] > 0)
      failed.emplace_back(counts.by_outcome[i], outcome);
  }
  std::stable_sort(failed.begin(), failed.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<report::Fact> facts;
  for (const auto& [count, outcome] : failed)
    facts.push_back({std::string(word(outcome)), fmt::format("{}", count)});
  return facts;
}

std::vector<report::ExchangeLine> exchange_lines(
    const RunRow& row, const std::vector<const ExchangeRecord*>& exchanges) {
  const bool several =
      std::any_of(exchanges.begin(), exchanges.end(), [&](const ExchangeRecord* exchange) {
        return exchange->iteration != exchanges.front()->iteration;
      });
  std::vector<report::ExchangeLine> lines;
  for (const ExchangeRecord* exchange : exchanges) {
    std::string title = title_of(row, *exchange);
    if (several) title += fmt::format(", iteration {}", exchange->iteration);
    lines.push_back({std::move(title), exchange->request, exchange->response, exchange->checks});
  }
  return lines;
}

}  // namespace slogate
