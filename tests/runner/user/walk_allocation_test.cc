// An ordinary step costs no memory once a user is warm: counted with a global operator new of this
// binary's own.
#include <gtest/gtest.h>

#include "runner/clock/virtual_clock.h"
#include "runner/user/virtual_user.h"
#include "tests/support/allocations.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

// Answers at once, from memory that it keeps.
class EchoExchanger final : public Exchanger {
 public:
  Task<void> exchange(const Request&, const ExchangeLimits&, Exchange& into) override {
    into.clear();
    into.response.status = 200;
    into.response.headers.add("content-type", "text/html; charset=utf-8");
    into.response.body = R"({"token": "a token that is longer than a short string", "ok": true})";
    into.response.body_bytes = into.response.body.size();
    co_return;
  }
  void abort() override {}
  void close() override {}
};

// How often memory was asked for in 10,000 iterations, after some that warm the user up.
std::size_t allocations_of(const std::string& flow) {
  const CompiledSuite suite = suite_of(flow);
  Loop loop(1);
  VirtualClock clock(loop);
  const RunIdentity identity{7, "test-run"};
  Recorder recorder(suite.rows.size(), suite.flows.size());
  RunMemory memory;
  SharedSessions sessions(suite.flows.size());
  const Frame setup;
  UserContext context{.suite = suite,
                      .identity = identity,
                      .clock = clock,
                      .recorder = recorder,
                      .memory = memory,
                      .sessions = sessions,
                      .setup = setup,
                      .run_start = clock.now()};
  VirtualUser user(context, std::make_unique<EchoExchanger>());
  std::size_t counted = 0;
  const auto walks = [&]() -> Task<void> {
    std::size_t before = 0;
    for (std::uint64_t i = 0; i < 10'100; ++i) {
      if (i == 100) before = allocations();
      const Arrival arrival{{}, 0, i, i};
      const IterationEnd end = co_await user.walk(arrival, std::chrono::nanoseconds(0));
      if (end != IterationEnd::succeeded) throw std::runtime_error("an iteration failed");
    }
    counted = allocations() - before;
  };
  std::exception_ptr failed;
  spawn(loop, walks(), [&](std::exception_ptr error) { failed = error; });
  clock.run();
  if (failed) std::rethrow_exception(failed);
  return counted;
}

TEST(Allocation, AnOrdinaryStepCostsNone) {
  EXPECT_EQ(allocations_of(R"(
      "steps": [{"name": "a", "request": "GET /a", "headers": {"x-request-id": "${request.id}"},
                 "checks": [{"status": 200}, {"header": "content-type", "starts_with": "text/"}]},
                {"name": "b", "request": "POST /b", "when": {"variable": "run.id"}, "text": "${request.id}"}])"),
            0U);
}

TEST(Allocation, ACounterAndATimestampCostNone) {
  EXPECT_EQ(allocations_of(R"(
      "generate": {"n": {"counter": {"from": 1, "step": 1}}, "order": {"uuid": true}, "now": {"timestamp": "iso8601"}},
      "steps": [{"name": "a", "request": "GET /a/${n}/${order}/${now}"}])"),
            0U);
}

TEST(Allocation, TheCounterSeesARepetition) {
  EXPECT_GT(
      allocations_of(R"("steps": [{"repeat": 2, "steps": [{"name": "a", "request": "GET /a"}]}])"),
      0U);
}

}  // namespace
}  // namespace slogate::support
