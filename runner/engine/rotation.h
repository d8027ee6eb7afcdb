// A worker as the engine keeps it. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "runner/engine/engine.h"

namespace slogate {

struct Engine::Rotation {
  Rotation(const Worker::Setup& setup, WorkerSeat seat, Interval empty)
      : worker(setup, seat), spare(std::move(empty)) {}
  Worker worker;
  Interval spare;
  std::size_t busy = 0;
  std::uint64_t recorded = 0;
  bool cut_short = false;
};

}  // namespace slogate
