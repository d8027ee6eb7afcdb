// Which steps send a one-time code that somebody gives before the run: it serves one sign-in, so how often they are
// walked matters. Codes that the run itself gets are captures and no concern here.
//
//   for (const CodeUse& use : one_time_codes(suite)) …   // flow "auth", step "verify-given", LOGIN_CODE
//
// And which steps want codes of one key in one time step: no code is sent twice (RFC 6238 5.2), so one of them waits.
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

// Tells two steps of one iteration without a think time of a time step between them, and two flows of one profile.
void find_shared_codes(const Suite& suite, Diagnostics& told);

}  // namespace slogate
