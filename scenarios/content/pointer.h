// JSON pointers (RFC 6901): splitting one into its reference tokens, and following the tokens.
// Split once, when a flow is compiled; followed for each answer, without allocation.
//
//   std::vector<std::string> tokens;
//   if (split_pointer("/items/0/id", tokens)) value = follow_pointer(body, tokens);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace slogate {

// Splits a JSON pointer into its reference tokens (RFC 6901 3 and 4). False where it is malformed.
[[nodiscard]] bool split_pointer(std::string_view pointer, std::vector<std::string>& tokens);

// The value that the tokens lead to; nullptr where there is none.
[[nodiscard]] const nlohmann::json* follow_pointer(const nlohmann::json& root,
                                                   const std::vector<std::string>& tokens);

}  // namespace slogate
