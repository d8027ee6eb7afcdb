// Memory that the exchangers of one worker share, because each needs it only while it runs, or all the same: what is sent, what was
// just received, the text of one answer, the heads that the server sent last, what is known of the clocks. A thousand users
// that each had their own would push one another's out of the processor's cache.
#pragma once

#include <array>
#include <string>
#include <utility>

#include "runner/http/plain_head.h"
#include "runner/net/arrival_clock.h"
#include "runner/net/request_bytes.h"
#include "scenarios/message/exchange.h"

namespace slogate {

struct ExchangeBuffers {
  RequestBytes out;
  std::array<char, 16384> in;
  PlainHeadReader heads;
  ArrivalClock arrivals;

  // An answer takes the spare memory when its first bytes are in; the next request of its user gives it back.
  void lend(Response& response) {
    if (response.headers.has_memory()) return;
    std::swap(response.headers, headers_);
    std::swap(response.body, body_);
  }
  void take_back(Response& response) {
    if (headers_.has_memory() || !response.headers.has_memory()) return;
    std::swap(response.headers, headers_);
    std::swap(response.body, body_);
  }

 private:
  HeaderFields headers_;
  std::string body_;
};

}  // namespace slogate
