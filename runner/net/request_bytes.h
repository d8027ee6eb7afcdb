// Requests as the bytes that go out, for the exchangers of one worker. What is the same each time is written once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/message/exchange.h"

namespace slogate {

class RequestBytes {
 public:
  // Head and text of the body (http/request_writer.h); nothing where that cannot be written. Good until the next call.
  [[nodiscard]] std::optional<std::string_view> of(const Request& request);

 private:
  std::string once_;
  std::vector<std::string> constant_;  // by Request::constant; empty: not written yet
};

}  // namespace slogate
