// A network without sockets, for virtual time: a test says by a function what each request gets and how long that
// takes; deadlines, connections and queues behave as on a real one.
//
//   VirtualClock clock(loop);
//   ScriptedNetwork network(clock, [](const Call& call) { return answer(200, 20ms, "hello"); });
//   network.limit_slots(4);                  // a server with four workers and a queue
//   network.freeze(t0 + 5s, t0 + 6400ms);    // stands still, as when it is stopped
//   ... network.calls()                      // every request, with its time
//
// One thread. What a request gets is decided when it is sent; it arrives after `connect`.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runner/clock/clock.h"
#include "runner/net/exchanger.h"

namespace slogate::support {

// One request as it was sent.
struct Call {
  Request request;
  SteadyTime at{};
  WallTime wall{};
  std::uint64_t number = 0;     // from 0, over all users
  std::size_t user = 0;         // the exchanger that sent it, from 0
  bool new_connection = false;  // the user had none to this origin

  // The header's value; empty where there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
  // Path and query.
  [[nodiscard]] const std::string& target() const { return request.url.target; }
};

// What it gets.
struct Answer {
  Outcome outcome = Outcome::ok;
  std::string detail;  // empty: the outcome's own words
  int status = 200;
  HeaderFields headers;
  std::string body;
  std::shared_ptr<const TlsSession> tls;
  std::chrono::nanoseconds connect{0};  // only on a new connection
  std::chrono::nanoseconds delay{
      0};  // work: from the request's turn at the server to the first byte
  std::chrono::nanoseconds receive{0};  // from the first byte to the last
  bool keep_alive = true;
};

[[nodiscard]] Answer answer(int status,
                            std::chrono::nanoseconds delay = std::chrono::nanoseconds(0),
                            std::string body = {}, std::string content_type = "text/html");
[[nodiscard]] Answer json_answer(int status, std::string body,
                                 std::chrono::nanoseconds delay = std::chrono::nanoseconds(0));
[[nodiscard]] Answer refused();        // nobody listens
[[nodiscard]] Answer unconnectable();  // connection attempts are never answered
[[nodiscard]] Answer silent();         // accepts and never answers
[[nodiscard]] Answer broken(Outcome outcome,
                            std::chrono::nanoseconds delay = std::chrono::nanoseconds(0));

using Script = std::function<Answer(const Call&)>;

// How a call went, as the network saw it.
struct Ending {
  std::uint64_t number = 0;  // the call's
  SteadyTime at{};
  Outcome outcome = Outcome::ok;
  int status = 0;        // of an answer
  bool aborted = false;  // the user gave it up
};

class ScriptedNetwork final : public Network {
 public:
  ScriptedNetwork(Clock& clock, Script script);
  ~ScriptedNetwork() override;

  [[nodiscard]] std::unique_ptr<Exchanger> make_exchanger() override;

  // So many requests at a time; the others queue, first come first served. A request whose user gave up is worked on
  // all the same, as servers do.
  void limit_slots(std::size_t slots);
  // Between the two no work is done anywhere.
  void freeze(SteadyTime from, SteadyTime until);
  // `told` hears of every call that has ended.
  void watch(std::function<void(const Ending&)> told) { watcher_ = std::move(told); }
  // Long simulations count calls without keeping them.
  void forget_calls() { keep_calls_ = false; }

  [[nodiscard]] const std::vector<Call>& calls() const { return calls_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  // "GET /path" of every call, in the order in which they were sent.
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  class User;
  // When the work on a request that arrives at `arrival` is done.
  [[nodiscard]] SteadyTime work(SteadyTime arrival, std::chrono::nanoseconds length);
  // Throws where a request that says that it never changes (Request::constant) has other bytes than before.
  void check_constant(const Request& request, const std::string& bytes);

  Clock& clock_;
  Script script_;
  std::vector<SteadyTime> free_at_;  // by slot; empty: no limit
  std::vector<std::pair<SteadyTime, SteadyTime>> freezes_;
  std::function<void(const Ending&)> watcher_;
  std::vector<Call> calls_;
  std::map<std::size_t, std::string> constants_;
  bool keep_calls_ = true;
  std::uint64_t count_ = 0;
  std::size_t users_ = 0;
};

}  // namespace slogate::support
