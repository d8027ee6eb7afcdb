// Lists of entries: steps, and blocks of them, which become spans over the flat list.
#include <fmt/format.h>

#include <array>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

constexpr std::int64_t kMostTurns = 10'000;
constexpr std::uint32_t kUsualTurns = 1000;  // where "at_most" is not said

enum class EntryKind : std::uint8_t { step, block, include, none };

struct EntryWord {
  std::string_view key;
  EntryKind kind;
};
constexpr std::array<EntryWord, 3> kEntries{
    {{"request", EntryKind::step}, {"steps", EntryKind::block}, {"include", EntryKind::include}}};

class EntryParser {
 public:
  EntryParser(StepList& out, Diagnostics& problems) : out_(out), problems_(problems) {}

  void parse_list(const Json& list, std::string_view key, const std::string& group,
                  std::size_t depth);

 private:
  void parse_entry(const Json& json, const std::string& group, std::size_t depth);
  void parse_block(const Json& json, const std::string& group, std::size_t depth);
  [[nodiscard]] EntryKind kind_of(const Json& json);

  StepList& out_;
  Diagnostics& problems_;
};

// By its telling key, or by the one that was probably meant.
EntryKind EntryParser::kind_of(const Json& json) {
  std::vector<std::string> given;
  EntryKind kind = EntryKind::step;
  for (const EntryWord& word : kEntries) {
    if (json.find(word.key) == nullptr) continue;
    given.push_back(fmt::format("\"{}\"", word.key));
    if (given.size() == 1) kind = word.kind;
  }
  if (given.size() > 1) {
    problems_.add(json.at,
                  fmt::format("an entry with {}, a step has \"request\", a block \"steps\", "
                              "an include \"include\"",
                              listed(given)));
    return EntryKind::none;
  }
  if (!given.empty()) return kind;
  if (json.find("repeat") != nullptr) return EntryKind::block;
  if (json.find("prefix") != nullptr) return EntryKind::include;
  for (const Json::Member& member : json.members) {
    const std::string near = nearest_word(member.key, {"request", "steps", "include", "repeat"});
    if (near == "steps" || near == "repeat") return EntryKind::block;
    if (near == "include") return EntryKind::include;
  }
  return EntryKind::step;
}

std::vector<StartSpec> parse_start(const Reader& reader) {
  std::vector<StartSpec> out;
  const Json* start = reader.object("start");
  if (start == nullptr) return out;
  for (const Json::Member& member : start->members) {
    (void)check_variable_name(member.key, member.at, reader.problems());
    if (!check_kind(member.value, Json::Kind::string,
                    fmt::format("the start of {}", in_quotes(member.key)), reader.problems()))
      continue;
    out.push_back({member.key, {member.value.string, member.value.place()}, member.at});
  }
  return out;
}

// Exactly one of times, for_each and until.
RepeatSpec parse_repeat(const Json& json, Diagnostics& problems) {
  RepeatSpec repeat;
  repeat.at = json.at;
  repeat.kind = RepeatKind::times;
  if (const auto times = whole_number(json); times && *times >= 1 && *times <= kMostTurns) {
    repeat.times = static_cast<std::uint32_t>(*times);
    return repeat;
  }
  if (json.kind != Json::Kind::object) {
    const bool number = json.kind == Json::Kind::integer || json.kind == Json::Kind::number;
    problems.add(json.at, fmt::format("\"repeat\" is {}, it must be a whole number from 1 to {} or "
                                      "an object",
                                      number ? json.dump() : json.kind_name(), kMostTurns));
    return repeat;
  }
  const Reader reader(json, keys::kRepeat, problems);
  repeat.start = parse_start(reader);
  std::vector<std::string> given;
  for (const std::string_view key : {"times", "for_each", "until"}) {
    if (reader.has(key)) given.push_back(fmt::format("\"{}\"", key));
  }
  if (given.size() > 1) {
    problems.add(json.at, fmt::format("a repetition with {}, it is one of them", listed(given)));
    return repeat;
  }
  if (given.empty()) {
    if (!reader.has_unknown())
      problems.add(json.at, "a repetition without a kind, name one of times, for_each and until");
    return repeat;
  }
  if (!reader.has("until")) reader.refuse("on_bound", "goes with \"until\" only");
  if (reader.has("times")) {
    reader.refuse("at_most", "goes with \"for_each\" and \"until\" only");
    repeat.times = static_cast<std::uint32_t>(reader.whole("times", 1, kMostTurns).value_or(1));
    return repeat;
  }
  repeat.times =
      static_cast<std::uint32_t>(reader.whole("at_most", 1, kMostTurns).value_or(kUsualTurns));
  if (const Json* until = reader.find("until")) {
    repeat.kind = RepeatKind::until;
    repeat.until = parse_conditions(*until, "until", problems);
    repeat.fails_at_bound = reader.word("on_bound", {"fail", "continue"}).value_or(0) == 0;
  } else {
    repeat.kind = RepeatKind::for_each;
    const TemplateText list = reader.filled("for_each");
    repeat.list = list.text;
    repeat.list_at = list.at;
  }
  return repeat;
}

