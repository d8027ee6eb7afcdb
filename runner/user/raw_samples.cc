// A virtual user's requests one by one, beside the sums: `--dump-samples`.
#include <algorithm>
#include <string_view>

#include "runner/user/telling.h"
#include "runner/user/walk.h"

namespace slogate {
namespace {

template <std::size_t kSize>
void put(std::string_view text, const Request& request, std::array<char, kSize>& into) {
  if (text.size() == kSize && carries(request, text))
    std::copy(text.begin(), text.end(), into.begin());
}

}  // namespace

// Called before anything of the user goes on: exchange, request and the frame's identifiers are
// still those of the request. What was never sent has none that anybody could have seen.
void VirtualUser::keep_raw(const Walk& walk, const Sample& sample, bool unanswered) {
  RawSample raw;
  raw.begin = walk.request_begin;
  raw.sample = sample;
  raw.unanswered = unanswered;
  if (walk.in_iteration) {
    raw.started = started_;
    raw.iteration = walk.arrival.iteration;
    raw.request = walk.requests == 0 ? 0 : walk.requests - 1;
  }
  if (exchange_.outcome != Outcome::scenario_render && maker_.obstacle().empty()) {
    const Request& request = maker_.request();
    put(walk.frame.value(slot_of(BuiltinSlot::request_id)), request, raw.request_id);
    put(walk.frame.value(slot_of(BuiltinSlot::request_traceparent)), request, raw.traceparent);
  }
  context_.recorder.add(raw);
}

}  // namespace slogate
