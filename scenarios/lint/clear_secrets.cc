#include "scenarios/lint/clear_secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "scenarios/message/exchange.h"

namespace slogate {
namespace {

std::string letters_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') out += c;
  }
  return out;
}

// A name that says that its value is one: `password`, `X-Api-Key`, `client_secret`.
bool names_a_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kWords{"password", "passwd", "secret",
                                                          "token",    "apikey", "privatekey"};
  const std::string letters = letters_of(name);
  // What a server hands out with a form and takes back once keeps nobody out.
  if (letters.find("csrf") != std::string::npos || letters.find("xsrf") != std::string::npos)
    return false;
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return letters.ends_with(word); });
}

// True for a text that is a value and holds nothing else: a `${…}` in it comes from somewhere.
bool in_clear(std::string_view text) {
  return !text.empty() && text.find("${") == std::string_view::npos;
}

void tell(std::string_view what, const Position& at, Diagnostics& told) {
  told.add(at, fmt::format("{} stands here in clear: keep it out of the file with ${{secret:NAME}}",
                           what));
  told.list.back().hide_line = true;
}

void find_in_json(const Json& json, Diagnostics& told) {
  for (const Json& item : json.items) find_in_json(item, told);
  for (const Json::Member& member : json.members) {
    if (member.value.kind == Json::Kind::string && names_a_secret(member.key) &&
        in_clear(member.value.string)) {
      tell(fmt::format("\"{}\"", member.key), member.value.at, told);
    }
    find_in_json(member.value, told);
  }
}

// `Bearer abc` and `Basic abc`; a scheme alone is none.
bool is_credential_header(std::string_view name) {
  return same_name(name, "authorization") || same_name(name, "proxy-authorization") ||
         names_a_secret(name);
}

// `https://user:password@host/`
bool has_credentials(std::string_view url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return false;
  const std::string_view authority = url.substr(begin + 3, url.find('/', begin + 3) - begin - 3);
  const std::size_t end = authority.find('@');
  return end != std::string_view::npos && authority.substr(0, end).find(':') < end &&
         in_clear(authority.substr(0, end));
}

}  // namespace

void find_clear_secrets(const StepSpec& step, Diagnostics& told) {
  if (has_credentials(step.url.text)) tell("a password in the address", step.url.at, told);
  for (const auto& [name, text] : step.headers) {
    if (is_credential_header(name) && in_clear(text.text))
      tell(fmt::format("the header \"{}\"", name), text.at, told);
  }
  for (const auto* texts : {&step.query, &step.cookies}) {
    for (const auto& [name, text] : *texts) {
      if (names_a_secret(name) && in_clear(text.text))
        tell(fmt::format("\"{}\"", name), text.at, told);
    }
  }
  if (in_clear(step.auth.secret.text)) {
    tell(step.auth.kind == AuthKind::bearer ? "the token" : "the password", step.auth.secret.at,
         told);
  }
  if (step.sign && in_clear(step.sign->key.text)) tell("the key", step.sign->key.at, told);
  for (const PartSpec& part : step.parts) {
    if (part.value && names_a_secret(part.name) && in_clear(part.value->text))
      tell(fmt::format("the part \"{}\"", part.name), part.value->at, told);
  }
  if (step.body_kind == BodyKind::json || step.body_kind == BodyKind::form)
    find_in_json(step.body, told);
}

void find_clear_secrets(const VariableSpec& variable, Diagnostics& told) {
  for (const auto* text : {&variable.value, &variable.fallback}) {
    if (*text && (variable.secret || variable.one_time || names_a_secret(variable.name)) &&
        in_clear((*text)->text)) {
      tell(fmt::format("the variable \"{}\"", variable.name), (*text)->at, told);
    }
  }
}

}  // namespace slogate
