// Reads or passes over rows of a feed's file, of either format, wherever they lie. One thread each.
// Private to this folder.
#pragma once

#include <cstdint>
#include <string_view>

#include "scenarios/data/feed_format.h"
#include "scenarios/data/field_store.h"
#include "scenarios/data/file_window.h"
#include "scenarios/data/json_row.h"
#include "scenarios/data/row_scan.h"

namespace slogate {

class RowReader {
 public:
  explicit RowReader(std::size_t block) : window_(block) {}

  // The row that begins at `offset`, below the file's size: its fields are appended to `fields`, its
  // text (of a fault: all from there on that is in memory) is in `text` until the next call. A fault
  // without place: the file has changed.
  [[nodiscard]] RowScan read(const OpenFile& file, const FeedFormat& format, std::uint64_t offset,
                             FieldStore& fields, std::string_view& text);
  // The length of such a row; it was sound when the file was opened.
  [[nodiscard]] RowScan skip(const OpenFile& file, const FeedFormat& format, std::uint64_t offset,
                             FieldStore& scratch);

 private:
  template <class Scan>
  RowScan scan(const OpenFile& file, std::uint64_t offset, std::string_view& text,
               const Scan& one_row);

  FileWindow window_;
  JsonScratch scratch_;
};

}  // namespace slogate
