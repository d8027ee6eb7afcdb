#include "scenarios/suite/time_format.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/suite/generator_spec.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

constexpr std::string_view kConversions = "YmdHMSLsjabTF%";

}  // namespace

bool check_time_format(const Json& value, std::string_view key, Diagnostics& problems) {
  const std::string& format = value.string;
  if (format.empty() || format.size() > kLongestTimeFormat) {
    problems.add(value.at, fmt::format("\"{}\" must be a format of 1 to {} bytes, such as "
                                       "\"%Y-%m-%dT%H:%M:%SZ\", or iso8601, unix, unix_ms or http",
                                       key, kLongestTimeFormat));
    return false;
  }
  static const std::vector<std::string> kWords{"iso8601", "unix", "unix_ms", "http"};
  if (std::find(kWords.begin(), kWords.end(), format) != kWords.end()) return true;
  if (format.find('%') == std::string::npos) {
    problems.add(value.at,
                 fmt::format("\"{}\" is {}", key, in_quotes(format)) +
                     meant(format, kWords,
                           ", a format has conversions such as %Y, the words are iso8601, unix, "
                           "unix_ms and http"));
    return false;
  }
  for (std::size_t i = format.find('%'); i != std::string::npos; i = format.find('%', i + 2)) {
    const std::string conversion = format.substr(i, 2);
    if (conversion.size() == 2 && kConversions.find(conversion[1]) != std::string_view::npos) {
      continue;
    }
    problems.add(value.at, fmt::format("{} in \"{}\" is unknown, known are %Y %m %d %H %M "
                                       "%S %L %s %j %a %b %T %F and %%",
                                       in_quotes(conversion), key));
    return false;
  }
  return true;
}

}  // namespace slogate
