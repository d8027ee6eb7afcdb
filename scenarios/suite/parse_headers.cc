// The parts of a request that are names with texts: headers, cookies and the query.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

constexpr std::size_t kMostHeaders = 64;
constexpr std::size_t kMostCookies = 50;
constexpr std::size_t kMostQueryFields = 200;

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// What a cookie's value may not hold (RFC 6265 4.1.1); what stands in ${…} comes from elsewhere.
bool holds_separator(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.substr(at).starts_with("${")) {
      const std::size_t end = text.find('}', at);
      if (end == std::string_view::npos) return false;
      at = end + 1;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte <= 0x20 || byte >= 0x7f ||
        std::string_view("\",;\\").find(text[at]) != std::string_view::npos) {
      return true;
    }
    ++at;
  }
  return false;
}

std::optional<std::string> field_text(const Json& value) {
  switch (value.kind) {
    case Json::Kind::string:
      return value.string;
    case Json::Kind::integer:
    case Json::Kind::number:
    case Json::Kind::boolean:
      return value.dump();
    default:
      return std::nullopt;
  }
}

void add_query(const Json::Member& member, const Json& value, NamedTexts& out,
               Diagnostics& problems) {
  if (std::optional<std::string> text = field_text(value)) {
    out.emplace_back(member.key, TemplateText{std::move(*text), value.place()});
    return;
  }
  problems.add(value.at, fmt::format("{} in \"query\" is {}, it must be a string, a number, a "
                                     "boolean or an array of these",
                                     in_quotes(member.key), value.kind_name()));
}

}  // namespace

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool check_header_name(const std::string& name, const Position& at, Diagnostics& problems) {
  static constexpr std::array<std::string_view, 4> kOurs{"host", "content-length", "connection",
                                                         "transfer-encoding"};
  if (!is_token(name)) {
    problems.add(at, in_quotes(name) + " is no name of a header, letters, digits and - are usual");
    return false;
  }
  if (std::find(kOurs.begin(), kOurs.end(), lower_case(name)) != kOurs.end()) {
    problems.add(at,
                 fmt::format("the header \"{}\" is written by slogate itself, leave it out", name));
    return false;
  }
  return true;
}

NamedTexts parse_headers(const Json& object, Diagnostics& problems) {
  NamedTexts out;
  std::vector<std::string> seen;
  for (const Json::Member& member : object.members) {
    const std::string lower = lower_case(member.key);
    if (check_header_name(member.key, member.at, problems) &&
        std::find(seen.begin(), seen.end(), lower) != seen.end()) {
      problems.add(
          member.at,
          fmt::format("the header \"{}\" stands here twice, case does not count", member.key));
    }
    seen.push_back(lower);
    if (!check_kind(member.value, Json::Kind::string,
                    fmt::format("the header {}", in_quotes(member.key)), problems))
      continue;
    const std::string& text = member.value.string;
    if (text.find_first_of("\r\n") != std::string::npos) {
      problems.add(
          member.value.at,
          fmt::format("the header \"{}\" holds a line break, a header is one line", member.key));
    }
    out.emplace_back(member.key, TemplateText{text, member.value.place()});
  }
  if (out.size() > kMostHeaders)
    problems.add(object.at, fmt::format("more than {} headers", kMostHeaders));
  return out;
}

NamedTexts parse_cookies(const Json& object, Diagnostics& problems) {
  NamedTexts out;
  for (const Json::Member& member : object.members) {
    if (!is_token(member.key)) {
      problems.add(member.at, in_quotes(member.key) +
                                  " is no name of a cookie, letters, digits and - are usual");
    }
    if (!check_kind(member.value, Json::Kind::string,
                    fmt::format("the cookie {}", in_quotes(member.key)), problems))
      continue;
    if (holds_separator(member.value.string)) {
      problems.add(member.value.at,
                   fmt::format("the cookie {} holds a blank, a quote, a comma, a semicolon, a "
                               "backslash or a letter outside ASCII, encode it",
                               in_quotes(member.key)));
    }
    out.emplace_back(member.key, TemplateText{member.value.string, member.value.place()});
  }
  if (out.size() > kMostCookies)
    problems.add(object.at, fmt::format("more than {} cookies", kMostCookies));
  return out;
}

NamedTexts parse_query(const Json& object, Diagnostics& problems) {
  NamedTexts out;
  for (const Json::Member& member : object.members) {
    if (member.key.empty()) problems.add(member.at, "a name in \"query\" is empty, leave it out");
    if (member.value.kind != Json::Kind::array) {
      add_query(member, member.value, out, problems);
      continue;
    }
    if (member.value.items.empty()) {
      problems.add(member.value.at, fmt::format("{} in \"query\" is an empty array, leave it out",
                                                in_quotes(member.key)));
    }
    for (const Json& item : member.value.items) add_query(member, item, out, problems);
  }
  if (out.size() > kMostQueryFields)
    problems.add(object.at, fmt::format("more than {} fields in \"query\"", kMostQueryFields));
  return out;
}

}  // namespace slogate
