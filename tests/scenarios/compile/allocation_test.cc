// Checks that hold cost no memory: counted with a global operator new of this binary's own.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/scenarios/compile/builders.h"

namespace {
std::atomic<std::size_t> allocations{0};
}

// Not inlined: g++ would take malloc and delete for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace slogate {
namespace {

// How often memory was asked for while all checks of one step were evaluated.
std::size_t allocations_of(std::vector<CheckSpec> checks, const Exchange& exchange, bool all_hold) {
  StepSpec step = step_spec("s", "/");
  step.checks = std::move(checks);
  const CompiledSuite suite = compiled(suite_of_step(step));
  const Frame frame(suite.flows[0].slots);
  const std::size_t before = allocations;
  bool held = true;
  {
    const BodyView body(exchange);
    for (const Check& check : suite.flows[0].steps[0].checks) {
      held = !check.evaluate(body, frame, {}).has_value() && held;
    }
  }
  EXPECT_EQ(held, all_hold);
  return allocations - before;
}

const std::vector<CheckSpec> kChecks = {
    check_spec(Source::status, "", Predicate::equals, "200"),
    check_spec(Source::status, "", Predicate::one_of, "[200, 204]"),
    check_spec(Source::header, "content-type", Predicate::starts_with, "\"application/json\""),
    check_spec(Source::header, "x-long-header", Predicate::contains, "\"somewhere in the middle\""),
    check_spec(Source::body, "", Predicate::contains, "\"\\\"ok\\\"\"")};

Exchange good_answer() {
  return answer(200, R"({"ok": true})",
                {{"Content-Type", "application/json; charset=utf-8"},
                 {"X-Long-Header", "a text that stands somewhere in the middle of a header"}});
}

TEST(Allocation, ChecksOfStatusHeaderAndTextThatHoldCostNone) {
  EXPECT_EQ(allocations_of(kChecks, good_answer(), true), 0U);
}

TEST(Allocation, TheCounterSeesAParsedBody) {
  EXPECT_GT(
      allocations_of({check_spec(Source::json, "/ok", Predicate::equals)}, good_answer(), true),
      0U);
}

}  // namespace
}  // namespace slogate
