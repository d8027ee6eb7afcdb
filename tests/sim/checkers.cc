#include "tests/sim/checkers.h"

#include <array>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate::support {

std::vector<Checker> all_checkers() {
  return {
      {"ends_whole",
       "the run ends without an internal error, nothing is under way, reports tell it", ends_whole},
      {"starts_add_up",
       "started = succeeded + failed + aborted + retired + in flight, at the end of each interval; "
       "planned = started + dropped where nothing ended the run early",
       starts_add_up},
      {"intervals_sum_to_totals",
       "the run file's intervals add up to its totals, count by count, and to what the engine "
       "closed",
       intervals_sum_to_totals},
      {"network_agrees",
       "each request that the network saw is in the run file once, with its outcome, and each "
       "iteration that it saw begin is a start",
       network_agrees},
      {"latencies_agree",
       "service and response times rebuilt from what the network saw fill the same buckets",
       latencies_agree},
      {"times_are_in_order", "end >= actual start >= intended start, of every request",
       times_are_in_order},
      {"intervals_touch",
       "intervals begin where the one before ended, from 0 to the run's end; the warm-up's come "
       "first",
       intervals_touch},
      {"samples_lie_in_their_interval", "a request is counted in the interval in which it ended",
       samples_lie_in_their_interval},
      {"lost_time_is_noted",
       "suspended and stopped time is in the run file, and what was not lost is not",
       lost_time_is_noted},
      {"lateness_is_nobodys",
       "on a machine that loses no time, no start is late by the generator's own doing",
       lateness_is_nobodys},
      {"memory_stays", "the heap after the last hour is that after the first", memory_stays},
      {"same_seed_same_bytes",
       "the same seed gives the same dump of the run file and the same bytes of all reports",
       same_seed_same_bytes},
      {"workers_start_the_same",
       "1, 2 and 7 workers start the same iterations: flow, number, intended start",
       workers_start_the_same},
  };
}

SimulatedCase simulate(const SeededPlan& seeded, const Tampering& tampering, std::size_t place) {
  constexpr std::array<std::size_t, 3> kWorkers = {1, 2, 7};
  const auto at = [&](std::size_t number) { return number == place ? tampering : Tampering{}; };
  const test::SuiteFolder folder;
  SimulatedCase out;
  for (std::size_t i = 0; i < kWorkers.size(); ++i)
    out.runs.push_back(run_world(
        seeded, {.workers = kWorkers[i], .tampering = at(i), .suite_folder = folder.path()}));
  out.again = run_world(
      seeded, {.workers = 1, .tampering = at(kWorkers.size()), .suite_folder = folder.path()});
  return out;
}

}  // namespace slogate::support
