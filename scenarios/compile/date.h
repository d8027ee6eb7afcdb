// Moments as answers write them, as seconds since 1970. Private to this folder. Pure, in English
// and UTC whatever the process's locale and time zone.
//
//   parse_date("iso8601", "2024-02-29T12:34:56.5+01:00")     // 1709206496.5
//   parse_date("http", "Thu, 29 Feb 2024 11:34:56 GMT")
//   parse_date("%d/%b/%Y", "29/Feb/2024")
#pragma once

#include <optional>
#include <string_view>

namespace slogate {

// `iso8601` (RFC 3339; the time of day and the zone may be missing), `http` (RFC 9110 5.6.7),
// `unix`, `unix_ms`, or a format of %Y %m %d %H %M %S %L %s %Q %j %a %b %T %F %%. Nothing where the
// text is not of that form or is no date.
[[nodiscard]] std::optional<double> parse_date(std::string_view format, std::string_view text);

}  // namespace slogate
