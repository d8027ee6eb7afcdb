// What looking through a feed's file has given. Private to this folder.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/data/feed_format.h"
#include "scenarios/data/field_store.h"
#include "scenarios/data/row_index.h"
#include "scenarios/suite/confined_file.h"

namespace slogate {

struct FeedContent {
  std::string shown;  // the file in messages
  FeedFormat format;
  std::uint64_t rows = 0;
  bool in_memory = false;
  FieldStore values;  // in memory: of all rows
  OpenFile file;      // else: what they are read from, and where they begin
  RowIndex index{2};
};

}  // namespace slogate
