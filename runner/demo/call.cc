#include "runner/demo/call.h"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace slogate {
namespace {

constexpr std::size_t kMaxFields = 64;  // no form of the demo has more than three

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::string decode_field(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
               hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

Answer json_answer(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

Answer html_answer(int status, std::string body) {
  return {status, "text/html; charset=utf-8", std::move(body), {}};
}

Answer detail_answer(int status, std::string_view detail) {
  return json_answer(status, nlohmann::json{{"detail", detail}}.dump());
}

Answer field_answer(std::string_view field, std::string_view message) {
  const nlohmann::json entry = {
      {"loc", nlohmann::json::array({"body", field})}, {"msg", message}, {"type", "value_error"}};
  return json_answer(422, nlohmann::json{{"detail", nlohmann::json::array({entry})}}.dump());
}

Answer method_answer(std::string_view allow) {
  Answer answer = detail_answer(405, "Method Not Allowed");
  answer.headers.emplace_back("Allow", allow);
  return answer;
}

Answer see_other(std::string_view location) {
  Answer answer{303, "", "", {}};
  answer.headers.emplace_back("Location", location);
  return answer;
}

std::string bearer_of(const Call& call) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!call.authorization.starts_with(kScheme)) return {};
  return std::string(trimmed(std::string_view(call.authorization).substr(kScheme.size())));
}

std::string cookie_of(const Call& call, std::string_view name) {
  std::string_view rest = call.cookies;
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    const std::string_view pair = trimmed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return std::string(pair.substr(equals + 1));
    }
  }
  return {};
}

std::map<std::string, std::string> form_of(std::string_view body) {
  std::map<std::string, std::string> fields;
  while (!body.empty() && fields.size() < kMaxFields) {
    const std::size_t end = body.find('&');
    const std::string_view pair = body.substr(0, end);
    body = end == std::string_view::npos ? std::string_view() : body.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    fields.emplace(decode_field(pair.substr(0, equals)), decode_field(pair.substr(equals + 1)));
  }
  return fields;
}

std::string iso_time(UnixSeconds when) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}+00:00",
                     fmt::gmtime(static_cast<std::time_t>(when.count())));
}

}  // namespace slogate
