// One request to the demo and its answer, as values: what the routes are written against, so that
// they need no socket and the tests none either.
//
//   Answer answer = json_answer(200, R"({"ok":true})");
//
// Time comes with the call. Values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slogate {

using UnixSeconds = std::chrono::seconds;  // since 1970

struct Call {
  std::string method;
  std::string path;           // decoded, without query
  std::string client;         // address of the other side
  std::string authorization;  // header values; empty: not sent
  std::string step_up;
  std::string request_id;
  std::string cookies;
  std::string body;
  UnixSeconds now{0};
};

struct Answer {
  int status = 200;
  std::string type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

[[nodiscard]] Answer json_answer(int status, std::string body);
[[nodiscard]] Answer html_answer(int status, std::string body);

// `{"detail": "…"}`, as FastAPI tells errors.
[[nodiscard]] Answer detail_answer(int status, std::string_view detail);

// 422 with the list that FastAPI gives for a body field that is missing or wrong.
[[nodiscard]] Answer field_answer(std::string_view field, std::string_view message);

[[nodiscard]] Answer method_answer(std::string_view allow);  // 405
[[nodiscard]] Answer see_other(std::string_view location);   // 303

// The token of `Authorization: Bearer TOKEN`; empty when there is none.
[[nodiscard]] std::string bearer_of(const Call& call);

// The value of one cookie of the request (RFC 6265 5.4); empty when there is none.
[[nodiscard]] std::string cookie_of(const Call& call, std::string_view name);

// Fields of an application/x-www-form-urlencoded body; the first of a name counts, at most 64 are
// read.
[[nodiscard]] std::map<std::string, std::string> form_of(std::string_view body);

// "2026-03-01T12:00:00+00:00".
[[nodiscard]] std::string iso_time(UnixSeconds when);

}  // namespace slogate
