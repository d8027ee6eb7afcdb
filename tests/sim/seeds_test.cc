// Seeds, each a small world of its own: the first 20, or those up to SLOGATE_SEEDS (from SLOGATE_FIRST_SEED on), or the
// one of SLOGATE_SEED.
#include <gtest/gtest.h>

#include <cstdlib>
#include <exception>
#include <string>

#include <fmt/format.h>

#include "tests/sim/checkers.h"

namespace slogate::support {
namespace {

constexpr std::uint64_t kSeeds = 20;

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr || *text == 0 ? otherwise : std::stoull(text);
}

// What is wrong with a seed, a line for each checker.
std::string wrong_with(const SeededPlan& seeded) {
  std::string out;
  try {
    const SimulatedCase one_case = simulate(seeded);
    for (const Checker& checker : all_checkers()) {
      const std::string wrong = checker.look(one_case);
      if (!wrong.empty()) out += fmt::format("  {}: {}\n", checker.name, wrong);
    }
  } catch (const std::exception& error) {
    out += fmt::format("  the world broke: {}\n", error.what());
  }
  return out;
}

TEST(Seeds, HoldEveryChecker) {
  const std::uint64_t one = number_of("SLOGATE_SEED", 0);
  const std::uint64_t first = one > 0 ? one : number_of("SLOGATE_FIRST_SEED", 1);
  const std::uint64_t last = one > 0 ? one : number_of("SLOGATE_SEEDS", kSeeds);
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const SeededPlan seeded = plan_of_seed(seed);
    const std::string wrong = wrong_with(seeded);
    if (wrong.empty()) continue;
    ADD_FAILURE() << "seed " << seed << ": " << seeded.text << "\n"
                  << wrong << "Again: SLOGATE_SEED=" << seed
                  << " build/release/tests/sim/seeds_test";
  }
}

}  // namespace
}  // namespace slogate::support
