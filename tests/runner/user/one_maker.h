// A RequestMaker with all that it needs and a suite of one flow; no network at all.
//
//   Maker maker(suite_of(step("GET /x")));
//   EXPECT_EQ(maker.make().url.target, "/x");
//   ASSERT_TRUE(maker.answer(302, {{"location", "/y"}}));
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/clock/virtual_clock.h"
#include "runner/user/request_maker.h"
#include "tests/support/suites.h"

namespace slogate::support {

class Maker {
 public:
  explicit Maker(CompiledSuite suite, std::string run = "test-run")
      : suite_(std::move(suite)),
        clock_(loop_, WallTime(std::chrono::seconds(1'772'791'200))),
        identity_{7, std::move(run)},
        maker_(suite_, identity_, clock_, constants_),
        frame_(suite_.flows[0].slots) {
    // What is the same each time was kept by somebody else, as for all but a worker's first user.
    RequestMaker first(suite_, identity_, clock_, constants_);
    for (const CompiledStep& step : suite_.flows[0].steps) {
      if (step.request.constant != 0) first.make(step.request, frame_, cookies_, 0, 0);
    }
  }

  // The first step's request.
  const Request& make(std::uint64_t iteration = 0, std::uint64_t number = 0) {
    maker_.make(suite_.flows[0].steps[0].request, frame_, cookies_, iteration, number);
    return maker_.request();
  }
  const Request& make_step(std::size_t step) {
    maker_.make(suite_.flows[0].steps[step].request, frame_, cookies_, 0, step);
    return maker_.request();
  }
  // Gives the answer, and goes on where something follows; false where nothing does.
  bool answer(int status, HeaderFields headers = {}) {
    exchange_.clear();
    exchange_.response.status = status;
    exchange_.response.headers = std::move(headers);
    exchange_.service_time = std::chrono::milliseconds(5);
    if (!maker_.take(exchange_)) return false;
    maker_.next();
    return true;
  }
  [[nodiscard]] std::string header(std::string_view name) const {
    std::string all;
    for (const Header& field : maker_.request().headers) {
      if (same_name(field.name, name)) all += (all.empty() ? "" : " | ") + field.value;
    }
    return all;
  }

  CompiledSuite suite_;
  Loop loop_;
  VirtualClock clock_;
  RunIdentity identity_;
  ConstantRequests constants_;
  RequestMaker maker_;
  Frame frame_;
  CookieJar cookies_;
  Exchange exchange_;
};

inline std::string step(const std::string& request, const std::string& members = {}) {
  return R"("steps": [{"name": "a", "request": ")" + request + "\"" +
         (members.empty() ? "" : ", " + members) + "}]";
}

}  // namespace slogate::support
