#include "runner/load/load_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "runner/load/poisson.h"

namespace slogate {
namespace {

constexpr std::uint64_t kRound = 100'000;  // turns at most, so no flow's share is smaller

// Whole numbers in the ratio of the weights, at least 1 each, divided by what they share.
std::vector<std::uint64_t> whole_weights(const std::vector<FlowDeal::Weighted>& weights) {
  double sum = 0;
  for (const auto& entry : weights) sum += entry.weight;
  std::vector<std::uint64_t> out;
  const bool whole = sum <= static_cast<double>(kRound) &&
                     std::all_of(weights.begin(), weights.end(), [](const auto& entry) {
                       return entry.weight == std::floor(entry.weight);
                     });
  for (const auto& entry : weights) {
    const double scaled = whole ? entry.weight : entry.weight / sum * static_cast<double>(kRound);
    out.push_back(std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(scaled))));
  }
  std::uint64_t shared = 0;
  for (const std::uint64_t value : out) shared = std::gcd(shared, value);
  for (std::uint64_t& value : out) value /= std::max<std::uint64_t>(1, shared);
  return out;
}

std::size_t index_of(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::vector<Share> shares_of(const Profile& profile, const std::vector<std::string>& flow_names) {
  if (!profile.shares.empty()) return profile.shares;
  std::vector<Share> out;
  for (const std::string& name : flow_names) out.push_back({name, 1, std::nullopt, {}});
  return out;
}

void add_weighted(LoadPlan& plan, const Profile& profile, const std::vector<Share>& shares,
                  const std::vector<std::string>& flow_names) {
  std::vector<FlowDeal::Weighted> weights;
  double all = 0, kept = 0;
  for (const Share& share : shares) {
    if (share.rate) continue;
    all += share.weight;
    const std::size_t flow = index_of(flow_names, share.flow);
    if (flow == flow_names.size()) continue;
    kept += share.weight;
    weights.push_back({flow, share.weight});
  }
  if (weights.empty()) return;
  const double part = profile.model == Model::arrivals ? kept / all : 1;
  std::vector<Stage> stages = profile.stages;
  for (Stage& stage : stages) stage.to *= part;
  plan.streams.push_back({Schedule(profile.from * part, std::move(stages)), FlowDeal(weights)});
}

std::string level_text(Model model, double level) {
  if (model != Model::users) return rate_text(level);
  return fmt::format("{:.0f} user{}", level, level == 1 ? "" : "s");
}

// "5 users over 20 s, then 20 users over 40 s, then 0 over 20 s".
std::string stages_text(Model model, double from, const std::vector<Stage>& stages) {
  std::string out;
  double before = from;
  for (const Stage& stage : stages) {
    if (!out.empty()) out += ", then ";
    if (out.empty() && from != 0 && from != stage.to) out += level_text(model, from) + " to ";
    out += fmt::format("{} {} {}", stage.to == 0 ? "0" : level_text(model, stage.to),
                       stage.to == before ? "for" : "over", duration_text(stage.duration));
    before = stage.to;
  }
  return out;
}

std::string peak_text(Model model, double from, const std::vector<Stage>& stages) {
  double peak = from;
  for (const Stage& stage : stages) peak = std::max(peak, stage.to);
  return fmt::format("{} stages: {} first, {} at most, {} last", stages.size(),
                     level_text(model, stages.front().to), level_text(model, peak),
                     level_text(model, stages.back().to));
}

// A level that is held, or one ramp: the words for how long stand behind all streams. `staged` where they stand here.
std::string schedule_text(Model model, const Schedule& schedule, bool& staged) {
  static constexpr std::size_t kMostTold = 6;
  const std::vector<Stage> stages = schedule.stages();
  const double from = schedule.from();
  const bool held = std::all_of(stages.begin(), stages.end(),
                                [&](const Stage& stage) { return stage.to == from; });
  if (held) return level_text(model, from);
  if (stages.size() == 1)
    return fmt::format("{} to {}", level_text(model, from), level_text(model, stages[0].to));
  if (stages.size() > kMostTold) return peak_text(model, from, stages);
  staged = true;
  return stages_text(model, from, stages);
}

}  // namespace

