// One request out, one response back, before a deadline: the second seam to the operating system. Above it nothing
// knows a socket; tests put a scripted network in its place.
//
//   auto exchanger = network.make_exchanger();
//   co_await exchanger->exchange(request, limits, exchange);   // never throws; exchange.outcome says how it went
//
// An Exchanger belongs to one virtual user and keeps its connections, one per origin. One exchange at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "runner/clock/clock.h"
#include "scenarios/message/exchange.h"

namespace slogate {

struct ExchangeLimits {
  SteadyTime begin;  // the exchange's, which is now: who asks for it has read the clock
  std::chrono::nanoseconds total{std::chrono::seconds(10)};
  std::chrono::nanoseconds connect{
      std::chrono::seconds(5)};  // resolve, connect and TLS handshake together
  std::chrono::nanoseconds first_byte{std::chrono::seconds(10)};  // last byte out to first byte in
  std::uint64_t max_body = 16U << 20U;
  bool keep_body = true;
};

class Exchanger {
 public:
  virtual ~Exchanger() = default;
  [[nodiscard]] virtual Task<void> exchange(const Request& request, const ExchangeLimits& limits,
                                            Exchange& into) = 0;
  // Ends the exchange under way as soon as the loop turns; it then reports io.deadline. From then on every exchange
  // ends so at once. For the drain limit.
  virtual void abort() = 0;
  // Where the memory lies that the caller of exchange() looks at when it is over: the processor may be
  // asked for it ahead. It is never read, and may be gone.
  virtual void note_caller(std::span<const std::byte> /*memory*/) {}
  // Closes the connections that are kept.
  virtual void close() = 0;
};

class Network {
 public:
  virtual ~Network() = default;
  [[nodiscard]] virtual std::unique_ptr<Exchanger> make_exchanger() = 0;
};

}  // namespace slogate
