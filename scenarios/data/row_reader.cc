#include "scenarios/data/row_reader.h"

#include <algorithm>

#include "scenarios/data/csv_row.h"

namespace slogate {
namespace {

RowScan too_long(const RowScan& scan) {
  if (scan.at != RowScan::npos) {
    return RowScan::wrong(scan.at, "a quote is opened here and not closed within 1 MiB");
  }
  return RowScan::wrong(0, "a row of more than 1 MiB, the most that is read", scan.length);
}

}  // namespace

template <class Scan>
RowScan RowReader::scan(const OpenFile& file, std::uint64_t offset, std::string_view& text,
                        const Scan& one_row) {
  for (std::size_t wanted = 1;;) {
    if (!window_.view(file, offset, wanted, text)) return RowScan::wrong(RowScan::npos, "changed");
    RowScan found = one_row(text, offset + text.size() == file.size());
    if (found.end != RowScan::End::more) {
      if (found.length > kLongestRow) return too_long(RowScan::row(found.length));
      if (found.end == RowScan::End::row) text = text.substr(0, found.length);
      return found;
    }
    if (text.size() > kLongestRow) return too_long(found);
    // One byte over the longest row shows that it is longer.
    wanted = std::min(text.size() * 2, kLongestRow + 1);
  }
}

RowScan RowReader::read(const OpenFile& file, const FeedFormat& format, std::uint64_t offset,
                        FieldStore& fields, std::string_view& text) {
  const std::size_t before = fields.size();
  return scan(file, offset, text, [&](std::string_view piece, bool last) {
    fields.cut(before);  // of what a piece gave that ended within the row
    return format.kind == FeedKind::csv
               ? read_csv_row(piece, last, fields)
               : read_json_row(piece, last, format.columns, scratch_, fields);
  });
}

RowScan RowReader::skip(const OpenFile& file, const FeedFormat& format, std::uint64_t offset,
                        FieldStore& scratch) {
  std::string_view text;
  return scan(file, offset, text, [&](std::string_view piece, bool last) {
    return format.kind == FeedKind::csv ? skip_csv_row(piece, last, scratch)
                                        : skip_json_row(piece, last);
  });
}

}  // namespace slogate
