#include "reports/model/report.h"

#include <string_view>

namespace slogate::report {

std::string_view word(State state) {
  switch (state) {
    case State::pass:
      return "pass";
    case State::fail:
      return "fail";
    case State::error:
      return "error";
    case State::inconclusive:
      return "inconclusive";
    case State::skipped:
      return "skipped";
    case State::not_applicable:
      return "not applicable";
  }
  return "inconclusive";  // a value that no State has: never claim more than is known
}

}  // namespace slogate::report
