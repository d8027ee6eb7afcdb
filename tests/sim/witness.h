// What the network itself saw of a run: every request with the iteration that it belongs to, when that was due by the
// plan, and when it was sent and over. Nothing of it comes from the engine, the users or the recorder.
//
//   Witness witness(header, plan, seed, start);
//   network script: witness.sent(call);      network.watch: witness.ended(ending);
//   witness.seen()
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runner/load/load_plan.h"
#include "runner/record/run_result.h"
#include "tests/support/scripted_network.h"

namespace slogate::support {

// One request. Times are offsets from the run's start.
struct SeenRequest {
  std::uint32_t row = 0;
  std::uint32_t flow = 0;
  std::uint64_t ordinal = 0;  // the iteration's number within its flow
  std::chrono::nanoseconds lag{
      0};  // of the iteration's start behind its intended one; first of the flow's steps only
  std::chrono::nanoseconds begin{0};
  std::chrono::nanoseconds end{0};
  Outcome outcome = Outcome::ok;  // check_failed where the answer was not what the checks want
  bool begins_iteration = false;
  bool new_connection = false;
  bool over = false;
  bool aborted = false;
};

// An iteration that began, by its first request.
struct SeenStart {
  std::size_t flow = 0;
  std::uint64_t ordinal = 0;
  std::chrono::nanoseconds intended{0};
  std::chrono::nanoseconds actual{0};

  auto operator<=>(const SeenStart&) const = default;
};

class Witness {
 public:
  Witness(const RunHeader& header, const LoadPlan& plan, std::uint64_t seed, SteadyTime start);

  void sent(const Call& call, const Answer& given);
  void ended(const Ending& ending);

  // Bytes of what it has written down: none of the run's memory.
  [[nodiscard]] std::int64_t footprint() const {
    return static_cast<std::int64_t>(seen_.capacity() * sizeof(SeenRequest) +
                                     starts_.capacity() * sizeof(SeenStart));
  }

  [[nodiscard]] std::vector<SeenRequest>& seen() { return seen_; }
  [[nodiscard]] std::vector<SeenStart>& starts() { return starts_; }

 private:
  struct Place {
    std::uint32_t row = 0;
    std::uint32_t flow = 0;
  };
  void note_start(std::string_view step, SeenRequest& request);
  [[nodiscard]] std::chrono::nanoseconds intended(const SeenRequest& request) const;

  SteadyTime start_;
  bool open_model_;
  std::chrono::nanoseconds load_start_{0};                  // when the load's time begins
  std::map<std::string, Place, std::less<>> places_;        // by "/flow/step"
  std::vector<std::vector<std::chrono::nanoseconds>> due_;  // open model: by flow and ordinal
  std::vector<std::vector<std::int64_t>>
      began_;                  // the same: lag of the start; -1: none, -2: it is told
  std::uint64_t at_once_ = 0;  // requests at the time of the last one
  std::vector<SeenRequest> seen_;
  std::vector<SeenStart> starts_;
};

}  // namespace slogate::support
