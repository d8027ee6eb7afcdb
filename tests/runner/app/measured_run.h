// Runs as assemble() gets them, built by hand: flows home (a page group), auth (two API steps, the
// second one often skipped) and qr, and the row of the ready step, which belongs to no flow.
#pragma once

#include <cstdint>
#include <string>

#include "reports/model/report.h"
#include "runner/record/run_result.h"
#include "runner/slo/verdict.h"

namespace slogate {

inline constexpr std::size_t kHomePage = 0;  // the group
inline constexpr std::size_t kHomeShell = 1;
inline constexpr std::size_t kHomeScript = 2;
inline constexpr std::size_t kAuthRequest = 3;
inline constexpr std::size_t kAuthVerify = 4;
inline constexpr std::size_t kQr = 5;
inline constexpr std::size_t kReady = 6;

// Nothing was sent yet.
[[nodiscard]] RunResult a_smoke();
[[nodiscard]] RunResult a_load();

// Records so many requests of 10 ms each.
void send(RunResult& run, std::size_t row, std::uint64_t count, Outcome outcome = Outcome::ok,
          int status = 200);

// One finding of that kind, at so many seconds.
void find(RunResult& run, std::size_t row, Outcome outcome, double at_seconds,
          const std::string& expected = "status 200");

// A verdict with one objective over the tag "api".
[[nodiscard]] Verdict a_verdict(Judgement overall, Measure measure, Judgement judgement);

[[nodiscard]] const report::FlowLine& flow_of(const report::Report& report,
                                              const std::string& name);
[[nodiscard]] const report::StepLine& step_of(const report::Report& report, const std::string& flow,
                                              const std::string& step);
// The value of a fact, or "(absent)".
[[nodiscard]] std::string value_of(const std::vector<report::Fact>& facts, const std::string& name);

// Every field of a report as text, for a golden file.
[[nodiscard]] std::string dump(const report::Report& report);

}  // namespace slogate
