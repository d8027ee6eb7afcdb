#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/suite/quoted.h"
#include "scenarios/suite/selector_fault.h"
#include "scenarios/suite/sources.h"
#include "scenarios/suite/time_format.h"

namespace slogate {
namespace {

constexpr std::size_t kMostFilters = 16;
constexpr std::int64_t kFarthestIndex = 1'000'000;

// Those that are a word by themselves; the others are an object with one key.
constexpr std::array<std::pair<std::string_view, Filter>, 11> kPlain{
    {{"trim", Filter::trim},
     {"lower", Filter::lower},
     {"upper", Filter::upper},
     {"url_encode", Filter::url_encode},
     {"url_decode", Filter::url_decode},
     {"base64_encode", Filter::base64_encode},
     {"base64_decode", Filter::base64_decode},
     {"sha256", Filter::sha256},
     {"md5", Filter::md5},
     {"number", Filter::number},
     {"count", Filter::count}}};
constexpr std::array<std::pair<std::string_view, Filter>, 4> kWithText{{{"regex", Filter::regex},
                                                                        {"split", Filter::split},
                                                                        {"index", Filter::index},
                                                                        {"date", Filter::date}}};

std::string quoted_key(std::string_view key) {
  return fmt::format("\"{}\"", key);
}

std::optional<Filter> parse_word(const Json& json, Diagnostics& problems) {
  std::vector<std::string> known;
  for (const auto& [word, filter] : kPlain) known.emplace_back(word);
  for (const auto& [word, filter] : kWithText) {
    if (json.string != word) continue;
    problems.add(json.at,
                 fmt::format("the filter \"{}\" needs a value, write {{\"{}\": …}}", word, word));
    return std::nullopt;
  }
  const auto word = read_word(json, "a filter", known, problems);
  if (!word) return std::nullopt;
  return kPlain[*word].second;
}

// Patterns and formats are looked at where no variable stands in them.
void check_text(Filter filter, std::string_view key, const Json& value, Diagnostics& problems) {
  if (value.kind != Json::Kind::string || value.string.empty()) return;  // told
  if (filter == Filter::regex) check_pattern(value, problems);
  if (filter == Filter::date && value.string.find("${") == std::string::npos)
    (void)check_time_format(value, key, problems);
}

// An object with exactly one of the keys.
std::optional<Filter> parse_object(const Json& json, FilterSpec& spec, Diagnostics& problems) {
  for (const Json::Member& member : json.members) {
    const auto plain = std::find_if(kPlain.begin(), kPlain.end(),
                                    [&](const auto& word) { return word.first == member.key; });
    if (plain == kPlain.end()) continue;
    problems.add(member.at,
                 fmt::format("the filter \"{0}\" takes no value, write \"{0}\" alone", member.key));
    return std::nullopt;
  }
  const Reader reader(json, keys::kFilter, problems);
  std::vector<std::string> given;
  std::optional<Filter> found;
  for (const auto& [key, filter] : kWithText) {
    if (!reader.has(key)) continue;
    given.push_back(quoted_key(key));
    found = filter;
    if (filter == Filter::index) {
      spec.number = reader.whole(key, -kFarthestIndex, kFarthestIndex).value_or(0);
    } else {
      spec.text = reader.filled(key).text;
      check_text(filter, key, *reader.find(key), problems);
    }
  }
  if (given.size() == 1) return found;
  if (given.size() > 1) {
    problems.add(json.at, fmt::format("a filter with {}, write one for each", listed(given)));
  } else if (json.members.empty()) {
    problems.add(json.at, "a filter without a key, name one of regex, split, index and date");
  }
  return std::nullopt;
}

void check_shape(const FilterSpec& spec, ValueShape shape, Diagnostics& problems) {
  if ((spec.filter == Filter::index || spec.filter == Filter::count) && !may_be_list(shape)) {
    problems.add(spec.at,
                 fmt::format("the filter \"{}\" needs a list, there is one {} here",
                             spec.filter == Filter::index ? "index" : "count", shape_name(shape)));
  }
  if (spec.filter == Filter::split && shape == ValueShape::list) {
    problems.add(spec.at, "the filter \"split\" needs one text, there is a list here");
  }
}

}  // namespace

std::vector<FilterSpec> parse_filters(const Reader& reader, ValueShape& shape) {
  std::vector<FilterSpec> out;
  const Json* list = reader.array("filters");
  if (list == nullptr) return out;
  if (list->items.empty()) reader.problem(list->at, "\"filters\" is an empty array, leave it out");
  if (list->items.size() > kMostFilters) {
    reader.problem(list->at, fmt::format("\"filters\" has {} filters, at most {} fit",
                                         list->items.size(), kMostFilters));
    return out;
  }
  for (const Json& item : list->items) {
    FilterSpec spec;
    spec.at = item.at;
    std::optional<Filter> filter;
    if (item.kind == Json::Kind::string) {
      filter = parse_word(item, reader.problems());
    } else if (item.kind == Json::Kind::object) {
      filter = parse_object(item, spec, reader.problems());
    } else {
      reader.problem(item.at, fmt::format("a filter is {}, it must be a word such as \"trim\" or "
                                          "an object such as {{\"split\": \",\"}}",
                                          item.kind_name()));
    }
    if (!filter) {
      shape = ValueShape::any;  // unknown from here on, so that one slip is told once
      continue;
    }
    spec.filter = *filter;
    check_shape(spec, shape, reader.problems());
    shape = filtered_shape(*filter, shape);
    if (item.members.size() == 1) spec.at = item.members.front().value.place();
    out.push_back(std::move(spec));
  }
  return out;
}

}  // namespace slogate
