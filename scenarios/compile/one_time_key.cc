#include "scenarios/compile/one_time_key.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "scenarios/compile/filter.h"

namespace slogate {
namespace {

constexpr std::string_view kScheme = "otpauth://";
constexpr std::int64_t kLongestPeriod = 3600;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// `b` is in lower case.
bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower);
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  // from_chars would take a minus sign.
  if (text.empty() || text.front() == '-') return std::nullopt;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

// The parameters of an address that count here, decoded.
struct Parameters {
  std::optional<std::string> secret, digits, period, algorithm;
};

std::string_view read_parameters(std::string_view query, Parameters& out) {
  const std::array<std::pair<std::string_view, std::optional<std::string>*>, 4> known = {{
      {"secret", &out.secret},
      {"digits", &out.digits},
      {"period", &out.period},
      {"algorithm", &out.algorithm},
  }};
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    for (const auto& [name, value] : known) {
      if (!same_word(pair.substr(0, equals), name)) continue;
      if (value->has_value())
        return "an otpauth:// address that gives \"secret\", \"digits\", \"period\" or "
               "\"algorithm\" twice";
      std::string why;
      value->emplace();
      if (!apply_text_filter(Filter::url_decode, pair.substr(std::min(equals + 1, pair.size())),
                             **value, why))
        return "an otpauth:// address that is not percent-encoded";
    }
  }
  return {};
}

std::string_view read_shape(const Parameters& given, bool counted, OneTimeCode& shape) {
  if (given.digits) {
    const auto digits = whole_number(*given.digits);
    if (!digits || *digits < 6 || *digits > 8)
      return "an otpauth:// address whose \"digits\" is none of 6, 7 and 8";
    shape.digits = static_cast<unsigned>(*digits);
  }
  if (given.algorithm) {
    if (same_word(*given.algorithm, "sha1")) {
      shape.hash = Hash::sha1;
    } else if (same_word(*given.algorithm, "sha256")) {
      shape.hash = Hash::sha256;
    } else if (same_word(*given.algorithm, "sha512")) {
      shape.hash = Hash::sha512;
    } else {
      return "an otpauth:// address whose \"algorithm\" is none of SHA1, SHA256 and SHA512";
    }
  }
  // Codes that are counted have none.
  if (given.period && !counted) {
    const auto period = whole_number(*given.period);
    if (!period || *period < 1 || *period > kLongestPeriod)
      return "an otpauth:// address whose \"period\" is no whole number of seconds from 1 to 3600";
    shape.period = *period;
  }
  return {};
}

std::string_view read_address(std::string_view text, bool counted, OneTimeKey& key) {
  text = text.substr(0, text.find('#'));
  const std::string_view type = text.substr(0, text.find_first_of("/?"));
  const bool by_counter = same_word(type, "hotp");
  if (!by_counter && !same_word(type, "totp"))
    return "an otpauth:// address of neither totp nor hotp";
  if (by_counter && !counted) return "an otpauth:// address of hotp: write ${hotp:name:counter}";
  if (!by_counter && counted) return "an otpauth:// address of totp: write ${totp:name}";
  const std::size_t query = std::min(text.find('?'), text.size() - 1);
  Parameters given;
  if (const auto why = read_parameters(text.substr(query + 1), given); !why.empty()) return why;
  if (!given.secret || given.secret->empty()) return "an otpauth:// address without a \"secret\"";
  auto bytes = decode_base32(*given.secret);
  if (!bytes || bytes->empty()) return "an otpauth:// address whose \"secret\" is no base32";
  key.bytes = std::move(*bytes);
  key.secret = std::move(*given.secret);
  return read_shape(given, counted, key.shape);
}

}  // namespace

std::string_view read_one_time_key(std::string_view text, bool counted, OneTimeKey& key) {
  key = {};
  const std::string_view trimmed = trimmed_text(text);
  if (same_word(trimmed.substr(0, kScheme.size()), kScheme))
    return read_address(trimmed.substr(kScheme.size()), counted, key);
  auto bytes = decode_base32(text);
  if (!bytes) return "no base32";
  key.bytes = std::move(*bytes);
  return {};
}

std::optional<std::uint64_t> read_counter(std::string_view text) {
  const auto number = whole_number(text);
  if (!number) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

}  // namespace slogate
