#include "scenarios/content/schema_reference.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "scenarios/content/pointer.h"

namespace slogate {
namespace {

// Schemas within schemas; the compiler's own limit is lower.
constexpr int kMostDepth = 256;

bool has_scheme(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  return colon != std::string_view::npos && colon > 0 && uri.find('/') > colon &&
         uri.find('#') > colon;
}

// RFC 3986 5.2 as far as schemas use it: no dots in paths.
std::string resolved(std::string_view base, std::string_view reference) {
  base = base.substr(0, base.find('#'));
  if (has_scheme(reference)) return std::string(reference);
  if (reference.empty() || reference.front() == '#') return fmt::format("{}{}", base, reference);
  if (reference.front() == '/') {
    const std::size_t authority = base.find("://");
    if (authority == std::string_view::npos) return std::string(reference);
    return fmt::format("{}{}", base.substr(0, base.find('/', authority + 3)), reference);
  }
  const std::size_t slash = base.rfind('/');
  const std::size_t kept = slash == std::string_view::npos ? 0 : slash + 1;
  return fmt::format("{}{}", base.substr(0, kept), reference);
}

std::string percent_decoded(std::string_view text) {
  const auto value = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && value(text[i + 1]) >= 0 &&
        value(text[i + 2]) >= 0) {
      out += static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Instances, not schemas: what looks like an `$id` in them is none.
bool holds_values(const std::string& keyword) {
  return keyword == "enum" || keyword == "const" || keyword == "default" || keyword == "examples";
}

}  // namespace

bool known_draft(std::string_view uri) {
  for (const std::string_view draft :
       {"://json-schema.org/draft-07/schema", "://json-schema.org/draft-06/schema"}) {
    for (const std::string_view scheme : {"http", "https"}) {
      for (const std::string_view end : {"", "#"}) {
        if (uri == fmt::format("{}{}{}", scheme, draft, end)) return true;
      }
    }
  }
  return false;
}

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

SchemaReferences::SchemaReferences(const nlohmann::json& schema) : schema_(schema) {
  bases_.emplace("", "");
  places_.emplace("", "");
  register_ids(schema, "", "", 0);
}

void SchemaReferences::register_ids(const nlohmann::json& value, const std::string& pointer,
                                    const std::string& base, int depth) {
  if (depth > kMostDepth) return;
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      register_ids(value[i], fmt::format("{}/{}", pointer, i), base, depth + 1);
    }
  }
  if (!value.is_object()) return;
  std::string below = base;
  const auto id = value.find("$id");
  if (id != value.end() && id->is_string() && !value.contains("$ref")) {
    const std::string uri = resolved(base, id->get_ref<const std::string&>());
    const std::size_t hash = uri.find('#');
    const std::string document = uri.substr(0, hash);
    // A name alone ("#item") marks a place; it does not change the base.
    if (hash == std::string::npos || hash + 1 == uri.size() || document != base) {
      below = document;
      bases_[pointer] = document;
      places_.emplace(document, pointer);
    }
    if (hash != std::string::npos && hash + 1 < uri.size()) places_.emplace(uri, pointer);
  }
  for (const auto& [name, child] : value.items()) {
    if (holds_values(name) && !child.is_object()) continue;
    if (name == "const" || name == "default") continue;
    register_ids(child, fmt::format("{}/{}", pointer, pointer_token(name)), below, depth + 1);
  }
}

const std::string& SchemaReferences::base_of(std::string_view pointer) const {
  while (true) {
    if (const auto found = bases_.find(pointer); found != bases_.end()) return found->second;
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
}

std::optional<std::string> SchemaReferences::resolve(std::string_view reference,
                                                     std::string_view pointer,
                                                     std::string& why) const {
  const std::string uri = resolved(base_of(pointer), reference);
  const std::size_t hash = uri.find('#');
  const std::string fragment =
      hash == std::string::npos ? "" : percent_decoded(std::string_view(uri).substr(hash + 1));
  const auto document = places_.find(std::string_view(uri).substr(0, hash));
  if (document == places_.end()) {
    why = fmt::format("\"{}\" is in another document, and nothing is fetched", reference);
    return std::nullopt;
  }
  if (!fragment.empty() && fragment.front() != '/') {
    if (const auto named = places_.find(uri); named != places_.end()) return named->second;
    why = fmt::format("no \"$id\" is named \"{}\"", reference);
    return std::nullopt;
  }
  std::vector<std::string> tokens;
  std::string place = document->second + fragment;
  if (!split_pointer(place, tokens) || follow_pointer(schema_, tokens) == nullptr) {
    why = fmt::format("there is nothing at \"{}\"", reference);
    return std::nullopt;
  }
  return place;
}

}  // namespace slogate
