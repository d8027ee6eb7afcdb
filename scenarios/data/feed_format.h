// How the rows of a feed's file are written, and its columns. Private to this folder.
#pragma once

#include <cstdint>

#include "scenarios/data/json_row.h"

namespace slogate {

enum class FeedKind : std::uint8_t {
  csv,         // RFC 4180, the first line names the columns
  json_lines,  // one object a line, the first one's members are the columns
};

struct FeedFormat {
  FeedKind kind = FeedKind::csv;
  JsonColumns columns;
};

}  // namespace slogate
