#include "runner/app/plan_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "runner/app/doubts.h"
#include "runner/app/plan_counts.h"
#include "runner/load/load_plan.h"
#include "runner/slo/evidence.h"
#include "runner/slo/rates.h"

namespace slogate {
namespace {

std::vector<std::string> names_of(const CompiledSuite& suite) {
  std::vector<std::string> out;
  for (const CompiledFlow& flow : suite.flows) out.push_back(flow.name);
  return out;
}

// "variable x is there and variable y equals 1".
std::string all_text(const std::vector<Check>& conditions) {
  std::string out;
  for (const Check& condition : conditions) {
    if (!out.empty()) out += " and ";
    out += condition.text();
  }
  return out;
}

std::string think_text(const ThinkSpec& think) {
  switch (think.kind) {
    case ThinkKind::none:
      return "";
    case ThinkKind::constant:
      return ", thinks " + duration_text(think.low);
    case ThinkKind::uniform:
      return fmt::format(", thinks {} to {}", duration_text(think.low), duration_text(think.high));
    case ThinkKind::exponential:
      return fmt::format(", thinks {} on average", duration_text(think.low));
  }
  return "";
}

// What is said of a step or block beside its request: conditions, repetition, pauses.
std::string pace_text(const CompiledFlow& flow, const CompiledStep& step) {
  std::string out;
  if (step.for_each) out += ", once for each item of " + flow.slot_names[*step.for_each];
  if (!step.when.empty()) out += ", when " + all_text(step.when);
  if (step.stop_otherwise) out += ", else the end";
  if (step.retry.times > 0) {
    out += fmt::format(", up to {} more time{} until its checks hold", step.retry.times,
                       step.retry.times == 1 ? "" : "s");
  }
  if (step.request.max_redirects > 0)
    out += fmt::format(", follows up to {} redirect{}", step.request.max_redirects,
                       step.request.max_redirects == 1 ? "" : "s");
  if (step.on_failure == OnFailure::proceed) out += ", goes on after a failure";
  if (step.on_failure == OnFailure::stop_run) out += ", ends the run where it fails";
  return out + think_text(step.think);
}

std::string turns_text(const CompiledFlow& flow, const CompiledBlock& block) {
  std::string out;
  if (!block.when.empty()) out += "when " + all_text(block.when);
  if (block.stop_otherwise) out += ", else the end";
  const std::string comma = out.empty() ? "" : ", ";
  const std::string times =
      fmt::format("{} time{}", grouped(block.times), block.times == 1 ? "" : "s");
  switch (block.repeat) {
    case RepeatKind::none:
      return out;
    case RepeatKind::times:
      return out + comma + times;
    case RepeatKind::for_each:
      return out + fmt::format("{}once for each item{}, at most {}", comma,
                               block.list ? " of " + flow.slot_names[*block.list] : "",
                               grouped(block.times));
    case RepeatKind::until:
      return out + fmt::format("{}until {}, at most {}", comma, all_text(block.until), times);
  }
  return out;
}

std::string step_text(const CompiledFlow& flow, const CompiledStep& step, const Row& row,
                      std::size_t indent) {
  std::string out = fmt::format("{}{}: {}", std::string(indent, ' '), step.name, row.request);
  if (!row.group.empty()) out += fmt::format("  [group {}]", row.group);
  if (!row.tags.empty()) out += fmt::format("  [{}]", fmt::join(row.tags, ", "));
  out += fmt::format("  {} check{}", step.checks.size(), step.checks.size() == 1 ? "" : "s");
  if (!step.captures.empty()) {
    std::vector<std::string> names;
    for (const Capture& capture : step.captures) names.push_back(capture.spec().name);
    out += fmt::format(", captures {}", fmt::join(names, ", "));
  }
  return out + pace_text(flow, step) + "\n";
}

std::string steps_text(const CompiledSuite& suite, const CompiledFlow& flow,
                       const CompiledSteps& steps, std::size_t indent) {
  std::string out;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::size_t depth = indent;
    for (const CompiledBlock& block : steps.blocks) {
      if (i < block.first || i >= block.end) continue;
      const std::string turns = turns_text(flow, block);
      if (turns.empty()) continue;  // only a group: its steps say so
      if (i == block.first) out += fmt::format("{}{}:\n", std::string(depth, ' '), turns);
      depth += 2;
    }
    out += step_text(flow, steps[i], suite.rows[steps[i].row], depth);
  }
  return out;
}

std::string feed_text(const FeedSpec& feed) {
  static constexpr std::array<const char*, 3> kOrders{"in order", "at random",
                                                      "each once in a run"};
  return fmt::format(
      "    rows of {} as {}, {}{}\n", feed.file, feed.name,
      kOrders[static_cast<std::size_t>(feed.order)],
      feed.order == FeedOrder::sequential && feed.end == FeedEnd::stop ? ", then no more" : "");
}

// ", anew after 10 m and on status 401".
std::string renewal_text(const CompiledSuite& suite, const CompiledFlow& flow) {
  std::string after;
  for (const Flow& source : suite.source.flows) {
    if (source.name == flow.name && source.renew.after) after = source.renew.after->text;
  }
  if (after.empty() && flow.renew.on_status.empty()) return "";
  std::string out = ", anew";
  if (!after.empty()) out += " after " + after;
  if (!flow.renew.on_status.empty()) {
    out += fmt::format("{} on status {}", after.empty() ? "" : " and",
                       fmt::join(flow.renew.on_status, ", "));
  }
  return out;
}

std::string flow_text(const CompiledSuite& suite, const CompiledFlow& flow) {
  std::string out = fmt::format("  {}", flow.name);
  if (!flow.route.empty()) out += fmt::format(" ({})", flow.route);
  out += fmt::format(": {}\n    {} request{} in each iteration\n", flow.title,
                     requests_in(flow, flow.steps).text(),
                     requests_in(flow, flow.steps).most == 1 ? "" : "s");
  for (const Flow& source : suite.source.flows) {
    if (source.name != flow.name) continue;
    for (const FeedSpec& feed : source.feeds) out += feed_text(feed);
  }
  const char* owner = flow.session_owner == SessionOwner::run ? "run" : "user";
  if (!flow.session_steps.empty()) {
    out += fmt::format("    once per {}{}:\n", owner, renewal_text(suite, flow)) +
           steps_text(suite, flow, flow.session_steps, 6) + "    then:\n";
  }
  out += steps_text(suite, flow, flow.steps, flow.session_steps.empty() ? 4 : 6);
  if (!flow.session_end.empty())
    out += fmt::format("    at the end of the {}:\n", owner) +
           steps_text(suite, flow, flow.session_end, 6);
  return out;
}

// "300 samples", "at least 300 samples" where the run decides.
std::string samples_text(const Count& samples) {
  const char* plural = samples.least == 1 ? "" : "s";
  if (samples.least == samples.most)
    return fmt::format("{} sample{}", grouped(samples.least), plural);
  if (samples.least > 0) return fmt::format("at least {} sample{}", grouped(samples.least), plural);
  return samples.most == kUnbounded ? "any number of samples"
                                    : fmt::format("at most {} sample{}", grouped(samples.most),
                                                  samples.most == 1 ? "" : "s");
}

// ", looked at 8,551 times, about 96 separate windows".
std::string looks_in(const Objective& objective, const LoadPlan& plan) {
  const std::chrono::nanoseconds judged = plan.duration - plan.warm_up;
  const auto looks = static_cast<std::uint64_t>((judged - objective.window) / plan.interval());
  const auto separate = static_cast<std::uint64_t>(judged / objective.window);
  return ", " + looks_text(looks + 1, separate);
}

std::string need_text(const Objective& objective, const LoadPlan& plan, const Count& samples) {
  const std::chrono::nanoseconds judged = plan.duration - plan.warm_up;
  if (objective.window > judged) {
    return fmt::format(", never judged: its window is longer than {}", duration_text(judged));
  }
  if (objective.window > Duration(0) && samples.most < kWindowRequests)
    return fmt::format(", never judged: a window needs {}", kWindowRequests);
  if (objective.window > Duration(0)) return looks_in(objective, plan);
  const std::uint64_t needed = samples_needed(objective);
  if (needed == 0) return "";
  return samples.most < needed
             ? fmt::format(", too few to be confident: {} are needed", grouped(needed))
             : fmt::format(", {} are needed", grouped(needed));
}

std::string sent_text(const Count& sent) {
  if (sent.least == sent.most) return grouped(sent.least) + " sent";
  if (sent.nominal == kUnbounded) {
    return sent.least == 0 ? "as many as the target lets through"
                           : fmt::format("at least {} sent", grouped(sent.least));
  }
  return sent.least == sent.nominal ? fmt::format("at least {} sent", grouped(sent.least))
                                    : fmt::format("up to {} sent", grouped(sent.nominal));
}

// Who is walked how often, where not all flows are walked alike: "home 360 times, browse 840 times".
std::string walks_text(const CompiledSuite& suite, const LoadPlan& plan) {
  std::vector<std::string> walks;
  for (std::size_t i = 0; i < suite.flows.size(); ++i) {
    const auto count = plan.planned_iterations(i);
    if (count && *count == 0) continue;
    walks.push_back(count ? fmt::format("{} {} time{}", suite.flows[i].name, grouped(*count),
                                        *count == 1 ? "" : "s")
                          : suite.flows[i].name);
  }
  const bool told = plan.model == Model::arrivals || plan.iterations_of_users();
  if (walks.empty() || (!told && walks.size() == suite.flows.size())) return "";
  return fmt::format("    walks {}\n", fmt::join(walks, ", "));
}

std::string profile_text(const CompiledSuite& suite, const Profile& profile) {
  const LoadPlan plan = make_plan(profile, names_of(suite));
  std::string out =
      fmt::format("  {}: {}\n", profile.name,
                  plan.streams.empty() && plan.flows.empty() ? "walks none of these flows"
                                                             : plan.text(names_of(suite)));
  out += walks_text(suite, plan);
  for (const Objective& objective : suite.source.objectives) {
    const bool judged = objective.in.empty() ||
                        std::count(objective.in.begin(), objective.in.end(), profile.name) > 0;
    if (!judged) continue;
    out += fmt::format("    {} ({})", objective.claim(), objective.over.text());
    const bool observed =
        objective.decision.value_or(profile.model == Model::iterations
                                        ? Decision::observed
                                        : Decision::confident) == Decision::observed;
    if (const auto samples = samples_of(suite, plan, objective.over)) {
      out += fmt::format(": {}{}", samples_text(*samples),
                         observed ? ", observed" : need_text(objective, plan, *samples));
    } else {
      out += ": as many samples as the target lets through";
    }
    out += '\n';
  }
  for (const TargetLimit& limit : suite.source.limits) {
    out += fmt::format("    {} allowed in {} ({}): ", grouped(limit.at_most),
                       duration_text(limit.per), limit.over.text());
    if (plan.spacing == Spacing::poisson && limit.per < plan.duration) out += "on average ";
    out += sent_text(sent_within(suite, plan, limit.over, limit.per)) + "\n";
  }
  return out;
}

}  // namespace

