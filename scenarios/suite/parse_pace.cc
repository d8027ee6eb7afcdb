// When a step is sent again and how long is waited after it.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLongest = 1h;

void parse_uniform(const Reader& reader, ThinkSpec& think) {
  think.kind = ThinkKind::uniform;
  reader.refuse("at_most", "goes with \"exponential\" only");
  const Json* list = reader.array("uniform");
  if (list == nullptr) return;
  if (list->items.size() != 2) {
    reader.problem(list->at, "\"uniform\" must be two durations, [least, most]");
    return;
  }
  const auto low =
      read_duration(list->items[0], "the least of \"uniform\"", 0s, kLongest, reader.problems());
  const auto high =
      read_duration(list->items[1], "the most of \"uniform\"", 0s, kLongest, reader.problems());
  if (!low || !high) return;
  think.low = *low;
  think.high = *high;
  if (*low > *high)
    reader.problem(list->at, "\"uniform\" begins above its end, the least stands first");
}

void parse_exponential(const Reader& reader, ThinkSpec& think) {
  static constexpr int kCapInMeans = 10;  // e^-10: one wait in 22,000 would be longer
  think.kind = ThinkKind::exponential;
  const auto mean = reader.duration("exponential", 1ms, kLongest);
  think.low = mean.value_or(1ms);
  think.high = std::min<Duration>(think.low * kCapInMeans, kLongest);
  const auto cap = reader.duration("at_most", 1ms, kLongest);
  if (!cap) return;
  think.high = *cap;
  if (mean && *cap < *mean) {
    reader.problem(
        reader.find("at_most")->at,
        fmt::format("\"at_most\" is {}, less than the mean of {}",
                    in_quotes(reader.find("at_most")->string), duration_text(think.low)));
  }
}

}  // namespace

RetrySpec parse_retry(const Json& json, Diagnostics& problems) {
  RetrySpec retry;
  const Reader reader(json, keys::kRetry, problems);
  if (!reader.usable()) return retry;
  (void)reader.require("times");
  retry.times = static_cast<std::uint32_t>(reader.whole("times", 1, 100).value_or(1));
  retry.pause = reader.duration("pause", 0s, 1h).value_or(retry.pause);
  return retry;
}

ThinkSpec parse_think(const Json& json, Diagnostics& problems) {
  ThinkSpec think;
  if (json.kind != Json::Kind::object) {
    if (json.kind != Json::Kind::string) {
      problems.add(json.at,
                   fmt::format("\"think\" is {}, it must be a duration, {{\"uniform\": [LEAST, "
                               "MOST]}} or {{\"exponential\": MEAN}}",
                               json.kind_name()));
      return think;
    }
    if (const auto time = read_duration(json, "\"think\"", 0s, kLongest, problems)) {
      think.kind = *time > 0s ? ThinkKind::constant : ThinkKind::none;
      think.low = think.high = *time;
    }
    return think;
  }
  const Reader reader(json, keys::kThink, problems);
  const bool uniform = reader.has("uniform");
  const bool exponential = reader.has("exponential");
  if (uniform && exponential) {
    problems.add(json.at, "a think time with \"uniform\" and \"exponential\", it is one of them");
  } else if (uniform) {
    parse_uniform(reader, think);
  } else if (exponential) {
    parse_exponential(reader, think);
  } else if (!reader.has_unknown()) {
    problems.add(json.at, "a think time without a kind, name one of uniform and exponential");
  }
  return think;
}

std::optional<std::uint32_t> parse_redirects(const Reader& reader) {
  static constexpr std::uint32_t kFollowed = 10;  // of "follow"
  const Json* value = reader.find("redirects");
  if (value == nullptr) return std::nullopt;
  if (value->kind == Json::Kind::string) {
    const auto word = reader.word("redirects", {"keep", "follow"});
    if (!word) return std::nullopt;
    return *word == 0 ? 0 : kFollowed;
  }
  if (value->kind != Json::Kind::integer && value->kind != Json::Kind::number) {
    reader.problem(value->at,
                   fmt::format("\"redirects\" is {}, it must be \"keep\", \"follow\" or how many "
                               "are followed",
                               value->kind_name()));
    return std::nullopt;
  }
  const auto times = reader.whole("redirects", 0, kMostRedirects);
  if (!times) return std::nullopt;
  return static_cast<std::uint32_t>(*times);
}

}  // namespace slogate
