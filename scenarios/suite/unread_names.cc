#include "scenarios/suite/unread_names.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "scenarios/suite/diagnostic.h"
#include "scenarios/suite/keys.h"

namespace slogate {
namespace {

// Whether an unknown key was probably meant to be one of the words.
bool misspells(const Json& object, const keys::Table& table,
               std::initializer_list<std::string_view> words) {
  const std::vector<std::string> known(table.known.begin(), table.known.end());
  return std::any_of(object.members.begin(), object.members.end(), [&](const Json::Member& member) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) return false;
    const std::string near = nearest_word(member.key, known);
    return std::find(words.begin(), words.end(), near) != words.end();
  });
}

bool is_text(const Json& json) {
  return json.kind == Json::Kind::string && !json.string.empty();
}

bool is_list_of_texts(const Json& json) {
  return json.kind == Json::Kind::array &&
         std::all_of(json.items.begin(), json.items.end(), is_text);
}

bool entry_hides(const Json& entry);

bool list_hides(const Json* list) {
  return list == nullptr || list->kind != Json::Kind::array || list->items.empty() ||
         std::any_of(list->items.begin(), list->items.end(), entry_hides);
}

bool entry_hides(const Json& entry) {
  if (entry.kind != Json::Kind::object) return true;
  const Json* group = entry.find("group");
  if (group != nullptr && !is_text(*group)) return true;
  const Json* steps = entry.find("steps");
  const bool step = entry.find("request") != nullptr;
  if (entry.find("include") != nullptr || (step && steps != nullptr)) return true;
  if (steps != nullptr) {
    return misspells(entry, keys::kBlock, {"group", "steps"}) || list_hides(steps);
  }
  if (!step && misspells(entry, keys::kBlock, {"steps", "repeat"})) return true;
  if (!step && misspells(entry, keys::kInclude, {"include"})) return true;
  const Json* name = entry.find("name");
  const Json* tags = entry.find("tags");
  return name == nullptr || !is_text(*name) || (tags != nullptr && !is_list_of_texts(*tags)) ||
         misspells(entry, keys::kStep, {"name", "tags", "group"});
}

using Place = UnreadNames::Place;

Place place_of(const Position& at) {
  return {at.file, at.line, at.column};
}

// Looks in one file's tree for the values that problems were told of.
class FaultFinder {
 public:
  FaultFinder(std::set<Place> told, UnreadNames& out) : told_(std::move(told)), out_(out) {}

  // Whether something in it was told.
  // `key`: what it stands under, or the list that it stands in.
  bool look(const Json& json, std::string_view key) {
    const bool told = told_.contains(place_of(json.at));
    if (told && !is_step(json)) {
      take_names_of(key);
      // What its "start" would have named, had it one.
      const bool number = json.kind == Json::Kind::integer || json.kind == Json::Kind::number;
      if (key == "repeat" && json.kind != Json::Kind::object && !number) out_.any = true;
      take(json);
      return true;
    }
    if (told) out_.places.insert(place_of(json.at));
    return look_inside(json, key) || told;
  }

  bool look_inside(const Json& json, std::string_view list) {
    bool found = false;
    for (const Json& item : json.items) found = look(item, list) || found;
    for (const Json::Member& member : json.members) {
      const bool key = told_.contains(place_of(member.at));
      if (key) take(member.value);
      if (!key && !look(member.value, member.key)) continue;
      out_.names.insert(member.key);
      found = true;
    }
    return found;
  }

  // All of it counts as unread. What it may name are keys, and texts where a list was written.
  void take(const Json& json) {
    out_.places.insert(place_of(json.at));
    for (const Json& item : json.items) {
      if (item.kind == Json::Kind::string) out_.names.insert(item.string);
      take(item);
    }
    for (const Json::Member& member : json.members) {
      out_.names.insert(member.key);
      out_.places.insert(place_of(member.at));
      if (member.key == "name" && member.value.kind == Json::Kind::string)
        out_.names.insert(member.value.string);
      take(member.value);
    }
  }

 private:
  // What is told of a step as a whole, that it lacks a name, does not keep the rest from being read.
  static bool is_step(const Json& json) {
    return json.find("steps") == nullptr && json.find("include") == nullptr &&
           (json.find("request") != nullptr || json.find("checks") != nullptr);
  }

  // Where a value stands that defines names and is none, they are not known.
  void take_names_of(std::string_view key) {
    static constexpr std::array<std::string_view, 9> kDefining{"steps",    "start",     "end",
                                                               "setup",    "teardown",  "session",
                                                               "captures", "variables", "generate"};
    if (std::find(kDefining.begin(), kDefining.end(), key) != kDefining.end()) out_.any = true;
    if (key == "feeds") out_.feeds = true;
  }

  std::set<Place> told_;
  UnreadNames& out_;
};

// Whether an include is still there: its file could not be had.
bool leaves_include(const Json& json) {
  if (json.find("include") != nullptr) return true;
  for (const char* key : {"setup", "teardown", "session", "steps", "end"}) {
    if (const Json* inner = json.find(key); inner != nullptr && leaves_include(*inner)) return true;
  }
  return std::any_of(json.items.begin(), json.items.end(), leaves_include);
}

}  // namespace

bool UnreadNames::hides(std::string_view name) const {
  const std::size_t dot = name.find('.');
  // What is read from a feed is told by its name, and feeds stand in no other file.
  if (dot != std::string_view::npos) return feeds || names.contains(name.substr(0, dot));
  return any || names.contains(name);
}

void note_faults(const Json& root, const Diagnostics& problems, std::size_t first,
                 UnreadNames& unread) {
  if (leaves_include(root)) unread.any = true;
  std::set<Place> told;
  for (std::size_t i = first; i < problems.list.size(); ++i)
    told.insert(place_of(problems.list[i].at));
  if (told.empty()) return;
  FaultFinder finder(std::move(told), unread);
  // The same holds for what is told of the whole file.
  if (root.kind == Json::Kind::object) {
    (void)finder.look_inside(root, "");
  } else {
    finder.take(root);
  }
}

bool hides_steps(const Json& flow) {
  if (flow.kind != Json::Kind::object || misspells(flow, keys::kFlow, {"session", "steps"}) ||
      list_hides(flow.find("steps"))) {
    return true;
  }
  const Json* session = flow.find("session");
  if (session == nullptr) return false;
  const Json* end = session->find("end");
  return session->kind != Json::Kind::object ||
         misspells(*session, keys::kSession, {"steps", "end"}) ||
         list_hides(session->find("steps")) || (end != nullptr && list_hides(end));
}

void note_unread(const Json& suite, UnreadNames& unread) {
  if (suite.kind != Json::Kind::object || misspells(suite, keys::kSuite, {"extends"})) {
    unread.all();
    return;
  }
  const Json* flows = suite.find("flows");
  const Json* profiles = suite.find("profiles");
  if (misspells(suite, keys::kSuite, {"flows"}) || (flows != nullptr && !is_list_of_texts(*flows)))
    unread.flows = true;
  if (misspells(suite, keys::kSuite, {"profiles"}) ||
      (profiles != nullptr && profiles->kind != Json::Kind::object)) {
    unread.profiles = true;
  }
  for (const std::string_view key : {"target", "load_hosts", "resolve", "ready"}) {
    if (misspells(suite, keys::kSuite, {key})) unread.names.emplace(key);
  }
}

}  // namespace slogate
