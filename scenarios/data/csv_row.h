// One record of a CSV file (RFC 4180): fields between commas, in quotes where they hold a comma, a
// line break or a quote (which is doubled there). Lines end with CRLF or LF; the last may lack it.
//
//   FieldStore fields;
//   RowScan scan = read_csv_row("7,\"a \"\"b\"\"\"\nrest", false, fields);   // length 10; 7 and a "b"
//
// Private to this folder.
#pragma once

#include <string_view>

#include "scenarios/data/field_store.h"
#include "scenarios/data/row_scan.h"

namespace slogate {

// `text` begins with the record and is not empty; `last`: nothing follows it in the file. Appends to
// `fields`, which holds rubbish where no row is found.
[[nodiscard]] RowScan read_csv_row(std::string_view text, bool last, FieldStore& fields);

// The same without the fields, for records that have been read before.
[[nodiscard]] RowScan skip_csv_row(std::string_view text, bool last, FieldStore& scratch);

}  // namespace slogate