FlowDeal::FlowDeal(const std::vector<Weighted>& weights) {
  per_round_.resize(1);
  const std::vector<std::uint64_t> whole = whole_weights(weights);
  const std::uint64_t round = std::accumulate(whole.begin(), whole.end(), std::uint64_t{0});
  std::vector<std::int64_t> credit(weights.size(), 0);
  for (std::uint64_t n = 0; n < round; ++n) {
    // Everybody earns its weight, the richest pays a round: spread as evenly as whole turns allow.
    for (std::size_t i = 0; i < credit.size(); ++i)
      credit[i] += static_cast<std::int64_t>(whole[i]);
    const auto richest =
        static_cast<std::size_t>(std::max_element(credit.begin(), credit.end()) - credit.begin());
    credit[richest] -= static_cast<std::int64_t>(round);
    const std::size_t flow = weights[richest].flow;
    if (per_round_.size() <= flow) per_round_.resize(flow + 1);
    pattern_.push_back({flow, per_round_[flow]++});
  }
}

FlowDeal::Turn FlowDeal::turn(std::uint64_t n) const {
  Turn out = pattern_[n % pattern_.size()];
  out.ordinal += n / pattern_.size() * per_round_[out.flow];
  return out;
}

std::uint64_t FlowDeal::turns_of(std::size_t flow, std::uint64_t n) const {
  if (!deals(flow)) return 0;
  std::uint64_t count = n / pattern_.size() * per_round_[flow];
  for (std::uint64_t i = 0; i < n % pattern_.size(); ++i) count += pattern_[i].flow == flow ? 1 : 0;
  return count;
}

std::uint64_t LoadPlan::users() const {
  std::uint64_t count = 0;
  if (model == Model::users)
    while (streams.front().schedule.user_from(count)) ++count;
  return count;
}

std::optional<std::uint64_t> LoadPlan::iterations_of_users() const {
  if (model != Model::users || streams.empty()) return std::nullopt;
  if (shared_iterations > 0) return shared_iterations;
  if (iterations_per_user > 0) return iterations_per_user * users();
  return std::nullopt;
}

std::optional<Arrival> LoadPlan::arrival(std::size_t stream, std::uint64_t n,
                                         std::uint64_t seed) const {
  const Schedule& schedule = streams[stream].schedule;
  auto due = schedule.start_of(n);
  if (!due) return std::nullopt;
  if (spacing == Spacing::poisson) {
    due =
        schedule.time_of(schedule.integral() * poisson_point({seed, stream}, schedule.starts(), n));
  }
  const FlowDeal::Turn turn = streams[stream].deal.turn(n);
  return Arrival{*due, turn.flow, n * streams.size() + stream, turn.ordinal};
}

std::optional<std::uint64_t> LoadPlan::planned_iterations(std::size_t flow) const {
  if (model == Model::iterations) {
    return std::count(flows.begin(), flows.end(), flow) > 0 ? iterations : 0U;
  }
  if (model == Model::users) {
    if (!deals(flow)) return 0;
    const auto all = iterations_of_users();
    if (!all) return std::nullopt;
    return streams.front().deal.turns_of(flow, *all);
  }
  std::uint64_t count = 0;
  for (const Stream& stream : streams)
    count += stream.deal.turns_of(flow, stream.schedule.starts());
  return count;
}

std::optional<std::uint64_t> LoadPlan::judged_iterations(std::size_t flow) const {
  const auto planned = planned_iterations(flow);
  if (warm_up.count() == 0 || planned == 0U) return planned;
  if (model == Model::users) return std::nullopt;
  std::uint64_t warm = 0;
  for (const Stream& stream : streams)
    warm += stream.deal.turns_of(flow, stream.schedule.starts_before(warm_up));
  return *planned - warm;
}

