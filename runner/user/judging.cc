#include "runner/user/judging.h"

#include <fmt/format.h>

namespace slogate {
namespace {

void take_captures(const CompiledStep& step, const BodyView& body, const Url& base, Frame& frame,
                   std::size_t flow, const RunMemory& memory, Judged& judged) {
  for (const Capture& capture : step.captures) {
    const bool seen = capture.spec().sticky && memory.seen(flow, capture.slot());
    if (auto failure = capture.take(body, frame, seen)) {
      judged.failures.push_back(std::move(*failure));
      continue;
    }
    if (!capture.spec().list || !frame.has(capture.slot())) continue;
    std::vector<std::string> items = frame.list(capture.slot());
    for (std::string& item : items) {
      if (const auto url = resolve(base, item)) item = url->text();
    }
    frame.set_list(capture.slot(), std::move(items));
  }
}

}  // namespace

Judged judge_answer(const CompiledStep& step, const Exchange& exchange, const Url& base,
                    Frame& frame, std::size_t flow, const RunMemory& memory,
                    std::chrono::sys_seconds now, bool with_lines) {
  Judged judged;
  const BodyView body(exchange);
  for (const Check& check : step.checks) {
    auto failure = check.evaluate(body, frame, now);
    if (with_lines) {
      judged.checks.push_back(
          failure ? fmt::format("failed: {}, got {}", failure->expected, failure->got)
                  : fmt::format("holds: {}", check.text()));
    }
    if (failure) judged.failures.push_back(std::move(*failure));
  }
  if (judged.failures.empty()) take_captures(step, body, base, frame, flow, memory, judged);
  if (judged.failures.empty()) return judged;
  for (const auto& [condition, sentence] : step.explain) {
    if (!condition.evaluate(body, frame, now)) judged.explanations.push_back(sentence);
  }
  return judged;
}

}  // namespace slogate
