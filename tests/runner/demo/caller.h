// Calls to the demo's routes without a socket: a time that the test sets, and the answers as JSON.
#pragma once

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "runner/demo/call.h"

namespace slogate {

constexpr UnixSeconds kNoon{1'772'366'400};  // 2026-03-01T12:00:00Z

inline Call call_to(std::string method, std::string path, std::string body = "") {
  Call call;
  call.method = std::move(method);
  call.path = std::move(path);
  call.client = "127.0.0.1";
  call.body = std::move(body);
  call.now = kNoon;
  return call;
}

inline Call with_token(Call call, const std::string& token) {
  call.authorization = "Bearer " + token;
  return call;
}

inline Call later(Call call, UnixSeconds by) {
  call.now += by;
  return call;
}

inline nlohmann::json json_of(const Answer& answer) {
  return nlohmann::json::parse(answer.body);
}

inline std::string header_of(const Answer& answer, const std::string& name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace slogate