void EntryParser::parse_block(const Json& json, const std::string& group, std::size_t depth) {
  const Reader reader(json, keys::kBlock, problems_);
  if (depth > kDeepestBlock) {
    problems_.add(json.at, fmt::format("blocks nested more than {} deep", kDeepestBlock));
    return;
  }
  const std::size_t before = problems_.list.size();
  std::string own = group;
  if (const Json* value = reader.find("group")) {
    own = reader.text("group");
    if (value->kind == Json::Kind::string) (void)check_name(own, "the group", value->at, problems_);
    if (!group.empty()) {
      problems_.add(value->at, fmt::format("group {} in group {}, groups do not nest",
                                           in_quotes(own), in_quotes(group)));
    }
  }
  BlockSpec block;
  block.at = json.at;
  block.first = out_.steps.size();
  Condition condition = parse_when(reader, "the block");
  block.when = std::move(condition.when);
  block.otherwise = std::move(condition.otherwise);
  block.stop_otherwise = condition.stop;
  if (const Json* repeat = reader.find("repeat")) block.repeat = parse_repeat(*repeat, problems_);
  const bool unread = reader.has_unknown() || problems_.list.size() > before;
  const std::size_t place = out_.blocks.size();
  out_.blocks.push_back(std::move(block));
  if (reader.require("steps") != nullptr) {
    if (const Json* list = reader.array("steps")) parse_list(*list, "steps", own, depth + 1);
  }
  out_.blocks[place].end = out_.steps.size();
  for (std::size_t i = out_.blocks[place].first; unread && i < out_.steps.size(); ++i)
    out_.steps[i].unread = true;
}

void EntryParser::parse_entry(const Json& json, const std::string& group, std::size_t depth) {
  switch (kind_of(json)) {
    case EntryKind::block:
      parse_block(json, group, depth);
      return;
    case EntryKind::include:
      // One that is still here could not be read, which has been told unless it is malformed.
      (void)parse_include(json, problems_);
      return;
    case EntryKind::none:
      return;
    case EntryKind::step:
      break;
  }
  StepSpec step = parse_step(json, problems_);
  if (!group.empty()) {
    if (!step.group.empty()) {
      problems_.add(json.find("group")->at, fmt::format("group {} in group {}, groups do not nest",
                                                        in_quotes(step.group), in_quotes(group)));
    }
    step.group = group;
  }
  out_.steps.push_back(std::move(step));
}

void EntryParser::parse_list(const Json& list, std::string_view key, const std::string& group,
                             std::size_t depth) {
  if (list.items.empty()) {
    problems_.add(list.at,
                  fmt::format("\"{}\" is an empty array, at least one step is needed", key));
  }
  for (const Json& item : list.items) {
    if (out_.steps.size() > kMostSteps) return;  // told by the caller
    parse_entry(item, group, depth);
  }
}

}  // namespace

IncludeSpec parse_include(const Json& json, Diagnostics& problems) {
  IncludeSpec include;
  const Reader reader(json, keys::kInclude, problems);
  if (!reader.usable()) return include;
  include.file = reader.filled("include").text;
  if (const Json* prefix = reader.find("prefix")) {
    include.prefix = reader.text("prefix");
    if (prefix->kind == Json::Kind::string)
      (void)check_name(include.prefix, "the prefix", prefix->at, problems);
  }
  return include;
}

StepList parse_entries(const Json& list, std::string_view key, Diagnostics& problems) {
  StepList out;
  EntryParser(out, problems).parse_list(list, key, "", 1);
  if (out.steps.size() > kMostSteps) {
    problems.add(list.at,
                 fmt::format("\"{}\" has more than {} steps, no more fit", key, kMostSteps));
  }
  return out;
}

}  // namespace slogate
