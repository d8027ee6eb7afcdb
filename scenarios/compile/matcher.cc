#include "scenarios/compile/matcher.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/body_view.h"

namespace slogate {
namespace {

constexpr std::size_t kMostMatches = 10'000;  // of one list capture

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// One Set-Cookie field (RFC 6265 5.2), as views.
struct SetCookie {
  std::string_view name;
  std::string_view value;
  bool http_only = false;
  bool secure = false;
};

SetCookie parse_set_cookie(std::string_view field) {
  SetCookie cookie;
  const std::string_view pair = field.substr(0, field.find(';'));
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return cookie;
  cookie.name = trimmed(pair.substr(0, equals));
  cookie.value = trimmed(pair.substr(equals + 1));
  while (field.find(';') != std::string_view::npos) {
    field.remove_prefix(field.find(';') + 1);
    const std::string_view attribute = trimmed(field.substr(0, field.find(';')));
    cookie.http_only = cookie.http_only || same_name(attribute, "HttpOnly");
    cookie.secure = cookie.secure || same_name(attribute, "Secure");
  }
  return cookie;
}

std::string_view missing_body(const BodyView& body, std::string_view otherwise) {
  return body.exchange().response.body.empty() ? "the body is empty" : otherwise;
}

}  // namespace

bool split_pointer(std::string_view pointer, std::vector<std::string>& tokens) {
  tokens.clear();
  if (pointer.empty()) return true;
  if (pointer.front() != '/') return false;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (pointer[i] == '~') {
      ++i;
      if (i == pointer.size() || (pointer[i] != '0' && pointer[i] != '1')) return false;
      tokens.back() += pointer[i] == '0' ? '~' : '/';
    } else {
      tokens.back() += pointer[i];
    }
  }
  return true;
}

const nlohmann::json* follow_pointer(const nlohmann::json& root,
                                     const std::vector<std::string>& tokens) {
  const nlohmann::json* value = &root;
  for (const std::string& token : tokens) {
    if (value->is_object()) {
      const auto member = value->find(token);
      if (member == value->end()) return nullptr;
      value = &*member;
    } else if (value->is_array()) {
      std::size_t index = 0;
      const char* end = token.data() + token.size();
      const auto [stop, error] = std::from_chars(token.data(), end, index);
      const bool leading_zero = token.size() > 1 && token.front() == '0';
      if (error != std::errc() || stop != end || leading_zero || index >= value->size())
        return nullptr;
      value = &(*value)[index];
    } else {
      return nullptr;
    }
  }
  return value;
}

std::string text_of(const nlohmann::json& value) {
  return value.is_string() ? value.get_ref<const std::string&>() : value.dump();
}

std::string digits_of(double number) {
  constexpr double kExact =
      9007199254740992.0;  // 2^53: below it every whole number has its own double
  if (number == std::floor(number) && std::abs(number) < kExact) {
    return fmt::to_string(static_cast<std::int64_t>(number));
  }
  return fmt::to_string(number);
}

std::unique_ptr<re2::RE2> make_pattern(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return std::make_unique<re2::RE2>(pattern, options);
}

bool Matcher::needs_body() const {
  return source == Source::body || source == Source::json || source == Source::xpath ||
         source == Source::regex;
}

void Matcher::look(const BodyView* body, const Frame& frame, std::chrono::sys_seconds now,
                   Found& out) const {
  if (source == Source::variable) {
    look_variable(frame, out);
    return;
  }
  if (body == nullptr) {
    out.why = "no answer";
    return;
  }
  const Response& response = body->exchange().response;
  switch (source) {
    case Source::status:
      out.number = response.status;
      if (response.status == 0) {
        out.why = "no answer";
      } else {
        out.kind = Found::Kind::number;
      }
      break;
    case Source::header:
      look_header(response, out);
      break;
    case Source::cookie:
      look_cookie(response, out);
      break;
    case Source::body:
      out.kind = Found::Kind::text;
      out.text = response.body;
      if (out.text.empty()) out.why = "the body is empty";
      break;
    case Source::json:
      look_json(*body, out);
      break;
    case Source::xpath:
      look_xpath(*body, out);
      break;
    case Source::regex:
      look_regex(response.body, out);
      break;
    case Source::days_left:
      if (body->exchange().tls.version.empty()) {
        out.why = "no TLS session";
      } else {
        out.kind = Found::Kind::number;
        out.number = static_cast<double>(
            std::chrono::floor<std::chrono::days>(body->exchange().tls.not_after - now).count());
      }
      break;
    case Source::variable:
      break;
  }
}

void Matcher::look_header(const Response& response, Found& out) const {
  if (const std::string* value = response.header(selector)) {
    out.kind = Found::Kind::text;
    out.text = *value;
  } else {
    out.why = "no such header";
  }
}