bool LoadPlan::deals(std::size_t flow) const {
  return std::any_of(streams.begin(), streams.end(),
                     [flow](const Stream& stream) { return stream.deal.deals(flow); });
}

std::string LoadPlan::text(const std::vector<std::string>& flow_names) const {
  if (model == Model::iterations) {
    return fmt::format("{} iteration{} of each flow, one after the other", iterations,
                       iterations == 1 ? "" : "s");
  }
  return load_text(flow_names) + bounds_text();
}

std::string LoadPlan::bounds_text() const {
  std::string out;
  if (spacing == Spacing::poisson && model == Model::arrivals) out += ", Poisson arrivals";
  if (warm_up.count() > 0) out += fmt::format(", the first {} warm up", duration_text(warm_up));
  if (max_requests > 0) {
    out +=
        fmt::format(", {} request{} at most", grouped(max_requests), max_requests == 1 ? "" : "s");
  }
  return out;
}

std::string LoadPlan::load_text(const std::vector<std::string>& flow_names) const {
  std::string out;
  bool staged = false;
  if (model == Model::users && !streams.empty() && shared_iterations + iterations_per_user > 0) {
    const std::uint64_t number = shared_iterations + iterations_per_user;
    return fmt::format("{} iteration{} {}{} user{}, {} at most", grouped(number),
                       number == 1 ? "" : "s", shared_iterations > 0 ? "shared by " : "by each of ",
                       grouped(users()), users() == 1 ? "" : "s", duration_text(duration));
  }
  for (const Stream& stream : streams) {
    if (!out.empty()) out += ", ";
    bool has_stages = false;
    out += schedule_text(model, stream.schedule, has_stages);
    if (has_stages && streams.size() > 1) out += ',';
    staged = staged || has_stages;
    if (streams.size() > 1) {
      const FlowDeal::Turn first = stream.deal.turn(0);
      bool single = true;
      for (std::uint64_t n = 0; n < 50 && single; ++n)
        single = stream.deal.turn(n).flow == first.flow;
      out += single ? " " + flow_names[first.flow] : std::string(" over the other flows");
    }
  }
  return staged ? fmt::format("{}, {} in all", out, duration_text(duration))
                : fmt::format("{} for {}", out, duration_text(duration));
}

LoadPlan make_plan(const Profile& profile, const std::vector<std::string>& flow_names) {
  LoadPlan plan;
  plan.model = profile.model;
  plan.iterations = profile.iterations;
  plan.drain = profile.drain;
  plan.spacing = profile.spacing;
  plan.shared_iterations = profile.shared_iterations;
  plan.iterations_per_user = profile.iterations_per_user;
  plan.max_requests = profile.max_requests;
  plan.warm_up = profile.warm_up;
  plan.max_users = profile.max_users;
  plan.max_waiting = profile.max_waiting;
  const std::vector<Share> shares = shares_of(profile, flow_names);
  if (profile.model == Model::iterations) {
    for (std::size_t flow = 0; flow < flow_names.size(); ++flow) {
      const bool named = std::any_of(shares.begin(), shares.end(), [&](const Share& share) {
        return share.flow == flow_names[flow];
      });
      if (named) plan.flows.push_back(flow);
    }
    return plan;
  }
  plan.duration = profile.length();
  add_weighted(plan, profile, shares, flow_names);
  for (const Share& share : shares) {
    const std::size_t flow = index_of(flow_names, share.flow);
    if (!share.rate || flow == flow_names.size()) continue;
    plan.streams.push_back(
        {Schedule(*share.rate, {Stage{*share.rate, plan.duration}}), FlowDeal({{flow, 1}})});
  }
  return plan;
}

}  // namespace slogate
