#include "scenarios/suite/include.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "scenarios/suite/confined_file.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDeepestInclude = 8;
constexpr std::size_t kMostIncluded = 200'000;  // values; bounds what a few small files can grow to

std::size_t count_values(const Json& json) {
  std::size_t out = 1;
  for (const Json& item : json.items) out += count_values(item);
  for (const Json::Member& member : json.members) out += count_values(member.value);
  return out;
}

Json* member_of(Json& json, std::string_view key) {
  for (Json::Member& member : json.members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

// The array that a path such as "session/steps" leads to.
Json* list_at(Json& root, std::string_view path) {
  Json* at = &root;
  while (at != nullptr && !path.empty()) {
    const std::size_t slash = path.find('/');
    at = member_of(*at, path.substr(0, slash));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return at != nullptr && at->kind == Json::Kind::array ? at : nullptr;
}

// Names of steps and groups; those of one group stay one.
void add_prefix(std::vector<Json>& entries, const std::string& prefix) {
  for (Json& entry : entries) {
    for (const std::string_view key : {"name", "group"}) {
      Json* name = member_of(entry, key);
      if (name != nullptr && name->kind == Json::Kind::string && !name->string.empty())
        name->string = fmt::format("{}: {}", prefix, name->string);
    }
    if (Json* steps = member_of(entry, "steps")) add_prefix(steps->items, prefix);
  }
}

// Right in itself: what is wrong with the others is told when they are parsed.
std::optional<IncludeSpec> include_of(const Json& item) {
  if (item.find("include") == nullptr) return std::nullopt;
  Diagnostics faults;
  IncludeSpec include = parse_include(item, faults);
  if (!faults.empty()) return std::nullopt;
  return include;
}

}  // namespace

void IncludeExpander::expand(Json& root, const std::string& file,
                             const std::vector<std::string_view>& lists) {
  open_ = {file};
  added_ = 0;
  full_ = false;
  for (const std::string_view path : lists) {
    if (Json* list = list_at(root, path)) expand_list(list->items, file);
  }
}

void IncludeExpander::expand_list(std::vector<Json>& items, const std::string& file) {
  std::vector<Json> out;
  out.reserve(items.size());
  for (Json& item : items) {
    if (Json* steps = member_of(item, "steps"); steps != nullptr) expand_list(steps->items, file);
    if (!expand_one(item, file, out)) out.push_back(std::move(item));
  }
  items = std::move(out);
}

const std::vector<Json>* IncludeExpander::entries_of(const std::string& name,
                                                     const std::string& given, const Position& at) {
  const auto known = files_.find(name);
  if (known != files_.end()) return known->second.empty() ? nullptr : &known->second;
  std::vector<Json>& entries = files_[name];
  std::string fault = confinement_fault(given);
  std::optional<Json> json;
  if (fault.empty()) json = read_(name, given, fault);
  if (!json) {
    if (!fault.empty())
      problems_.add(at, fmt::format("the file of steps {} {}", in_quotes(given), fault));
    return nullptr;
  }
  const Reader reader(*json, keys::kStepFile, problems_);
  if (!reader.usable()) return nullptr;
  (void)reader.text("$schema");
  (void)reader.require("steps");
  const Json* list = reader.array("steps");
  if (list == nullptr) return nullptr;
  if (list->items.empty())
    problems_.add(list->at, "\"steps\" is an empty array, at least one step is needed");
  entries = list->items;
  return entries.empty() ? nullptr : &entries;
}

bool IncludeExpander::expand_one(const Json& item, const std::string& file,
                                 std::vector<Json>& out) {
  const std::optional<IncludeSpec> include = include_of(item);
  if (!include || full_) return false;
  const Position& at = item.find("include")->at;
  const std::string name =
      (fs::path(file).parent_path() / include->file).lexically_normal().string();
  if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
    problems_.add(at, fmt::format("\"include\" goes round in a circle: {}, {}",
                                  fmt::join(open_, ", "), name));
    return false;
  }
  if (open_.size() > kDeepestInclude) {
    problems_.add(at, fmt::format("includes nested more than {} deep", kDeepestInclude));
    return false;
  }
  const std::vector<Json>* entries = entries_of(name, include->file, at);
  if (entries == nullptr) return false;
  for (const Json& entry : *entries) added_ += count_values(entry);
  if (added_ > kMostIncluded) {
    full_ = true;
    problems_.add(
        at, fmt::format("the includes of one file come to more than {} values", kMostIncluded));
    return false;
  }
  std::vector<Json> own = *entries;
  open_.push_back(name);
  expand_list(own, name);
  open_.pop_back();
  if (!include->prefix.empty()) add_prefix(own, include->prefix);
  std::move(own.begin(), own.end(), std::back_inserter(out));
  return true;
}

}  // namespace slogate
