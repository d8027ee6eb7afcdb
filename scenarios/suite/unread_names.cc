#include "scenarios/suite/unread_names.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

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

}  // namespace

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
}

}  // namespace slogate
