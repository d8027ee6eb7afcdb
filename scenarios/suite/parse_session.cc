#include <fmt/format.h>

#include <algorithm>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

std::vector<int> parse_statuses(const Reader& reader) {
  std::vector<int> out;
  const Json* list = reader.array("on_status");
  if (list == nullptr) return out;
  if (list->items.empty())
    reader.problem(list->at, "\"on_status\" is an empty array, name a status in it");
  for (const Json& item : list->items) {
    if (item.kind != Json::Kind::integer || item.integer < 100 || item.integer > 599) {
      reader.problem(item.at, fmt::format("{} is no status of \"on_status\", it must be a whole "
                                          "number from 100 to 599",
                                          item.dump()));
      continue;
    }
    const int status = static_cast<int>(item.integer);
    if (std::find(out.begin(), out.end(), status) != out.end()) {
      reader.problem(item.at, fmt::format("{} stands twice in \"on_status\"", status));
    }
    out.push_back(status);
  }
  return out;
}

RenewSpec parse_renew(const Json& json, Diagnostics& problems) {
  RenewSpec renew;
  renew.at = json.at;
  const Reader reader(json, keys::kRenew, problems);
  if (!reader.usable()) return renew;
  if (const Json* after = reader.find("after")) {
    renew.after = reader.template_text("after");
    // A template's value is known when the session has been opened.
    if (renew.after && renew.after->text.find("${") == std::string::npos)
      (void)read_duration(*after, "\"after\"", 1s, 8760h, problems);
  }
  renew.on_status = parse_statuses(reader);
  if (!reader.has("after") && !reader.has("on_status") && !reader.misspelt("after") &&
      !reader.misspelt("on_status")) {
    problems.add(json.at, "a renewal without \"after\" or \"on_status\", say when it is due");
  }
  return renew;
}

}  // namespace

void parse_session(const Reader& reader, Flow& flow) {
  const Json* json = reader.find("session");
  if (json == nullptr) return;
  const Reader session(*json, keys::kSession, reader.problems());
  if (!session.usable()) return;
  (void)session.require("shared_by");
  const std::size_t owner = session.word("shared_by", {"run", "user"}).value_or(0);
  flow.session_owner = owner == 0 ? SessionOwner::run : SessionOwner::user;
  (void)session.require("steps");
  if (const Json* steps = session.array("steps"))
    flow.session_steps = parse_entries(*steps, "steps", reader.problems());
  if (const Json* end = session.array("end"))
    flow.session_end = parse_entries(*end, "end", reader.problems());
  if (const Json* renew = session.find("renew"))
    flow.renew = parse_renew(*renew, reader.problems());
}

}  // namespace slogate
