// The sources of checks and captures: which keys they are, and what may stand behind each.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/suite/reader.h"
#include "scenarios/suite/suite.h"
#include "scenarios/suite/value_shape.h"

namespace slogate {

struct SourceWord {
  std::string_view key;
  Source source;
};
inline constexpr std::array<SourceWord, 14> kSources{{{"status", Source::status},
                                                      {"header", Source::header},
                                                      {"cookie", Source::cookie},
                                                      {"body", Source::body},
                                                      {"json", Source::json},
                                                      {"jsonpath", Source::jsonpath},
                                                      {"xpath", Source::xpath},
                                                      {"regex", Source::regex},
                                                      {"size", Source::size},
                                                      {"hash", Source::hash},
                                                      {"time", Source::time},
                                                      {"redirects", Source::redirects},
                                                      {"tls", Source::tls},
                                                      {"variable", Source::variable}}};

// The one source of a check or a capture; nothing where there is none or more than one, which has
// been told. `what`: "a check".
[[nodiscard]] const SourceWord* parse_source(const Reader& reader, std::string_view what);

// What stands behind the source's key: a name, an expression, a word. Every source but status.
void parse_selector(const Reader& reader, const SourceWord& source, TemplateText& selector);

// "attribute" of a cookie; empty where there is none.
[[nodiscard]] std::string parse_attribute(const Reader& reader, Source source);

// "filters", held against the shape of the source's value, which becomes that of the result.
[[nodiscard]] std::vector<FilterSpec> parse_filters(const Reader& reader, ValueShape& shape);

// The words that "size", "hash", "time", "redirects", "tls" and "attribute" know; empty for others.
[[nodiscard]] std::vector<std::string> words_of_source(std::string_view key);

}  // namespace slogate
