// The stand-in for the network keeps time limits, queues and connections as the real one does.
#include <gtest/gtest.h>

#include "runner/clock/virtual_clock.h"
#include "tests/support/scripted_network.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

struct World {
  explicit World(Script script) : network(clock, std::move(script)) {}

  Exchange exchange(Exchanger& user, ExchangeLimits limits = {},
                    const std::string& method = "GET") {
    limits.begin = clock.now();
    // A coroutine refers to its arguments until it has ended.
    const Request request{method, *parse_url("http://app.example/"), {}, {}, {}};
    Exchange out;
    spawn(loop, user.exchange(request, limits, out), [](std::exception_ptr) {});
    clock.run();
    return out;
  }
  Exchange exchange(const ExchangeLimits& limits = {}, const std::string& method = "GET") {
    const auto user = network.make_exchanger();
    return exchange(*user, limits, method);
  }

  Loop loop;
  VirtualClock clock{loop};
  ScriptedNetwork network;
};

Answer taking(std::chrono::nanoseconds connect, std::chrono::nanoseconds delay,
              std::chrono::nanoseconds receive) {
  Answer out = answer(200, delay, "hello");
  out.connect = connect;
  out.receive = receive;
  return out;
}

TEST(ScriptedNetwork, EndsEachStageAtItsLimit) {
  ExchangeLimits limits;
  limits.total = 10s;
  limits.connect = 2s;
  limits.first_byte = 3s;
  struct Case {
    Answer answer;
    Outcome outcome;
    std::chrono::nanoseconds length;
  };
  const std::vector<Case> cases = {{taking(1s, 1s, 1s), Outcome::ok, 3s},
                                   {taking(2s, 3s, 5s), Outcome::ok, 10s},
                                   {taking(2s + 1ns, 0s, 0s), Outcome::connect_timeout, 2s},
                                   {unconnectable(), Outcome::connect_timeout, 2s},
                                   {taking(1s, 3s + 1ns, 0s), Outcome::io_timeout, 4s},
                                   {silent(), Outcome::io_timeout, 3s},
                                   {taking(1s, 2s, 7s + 1ns), Outcome::io_deadline, 10s},
                                   {refused(), Outcome::connect_refused, 0s},
                                   {broken(Outcome::io_reset, 1s), Outcome::io_reset, 1s}};
  for (const Case& one : cases) {
    World world([&one](const Call&) { return one.answer; });
    const Exchange exchange = world.exchange(limits);
    EXPECT_EQ(word(exchange.outcome), word(one.outcome));
    EXPECT_EQ(exchange.service_time, one.length) << word(one.outcome);
  }
}

TEST(ScriptedNetwork, TakesTheTotalLimitWhereItComesFirst) {
  ExchangeLimits limits;
  limits.total = 1s;
  World world([](const Call&) { return silent(); });
  const Exchange exchange = world.exchange(limits);
  EXPECT_EQ(exchange.outcome, Outcome::io_deadline);
  EXPECT_EQ(exchange.service_time, 1s);
}

TEST(ScriptedNetwork, KeepsConnectionsByUserUntilAnExchangeFails) {
  World world([](const Call& call) {
    return call.number == 1 ? broken(Outcome::io_reset) : taking(100ms, 1ms, 0ms);
  });
  const auto user = world.network.make_exchanger();
  EXPECT_TRUE(world.exchange(*user).new_connection);
  EXPECT_FALSE(world.exchange(*user).new_connection);
  const Exchange third = world.exchange(*user);
  EXPECT_TRUE(third.new_connection);
  EXPECT_EQ(third.service_time, 101ms);
  EXPECT_FALSE(world.exchange(*user).new_connection);
}

TEST(ScriptedNetwork, QueuesWhatFindsEverySlotTaken) {
  World world([](const Call&) { return taking(0ms, 100ms, 0ms); });
  world.network.limit_slots(2);
  std::vector<std::unique_ptr<Exchanger>> users;
  std::vector<Exchange> exchanges(5);
  const Request request{"GET", *parse_url("http://app.example/"), {}, {}, {}};
  ExchangeLimits limits;
  limits.begin = world.clock.now();
  for (Exchange& exchange : exchanges) {
    users.push_back(world.network.make_exchanger());
    spawn(world.loop, users.back()->exchange(request, limits, exchange), [](std::exception_ptr) {});
  }
  world.clock.run();
  std::vector<std::int64_t> lengths;
  for (const Exchange& exchange : exchanges) lengths.push_back(exchange.service_time / 1ms);
  EXPECT_EQ(lengths, (std::vector<std::int64_t>{100, 100, 200, 200, 300}));
}

TEST(ScriptedNetwork, DoesNoWorkWhileItIsFrozen) {
  World world([](const Call&) { return taking(0ms, 100ms, 0ms); });
  const SteadyTime start = world.clock.now();
  world.network.freeze(start + 40ms, start + 1s);
  const auto user = world.network.make_exchanger();
  EXPECT_EQ(world.exchange(*user).service_time, 1060ms);
  EXPECT_EQ(world.exchange(*user).service_time, 100ms);
}

TEST(ScriptedNetwork, EndsAnExchangeThatIsAborted) {
  World world([](const Call&) { return silent(); });
  const auto user = world.network.make_exchanger();
  const auto alarm = world.clock.make_alarm();
  alarm->set(world.clock.now() + 250ms, [&user] { user->abort(); });
  const Exchange under_way = world.exchange(*user);
  EXPECT_EQ(under_way.outcome, Outcome::io_deadline);
  EXPECT_EQ(under_way.service_time, 250ms);
  const Exchange later = world.exchange(*user);
  EXPECT_EQ(later.outcome, Outcome::io_deadline);
  EXPECT_EQ(later.service_time, 0ms);
}

TEST(ScriptedNetwork, KeepsNoMoreOfABodyThanWasAskedFor) {
  World world([](const Call&) { return taking(0ms, 1ms, 0ms); });
  ExchangeLimits limits;
  limits.keep_body = false;
  const Exchange counted = world.exchange(limits);
  EXPECT_EQ(counted.response.body, "");
  EXPECT_EQ(counted.response.body_bytes, 5U);
  limits.max_body = 4;
  EXPECT_EQ(world.exchange(limits).outcome, Outcome::body_limit);
  EXPECT_EQ(world.exchange({}, "HEAD").response.body_bytes, 0U);
}

}  // namespace
}  // namespace slogate::support
