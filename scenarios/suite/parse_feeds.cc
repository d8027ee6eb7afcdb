#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/suite/confined_file.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

bool check_feed_file(const Json& file, Diagnostics& problems) {
  if (const std::string fault = confinement_fault(file.string); !fault.empty()) {
    problems.add(file.at, fmt::format("the feed file {} {}", in_quotes(file.string), fault));
    return false;
  }
  static constexpr std::array<std::string_view, 3> kEndings{".csv", ".jsonl", ".ndjson"};
  if (std::none_of(kEndings.begin(), kEndings.end(),
                   [&](std::string_view ending) { return file.string.ends_with(ending); })) {
    problems.add(file.at, fmt::format("the feed file {} is of no known kind, its name ends with "
                                      ".csv, .jsonl or .ndjson",
                                      in_quotes(file.string)));
    return false;
  }
  return true;
}

void parse_secrets(const Reader& reader, FeedSpec& feed) {
  for (const std::string key : {"secret", "one_time"}) {
    const std::vector<std::string> names = reader.texts(key);
    const std::vector<Position> places = reader.places_of(key);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto same = [&](const SecretColumn& known) { return known.name == names[i]; };
      if (std::any_of(feed.secrets.begin(), feed.secrets.end(), same)) {
        reader.problem(places[i], fmt::format("{} stands in \"secret\" already, and \"one_time\" "
                                              "is a kind of secret: name it once",
                                              in_quotes(names[i])));
      } else {
        feed.secrets.push_back({names[i], key == "one_time", places[i]});
      }
    }
  }
}

void parse_feed(const Json::Member& member, Flow& flow, Diagnostics& problems) {
  FeedSpec feed;
  feed.name = member.key;
  feed.at = member.value.at;
  (void)check_variable_name(member.key, member.at, problems);
  const Json& json = member.value;
  if (json.kind == Json::Kind::string) {
    feed.file = json.string;
    if (check_feed_file(json, problems)) flow.feeds.push_back(std::move(feed));
    return;
  }
  if (json.kind != Json::Kind::object) {
    problems.add(json.at, fmt::format("the feed {} is {}, it must be a file name or {{\"file\": "
                                      "NAME}}",
                                      in_quotes(member.key), json.kind_name()));
    return;
  }
  const Reader reader(json, keys::kFeed, problems);
  static constexpr std::array<FeedOrder, 3> kOrders{FeedOrder::sequential, FeedOrder::random,
                                                    FeedOrder::unique};
  feed.order = kOrders.at(reader.word("order", {"sequential", "random", "unique"}).value_or(0));
  const auto end = reader.word("at_end", {"wrap", "stop"});
  if (feed.order == FeedOrder::unique && end == 0U) {
    problems.add(reader.find("at_end")->at,
                 "\"at_end\" is \"wrap\", unique rows are dealt once, so it is always \"stop\"");
  }
  feed.end = end == 1U || feed.order == FeedOrder::unique ? FeedEnd::stop : FeedEnd::wrap;
  parse_secrets(reader, feed);
  const Json* file = reader.require("file");
  if (file == nullptr || !check_kind(*file, Json::Kind::string, "\"file\"", problems)) return;
  feed.file = file->string;
  if (check_feed_file(*file, problems)) flow.feeds.push_back(std::move(feed));
}

}  // namespace

void parse_feeds(const Reader& reader, Flow& flow) {
  const Json* feeds = reader.object("feeds");
  if (feeds == nullptr) return;
  for (const Json::Member& member : feeds->members) parse_feed(member, flow, reader.problems());
}

}  // namespace slogate
