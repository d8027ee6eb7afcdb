// A generator from its JSON, and what it makes.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/data/generator.h"
#include "scenarios/suite/json.h"

namespace slogate::test {

inline GeneratorSpec made(const std::string& name, std::string_view json, Diagnostics& problems) {
  return parse_generator(name, {"f.json", 1, 1}, *parse_json("f.json", json), problems);
}

// Of the flow "shop" with seed 42.
inline std::string value(const GeneratorSpec& spec, std::uint64_t ordinal,
                         std::int64_t unix_ms = 0) {
  std::string out;
  generate(spec, {42, stream_number("shop"), ordinal, unix_ms}, out);
  return out;
}

}  // namespace slogate::test
