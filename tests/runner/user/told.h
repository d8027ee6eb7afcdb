// All that a report could show of what one user did.
#pragma once

#include <string>
#include <vector>

#include "tests/runner/user/one_user.h"

namespace slogate::support {

inline std::vector<std::string> everything_told(const OneUser& user) {
  std::vector<std::string> out;
  for (const Finding& finding : user.findings()) {
    out.insert(out.end(),
               {finding.expected, finding.got, finding.excerpt, finding.because, finding.curl});
  }
  for (const ExchangeRecord& exchange : user.recorded().exchanges) {
    out.insert(out.end(), {exchange.request, exchange.response});
    out.insert(out.end(), exchange.checks.begin(), exchange.checks.end());
  }
  return out;
}

}  // namespace slogate::support
