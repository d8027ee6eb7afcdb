#include "scenarios/compile/date.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>

#include "scenarios/message/set_cookie.h"

namespace slogate {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// What has been read so far.
struct Moment {
  int year = 1970;
  unsigned month = 1;
  unsigned day = 1;
  unsigned day_of_year = 0;  // 0: not given
  int hour = 0;
  int minute = 0;
  int second = 0;
  double fraction = 0;
  int zone = 0;                   // seconds east of UTC
  std::optional<double> instant;  // seconds since 1970, which say it all

  [[nodiscard]] std::optional<double> seconds() const;
};

std::optional<double> Moment::seconds() const {
  if (instant) return instant;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  // A leap second is the first of the next minute.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  std::chrono::sys_days whole(date);
  if (day_of_year > 0) {
    const auto year_begin = std::chrono::sys_days(std::chrono::year(year) / 1 / 1);
    whole = year_begin + std::chrono::days(day_of_year - 1);
    if (std::chrono::year_month_day(whole).year() != std::chrono::year(year)) return std::nullopt;
  }
  const auto days = static_cast<double>(whole.time_since_epoch().count());
  return days * 86400 + hour * 3600 + minute * 60 + second - zone + fraction;
}

// Reads a text from front to back; each function says whether it stood there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool done() const { return text_.empty(); }
  bool literal(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  template <class Number>
  bool digits(std::size_t width, Number& number) {
    if (text_.size() < width) return false;
    int value = 0;
    const auto [stop, error] = std::from_chars(text_.data(), text_.data() + width, value);
    if (error != std::errc() || stop != text_.data() + width || value < 0 || text_.front() == '-')
      return false;
    number = static_cast<Number>(value);
    text_.remove_prefix(width);
    return true;
  }
  bool whole(std::int64_t& number) {
    const char* end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(text_.data(), end, number);
    if (error != std::errc()) return false;
    text_.remove_prefix(static_cast<std::size_t>(stop - text_.data()));
    return true;
  }
  bool fraction(double& part) {
    double unit = 0.1;
    const std::size_t before = text_.size();
    part = 0;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      part += unit * (text_.front() - '0');
      unit /= 10;
      text_.remove_prefix(1);
    }
    return text_.size() < before;
  }
  template <std::size_t Size>
  bool name(const std::array<std::string_view, Size>& names, unsigned& number) {
    for (unsigned i = 0; i < Size; ++i) {
      if (!text_.starts_with(names[i])) continue;
      number = i + 1;
      text_.remove_prefix(names[i].size());
      return true;
    }
    return false;
  }

 private:
  std::string_view text_;
};

bool read_date(Scanner& in, Moment& out) {
  return in.digits(4, out.year) && in.literal('-') && in.digits(2, out.month) && in.literal('-') &&
         in.digits(2, out.day);
}

bool read_time(Scanner& in, Moment& out) {
  return in.digits(2, out.hour) && in.literal(':') && in.digits(2, out.minute) && in.literal(':') &&
         in.digits(2, out.second);
}

bool read_zone(Scanner& in, Moment& out) {
  if (in.done() || in.literal('Z') || in.literal('z')) return true;
  const bool east = in.literal('+');
  if (!east && !in.literal('-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!in.digits(2, hours)) return false;
  if (!in.done()) {
    in.literal(':');
    if (!in.digits(2, minutes)) return false;
  }
  if (hours > 23 || minutes > 59) return false;
  out.zone = (hours * 3600 + minutes * 60) * (east ? 1 : -1);
  return true;
}

std::optional<double> parse_iso8601(std::string_view text) {
  Scanner in(text);
  Moment moment;
  if (!read_date(in, moment)) return std::nullopt;
  if (in.done()) return moment.seconds();
  if (!in.literal('T') && !in.literal('t') && !in.literal(' ')) return std::nullopt;
  if (!read_time(in, moment)) return std::nullopt;
  if ((in.literal('.') || in.literal(',')) && !in.fraction(moment.fraction)) return std::nullopt;
  if (!read_zone(in, moment) || !in.done()) return std::nullopt;
  return moment.seconds();
}

bool read_instant(Scanner& in, double unit, Moment& out) {
  std::int64_t number = 0;
  if (!in.whole(number)) return false;
  out.instant = static_cast<double>(number) / unit;
  return true;
}

bool read_conversion(char conversion, Scanner& in, Moment& out) {
  unsigned weekday = 0;
  int milliseconds = 0;
  switch (conversion) {
    case 'Y':
      return in.digits(4, out.year);
    case 'm':
      return in.digits(2, out.month);
    case 'd':
      return in.digits(2, out.day);
    case 'H':
      return in.digits(2, out.hour);
    case 'M':
      return in.digits(2, out.minute);
    case 'S':
      return in.digits(2, out.second);
    case 'L':
      if (!in.digits(3, milliseconds)) return false;
      out.fraction = milliseconds / 1000.0;
      return true;
    case 's':
      return read_instant(in, 1, out);
    case 'Q':
      return read_instant(in, 1000, out);
    case 'j':
      return in.digits(3, out.day_of_year) && out.day_of_year > 0;
    case 'a':
      return in.name(kDays, weekday);
    case 'b':
      return in.name(kMonths, out.month);
    case 'T':
      return read_time(in, out);
    case 'F':
      return read_date(in, out);
    case '%':
      return in.literal('%');
    default:
      return in.literal('%') && in.literal(conversion);
  }
}

}  // namespace

std::optional<double> parse_date(std::string_view format, std::string_view text) {
  if (format == "iso8601") return parse_iso8601(text);
  if (format == "http") {
    const auto seconds = parse_cookie_date(text);
    return seconds ? std::optional<double>(static_cast<double>(*seconds)) : std::nullopt;
  }
  if (format == "unix") format = "%s";
  if (format == "unix_ms") format = "%Q";
  Scanner in(text);
  Moment moment;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool conversion = format[i] == '%' && i + 1 < format.size();
    if (conversion ? !read_conversion(format[++i], in, moment) : !in.literal(format[i]))
      return std::nullopt;
  }
  return in.done() ? moment.seconds() : std::nullopt;
}

}  // namespace slogate
