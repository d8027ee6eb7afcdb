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

// Turns the items of a list into whole addresses. What a browser sends no request for (`mailto:`, `#top`) goes; what is
// meant as an http address and is none stays, so that whoever sends it is told. How many went.
std::size_t resolve_links(std::size_t slot, const Url& base, Frame& frame) {
  std::vector<std::string> items = frame.list(slot);
  const std::size_t gone =
      std::erase_if(items, [](const std::string& item) { return !asks_for_request(item); });
  for (std::string& item : items) {
    if (const auto url = resolve(base, item)) item = url->text();
  }
  frame.set_list(slot, std::move(items));
  return gone;
}

// A page whose links are all of that kind has no link: as if the XPath had found nothing.
std::optional<CheckFailure> take_links(const Capture& capture, const Url& base, bool seen,
                                       Frame& frame) {
  const std::size_t slot = capture.slot();
  const std::size_t gone = resolve_links(slot, base, frame);
  if (gone == 0 || !frame.list(slot).empty()) return std::nullopt;
  std::string unused;  // a list has no default
  if (capture.does_without(frame, seen, unused)) return std::nullopt;
  CheckFailure failure;
  failure.expected = capture.expectation();
  failure.got = fmt::format("no http or https address among {} item{}", gone, gone == 1 ? "" : "s");
  failure.at = capture.spec().at;
  return failure;
}

void take_captures(const CompiledStep& step, const BodyView& body, const Url& base, Frame& frame,
                   std::size_t flow, const RunMemory& memory, std::chrono::sys_seconds now,
                   const Redactor* redactor, Judged& judged) {
  for (const Capture& capture : step.captures) {
    const CaptureSpec& spec = capture.spec();
    const bool seen = spec.sticky && memory.seen(flow, capture.slot());
    auto failure = capture.take(body, frame, seen, now, redactor);
    if (!failure && spec.list && frame.has(capture.slot()) && looks_for_links(spec))
      failure = take_links(capture, base, seen, frame);
    if (!failure) continue;
    frame.unset(capture.slot());
    judged.failures.push_back(std::move(*failure));
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
