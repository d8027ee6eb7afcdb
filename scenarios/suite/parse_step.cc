#include <fmt/format.h>

#include <algorithm>

#include "scenarios/message/exchange.h"
#include "scenarios/suite/parse.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"
#include "scenarios/suite/selector_fault.h"

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
  step.url.at = value->place();
  if (!split_request(value->string, step.method, step.url.text)) {
    reader.problem(value->at, request_fault(value->string));
    step.url.text = value->string;  // the names in it are looked at all the same
    return;
  }
  step.url.at = value->place().behind(step.method.size() + 1);
  if (has_user_information(step.url.text)) {
    reader.problems().list.push_back({value->at, std::string(kUserInformation), true});
  }
}

// What belongs to the request beside its line.
void parse_message(const Reader& reader, StepSpec& step) {
  Diagnostics& problems = reader.problems();
  if (const Json* query = reader.object("query")) step.query = parse_query(*query, problems);
  if (const Json* headers = reader.object("headers"))
    step.headers = parse_headers(*headers, problems);
  if (const Json* cookies = reader.object("cookies")) {
    step.cookies = parse_cookies(*cookies, problems);
    if (std::any_of(step.headers.begin(), step.headers.end(),
                    [](const auto& header) { return same_name(header.first, "cookie"); })) {
      reader.refuse("cookies", "does not go with the header \"cookie\", write one of them");
    }
  }
  parse_auth(reader, step);
  parse_sign(reader, step);
  parse_body(reader, step);
}

void parse_limits(const Reader& reader, StepSpec& step) {
  step.redirects = parse_redirects(reader);
  step.timeout = reader.duration("timeout", 1ms, 1h);
  step.connect_timeout = reader.duration("connect_timeout", 1ms, 1h);
  step.first_byte_timeout = reader.duration("first_byte_timeout", 1ms, 1h);
  if (const auto bytes = reader.whole("max_body", 1, kMostBody))
    step.max_body = static_cast<std::uint64_t>(*bytes);
  if (const Json* retry = reader.find("retry")) step.retry = parse_retry(*retry, reader.problems());
  if (const Json* think = reader.find("think")) step.think = parse_think(*think, reader.problems());
  switch (reader.word("on_failure", {"stop_iteration", "continue", "stop_run"}).value_or(0)) {
    case 1:
      step.on_failure = OnFailure::proceed;
      break;
    case 2:
      step.on_failure = OnFailure::stop_run;
      break;
    default:
      break;
  }
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
  step.name_at = reader.place_of("name");
  step.group = reader.text("group");
  step.tags = reader.texts("tags");
  if (reader.has("group") && reader.find("group")->kind == Json::Kind::string) {
    (void)check_name(step.group, "the group", reader.find("group")->at, problems);
  }
  Condition condition = parse_when(reader, "the step");
  step.when = std::move(condition.when);
  step.otherwise = std::move(condition.otherwise);
  step.stop_otherwise = condition.stop;
  if (reader.has("for_each")) {
    const TemplateText list = reader.filled("for_each");
    step.for_each = list.text;
    step.for_each_at = list.at;
  }
  parse_request(reader, step);
  parse_message(reader, step);
  parse_limits(reader, step);
  if (const Json* checks = reader.array("checks")) {
    for (const Json& item : checks->items) step.checks.push_back(parse_check(item, problems));
  }
  if (const Json* captures = reader.object("captures")) {
    for (const Json::Member& member : captures->members) {
      step.captures.push_back(parse_capture(member.key, member.at, member.value, problems));
    }
  }
  const auto lacks = [&](std::string_view key, const std::string& text) {
    return reader.has(key) && text.empty();
  };
  step.unread =
      reader.has_unknown() || lacks("group", step.group) || lacks("for_each", step.for_each);
  step.explain = parse_explanations(reader, "explain");
  step.expires = parse_explanations(reader, "expires");
  return step;
}

}  // namespace slogate
