#include "scenarios/data/timestamp.h"

#include <array>
#include <charconv>
#include <chrono>

namespace slogate {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Moment {
  std::int64_t unix_ms = 0;
  std::int64_t seconds = 0;  // since 1970
  std::chrono::sys_days day;
  std::chrono::year_month_day date;
  std::int64_t in_day = 0;  // seconds
  std::int64_t ms = 0;
};

Moment moment_of(std::int64_t unix_ms) {
  using std::chrono::days;
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(unix_ms)};
  Moment moment;
  moment.unix_ms = unix_ms;
  moment.seconds = floor<std::chrono::seconds>(time).time_since_epoch().count();
  moment.day = floor<days>(time);
  moment.date = std::chrono::year_month_day(moment.day);
  moment.in_day = moment.seconds - moment.day.time_since_epoch().count() * 86400;
  moment.ms = unix_ms - moment.seconds * 1000;
  return moment;
}

// With zeros in front up to `width` digits.
void number(std::int64_t value, std::size_t width, std::string& out) {
  std::array<char, 24> digits{};
  if (value < 0) {
    out += '-';
    value = -value;
  }
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  const auto length = static_cast<std::size_t>(end - digits.data());
  if (length < width) out.append(width - length, '0');
  out.append(digits.data(), length);
}

void convert(char conversion, const Moment& at, std::string& out) {
  switch (conversion) {
    case 'Y':
      return number(static_cast<int>(at.date.year()), 4, out);
    case 'm':
      return number(static_cast<unsigned>(at.date.month()), 2, out);
    case 'd':
      return number(static_cast<unsigned>(at.date.day()), 2, out);
    case 'H':
      return number(at.in_day / 3600, 2, out);
    case 'M':
      return number(at.in_day / 60 % 60, 2, out);
    case 'S':
      return number(at.in_day % 60, 2, out);
    case 'L':
      return number(at.ms, 3, out);
    case 's':
      return number(at.seconds, 1, out);
    case 'Q':
      return number(at.unix_ms, 1, out);
    case 'j': {
      const std::chrono::sys_days first{at.date.year() / std::chrono::January / 1};
      return number((at.day - first).count() + 1, 3, out);
    }
    case 'a':
      out += kDays[std::chrono::weekday(at.day).c_encoding()];
      return;
    case 'b':
      out += kMonths[static_cast<unsigned>(at.date.month()) - 1];
      return;
    case '%':
      out += '%';
      return;
    default:
      out += '%';
      out += conversion;
  }
}

}  // namespace

void append_timestamp(std::string_view format, std::int64_t unix_ms, std::string& out) {
  const Moment at = moment_of(unix_ms);
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      out += format[i];
      continue;
    }
    const char conversion = format[++i];
    if (conversion == 'T' || conversion == 'F') {
      const std::string_view parts = conversion == 'T' ? "H:M:S" : "Y-m-d";
      for (std::size_t k = 0; k < parts.size(); ++k) {
        if (k % 2 == 0) {
          convert(parts[k], at, out);
        } else {
          out += parts[k];
        }
      }
    } else {
      convert(conversion, at, out);
    }
  }
}

}  // namespace slogate
