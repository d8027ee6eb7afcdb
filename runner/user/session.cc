#include "runner/user/session.h"

#include <algorithm>
#include <charconv>

namespace slogate {
namespace {

constexpr Duration kYear = std::chrono::hours(8760);
constexpr auto kFirstPause = std::chrono::seconds(1);  // behind an attempt that failed
constexpr auto kLongestPause = std::chrono::seconds(30);

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
  // Those that a repetition has started with and no step has captured since.
  for (const CompiledBlock& block : flow.session_steps.blocks) {
    for (const auto& [slot, text] : block.start) {
      if (frame.has(slot)) session.values.emplace_back(slot, frame.value(slot));
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

void FailedAttempts::add(SteadyTime now, const CompiledStep& failed, std::string words) {
  // Five doublings are over the longest: a count that grows for a day shifts nothing out.
  next = now + std::min(kLongestPause, kFirstPause * (1U << std::min(count, 5U)));
  ++count;
  step = &failed;
  why = std::move(words);
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

SharedSessions::Turn SharedSessions::claim(std::size_t flow, std::uint64_t stale, SteadyTime now,
                                           std::function<void()> wake) {
  Entry& entry = *entries_[flow];
  const std::lock_guard lock(entry.mutex);
  if (entry.version.load(std::memory_order_relaxed) != stale) return Turn::fresh;
  if (entry.opening) {
    entry.waiting.push_back(std::move(wake));
    return Turn::wait;
  }
  if (now < entry.failed.next) return Turn::pause;
  entry.opening = true;
  return Turn::mine;
}

void SharedSessions::close_attempt(Entry& entry, const std::function<void()>& change) {
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock(entry.mutex);
    entry.opening = false;
    waiting.swap(entry.waiting);
    change();
    entry.next.store(entry.failed.next.time_since_epoch().count(), std::memory_order_relaxed);
  }
  for (const auto& wake : waiting) wake();
}

void SharedSessions::finish(std::size_t flow, std::shared_ptr<const Session> opened) {
  Entry& entry = *entries_[flow];
  close_attempt(entry, [&] {
    if (opened == nullptr) return;
    entry.failed = {};
    entry.session = std::move(opened);
    entry.version.fetch_add(1, std::memory_order_release);
  });
}

void SharedSessions::give_up(std::size_t flow, SteadyTime now, const CompiledStep& failed,
                             std::string words) {
  Entry& entry = *entries_[flow];
  close_attempt(entry, [&] { entry.failed.add(now, failed, std::move(words)); });
}

FailedAttempts SharedSessions::failed_attempts(std::size_t flow) const {
  const Entry& entry = *entries_[flow];
  const std::lock_guard lock(entry.mutex);
  return entry.failed;
}

bool SharedSessions::under_way(std::size_t flow) const {
  const Entry& entry = *entries_[flow];
  const std::lock_guard lock(entry.mutex);
  return entry.opening;
}

}  // namespace slogate
