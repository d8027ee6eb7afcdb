#include "runner/app/run_setup.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <utility>

#include "runner/app/doubts.h"
#include "runner/app/generator_needs.h"
#include "runner/app/shipped_suite.h"
#include "runner/app/stand_in.h"
#include "runner/app/unsent_steps.h"
#include "runner/clock/clock.h"
#include "runner/load/rate_plan.h"
#include "scenarios/compile/compilation.h"
#include "scenarios/compile/host_rule.h"
#include "scenarios/suite/parse.h"

namespace slogate {
namespace {

Diagnostics wrong(std::string message, Position at = {}) {
  return Diagnostics(Diagnostic{std::move(at), std::move(message)});
}

std::string utc_text(const char* form) {
  const auto now = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(wall_now()));
  return fmt::format(fmt::runtime(fmt::format("{{:{}}}", form)), fmt::gmtime(now));
}

std::string host_name() {
  char name[256] = "";
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

Diagnostic refused_host(std::string_view host, const std::string& where, const Position& at) {
  return {at, fmt::format("load on {}{} is not allowed: add \"{}\" to the suite's \"load_hosts\" "
                          "or give --allow-host {}",
                          host, where, host, host)};
}

// Load goes only where somebody said that it may: loopback, the suite's list, the command line. What is known now is
// refused now; an address that turns up in the run is not asked.
void limit_hosts(Compilation& compiled, const RunArguments& arguments) {
  if (arguments.command != "load") return;
  CompiledSuite& suite = compiled.suite;
  suite.hosts.limited = true;
  suite.hosts.hosts = suite.source.load_hosts;
  suite.hosts.hosts.insert(suite.hosts.hosts.end(), arguments.allow_hosts.begin(),
                           arguments.allow_hosts.end());
  const UnreadNames& unread = suite.source.unread;
  if (unread.hides("load_hosts") || unread.hides("resolve")) return;
  const std::vector<ResolveOverride>& overrides = suite.source.resolve;
  const Origin& target = suite.target.origin;
  if (compiled.has_target && !may_be_sent(suite.hosts, overrides, target)) {
    const bool given = !arguments.target.empty();
    compiled.told.list.push_back(refused_host(reached_host(overrides, target), "",
                                              given ? suite.source.at : suite.source.target.at));
  }
  std::vector<const CompiledFlow*> walked;
  if (suite.setup) walked.push_back(&*suite.setup);
  for (const CompiledFlow& flow : suite.flows) walked.push_back(&flow);
  if (suite.teardown) walked.push_back(&*suite.teardown);
  for (const CompiledFlow* flow : walked) {
    for (const auto* steps : {&flow->session_steps, &flow->session_end, &flow->steps}) {
      for (const CompiledStep& step : *steps) {
        const std::optional<Origin> origin = known_origin(step.request);
        if (!origin || may_be_sent(suite.hosts, overrides, *origin)) continue;
        // Else compiling has told it.
        if (std::ranges::find(suite.own_hosts, origin->host) == suite.own_hosts.end()) continue;
        compiled.told.list.push_back(
            refused_host(reached_host(overrides, *origin),
                         fmt::format(", step {} of flow {},", step.name, flow->name), step.at));
      }
    }
  }
}

// Whether the tokens that a flow was given outlive a long run: when they were made cannot be seen from here.
void check_tokens(const RunSetup& setup, std::vector<std::string>& warnings) {
  if (setup.plan.duration < std::chrono::hours(1)) return;
  for (const Flow& flow : setup.suite.source.flows) {
    const std::vector<std::string> walked = setup.flow_names();
    if (std::find(walked.begin(), walked.end(), flow.name) == walked.end()) continue;
    for (const auto& [name, lifetime] : flow.tokens) {
      const bool surely = lifetime <= setup.plan.duration;
      warnings.push_back(
          fmt::format("{} lives {} after its sign-in and this run takes {}: it {} before the run "
                      "does, and flow {} is then not "
                      "checked any more",
                      name, duration_text(lifetime), duration_text(setup.plan.duration),
                      surely ? "ends" : "may end", flow.name));
    }
  }
}

Compilation compile_for(const SuiteReading& reading, const RunArguments& arguments,
                        Environment environment) {
  CompileOptions options;
  options.resolve = arguments.resolve;
  options.target = arguments.target;
  options.allow_hosts = arguments.allow_hosts;
  options.only = arguments.flows;
  options.skip = arguments.skip;
  options.variables = arguments.variables;
  Diagnostics told;
  if (!take_secrets(reading, arguments.secrets, environment, told)) {
    // A name that stands in a broken source is not called missing as well.
    if (options.target.empty()) options.target = stand_in_target(reading.suite, environment);
    (void)stand_in(reading.suite, environment);
  }
  Compilation out = compile_reading(reading, environment, options);
  out.told.list.insert(out.told.list.begin(), told.list.begin(), told.list.end());
  return out;
}

// Adds what is wrong with a part of the run.
template <class T>
void tell(const Result<T>& part, Diagnostics& told) {
  if (part) return;
  const Diagnostics faults = part.error();
  told.list.insert(told.list.end(), faults.list.begin(), faults.list.end());
}

// The profile, unless it was not read: then nothing is said of it.
Result<Profile> profile_for(const SuiteReading& reading, const RunArguments& arguments,
                            Diagnostics& told) {
  const UnreadNames& unread = reading.suite.unread;
  auto profile = choose_profile(reading.suite, arguments);
  if (!unread.profiles && !unread.hides(arguments.profile)) tell(profile, told);
  return profile;
}

// What is sent first: the profile's load, or the first step of a search for the capacity.
LoadPlan first_plan(const RunArguments& arguments, const Profile& profile,
                    const std::vector<std::string>& flows, Diagnostics& told) {
  LoadPlan plan = make_plan(profile, flows);
  if (!arguments.capacity || (plan.streams.empty() && plan.flows.empty())) return plan;
  const CapacityArguments& capacity = *arguments.capacity;
  const std::optional<double> rate = capacity.from ? capacity.from : peak_rate(plan);
  if (!rate) {
    told.add(profile.at,
             fmt::format("profile \"{}\" has no arrival rate for --find-capacity to begin "
                         "at: give one, --from 10/s",
                         profile.name));
    return plan;
  }
  return at_rate(std::move(plan), std::min(*rate, capacity.up_to.value_or(*rate)), capacity.step);
}

bool has_rates_only(const Profile& profile) {
  return !profile.shares.empty() && std::ranges::all_of(profile.shares, [](const Share& share) {
    return share.rate.has_value();
  });
}

void weigh_by_rates(Profile& profile) {
  for (Share& share : profile.shares) share.weight = *std::exchange(share.rate, std::nullopt);
}

RunRow row_of(const Row& row) {
  return {row.flow, row.step, row.group, row.tags, row.request, row.at.file, row.at.line};
}

}  // namespace

std::vector<std::string> RunSetup::flow_names() const {
  std::vector<std::string> out;
  for (const CompiledFlow& flow : suite.flows) out.push_back(flow.name);
  return out;
}

Result<Profile> choose_profile(const Suite& suite, const RunArguments& arguments) {
  const auto found =
      std::find_if(suite.profiles.begin(), suite.profiles.end(),
                   [&](const Profile& profile) { return profile.name == arguments.profile; });
  if (found == suite.profiles.end()) {
    std::vector<std::string> names;
    for (const Profile& profile : suite.profiles) names.push_back(profile.name);
    const std::string nearest = nearest_word(arguments.profile, names);
    return wrong(fmt::format("the suite has no profile \"{}\"{}", arguments.profile,
                             nearest.empty() ? "" : fmt::format(", did you mean \"{}\"?", nearest)),
                 suite.at);
  }
  Profile profile = *found;
  if (arguments.times) profile.iterations = *arguments.times;
  Duration length{0};
  for (const Stage& stage : profile.stages) length += stage.duration;
  if (arguments.length) length = *arguments.length;
  const bool wants_length = arguments.rate || arguments.users || arguments.length;
  if (profile.model == Model::iterations && wants_length &&
      (!arguments.length || (!arguments.rate && !arguments.users))) {
    return wrong(
        fmt::format("profile \"{}\" counts iterations: --for goes with --rate or --users here",
                    profile.name),
        profile.at);
  }
  if (arguments.rate || arguments.users) {
    const bool all_rates = has_rates_only(profile);
    if (all_rates && arguments.rate) {
      return wrong(fmt::format("profile \"{}\" gives each flow a rate of its own, so there is none "
                               "for --rate to change; --users walks them in that ratio",
                               profile.name),
                   profile.at);
    }
    if (all_rates) weigh_by_rates(profile);
    profile.model = arguments.rate ? Model::arrivals : Model::users;
    profile.from = arguments.rate ? *arguments.rate : static_cast<double>(*arguments.users);
    profile.stages = {{profile.from, length}};
  } else if (arguments.length && profile.stages.size() == 1) {
    profile.stages.front().duration = length;
  } else if (arguments.length) {
    return wrong(fmt::format("profile \"{}\" has stages: --for goes with --rate or --users here",
                             profile.name),
                 profile.at);
  }
  if (profile.model != Model::iterations && profile.warm_up >= profile.length()) {
    return wrong(
        fmt::format("profile \"{}\" has a warm-up of {}: --for {} leaves nothing to judge",
                    profile.name, duration_text(profile.warm_up), duration_text(profile.length())),
        profile.at);
  }
  if (profile.model == Model::users) {
    std::erase_if(profile.shares, [](const Share& share) { return share.rate.has_value(); });
  }
  return profile;
}

Result<RunSetup> prepare_run(const RunArguments& arguments, const Environment& environment) {
  std::unique_ptr<DemoServer> demo;
  Environment merged = environment;
  if (arguments.demo) {
    auto started = DemoServer::start({});
    if (!started) return started.error();
    demo = std::move(*started);
    // What belongs to another app must not be mixed in.
    for (const char* name : {"HTTP_URL", "UPSTREAM_URL", "LOGIN_CHALLENGE", "LOGIN_CODE"})
      merged.erase(name);
    for (const auto& [name, value] : demo->environment()) merged[name] = value;
  }
  const auto path = suite_path(arguments.suite);
  if (!path) return path.error();
  const SuiteReading reading = read_suite(*path);
  Compilation compiled = compile_for(reading, arguments, std::move(merged));
  Diagnostics& told = compiled.told;
  CompiledSuite& suite = compiled.suite;
  if (!arguments.redact) suite.redactor.disable();
  suite.ca_file = arguments.ca_file;
  limit_hosts(compiled, arguments);
  auto profile = profile_for(reading, arguments, told);
  if (arguments.wait_ready && !suite.ready && !reading.suite.unread.hides("ready"))
    told.add(suite.source.at, "--wait-ready: the suite has no \"ready\" step to repeat");
  auto tls = TlsContext::make(arguments.ca_file);
  tell(tls, told);
  auto resolve = ResolveTable::make(suite.source.resolve);
  tell(resolve, told);
  LoadPlan plan;
  if (profile && reading.problems.empty()) {
    std::vector<std::string> flows;
    for (const CompiledFlow& flow : suite.flows) flows.push_back(flow.name);
    plan = first_plan(arguments, *profile, flows, told);
    if (!flows.empty() && plan.streams.empty() && plan.flows.empty()) {
      told.add(profile->at,
               fmt::format("profile \"{}\" walks none of the flows that are left", profile->name));
    }
  }
  if (!told.empty()) return in_order(std::move(told), reading.files);
  RunSetup setup{std::move(demo),
                 std::move(suite),
                 std::move(*profile),
                 std::move(plan),
                 std::move(*tls),
                 std::move(*resolve),
                 {},
                 {}};
  std::random_device random;
  const std::uint64_t drawn = (std::uint64_t{random()} << 32U) | random();
  setup.identity.seed = arguments.seed.value_or(drawn >> 11U);
  setup.identity.run_id = fmt::format("{}-{}-{:08x}", arguments.command, utc_text("%Y%m%dT%H%M%SZ"),
                                      drawn & 0xffffffffU);
  const GeneratorNeeds needs = needs_of(setup.suite, setup.plan, arguments.workers,
                                        setup.demo != nullptr, arguments.capacity.has_value());
  setup.warnings = shortages(needs, raise_limits(needs));
  check_tokens(setup, setup.warnings);
  for (Diagnostic& spent : spent_codes(setup.suite, setup.profile.name, setup.plan).list)
    setup.warnings.push_back(std::move(spent.message));
  return setup;
}

RunHeader describe_run(const RunArguments& arguments, const RunSetup& setup) {
  const CompiledSuite& suite = setup.suite;
  RunHeader out;
  out.version = SLOGATE_VERSION;
  out.run_id = setup.identity.run_id;
  out.command = arguments.command;
  out.suite = suite.source.name;
  out.suite_title = suite.source.title;
  out.profile = setup.profile.name;
  out.target = suite.target.origin.text();
  out.load = setup.plan.text(setup.flow_names());
  out.started = utc_text("%Y-%m-%dT%H:%M:%SZ");
  out.host = host_name();
  out.seed = setup.identity.seed;
  out.workers = arguments.workers;
  out.observed_by_default = setup.plan.model == Model::iterations;
  out.keeps_exchanges = setup.plan.model == Model::iterations;
  out.planned_ns = setup.plan.duration.count();
  out.interval_ns = setup.plan.interval().count();
  for (const Row& row : suite.rows) out.rows.push_back(row_of(row));
  for (const CompiledFlow& flow : suite.flows)
    out.flows.push_back({flow.name, flow.title, flow.route, flow.core});
  for (const LeftOut& flow : suite.left_out) out.not_checked.push_back({flow.flow, flow.reason});
  for (std::size_t i = 0; i < suite.flows.size(); ++i) {
    if (!out.observed_by_default && !setup.plan.deals(i))
      out.unplanned.push_back(suite.flows[i].name);
  }
  out.unsent_when = unsent_when(suite);
  out.not_seen = suite.source.not_seen;
  out.objectives = suite.source.objectives;
  return out;
}

}  // namespace slogate
