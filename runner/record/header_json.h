// The run file's JSON texts: the header (all of RunHeader but rows and flows, which have tables of
// their own) and lists of texts. Keys stand in alphabetical order; numbers survive the round trip
// exactly; bytes that are no UTF-8 come back as U+FFFD.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/record/run_result.h"

namespace slogate {

[[nodiscard]] std::string header_to_json(const RunHeader& header);

// Fills all but rows and flows. What is wrong in words, empty where nothing is: a missing key, a
// wrong type, an unknown word.
[[nodiscard]] std::string header_from_json(std::string_view text, RunHeader& header);

[[nodiscard]] std::string texts_to_json(const std::vector<std::string>& texts);
// Nothing where the text is no JSON array of strings.
[[nodiscard]] std::optional<std::vector<std::string>> texts_from_json(std::string_view text);

}  // namespace slogate
