// Which steps send a one-time code that somebody gives before the run: it serves one sign-in, so how often they are
// walked matters. Codes that the run itself gets are captures and no concern here.
//
//   for (const CodeUse& use : one_time_codes(suite)) …   // flow "auth", step "verify-given", LOGIN_CODE
#pragma once

#include <string>
#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

struct CodeUse {
  std::string flow;
  std::string step;
  std::string environment;  // the name that the code comes from
  Position at;              // the step's
};

// A variable with `one_time` and a default that is a code itself is none: what stands in the suite serves every time.
[[nodiscard]] std::vector<CodeUse> one_time_codes(const Suite& suite);

}  // namespace slogate
