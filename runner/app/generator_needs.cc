#include "runner/app/generator_needs.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>

#include "runner/slo/wording.h"
#include "scenarios/compile/host_rule.h"

namespace slogate {
namespace {

// A user keeps so many connections; runner/net/socket_exchanger.cc.
constexpr std::uint64_t kMostConnections = 6;
// A loop has three and its poller one, another asks for the kernel's stamps; a look-up of a name, a reading of the
// kernel's counts.
constexpr std::uint64_t kPerWorker = 8;
// The standard streams, the run file with its log, the control loop, reports; feeds and certificates while they are
// read.
constexpr std::uint64_t kForFiles = 24;

std::uint64_t users_of(const LoadPlan& plan, bool rate_rises) {
  if (plan.model == Model::iterations) return 1;
  if (plan.model == Model::users) return plan.users();
  if (rate_rises) return plan.max_users;
  std::uint64_t starts = 0;
  for (const LoadPlan::Stream& stream : plan.streams) starts += stream.schedule.starts();
  return std::min<std::uint64_t>(plan.max_users, starts);
}

bool is_walked(const LoadPlan& plan, std::size_t flow) {
  return plan.model == Model::iterations || plan.deals(flow);
}

// Where the flows of the plan lead. What only an answer says counts as one more address.
struct Addresses {
  std::vector<Origin> known;
  bool others = false;
  bool files = false;  // of bodies

  void add(const CompiledRequest& request, const Origin& target) {
    const std::string_view url = request.url.text();
    const std::optional<Origin> origin =
        url.starts_with('/') ? std::optional<Origin>(target) : known_origin(request);
    if (!origin) {
      others = true;
    } else if (std::ranges::find(known, *origin) == known.end()) {
      known.push_back(*origin);
    }
    for (const CompiledBodyPart& part : request.body) files = files || part.file != nullptr;
  }
};

Addresses addresses_of(const CompiledSuite& suite, const LoadPlan& plan) {
  Addresses out;
  for (std::size_t i = 0; i < suite.flows.size(); ++i) {
    if (!is_walked(plan, i)) continue;
    const CompiledFlow& flow = suite.flows[i];
    for (const CompiledSteps* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
      for (const CompiledStep& step : *steps) out.add(step.request, suite.target.origin);
    }
  }
  return out;
}

std::uint64_t port_range() {
  std::ifstream in("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (!(in >> first >> last) || last < first) return 0;
  return last - first + 1;
}

}  // namespace

GeneratorNeeds needs_of(const CompiledSuite& suite, const LoadPlan& plan, std::size_t workers,
                        bool target_within, bool rate_rises) {
  const Addresses addresses = addresses_of(suite, plan);
  GeneratorNeeds out;
  out.users = users_of(plan, rate_rises);
  out.connections = std::clamp<std::uint64_t>(addresses.known.size() + (addresses.others ? 1 : 0),
                                              1, kMostConnections);
  const std::uint64_t per_user =
      out.connections * (target_within ? 2 : 1) + (addresses.files ? 1 : 0);
  out.descriptors = out.users * per_user + workers * kPerWorker + kForFiles;
  out.address =
      (addresses.known.empty() ? suite.target.origin : addresses.known.front()).authority();
  return out;
}

GeneratorLimits raise_limits(const GeneratorNeeds& needs) {
  GeneratorLimits out;
  out.ports = port_range();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return out;
  // Twice: one connection may still be closing while the next one is opened.
  const rlim_t wanted = needs.descriptors * 2;
  if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{std::min(limit.rlim_max, wanted), limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  out.descriptors = limit.rlim_cur;
  return out;
}

std::vector<std::string> shortages(const GeneratorNeeds& needs, const GeneratorLimits& limits) {
  std::vector<std::string> out;
  const std::string users = count_of(needs.users, "user");
  if (limits.descriptors > 0 && limits.descriptors < needs.descriptors) {
    const std::string each = needs.connections == 1
                                 ? std::string("one connection")
                                 : fmt::format("{} connections", needs.connections);
    out.push_back(
        fmt::format("{} with {} each may need {} descriptors, and `ulimit -Hn` allows {}: raise "
                    "that limit, or use fewer users",
                    users, each, number_text(needs.descriptors), number_text(limits.descriptors)));
  }
  if (limits.ports > 0 && limits.ports < needs.users) {
    out.push_back(fmt::format(
        "{} may need as many ports towards {}, and net.ipv4.ip_local_port_range holds {}: widen "
        "it, or use fewer users",
        users, needs.address, number_text(limits.ports)));
  }
  return out;
}

}  // namespace slogate
