#include "scenarios/message/exchange.h"

#include <algorithm>

namespace slogate {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool same_letters(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    // Upper and lower case differ in one bit, and so do characters that are no letters.
    if (a[i] != b[i] && ((a[i] ^ b[i]) != 0x20 || lower(a[i]) != lower(b[i]))) return false;
  }
  return true;
}

bool is_cookie_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7F && c != ',' && c != ';' && c != '\\';
  });
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  return headers.find(name);
}

void Exchange::clear() {
  outcome = Outcome::ok;
  detail.clear();
  response.status = 0;
  response.headers.clear();
  response.body.clear();
  response.body_bytes = 0;
  tls.reset();
  phases = {};
  service_time = {};
  bytes_out = 0;
  bytes_in = 0;
  new_connection = false;
  stale_retry = false;
  extra_bytes = false;
}

}  // namespace slogate
