// The checkers that compare runs with one another, and a run's hours.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "tests/sim/checkers.h"

namespace slogate::support {
namespace {

// Where two texts part, with the line of each.
std::string parting(const std::string& what, const std::string& one, const std::string& other) {
  if (one == other) return {};
  const auto [left, right] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  const auto line = [](const std::string& text, std::string::const_iterator at) {
    auto begin = at;
    while (begin != text.begin() && *(begin - 1) != '\n' && at - begin < 80) --begin;
    return std::string(begin, at + std::min<std::ptrdiff_t>(40, text.end() - at));
  };
  return fmt::format("{} differs at byte {}: \"{}\" and \"{}\"", what, left - one.begin(),
                     line(one, left), line(other, right));
}

std::string memory_of(const WorldRun& run) {
  if (run.memory.size() < 2) return {};
  const MemoryMark& first = run.memory.front();
  const MemoryMark& last = run.memory.back();
  // SQLite's cache of pages fills up to 2 MB; what the allocator keeps for itself is among these bytes too.
  constexpr std::int64_t kMallocSlack = 6 * 1024 * 1024;
  if (last.malloced - first.malloced > kMallocSlack) {
    return fmt::format("malloc has given out {} bytes after hour {} and {} after hour {}",
                       first.malloced, first.hour, last.malloced, last.hour);
  }
  const auto more = last.heap.bytes - first.heap.bytes;
  if (more <= run.seeded.memory_slack && more >= -run.seeded.memory_slack) return {};
  return fmt::format("{} bytes in {} blocks after hour {}, {} bytes in {} blocks after hour {}",
                     first.heap.bytes, first.heap.blocks, first.hour, last.heap.bytes,
                     last.heap.blocks, last.hour);
}

using Starts = std::map<std::pair<std::size_t, std::uint64_t>, std::chrono::nanoseconds>;

Starts starts_of(const WorldRun& run) {
  Starts out;
  for (const SeenStart& start : run.starts) out[{start.flow, start.ordinal}] = start.intended;
  return out;
}

std::uint64_t dropped_in(const WorldRun& run) {
  std::uint64_t out = 0;
  for (const auto* part : {&run.result.totals, &run.result.warm_up})
    for (const FlowCounts& flow : part->flows) out += flow.dropped;
  return out;
}

// From when on a run may have started less than its plan has. An early end lets nothing start that waits, however long it
// has been due.
std::chrono::nanoseconds cut_of(const WorldRun& run) {
  if (!run.end.early.empty()) return std::chrono::nanoseconds(0);
  if (run.seeded.stop) return run.seeded.stop->at;
  return std::chrono::nanoseconds::max();
}

// What `other` has started and `one` has not, although nothing kept it from that: what was dropped is counted, and which
// of the iterations it was depends on whose users were busy.
std::string missing(const WorldRun& one, const Starts& in_one, const Starts& in_other) {
  const std::chrono::nanoseconds cut = cut_of(one);
  std::uint64_t lacks = 0;
  std::string first;
  for (const auto& [start, intended] : in_other) {
    const auto found = in_one.find(start);
    if (found == in_one.end() ? intended >= cut : found->second == intended) continue;
    if (lacks++ == 0) {
      first = fmt::format("flow {}, iteration {}, intended at {} ns, started with {} worker(s) {}",
                          start.first, start.second, intended.count(), one.workers,
                          found == in_one.end() ? std::string("not at all")
                                                : fmt::format("at {} ns", found->second.count()));
    }
  }
  return lacks <= dropped_in(one) ? std::string() : first;
}

// Without gaps from 0, so that of two such sets one holds the other.
std::string gap_in(const WorldRun& run, const Starts& starts) {
  std::vector<std::uint64_t> next(run.result.header.flows.size());
  for (const auto& [start, intended] : starts) {
    if (start.second != next[start.first]++)
      return fmt::format("flow {} has an iteration {} and not the one before", start.first,
                         start.second);
  }
  return {};
}

// Whether it is the same which user of a closed load walks an iteration: else those that are ready at the same moment
// go on differently, and how many iterations fit into the time is the target's doing.
bool users_are_alike(const WorldRun& run) {
  const bool has_sessions =
      std::any_of(run.result.header.rows.begin(), run.result.header.rows.end(),
                  [](const RunRow& row) { return row.step == "open"; });
  return run.plan.streams.front().schedule.stages().size() == 1 &&
         run.plan.iterations_per_user == 0 && run.plan.max_requests == 0 && !has_sessions &&
         run.seeded.weather.connect.count() == 0 && run.seeded.slots == 0 && run.end.early.empty();
}

std::string starts_differ(const WorldRun& one, const WorldRun& other) {
  const Starts left = starts_of(one), right = starts_of(other);
  if (one.plan.model != Model::users) {
    std::string wrong = missing(one, left, right);
    return wrong.empty() ? missing(other, right, left) : wrong;
  }
  for (const auto& [run, starts] : {std::pair(&one, &left), std::pair(&other, &right)})
    if (std::string wrong = gap_in(*run, *starts); !wrong.empty()) return wrong;
  const bool whole = one.plan.iterations_of_users() && one.end.not_walked.empty() &&
                     other.end.not_walked.empty() && one.end.early.empty() &&
                     other.end.early.empty() && !one.seeded.stop;
  if (users_are_alike(one)) {
    std::string wrong = missing(one, left, right);
    return wrong.empty() ? missing(other, right, left) : wrong;
  }
  if (whole && left.size() != right.size())
    return fmt::format("{} and {} iterations of a fixed number", left.size(), right.size());
  return {};
}

}  // namespace

std::string memory_stays(const SimulatedCase& all) {
  for (const WorldRun& run : all.runs) {
    if (std::string wrong = memory_of(run); !wrong.empty())
      return fmt::format("{} worker(s): {}", run.workers, wrong);
  }
  return {};
}

std::string same_seed_same_bytes(const SimulatedCase& all) {
  if (!all.again) return {};
  const WorldRun& one = all.runs.front();
  if (std::string wrong = parting("the dump of the run file", one.dump, all.again->dump);
      !wrong.empty())
    return wrong;
  for (const auto& [name, bytes] : one.files) {
    if (bytes.empty()) return name + " is empty";
    if (std::string wrong = parting(name, bytes, all.again->files.at(name)); !wrong.empty())
      return wrong;
  }
  return {};
}

std::string workers_start_the_same(const SimulatedCase& all) {
  for (std::size_t i = 1; i < all.runs.size(); ++i) {
    if (std::string wrong = starts_differ(all.runs.front(), all.runs[i]); !wrong.empty())
      return fmt::format("with 1 and {} workers: {}", all.runs[i].workers, wrong);
  }
  return {};
}

}  // namespace slogate::support
