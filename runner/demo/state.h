// What the demo's API remembers, and the mutex under which it is touched.
#pragma once

#include <mutex>
#include <string>

#include "runner/demo/accounts.h"
#include "runner/demo/codes.h"
#include "runner/demo/grants.h"

namespace slogate {

struct DemoState {
  bool expose_otp = true;
  std::mutex mutex;  // holds for all below
  Accounts accounts;
  Codes codes;
  Grants grants;
};

}  // namespace slogate
