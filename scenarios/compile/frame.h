// The values that one iteration of a flow works with: a slot for each name, resolved at compile
// time. Owned by one virtual user; reset() keeps the memory.
#pragma once

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/compile/json_text.h"

namespace slogate {

// Slots that every flow has, filled by the virtual user before each request (request_*) or once
// (run_id).
enum class BuiltinSlot : std::uint8_t {
  item,                 // the current item of `for_each`
  request_id,           // `${request.id}`: 32 hex digits, from (seed, iteration, request number)
  request_traceparent,  // `${request.traceparent}`: W3C trace context, from the same
  run_id,               // `${run.id}`
  index,                // `${index}`: the turn of the innermost repetition, from 0
  request_method,  // `${request.method}`, `${request.target}`, `${request.body}`: of the request
  request_target,  // that is being signed; only there
  request_body,
  count_
};
inline constexpr std::size_t kBuiltinSlots = static_cast<std::size_t>(BuiltinSlot::count_);

class Frame {
 public:
  explicit Frame(std::size_t slots = 0) : set_(slots), slots_(slots) {}

  [[nodiscard]] bool has(std::size_t slot) const { return set_[slot] != 0; }
  [[nodiscard]] const std::string& value(std::size_t slot) const { return slots_[slot].text; }
  [[nodiscard]] const std::vector<std::string>& list(std::size_t slot) const {
    return slots_[slot].list;
  }
  [[nodiscard]] std::size_t size() const { return slots_.size(); }

  void set(std::size_t slot, std::string_view text) {
    slots_[slot].text.assign(text);
    set_[slot] = 1;
  }
  void set_list(std::size_t slot, std::vector<std::string> list) {
    slots_[slot].list = std::move(list);
    set_[slot] = 1;
  }
  void unset(std::size_t slot) { set_[slot] = 0; }
  void reset() { std::fill(set_.begin(), set_.end(), std::uint8_t{0}); }
  // The same but for the slots that have a 1 in `kept`, which has one byte, 0 or 1, for each slot.
  void reset(std::span<const std::uint8_t> kept) {
    for (std::size_t slot = 0; slot < set_.size(); ++slot) set_[slot] &= kept[slot];
  }
  // Takes a slot's value from another frame's, or unsets it where that has none.
  void take(std::size_t slot, const Frame& from, std::size_t there) {
    slots_[slot] = from.slots_[there];
    set_[slot] = from.set_[there];
  }

  // Where a value stands between two filters of a template that is rendered from this frame.
  [[nodiscard]] std::string& between(std::size_t which) const { return between_[which]; }
  // What looks whether a value that such a template sends as JSON is JSON.
  [[nodiscard]] JsonText& json() const { return json_; }

  // Asks the processor for what the next reset() looks at, of up to kNear slots.
  void fetch() const {
    __builtin_prefetch(&set_, 1);
    __builtin_prefetch(&set_ + 1, 1);
  }

  // The seconds since 1970 that one-time codes are made for; set by the user before it renders.
  std::int64_t unix_seconds = 0;

 private:
  // With which the bytes and what tells of them fill one line of the cache.
  static constexpr std::size_t kNear = 40;
  struct Slot {
    std::string text;
    std::vector<std::string> list;
  };
  // Beside the slots: a new iteration touches these alone.
  boost::container::small_vector<std::uint8_t, kNear> set_;
  std::vector<Slot> slots_;
  mutable std::array<std::string, 2> between_;  // of the owner's thread, as the frame itself
  mutable JsonText json_;
};

}  // namespace slogate