void Matcher::look_cookie(const Response& response, Found& out) const {
  out.why = "no such cookie";
  for (const Header& field : response.headers) {
    if (!same_name(field.name, "Set-Cookie")) continue;
    const SetCookie cookie = parse_set_cookie(field.value);
    if (cookie.name != selector) continue;
    // The last one counts, as in a browser.
    out.kind = Found::Kind::text;
    out.text = cookie.value;
    out.attribute = {};
    if (secure && !cookie.secure) out.attribute = "Secure";
    if (http_only && !cookie.http_only) out.attribute = "HttpOnly";
  }
}

void Matcher::look_json(const BodyView& body, Found& out) const {
  const nlohmann::json* root = body.parsed().json();
  if (root == nullptr) {
    out.why = missing_body(body, "the body is no JSON");
    out.unreadable = true;
    return;
  }
  out.json = follow_pointer(*root, pointer);
  if (out.json == nullptr) {
    out.why = fmt::format("no value at {}", selector);
  } else {
    out.kind = Found::Kind::json;
  }
}

void Matcher::look_xpath(const BodyView& body, Found& out) const {
  const Html* page = body.parsed().html();
  if (page == nullptr) {
    out.why = missing_body(body, "the body is no HTML");
    out.unreadable = true;
    return;
  }
  XPathValue value = page->evaluate(selector);
  out.why = "no such node";
  switch (value.kind) {
    case XPathValue::Kind::none:
      break;
    case XPathValue::Kind::nodes:
      out.count = value.count;
      out.owned_list = std::move(value.nodes);
      out.list = &out.owned_list;
      if (!out.owned_list.empty()) {
        out.kind = Found::Kind::list;
        out.text = out.owned_list.front();
      }
      break;
    case XPathValue::Kind::text:
      out.owned = std::move(value.text);
      out.text = out.owned;
      if (!out.text.empty()) out.kind = Found::Kind::text;
      out.why = "an empty text";
      break;
    case XPathValue::Kind::number:
      out.number = value.number;
      if (!std::isnan(value.number)) out.kind = Found::Kind::number;
      out.why = "no number";
      break;
    case XPathValue::Kind::boolean:
      out.kind = Found::Kind::boolean;
      out.boolean = value.boolean;
      break;
  }
}

void Matcher::look_regex(const std::string& text, Found& out) const {
  // Submatch 0 is the whole match, 1 the first group.
  re2::StringPiece match[2];
  const int wanted = pattern->NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!pattern->Match(text, 0, text.size(), re2::RE2::UNANCHORED, match, wanted)) {
    out.why = text.empty() ? "the body is empty" : "no match";
    return;
  }
  const re2::StringPiece& piece = match[wanted - 1];
  out.kind = Found::Kind::text;
  out.text = {piece.data(), piece.size()};
  out.at = static_cast<std::size_t>(match[0].data() - text.data());
}

void Matcher::look_variable(const Frame& frame, Found& out) const {
  out.why = "not set";
  if (slot < 0) {
    out.text = constant;
    if (!constant.empty()) out.kind = Found::Kind::text;
    return;
  }
  const auto index = static_cast<std::size_t>(slot);
  if (!frame.has(index)) return;
  if (list_slot) {
    out.list = &frame.list(index);
    out.count = out.list->size();
    if (out.count == 0) return;
    out.kind = Found::Kind::list;
    out.text = out.list->front();
    return;
  }
  out.text = frame.value(index);
  if (!out.text.empty()) out.kind = Found::Kind::text;
}

bool Matcher::look_all(const BodyView& body, std::vector<std::string>& out,
                       std::string& why) const {
  const Response& response = body.exchange().response;
  if (source == Source::header) {
    for (const Header& field : response.headers) {
      if (same_name(field.name, selector)) out.push_back(field.value);
    }
  } else if (source == Source::regex) {
    re2::StringPiece rest(response.body);
    re2::StringPiece match[2];
    const int wanted = pattern->NumberOfCapturingGroups() > 0 ? 2 : 1;
    std::size_t from = 0;
    while (out.size() < kMostMatches && from <= rest.size() &&
           pattern->Match(rest, from, rest.size(), re2::RE2::UNANCHORED, match, wanted)) {
      out.emplace_back(match[wanted - 1].data(), match[wanted - 1].size());
      const auto end = static_cast<std::size_t>(match[0].data() - rest.data()) + match[0].size();
      from = match[0].empty() ? end + 1 : end;
    }
  } else {
    Found found;
    look(&body, Frame(), {}, found);
    why = found.why;
    if (found.kind == Found::Kind::list) out = std::move(found.owned_list);
    if (found.kind == Found::Kind::text) out.emplace_back(found.text);
    if (found.kind == Found::Kind::json && found.json->is_array()) {
      for (const nlohmann::json& item : *found.json) out.push_back(text_of(item));
    } else if (found.kind == Found::Kind::json) {
      why = "no array";
      return false;
    }
    return !out.empty() || found.kind == Found::Kind::json;
  }
  if (out.empty()) why = source == Source::header ? "no such header" : "no match";
  return !out.empty();
}

}  // namespace slogate
