// Diagnostics as a good compiler prints them: the place and the message, then the line itself with a caret under what
// is meant.
//
//   shop/order.json:12:7: unknown key "reqest", did you mean "request"?
//     12 |       "reqest": "GET /",
//        |       ^~~~~~~~
//
// In the midst of a string the word is marked that is wrong, as in `"GET /${usr}"` the `${usr}`.
#pragma once

#include <string>

#include "scenarios/suite/diagnostic.h"

namespace slogate {

// Reads the named files again. A place whose line cannot be read any more, or that is a file as a whole, has no line;
// one that keeps a secret (`hide_line`) shows none, whatever else is told of it. Columns are printed in characters.
[[nodiscard]] std::string with_lines(const Diagnostics& diagnostics);

}  // namespace slogate
