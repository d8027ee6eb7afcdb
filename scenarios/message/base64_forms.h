// The base64 texts (RFC 4648) by which another text is found: its own, the digits of it that stand in the base64 of a
// longer text, which are other ones at each of three alignments, and the same of what it becomes when it is escaped for
// a URL or for JSON first, or is base64 itself and is encoded once more.
//
//   base64_forms("s3cr3t-token")   // "czNjcjN0LXRva2Vu" and others
//
// Pure. Texts of both alphabets, each once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slogate {

struct Base64Form {
  std::string text;
  bool whole = false;  // the base64 of the text alone, else digits from inside of a longer one
};

// Digits from inside are left out where they are so few that they stand in any text by chance.
[[nodiscard]] std::vector<Base64Form> base64_forms(std::string_view text);

// Only the digits from inside of a longer text, of the text as it is.
[[nodiscard]] std::vector<std::string> base64_inside(std::string_view text);

}  // namespace slogate
