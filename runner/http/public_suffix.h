// Which domains belong to nobody's site alone (`com`, `co.uk`, `github.io`): a cookie for one of
// them would go to strangers (RFC 6265 5.3, step 5). The list is the one that is compiled into
// libpsl (Debian builds it in: nothing is read or fetched while running). It is constant data, so
// all threads share it.
//
//   is_public_suffix("co.uk")     // true
//   is_public_suffix("web.test")  // false; `test` alone is one, as every unlisted top level
#pragma once

#include <string_view>

namespace slogate {

// `dots` knows no list: a name without a dot is a suffix, any other is not.
enum class SuffixRules { list, dots };

// `list`, or `dots` where libpsl was built without its list.
[[nodiscard]] SuffixRules available_suffix_rules();

// For a lower-case name without leading dot. A name that ends in a dot or is over 255 bytes counts
// as a suffix: no cookie is set for it.
[[nodiscard]] bool is_public_suffix(std::string_view domain, SuffixRules rules);
[[nodiscard]] inline bool is_public_suffix(std::string_view domain) {
  return is_public_suffix(domain, available_suffix_rules());
}

}  // namespace slogate
