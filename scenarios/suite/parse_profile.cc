#include <fmt/format.h>

#include <array>
#include <cmath>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostStages = 100;
constexpr std::int64_t kMostUsers = 100'000;
constexpr std::int64_t kMostShared = 100'000'000;          // iterations
constexpr std::int64_t kMostRequests = 1'000'000'000'000;  // a million a second for twelve days
constexpr std::string_view kRateForm = "it must be a rate such as \"50/s\", \"600/m\" or \"24/h\"";

std::optional<double> read_rate(const Json& value, std::string_view what, bool zero,
                                Diagnostics& problems) {
  if (value.kind != Json::Kind::string) {
    problems.add(value.at, fmt::format("{} is {}, {}", what, value.kind_name(), kRateForm));
    return std::nullopt;
  }
  const std::string& text = value.string;
  if (zero && (text == "0/s" || text == "0/m" || text == "0/h")) return 0;
  const std::optional<double> rate = parse_rate(text);
  if (!rate) problems.add(value.at, fmt::format("{} is {}, {}", what, in_quotes(text), kRateForm));
  return rate;
}

void parse_iterations(const Reader& reader, Profile& profile) {
  profile.model = Model::iterations;
  profile.iterations =
      static_cast<std::uint32_t>(reader.whole("iterations", 1, 10'000).value_or(1));
  for (const std::string_view key : {"for", "stages", "max_requests"})
    reader.refuse(key, "does not go with \"iterations\", which end by their number");
  reader.refuse("warm_up", "does not go with \"iterations\", every one of which is judged");
}

// How many iterations the users walk, where it is a number and not only a time that ends them.
void parse_shared_iterations(const Reader& reader, Profile& profile) {
  profile.shared_iterations =
      static_cast<std::uint64_t>(reader.whole("iterations", 1, kMostShared).value_or(0));
  profile.iterations_per_user =
      static_cast<std::uint64_t>(reader.whole("iterations_per_user", 1, 1'000'000).value_or(0));
  if (reader.has("iterations"))
    reader.refuse("iterations_per_user", "does not go with \"iterations\", which all users share");
  for (const std::string_view key : {"iterations", "iterations_per_user"}) {
    if (!reader.has(key) || !reader.has("stages")) continue;
    reader.refuse("stages",
                  "does not go with a number of iterations, which end by it or by \"for\"");
    return;
  }
}

std::optional<double> parse_target(const Reader& stage, Model model) {
  const Json* to = stage.require("to");
  if (to == nullptr) return std::nullopt;
  if (model == Model::arrivals) return read_rate(*to, "\"to\"", true, stage.problems());
  const std::optional<std::int64_t> users = stage.whole("to", 0, kMostUsers);
  if (!users) return std::nullopt;
  return static_cast<double>(*users);
}

void parse_stages(const Reader& reader, const Json& list, Profile& profile) {
  reader.refuse("for", "does not go with \"stages\", which say how long they take");
  if (list.items.empty())
    reader.problem(list.at, "\"stages\" is an empty array, at least one stage is needed");
  if (list.items.size() > kMostStages) {
    reader.problem(list.at, fmt::format("\"stages\" has {} stages, at most {} fit",
                                        list.items.size(), kMostStages));
    return;
  }
  bool whole = true;
  double highest = profile.from;
  for (const Json& item : list.items) {
    const Reader stage(item, keys::kStage, reader.problems());
    if (!stage.usable()) {
      whole = false;
      continue;
    }
    (void)stage.require("over");
    const std::optional<double> to = parse_target(stage, profile.model);
    const std::optional<Duration> over = stage.duration("over", 1ms, 8760h);
    whole = whole && to && over;
    profile.stages.push_back({to.value_or(0), over.value_or(Duration::zero())});
    highest = std::max(highest, to.value_or(0));
  }
  if (whole && highest == 0 && !list.items.empty()) {
    reader.problem(list.at, "the stages never rise above 0, so nothing would be sent");
  }
}

// The model of stages that start from 0: a number is users, a text is a rate.
Model model_of_stages(const Json& list) {
  for (const Json& item : list.items) {
    const Json* to = item.find("to");
    if (to != nullptr && to->kind == Json::Kind::string) return Model::arrivals;
    if (to != nullptr) return Model::users;
  }
  return Model::users;
}

void parse_load(const Reader& reader, Profile& profile) {
  const Json* stages = reader.array("stages");
  std::optional<double> level;
  if (const Json* rate = reader.find("rate")) {
    profile.model = Model::arrivals;
    level = read_rate(*rate, "\"rate\"", stages != nullptr, reader.problems());
  } else if (reader.has("users")) {
    profile.model = Model::users;
    if (const auto users = reader.whole("users", 1, kMostUsers))
      level = static_cast<double>(*users);
    parse_shared_iterations(reader, profile);
  } else if (stages != nullptr) {
    profile.model = model_of_stages(*stages);
  }
  profile.from = level.value_or(0);
  if (stages != nullptr) {
    parse_stages(reader, *stages, profile);
  } else if (!reader.has("stages")) {
    const std::optional<Duration> length = reader.duration("for", 1ms, 8760h);
    if (!reader.has("for"))
      reader.problem(reader.at(), "a profile without \"for\" or \"stages\", say how long it lasts");
    if (length) profile.stages.push_back({profile.from, *length});
  }
}

void parse_shares(const Reader& reader, Profile& profile) {
  const Json* flows = reader.object("flows");
  if (flows == nullptr) return;
  if (flows->members.empty())
    reader.problem(flows->at, "\"flows\" names no flow, leave it out for all of them");
  for (const Json::Member& member : flows->members) {
    Share share;
    share.flow = member.key;
    share.at = member.at;
    const std::string what = fmt::format("the share of {}", in_quotes(member.key));
    const Json& value = member.value;
    if (value.kind == Json::Kind::string) {
      share.rate = read_rate(value, what, false, reader.problems());
      if (share.rate && profile.model != Model::arrivals) {
        reader.problem(value.at,
                       what + " is a rate of its own, which needs a profile with \"rate\"");
      }
    } else if (value.kind != Json::Kind::integer && value.kind != Json::Kind::number) {
      reader.problem(
          value.at,
          fmt::format("{} is {}, it must be a weight such as 2 or a rate such as \"24/h\"", what,
                      value.kind_name()));
    } else if (!(value.number > 0) || value.number > 1e6) {
      reader.problem(value.at, fmt::format("{} is {}, a weight is above 0 and at most 1000000",
                                           what, value.dump()));
    } else {
      share.weight = value.number;
    }
    profile.shares.push_back(std::move(share));
  }
}

// Exactly one of the three says what the load is; with stages the first of them may say it. Users
// may have a number of iterations.
void check_models(const Reader& reader) {
  std::vector<std::string> given;
  for (const std::string_view key : {"iterations", "users", "rate"}) {
    if (reader.has(key)) given.push_back(fmt::format("\"{}\"", key));
  }
  if (given.size() > 1 && reader.has("rate")) {
    reader.problem(reader.at(), "a profile with " + listed(given) +
                                    ", \"rate\" goes with neither users nor iterations");
  } else if (given.empty() && !reader.has("stages")) {
    reader.problem(reader.at(),
                   "a profile without load, give exactly one of iterations, users and rate");
  }
}

// What holds for some models only.
void refuse_other_models(const Reader& reader, const Profile& profile) {
  if (!reader.has("users")) reader.refuse("iterations_per_user", "goes with \"users\" only");
  if (profile.model == Model::arrivals) return;
  reader.refuse("max_users", "goes with \"rate\" only, the number of users is given here");
  reader.refuse("max_waiting", "goes with \"rate\" only, nothing waits for a user here");
  reader.refuse("arrivals",
                "goes with \"rate\" only, an iteration starts here when the last one is done");
}

void parse_bounds(const Reader& reader, Profile& profile) {
  profile.max_users = static_cast<std::uint32_t>(
      reader.whole("max_users", 1, kMostUsers).value_or(profile.max_users));
  profile.max_waiting = static_cast<std::uint32_t>(
      reader.whole("max_waiting", 0, 1'000'000).value_or(profile.max_waiting));
  profile.max_requests =
      static_cast<std::uint64_t>(reader.whole("max_requests", 1, kMostRequests).value_or(0));
  profile.drain = reader.duration("drain", 0s, 1h).value_or(profile.drain);
}

void parse_warm_up(const Reader& reader, Profile& profile) {
  profile.warm_up = reader.duration("warm_up", 1ms, 8760h).value_or(Duration::zero());
  const Duration length = profile.length();
  if (profile.warm_up > Duration::zero() && length > Duration::zero() &&
      profile.warm_up >= length) {
    reader.problem(
        reader.place_of("warm_up"),
        fmt::format("\"warm_up\" is {} and the whole load takes {}, nothing would be judged",
                    duration_text(profile.warm_up), duration_text(length)));
  }
}

}  // namespace

Profile parse_profile(const std::string& name, const Json& json, Diagnostics& problems) {
  Profile profile;
  profile.name = name;
  profile.at = json.at;
  const Reader reader(json, keys::kProfile, problems);
  if (!reader.usable()) return profile;
  const std::size_t before = problems.list.size();
  check_models(reader);
  // Of a profile that is several things at once or nothing, the rest cannot be judged.
  if (problems.list.size() > before) return profile;
  if (reader.has("iterations") && !reader.has("users")) {
    parse_iterations(reader, profile);
  } else {
    parse_load(reader, profile);
  }
  parse_shares(reader, profile);
  refuse_other_models(reader, profile);
  if (reader.word("arrivals", {"even", "poisson"}) == 1U) profile.spacing = Spacing::poisson;
  parse_bounds(reader, profile);
  parse_warm_up(reader, profile);
  return profile;
}

}  // namespace slogate