std::string plan_text(const CompiledSuite& suite, const std::vector<std::string>& missing,
                      std::size_t warnings) {
  // A target that comes from a name that is not set was only stood in for.
  const bool unknown = std::any_of(missing.begin(), missing.end(), [&](const std::string& name) {
    return suite.source.target.text.find("${env:" + name + "}") != std::string::npos;
  });
  const std::string target = unknown ? suite.source.target.text : suite.target.origin.text();
  std::string out =
      fmt::format("{}: {}\nTarget: {}\n", suite.source.name, suite.source.title, target);
  if (!missing.empty())
    out += fmt::format("Not set, but needed for a run: {}\n", fmt::join(missing, ", "));
  if (suite.setup)
    out += "\nOnce before everything:\n" + steps_text(suite, *suite.setup, suite.setup->steps, 4);
  out += fmt::format("\nFlows ({}):\n", suite.flows.size());
  for (const CompiledFlow& flow : suite.flows) out += flow_text(suite, flow);
  for (const LeftOut& flow : suite.left_out)
    out += fmt::format("  {}: left out ({})\n", flow.flow, flow.reason);
  if (suite.teardown)
    out +=
        "\nOnce after everything:\n" + steps_text(suite, *suite.teardown, suite.teardown->steps, 4);
  out += "\nProfiles:\n";
  for (const Profile& profile : suite.source.profiles) out += profile_text(suite, profile);
  const std::string told =
      warnings == 0 ? "" : fmt::format(", with {} warning{}", warnings, warnings == 1 ? "" : "s");
  return out + fmt::format("\nThe suite is sound{}. Nothing was sent.\n", told);
}

}  // namespace slogate
