// What a run needs of the machine that it runs on, known before the first request: open descriptors, and ports of its
// own towards each address. What is short is told; in the run, a request that finds none of either makes the verdict
// inconclusive.
//
//   const GeneratorNeeds needs = needs_of(suite, plan, 2, false);
//   warnings = shortages(needs, raise_limits(needs));
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/load/load_plan.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

struct GeneratorNeeds {
  std::uint64_t users = 1;        // at most at once
  std::uint64_t connections = 1;  // of each, at most at once
  std::uint64_t descriptors = 0;  // of the process, if all of that comes together
  std::string address;            // the one that most connections lead to: one of each user
};

// `target_within`: the target runs in this process, and each connection has its other end here too.
// `rate_rises`: the plan is the first step of a search, and later ones start more.
[[nodiscard]] GeneratorNeeds needs_of(const CompiledSuite& suite, const LoadPlan& plan,
                                      std::size_t workers, bool target_within,
                                      bool rate_rises = false);

// What the system grants. 0: it does not say, and nothing is told of it.
struct GeneratorLimits {
  std::uint64_t descriptors = 0;
  std::uint64_t ports = 0;  // net.ipv4.ip_local_port_range, which holds for IPv6 too
};

// Raises this process's soft limit of open files where that is too low, as far as the hard one lets it.
[[nodiscard]] GeneratorLimits raise_limits(const GeneratorNeeds& needs);

// What may be short, each with its remedy.
[[nodiscard]] std::vector<std::string> shortages(const GeneratorNeeds& needs,
                                                 const GeneratorLimits& limits);

}  // namespace slogate
