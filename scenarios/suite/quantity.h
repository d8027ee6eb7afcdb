// Durations (`250ms`, `30s`, `5m`, `24h`), rates (`50/s`, `600/m`, `24/h`) and shares (`0.5%`) as
// users write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slogate {

using Duration = std::chrono::nanoseconds;

// A number with one of the units us ms s m h (or several, `1m30s`), 0 to 8760h. Nothing for
// anything else.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

// Iterations a second from `50/s`, `600/m`, `24/h`; above 0, at most 1,000,000/s. Nothing for
// anything else.
[[nodiscard]] std::optional<double> parse_rate(std::string_view text);

// 0.005 from `0.5%`; 0 to 1. Nothing for anything else: a bare number is ambiguous.
[[nodiscard]] std::optional<double> parse_share(std::string_view text);

// The shortest of those spellings: `1.5 s`, `250 ms`, `3 min 20 s`, `24 h`. For people; three
// significant digits.
[[nodiscard]] std::string duration_text(Duration duration);

// `0.5 %`, as few digits as say it.
[[nodiscard]] std::string share_text(double share);

// `50/s`, `24/h`: the unit that gives a whole number where one does.
[[nodiscard]] std::string rate_text(double per_second);

// With a comma between each three digits: 2,995.
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace slogate
