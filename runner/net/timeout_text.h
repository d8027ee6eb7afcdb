// What a time limit that ended an exchange is told as: which limit, how long it was, how far the
// exchange had come.
//
//   timeout_text({.stage = ExchangeStage::receive, .limit = TimeLimit::total, .length = 5s,
//                 .has_head = true, .bytes = 12345})
//   // "the whole exchange did not end within 5 s; 12,345 bytes of the body had come"
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace slogate {

enum class ExchangeStage : std::uint8_t { resolve, connect, handshake, send, wait, receive };
enum class TimeLimit : std::uint8_t { connect, first_byte, total };

struct TimedOut {
  ExchangeStage stage = ExchangeStage::resolve;
  TimeLimit limit = TimeLimit::total;
  std::chrono::nanoseconds length{0};  // of the limit
  bool has_head = false;               // the answer's head is whole
  std::uint64_t bytes = 0;  // sending: of the request; receiving: of the answer's head, or its body
};

[[nodiscard]] std::string timeout_text(const TimedOut& what);

}  // namespace slogate
