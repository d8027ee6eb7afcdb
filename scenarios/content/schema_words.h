// How the JSON Schema code speaks of values and types. Private to this folder.
//
//   type_words(3)      // "an integer"
//   show_value("ab")   // "ab" in double quotes; long texts are cut, arrays and objects only named
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace slogate {

[[nodiscard]] std::string_view type_words(const nlohmann::json& value);

// The same for bits of SchemaType: "an integer or null".
[[nodiscard]] std::string type_words(std::uint8_t types);

// The bit of the type that a schema calls so; 0 where there is none.
[[nodiscard]] std::uint8_t type_bit(std::string_view name);

[[nodiscard]] std::string show_value(const nlohmann::json& value);

// The first values of an enum: `"a", "b" and 3 more`.
[[nodiscard]] std::string show_values(const nlohmann::json& values);

// "1 item", "2 items".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view singular,
                                  std::string_view plural);

}  // namespace slogate
