#include "runner/user/session.h"

#include <charconv>

namespace slogate {
namespace {

constexpr Duration kYear = std::chrono::hours(8760);

}  // namespace

Session session_of(const CompiledFlow& flow, const Frame& frame) {
  Session session;
  for (const CompiledStep& step : flow.session_steps) {
    for (const Capture& capture : step.captures) {
      if (!frame.has(capture.slot())) continue;
      if (capture.spec().list) {
        session.lists.emplace_back(capture.slot(), frame.list(capture.slot()));
      } else {
        session.values.emplace_back(capture.slot(), frame.value(capture.slot()));
      }
    }
  }
  return session;
}

void apply(const Session& session, Frame& frame) {
  for (const auto& [slot, text] : session.values) frame.set(slot, text);
  for (const auto& [slot, list] : session.lists) frame.set_list(slot, list);
}

std::optional<Duration> lifetime_of(const std::string& text) {
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seconds);
  if (parsed.ec != std::errc() || parsed.ptr != end) return parse_duration(text);
  if (!(seconds >= 0 && seconds <= std::chrono::duration<double>(kYear).count()))
    return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

SharedSessions::SharedSessions(std::size_t flows) {
  for (std::size_t i = 0; i < flows; ++i) entries_.push_back(std::make_unique<Entry>());
}

std::pair<std::shared_ptr<const Session>, std::uint64_t> SharedSessions::current(
    std::size_t flow) const {
  const Entry& entry = *entries_[flow];
  const std::lock_guard lock(entry.mutex);
  return {entry.session, entry.version.load(std::memory_order_relaxed)};
}

SharedSessions::Turn SharedSessions::claim(std::size_t flow, std::uint64_t stale,
                                           std::function<void()> wake) {
  Entry& entry = *entries_[flow];
  const std::lock_guard lock(entry.mutex);
  if (entry.version.load(std::memory_order_relaxed) != stale) return Turn::fresh;
  if (entry.opening) {
    entry.waiting.push_back(std::move(wake));
    return Turn::wait;
  }
  entry.opening = true;
  return Turn::mine;
}

void SharedSessions::finish(std::size_t flow, std::shared_ptr<const Session> opened) {
  Entry& entry = *entries_[flow];
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock(entry.mutex);
    entry.opening = false;
    waiting.swap(entry.waiting);
    if (opened != nullptr) {
      entry.session = std::move(opened);
      entry.version.fetch_add(1, std::memory_order_release);
    }
  }
  for (const auto& wake : waiting) wake();
}

bool SharedSessions::under_way(std::size_t flow) const {
  const Entry& entry = *entries_[flow];
  const std::lock_guard lock(entry.mutex);
  return entry.opening;
}

}  // namespace slogate
