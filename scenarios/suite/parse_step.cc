#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/suite/parse.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

const std::vector<std::string>& methods() {
  static const std::vector<std::string> kMethods{"GET",   "HEAD",   "POST",   "PUT",
                                                 "PATCH", "DELETE", "OPTIONS"};
  return kMethods;
}

bool is_method(std::string_view word) {
  return std::find(methods().begin(), methods().end(), word) != methods().end();
}

bool begins_like_url(std::string_view url) {
  return url.starts_with("/") || url.starts_with("http://") || url.starts_with("https://") ||
         url.starts_with("${");
}

// Says which part of "METHOD /path" is wrong.
std::string request_fault(const std::string& text) {
  static constexpr std::string_view kForm = "write a method and a path, as in \"GET /index.html\"";
  const std::size_t space = text.find(' ');
  const std::string method = text.substr(0, space);
  if (space == std::string::npos && !is_method(method)) {
    return fmt::format("the request {} has no method, {}", in_quotes(text), kForm);
  }
  if (!is_method(method)) {
    std::string upper = method;
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (is_method(upper)) {
      return fmt::format("unknown method {}, did you mean \"{}\"?", in_quotes(method), upper);
    }
    return "unknown method " + in_quotes(method) +
           meant(method, methods(), ", known are " + listed(methods()));
  }
  const std::string url = space == std::string::npos ? "" : text.substr(space + 1);
  if (url.empty()) return fmt::format("the request {} has no path, {}", in_quotes(text), kForm);
  if (url.find_first_of(" \t\r\n") != std::string::npos) {
    return fmt::format("the path {} holds a blank, write %20 for one", in_quotes(url));
  }
  return fmt::format("the path {} must begin with / or ${{…}}, or be an http or https URL",
                     in_quotes(url));
}

void parse_request(const Reader& reader, StepSpec& step) {
  const Json* value = reader.require("request");
  if (value == nullptr || !check_kind(*value, Json::Kind::string, "\"request\"", reader.problems()))
    return;
  step.url.at = value->at;
  if (!split_request(value->string, step.method, step.url.text)) {
    reader.problem(value->at, request_fault(value->string));
  }
}

void parse_body(const Reader& reader, StepSpec& step) {
  static constexpr std::array<std::pair<std::string_view, BodyKind>, 3> kKinds{
      {{"json", BodyKind::json}, {"form", BodyKind::form}, {"text", BodyKind::text}}};
  std::vector<std::string> given;
  for (const auto& [key, kind] : kKinds) {
    const Json* value = reader.find(key);
    if (value == nullptr) continue;
    given.push_back(fmt::format("\"{}\"", key));
    step.body_kind = kind;
    step.body = *value;
    if (kind == BodyKind::text) (void)reader.text(key);
    if (kind != BodyKind::form || reader.object(key) == nullptr) continue;
    for (const Json::Member& field : value->members) {
      (void)check_kind(field.value, Json::Kind::string,
                       fmt::format("the field {}", in_quotes(field.key)), reader.problems());
    }
  }
  if (given.size() > 1) {
    reader.problem(reader.at(), "a step with the bodies " + listed(given) + ", a request has one");
  }
}

// A condition is asked before there is an answer, so it can look at variables only.
void parse_condition(const Json& json, StepSpec& step, Diagnostics& problems) {
  const std::size_t before = problems.list.size();
  CheckSpec check = parse_check(json, problems);
  if (problems.list.size() == before && check.source != Source::variable) {
    problems.add(json.at,
                 "a condition in \"when\" looks at a \"variable\", there is no answer yet");
  }
  step.when.push_back(std::move(check));
}

void parse_when(const Reader& reader, StepSpec& step) {
  if (const Json* when = reader.find("when")) {
    if (when->kind == Json::Kind::array) {
      if (when->items.empty()) reader.problem(when->at, "\"when\" is an empty array, leave it out");
      for (const Json& item : when->items) parse_condition(item, step, reader.problems());
    } else {
      parse_condition(*when, step, reader.problems());
    }
  } else {
    reader.refuse("otherwise", "needs \"when\", without it the step is never skipped");
    reader.refuse("stop", "needs \"when\", without it the step is never skipped");
  }
  step.otherwise = reader.text("otherwise");
  step.stop_otherwise = reader.boolean("stop", false);
}

std::vector<Explanation> parse_explanations(const Reader& reader, const char* key) {
  std::vector<Explanation> out;
  const Json* list = reader.array(key);
  if (list == nullptr) return out;
  for (const Json& item : list->items) {
    const Reader entry(item, keys::kExplain, reader.problems());
    if (!entry.usable()) continue;
    const Json* condition = entry.require("if");
    const Json* say = entry.require("say");
    Explanation explanation;
    if (condition != nullptr) explanation.condition = parse_check(*condition, reader.problems());
    if (say != nullptr) explanation.say = entry.text("say");
    out.push_back(std::move(explanation));
  }
  return out;
}

}  // namespace

bool split_request(std::string_view text, std::string& method, std::string& url) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || !is_method(text.substr(0, space))) return false;
  const std::string_view rest = text.substr(space + 1);
  if (!begins_like_url(rest) || rest.find_first_of(" \t\r\n") != std::string_view::npos)
    return false;
  method = text.substr(0, space);
  url = rest;
  return true;
}

StepSpec parse_step(const Json& json, Diagnostics& problems) {
  StepSpec step;
  step.at = json.at;
  const Reader reader(json, keys::kStep, problems);
  if (!reader.usable()) return step;
  step.name = reader.name();
  step.group = reader.text("group");
  step.tags = reader.texts("tags");
  if (reader.has("group") && reader.find("group")->kind == Json::Kind::string) {
    (void)check_name(step.group, "the group", reader.find("group")->at, problems);
  }
  parse_when(reader, step);
  if (const Json* list = reader.find("for_each")) {
    step.for_each = reader.text("for_each");
    if (list->kind == Json::Kind::string && step.for_each.empty()) {
      reader.problem(list->at, "\"for_each\" is empty, name a list variable");
    }
  }
  parse_request(reader, step);
  if (const Json* headers = reader.object("headers"))
    step.headers = parse_headers(*headers, problems);
  parse_body(reader, step);
  step.follow_redirects = reader.word("redirects", {"keep", "follow"}).value_or(0) == 1;
  step.timeout = reader.duration("timeout", 1ms, 1h);
  if (const Json* checks = reader.array("checks")) {
    for (const Json& item : checks->items) step.checks.push_back(parse_check(item, problems));
  }
  if (const Json* captures = reader.object("captures")) {
    for (const Json::Member& member : captures->members) {
      step.captures.push_back(parse_capture(member.key, member.at, member.value, problems));
    }
  }
  step.explain = parse_explanations(reader, "explain");
  step.expires = parse_explanations(reader, "expires");
  return step;
}

}  // namespace slogate
