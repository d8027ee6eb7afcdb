#include "runner/http/public_suffix.h"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace slogate {
namespace {

constexpr std::size_t kLongestName = 255;

}  // namespace

SuffixRules available_suffix_rules() {
  return psl_builtin() != nullptr ? SuffixRules::list : SuffixRules::dots;
}

bool is_public_suffix(std::string_view domain, SuffixRules rules) {
  if (domain.empty() || domain.size() > kLongestName || domain.back() == '.') return true;
  if (domain.find('.') == std::string_view::npos) return true;
  if (rules == SuffixRules::dots) return false;
  std::array<char, kLongestName + 1> text{};  // libpsl wants a NUL behind it
  std::copy(domain.begin(), domain.end(), text.begin());
  return psl_is_public_suffix(psl_builtin(), text.data()) == 1;
}

}  // namespace slogate
