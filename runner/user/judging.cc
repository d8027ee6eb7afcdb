#include "runner/user/judging.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace slogate {
namespace {

// Whether the XPath looks for an attribute that holds an address: only such items are relative to
// the page that they stand in, and a list of names or numbers stays as it is.
bool looks_for_links(const CaptureSpec& spec) {
  if (spec.source != Source::xpath) return false;
  const std::string_view text = spec.selector.text;
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return false;
  const std::string_view name = text.substr(at + 1);
  constexpr std::array<std::string_view, 6> kLinks = {"href",       "src",    "action",
                                                      "formaction", "poster", "data"};
  return std::find(kLinks.begin(), kLinks.end(), name) != kLinks.end();
}

void take_captures(const CompiledStep& step, const BodyView& body, const Url& base, Frame& frame,
                   std::size_t flow, const RunMemory& memory, std::chrono::sys_seconds now,
                   const Redactor* redactor, Judged& judged) {
  for (const Capture& capture : step.captures) {
    const bool seen = capture.spec().sticky && memory.seen(flow, capture.slot());
    if (auto failure = capture.take(body, frame, seen, now, redactor)) {
      frame.unset(capture.slot());
      judged.failures.push_back(std::move(*failure));
      continue;
    }
    if (!capture.spec().list || !frame.has(capture.slot()) || !looks_for_links(capture.spec()))
      continue;
    std::vector<std::string> items = frame.list(capture.slot());
    for (std::string& item : items) {
      if (const auto url = resolve(base, item)) item = url->text();
    }
    frame.set_list(capture.slot(), std::move(items));
  }
}

}  // namespace

Judged judge_answer(const CompiledStep& step, const Answered& answer, Frame& frame,
                    std::size_t flow, const RunMemory& memory, std::chrono::sys_seconds now,
                    bool with_lines, const Redactor* redactor) {
  Judged judged;
  const BodyView body(answer.exchange, answer.hops, &answer.url, step.max_body, &answer.reader);
  for (const Check& check : step.checks) {
    auto failure = check.evaluate(body, frame, now, redactor);
    if (with_lines) {
      judged.checks.push_back(
          failure ? fmt::format("failed: {}, got {}", failure->expected, failure->got)
                  : fmt::format("holds: {}", check.text()));
    }
    if (failure) judged.failures.push_back(std::move(*failure));
  }
  if (judged.failures.empty())
    take_captures(step, body, answer.url, frame, flow, memory, now, redactor, judged);
  if (judged.failures.empty()) return judged;
  for (const auto& [condition, sentence] : step.explain) {
    if (!condition.evaluate(body, frame, now)) judged.explanations.push_back(sentence);
  }
  return judged;
}

}  // namespace slogate
