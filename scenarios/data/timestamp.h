// A moment as text: the conversions of strftime that logs, APIs and file names need, in UTC and
// English, whatever the process's locale and time zone.
//
//   append_timestamp("%Y-%m-%dT%H:%M:%S.%LZ", 1709210096123, out);   // 2024-02-29T12:34:56.123Z
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slogate {

// %Y %m %d %H %M %S %L (milliseconds) %s (seconds since 1970) %j (day of the year) %a %b (names of
// three letters) %T (%H:%M:%S) %F (%Y-%m-%d) %Q (milliseconds since 1970) %%; anything else stands
// as it is.
void append_timestamp(std::string_view format, std::int64_t unix_ms, std::string& out);

}  // namespace slogate
