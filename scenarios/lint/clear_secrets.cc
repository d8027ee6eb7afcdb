#include "scenarios/lint/clear_secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/lint/secret_words.h"
#include "scenarios/message/exchange.h"

namespace slogate {
namespace {

constexpr std::size_t kShortestSession = 16;  // a shorter one is hardly the real one

bool is_secret(std::string_view text) {
  return in_clear(text) && !is_wrong_or_example(text);
}

void tell(std::string_view what, const Position& at, Diagnostics& told) {
  told.add(at, fmt::format("{} stands here in clear: keep it out of the file with ${{secret:NAME}}",
                           what));
  told.list.back().hide_line = true;
}

// A key that says by its beginning whose it is, whatever it is called.
void tell_known_key(const TemplateText& text, Diagnostics& told) {
  const std::string_view begin = known_key_in(text.text);
  if (begin.empty()) return;
  tell(fmt::format("a key that begins with {}", begin), text.at, told);
}

void find_in_json(const Json& json, Diagnostics& told) {
  for (const Json& item : json.items) find_in_json(item, told);
  if (json.kind == Json::Kind::string) tell_known_key({json.string, json.at}, told);
  for (const Json::Member& member : json.members) {
    if (member.value.kind == Json::Kind::string && names_a_secret(member.key) &&
        is_secret(member.value.string)) {
      tell(fmt::format("\"{}\"", member.key), member.value.at, told);
    } else {
      find_in_json(member.value, told);
    }
  }
}

// A cookie that keeps somebody signed in, or says that it is a secret.
bool is_signed_in(std::string_view name, std::string_view value) {
  const bool session = names_a_session(name) && value.size() >= kShortestSession;
  return (session || names_a_secret(name)) && is_secret(value);
}

// `Bearer abc` and `Basic abc` in any header; a scheme alone is none.
bool is_credential(std::string_view name, std::string_view text) {
  const std::string_view value = behind_scheme(text);
  if (!value.empty()) return is_secret(value);
  return (same_name(name, "authorization") || same_name(name, "proxy-authorization") ||
          names_a_secret(name)) &&
         is_secret(text);
}

// `https://user:password@host/`
bool has_credentials(std::string_view url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return false;
  const std::string_view authority = url.substr(begin + 3, url.find('/', begin + 3) - begin - 3);
  const std::size_t end = authority.find('@');
  const std::size_t colon = authority.find(':');
  return end != std::string_view::npos && colon < end && in_clear(authority.substr(0, end)) &&
         !is_wrong_or_example(authority.substr(colon + 1, end - colon - 1));
}

void find_in_address(const TemplateText& url, Diagnostics& told) {
  if (has_credentials(url.text)) return tell("a password in the address", url.at, told);
  const std::size_t query = std::min(url.text.find('?'), url.text.size());
  const std::string_view name = assigned_secret_in(std::string_view(url.text).substr(query));
  if (!name.empty()) return tell(fmt::format("\"{}\" in the address", name), url.at, told);
  tell_known_key(url, told);
}

void find_in_text(const Json& body, Diagnostics& told) {
  const std::string_view name = assigned_secret_in(body.string);
  if (!name.empty()) return tell(fmt::format("\"{}\" in the text", name), body.at, told);
  tell_known_key({body.string, body.at}, told);
}

// `sid=…; theme=dark`: the first that keeps somebody signed in, as a whole header; else an empty text.
std::string_view session_in(std::string_view cookies) {
  while (!cookies.empty()) {
    const std::string_view one = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(std::min(one.size() + 1, cookies.size()));
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view name = one.substr(0, equals);
    name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
    if (is_signed_in(name, one.substr(equals + 1))) return name;
  }
  return {};
}

void find_in_headers(const std::vector<std::pair<std::string, TemplateText>>& headers,
                     Diagnostics& told) {
  for (const auto& [name, text] : headers) {
    const std::string_view session =
        same_name(name, "cookie") ? session_in(text.text) : std::string_view();
    if (is_credential(name, text.text)) {
      tell(fmt::format("the header \"{}\"", name), text.at, told);
    } else if (!session.empty()) {
      tell(fmt::format("the cookie \"{}\"", session), text.at, told);
    } else {
      tell_known_key(text, told);
    }
  }
}

void find_in_cookies(const StepSpec& step, Diagnostics& told) {
  for (const auto& [name, text] : step.cookies) {
    if (is_signed_in(name, text.text)) {
      tell(fmt::format("the cookie \"{}\"", name), text.at, told);
    } else {
      tell_known_key(text, told);
    }
  }
}

void find_in_body(const StepSpec& step, Diagnostics& told) {
  for (const PartSpec& part : step.parts) {
    if (!part.value) continue;
    if (names_a_secret(part.name) && is_secret(part.value->text)) {
      tell(fmt::format("the part \"{}\"", part.name), part.value->at, told);
    } else {
      tell_known_key(*part.value, told);
    }
  }
  if (step.body_kind == BodyKind::json || step.body_kind == BodyKind::form)
    find_in_json(step.body, told);
  if (step.body_kind == BodyKind::text) find_in_text(step.body, told);
}

}  // namespace

void find_clear_secrets(const StepSpec& step, Diagnostics& told) {
  find_in_address(step.url, told);
  find_in_headers(step.headers, told);
  for (const auto& [name, text] : step.query) {
    if (names_a_secret(name) && is_secret(text.text)) {
      tell(fmt::format("\"{}\"", name), text.at, told);
    } else {
      tell_known_key(text, told);
    }
  }
  find_in_cookies(step, told);
  if (is_secret(step.auth.secret.text)) {
    tell(step.auth.kind == AuthKind::bearer ? "the token" : "the password", step.auth.secret.at,
         told);
  }
  if (step.sign && is_secret(step.sign->key.text)) tell("the key", step.sign->key.at, told);
  find_in_body(step, told);
}

void find_clear_secrets(const Defaults& defaults, Diagnostics& told) {
  find_in_headers(defaults.headers, told);
}

void find_clear_secrets(const VariableSpec& variable, Diagnostics& told) {
  for (const auto* text : {&variable.value, &variable.fallback}) {
    if (!*text) continue;
    // What the suite itself calls a secret may be short: a code of six digits.
    const bool declared = (variable.secret || variable.one_time) && in_clear((*text)->text);
    if (declared || (names_a_secret(variable.name) && is_secret((*text)->text))) {
      tell(fmt::format("the variable \"{}\"", variable.name), (*text)->at, told);
    } else if (has_credentials((*text)->text)) {
      tell("a password in the address", (*text)->at, told);
    } else {
      tell_known_key(**text, told);
    }
  }
}

void find_shown_columns(const FeedSpec& feed, const Names& used, Diagnostics& told) {
  const std::string begin = feed.name + ".";
  for (auto name = used.lower_bound(begin); name != used.end() && name->starts_with(begin);
       ++name) {
    const std::string_view column = std::string_view(*name).substr(begin.size());
    const auto declared = [&](const SecretColumn& secret) { return secret.name == column; };
    if (!names_a_secret(column) || std::any_of(feed.secrets.begin(), feed.secrets.end(), declared))
      continue;
    told.add(feed.at,
             fmt::format("the reports show the column \"{}\" of the feed \"{}\": its \"secret\" "
                         "takes the names of columns that are never shown",
                         column, feed.name));
  }
}

}  // namespace slogate
