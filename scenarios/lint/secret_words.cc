#include "scenarios/lint/secret_words.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace slogate {
namespace {

constexpr std::size_t kShortest = 8;      // a secret of a run is at least so long
constexpr std::size_t kShortestKey = 12;  // behind its well-known beginning

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter_or_digit(char c) {
  const char low = lower(c);
  return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9');
}

std::string letters_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (lower(c) >= 'a' && lower(c) <= 'z') out += lower(c);
  }
  return out;
}

template <std::size_t N>
bool ends_with_one(const std::string& letters, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return letters.ends_with(word); });
}

std::string_view name_before(std::string_view text, std::size_t end) {
  while (end > 0 && std::string_view(" \t\"'").find(text[end - 1]) != std::string_view::npos) --end;
  std::size_t begin = end;
  while (begin > 0 &&
         (is_letter_or_digit(text[begin - 1]) || text[begin - 1] == '_' || text[begin - 1] == '-'))
    --begin;
  return text.substr(begin, end - begin);
}

std::string_view value_behind(std::string_view text, std::size_t begin) {
  begin = std::min(text.find_first_not_of(" \t\"'", begin), text.size());
  const std::size_t end = text.find_first_of("&\"'<,; \t\r\n", begin);
  return text.substr(begin, std::min(end, text.size()) - begin);
}

// A JSON Web Token (RFC 7519): three parts of base64url, of which the first two are JSON objects.
bool holds_signed_token(std::string_view text) {
  static constexpr std::size_t kShortestPart = 10;
  const auto part_at = [&](std::size_t at) {
    std::size_t end = at;
    while (end < text.size() &&
           (is_letter_or_digit(text[end]) || text[end] == '_' || text[end] == '-'))
      ++end;
    return end;
  };
  for (std::size_t at = text.find("eyJ"); at != std::string_view::npos;
       at = text.find("eyJ", at + 1)) {
    if (at > 0 && is_letter_or_digit(text[at - 1])) continue;
    const std::size_t head = part_at(at);
    if (head - at < kShortestPart || text.substr(head, 4) != ".eyJ") continue;
    const std::size_t claims = part_at(head + 1);
    if (claims >= text.size() || text[claims] != '.') continue;
    if (part_at(claims + 1) - claims > kShortestPart) return true;
  }
  return false;
}

}  // namespace

bool names_a_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kWords{
      "password", "passwd", "passphrase", "secret", "token", "apikey", "privatekey"};
  // At the end of a longer word they mean something else: bypass.
  static constexpr std::array<std::string_view, 4> kWhole{"pass", "pwd", "pw", "passcode"};
  const std::string letters = letters_of(name);
  // What a server hands out with a form and takes back once keeps nobody out.
  if (letters.find("csrf") != std::string::npos || letters.find("xsrf") != std::string::npos)
    return false;
  return ends_with_one(letters, kWords) ||
         std::find(kWhole.begin(), kWhole.end(), letters) != kWhole.end();
}

bool names_a_session(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kWords{"sid",        "session", "sessionid",
                                                          "sessionkey", "jwt",     "auth"};
  return ends_with_one(letters_of(name), kWords);
}

bool in_clear(std::string_view text) {
  return !text.empty() && text.find("${") == std::string_view::npos;
}

bool is_wrong_or_example(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kWords{"wrong",   "invalid", "not-",  "bad",
                                                          "example", "test",    "dummy", "fake"};
  if (text.size() < kShortest) return true;
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(), lower);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return low.find(word) != std::string::npos; });
}

std::string_view behind_scheme(std::string_view text) {
  for (const std::string_view scheme : {"bearer ", "basic "}) {
    if (text.size() <= scheme.size()) continue;
    if (std::equal(scheme.begin(), scheme.end(), text.begin(),
                   [](char a, char b) { return a == lower(b); }))
      return text.substr(scheme.size());
  }
  return {};
}

std::string_view known_key_in(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kBegins{
      "ghp_",  "gho_",     "github_pat_", "AKIA",   "xoxb-", "xoxp-",
      "xoxa-", "sk_live_", "rk_live_",    "glpat-", "AIza",  "npm_"};
  for (const std::string_view begin : kBegins) {
    for (std::size_t at = text.find(begin); at != std::string_view::npos;
         at = text.find(begin, at + 1)) {
      if (at > 0 && is_letter_or_digit(text[at - 1])) continue;
      const std::string_view rest = text.substr(at + begin.size());
      const auto end = std::find_if(rest.begin(), rest.end(), [](char c) {
        return !is_letter_or_digit(c) && c != '_' && c != '-';
      });
      const auto length = static_cast<std::size_t>(end - rest.begin());
      if (length >= kShortestKey && !is_wrong_or_example(rest.substr(0, length))) return begin;
    }
  }
  if (holds_signed_token(text)) return "eyJ";
  // A certificate begins so too, and is nobody's secret.
  const std::size_t block = text.find("-----BEGIN");
  if (block != std::string_view::npos && text.find("PRIVATE KEY", block) != std::string_view::npos)
    return "-----BEGIN";
  return {};
}

std::string_view assigned_secret_in(std::string_view text) {
  for (std::size_t at = text.find_first_of("=:>"); at != std::string_view::npos;
       at = text.find_first_of("=:>", at + 1)) {
    const std::string_view name = name_before(text, at);
    const std::string_view value = value_behind(text, at + 1);
    if (names_a_secret(name) && in_clear(value) && !is_wrong_or_example(value)) return name;
  }
  return {};
}

}  // namespace slogate
