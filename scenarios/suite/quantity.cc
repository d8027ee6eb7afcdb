#include "scenarios/suite/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace slogate {
namespace {

constexpr std::size_t kMostDigits =
    15;  // of a number as written: exact in a double and in an int64

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

// Largest first: `1h30m` names its units in this order, each at most once.
constexpr std::array<Unit, 6> kUnits{{{"h", 3'600'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"s", 1'000'000'000},
                                      {"ms", 1'000'000},
                                      {"us", 1'000},
                                      {"ns", 1}}};
constexpr std::size_t kParsedUnits = 5;  // nanoseconds are no unit for people to write
constexpr std::int64_t kLongest = 8760 * kUnits[0].ns;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The length of `12` or `12.5` at the beginning of the text; 0 where there is none.
std::size_t number_length(std::string_view text) {
  std::size_t whole = 0;
  while (whole < text.size() && is_digit(text[whole])) ++whole;
  if (whole == 0 || whole > kMostDigits) return 0;
  if (whole == text.size() || text[whole] != '.') return whole;
  std::size_t end = whole + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end > whole + 1 && end <= kMostDigits ? end : 0;
}

double to_double(std::string_view number, std::string_view exponent = {}) {
  const std::string text = std::string(number) + std::string(exponent);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// `value` with `digits` significant digits, trailing zeros left out, never in exponent form.
std::string plain(double value, int digits) {
  const double size = std::fabs(value);
  const int before = size > 0 ? static_cast<int>(std::floor(std::log10(size))) + 1 : 1;
  std::string out = fmt::format("{:.{}f}", value, std::clamp(digits - before, 0, 17));
  if (out.find('.') != std::string::npos) {
    out.erase(out.find_last_not_of('0') + 1);
    if (out.back() == '.') out.pop_back();
  }
  return out;
}

// Rounded to three significant digits: 59,960 ms is 60 s.
double rounded(double ns) {
  if (ns <= 0) return 0;
  const double step = std::pow(10.0, std::floor(std::log10(ns)) - 2);
  return std::round(ns / step) * step;
}

std::string two_units(std::int64_t small, std::string_view big_name, std::string_view small_name) {
  std::string out = fmt::format("{} {}", small / 60, big_name);
  if (small % 60 != 0) out += fmt::format(" {} {}", small % 60, small_name);
  return out;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  while (!text.empty()) {
    const std::size_t length = number_length(text);
    if (length == 0) return std::nullopt;
    const std::string_view number = text.substr(0, length);
    text.remove_prefix(length);
    std::size_t end = 0;
    while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
    const std::string_view name = text.substr(0, end);
    text.remove_prefix(end);
    std::size_t unit = next_unit;
    while (unit < kParsedUnits && kUnits[unit].name != name) ++unit;
    if (unit == kParsedUnits) return std::nullopt;
    next_unit = unit + 1;
    const double ns = to_double(number) * static_cast<double>(kUnits[unit].ns);
    if (ns > static_cast<double>(kLongest)) return std::nullopt;
    total += std::llround(ns);
    if (total > kLongest) return std::nullopt;
  }
  return Duration(total);
}

std::optional<double> parse_rate(std::string_view text) {
  static constexpr double kHighest = 1e6;
  const std::size_t length = number_length(text);
  if (length == 0 || text.size() != length + 2 || text[length] != '/') return std::nullopt;
  const char unit = text[length + 1];
  const double seconds = unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3600 : 0;
  if (seconds == 0) return std::nullopt;
  const double rate = to_double(text.substr(0, length)) / seconds;
  if (!(rate > 0) || rate > kHighest) return std::nullopt;
  return rate;
}

std::optional<double> parse_share(std::string_view text) {
  const std::size_t length = number_length(text);
  if (length == 0 || text.size() != length + 1 || text[length] != '%') return std::nullopt;
  const double share = to_double(text.substr(0, length),
                                 "e-2");  // not a division: 0.1% is the double nearest to 0.001
  if (share > 1) return std::nullopt;
  return share;
}

std::string duration_text(Duration duration) {
  if (duration < Duration::zero()) {
    // The most negative value has no positive counterpart.
    return "-" + duration_text(duration == Duration::min() ? Duration::max() : -duration);
  }
  const auto ns = static_cast<double>(duration.count());
  const double shown = rounded(ns);
  if (shown == 0) return "0 s";
  if (shown < 1e3) return plain(shown, 3) + " ns";
  if (shown < 1e6) return plain(shown / 1e3, 3) + " us";
  if (shown < 1e9) return plain(shown / 1e6, 3) + " ms";
  if (shown < 60e9) return plain(shown / 1e9, 3) + " s";
  const std::int64_t seconds = std::llround(ns / 1e9);
  if (seconds < 3600) return two_units(std::max<std::int64_t>(seconds, 60), "min", "s");
  return two_units(std::llround(ns / 60e9), "h", "min");
}

std::string share_text(double share) {
  // Four significant digits of the smaller of the share and its rest: 0.1234 %, and 99.95 % as
  // well.
  const double percent = share * 100;
  const double small = std::min(std::fabs(percent), std::fabs(100 - percent));
  const int after = small >= 1 || small == 0
                        ? 2
                        : std::min(4 - static_cast<int>(std::floor(std::log10(small))) - 1, 12);
  std::string out = fmt::format("{:.{}f}", percent, after);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return (out == "-0" ? "0" : out) + " %";
}

std::string rate_text(double per_second) {
  struct RateUnit {
    double seconds;
    std::string_view name;
  };
  static constexpr std::array<RateUnit, 3> kRateUnits{{{1, "/s"}, {60, "/m"}, {3600, "/h"}}};
  for (const RateUnit& unit : kRateUnits) {
    const double value = per_second * unit.seconds;
    if (value >= 1 && std::fabs(value - std::round(value)) < 1e-9 * value) {
      return fmt::format("{:.0f}{}", value, unit.name);
    }
  }
  return plain(per_second, 4) + "/s";
}

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
  return out;
}

}  // namespace slogate
