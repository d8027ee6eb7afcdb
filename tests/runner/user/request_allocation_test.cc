// Making a request costs no memory once the maker's own has grown: counted with a global operator
// new of this binary's own.
#include <gtest/gtest.h>

#include "runner/clock/virtual_clock.h"
#include "runner/user/request_maker.h"
#include "tests/support/allocations.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

// Steps of every kind, so that each leaves memory of another shape to the next.
constexpr const char* kSteps = R"("steps": [
  {"name": "first", "request": "GET /", "captures": {"number": {"json": "/number"}}},
  {"name": "get", "request": "GET /a/path/that/is/longer/than/a/short/string?id=${request.id}",
   "query": {"trace": "${request.traceparent}", "more": ["a b", 2]},
   "headers": {"x-a-header-of-some-length": "a value that is longer ${run.id|upper|sha256}"},
   "cookies": {"a_cookie_of_the_step": "with-a-longer-value-${request.id}"}},
  {"name": "absolute", "request": "GET ${other}/path/${request.id}",
   "auth": {"basic": {"user": "somebody", "password": "something-long-${run.id}"}}},
  {"name": "json", "request": "POST /json",
   "json": {"id": "${request.id}", "list": [1, "${run.id}"], "value": "${number|trim|json}"},
   "auth": {"bearer": "a-token-that-is-no-short-string"},
   "sign": {"header": "x-signature-of-this", "key": "a-key-of-a-webhook", "prefix": "sha256=",
            "over": "${request.method} ${request.target} ${request.body}"}},
  {"name": "form", "request": "POST /form", "form": {"a": "${request.id}", "b": [1, true]}},
  {"name": "parts", "request": "POST /parts",
   "multipart": [{"name": "a", "value": "${request.id|base64_encode|lower}"},
                 {"name": "f", "file": "a.bin", "file_name": "${request.id}.png"}]},
  {"name": "file", "request": "PUT /file", "file": "a.bin"}])";

constexpr const char* kVariables = R"("variables": {"other": "http://another-host.example:8443"})";

TEST(RequestAllocation, MakingARequestAllocatesNothingOnceWarm) {
  const CompiledSuite suite = suite_of(kSteps, kVariables, {}, {{"a.bin", "xyz"}});
  Loop loop;
  const VirtualClock clock(loop);
  const RunIdentity identity{7, "a-run-of-some-length"};
  ConstantRequests constants;
  RequestMaker maker(suite, identity, clock, constants);
  Frame frame(suite.flows[0].slots);
  frame.set(static_cast<std::size_t>(BuiltinSlot::run_id), identity.run_id);
  frame.set(kBuiltinSlots, R"( {"a": [1.5, true], "b": "a text of some length"} )");
  CookieJar cookies;
  cookies.take(suite.target, "sid=a-session-id-that-is-long; Path=/", 1'772'791'200);
  const auto walk = [&](std::uint64_t iteration) {
    std::uint64_t number = 0;
    for (const CompiledStep& step : suite.flows[0].steps) {
      maker.make(step.request, frame, cookies, iteration, number++);
      ASSERT_EQ(maker.obstacle(), "");
    }
  };
  for (std::uint64_t iteration = 0; iteration < 20; ++iteration) walk(iteration);
  const std::size_t before = allocations();
  for (std::uint64_t iteration = 20; iteration < 2'000; ++iteration) walk(iteration);
  EXPECT_EQ(allocations() - before, 0U);
}

TEST(RequestAllocation, TheCounterSeesAnObstacle) {
  const CompiledSuite suite = suite_of(R"("steps": [{"name": "a", "request": "GET ${run.id}"}])");
  Loop loop;
  const VirtualClock clock(loop);
  const RunIdentity identity{7, "run"};
  ConstantRequests constants;
  RequestMaker maker(suite, identity, clock, constants);
  Frame frame(suite.flows[0].slots);
  frame.set(static_cast<std::size_t>(BuiltinSlot::run_id), "no-address-but-a-long-text");
  CookieJar cookies;
  const std::size_t before = allocations();
  maker.make(suite.flows[0].steps[0].request, frame, cookies, 0, 0);
  EXPECT_NE(maker.obstacle(), "");
  EXPECT_GT(allocations() - before, 0U);
}

}  // namespace
}  // namespace slogate::support
