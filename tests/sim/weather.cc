#include "tests/sim/weather.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "scenarios/data/random.h"
#include "tests/sim/seeded_flow.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

constexpr auto kLongestDelay = 40s;  // over every limit of a seeded step

std::uint64_t hash_of(std::uint64_t seed, std::string_view target, std::int64_t at_ns) {
  std::uint64_t out = mix64(seed ^ static_cast<std::uint64_t>(at_ns));
  for (const char letter : target) out = mix64(out ^ static_cast<unsigned char>(letter));
  return out;
}

// The same number has several independent uses.
std::uint64_t per_mille(std::uint64_t drawn, std::uint64_t use) {
  return mix64(drawn + use) % 1000;
}

}  // namespace

Weather::Weather(Spec spec, SteadyTime start, WallTime wall)
    : spec_(std::move(spec)), start_(start), wall_(wall) {}

const FaultSpan* Weather::fault_of(const Call& call, std::uint64_t drawn) const {
  const auto time = call.wall - wall_;
  for (std::size_t i = 0; i < spec_.faults.size(); ++i) {
    const FaultSpan& span = spec_.faults[i];
    if (time >= span.from && time < span.until && per_mille(drawn, 100 + i) < span.per_mille)
      return &span;
  }
  return nullptr;
}

std::chrono::nanoseconds Weather::delay_of(const Call& call, std::uint64_t drawn) const {
  const double share = (static_cast<double>(mix64(drawn + 1) >> 11U) + 0.5) * 0x1p-53;
  double factor = 1;
  if (spec_.delays == Delays::bimodal) factor = share < 0.9 ? 1 : 12;
  if (spec_.delays == Delays::heavy_tail) factor = std::pow(share, -1 / 1.5);  // Pareto
  const double hours = std::chrono::duration<double, std::ratio<3600>>(call.at - start_).count();
  const double wanted =
      static_cast<double>(spec_.base.count()) * factor * (1 + spec_.drift * hours);
  const auto longest = std::chrono::nanoseconds(kLongestDelay);
  return std::chrono::nanoseconds(
      std::min(longest.count(), static_cast<std::int64_t>(std::max(wanted, 0.0))));
}

Answer Weather::answer_to(const Call& call) const {
  const std::uint64_t drawn = hash_of(spec_.seed, call.target(), (call.at - start_).count());
  const bool spared = is_spared(call.target());
  const FaultSpan* span = spared ? nullptr : fault_of(call, drawn);
  Answer out = json_answer(200, R"({"ok": true, "token": "t-)" + std::to_string(drawn % 97) + "\"}",
                           spared ? spec_.base : delay_of(call, drawn));
  if (span != nullptr) {
    const auto delay = out.delay;
    switch (span->fault) {
      case Fault::unavailable:
        out = json_answer(503, R"({"ok": false})", delay / 4);
        break;
      case Fault::refused:
        out = refused();
        // It takes time: a user that starts again at once would never let the clock go on.
        out.delay = 200us;
        break;
      case Fault::slow_drip:
        out.receive =
            spec_.drip.count() > 0 ? spec_.drip : 1s + std::chrono::milliseconds(drawn % 20'000);
        break;
      case Fault::reset:
        out = broken(Outcome::io_reset, delay / 2);
        break;
      case Fault::silent:
        // Longer than any limit, and not for ever: a server with few slots would never be free again.
        out.delay = 100s;
        break;
      case Fault::wrong_body:
        // Steps of another kind have no check that would mind.
        if (call.target().find("/s") != std::string::npos)
          out.body = R"({"ok": false, "token": "none"})";
        break;
    }
  }
  out.connect += spec_.connect;
  out.keep_alive = per_mille(drawn, 2) >= spec_.closes_per_mille;
  return out;
}

}  // namespace slogate::support
