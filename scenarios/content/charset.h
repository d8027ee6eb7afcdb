// Which encoding a body is in: the charset that its Content-Type names (RFC 9110 8.3.2), or that an
// HTML page names itself in a <meta>. Pure views into the texts; whether the encoding is known is
// for libxml2 to say.
//
//   charset_of("text/html; charset=\"ISO-8859-1\"")                // ISO-8859-1
//   charset_in_page("<meta charset=windows-1252><p>…")             // windows-1252
#pragma once

#include <string_view>

namespace slogate {

// Empty where the field names none.
[[nodiscard]] std::string_view charset_of(std::string_view content_type);

// In the first KiB of a page, as browsers look for it: <meta charset=…> or <meta http-equiv=
// Content-Type content="…; charset=…">; comments aside. Empty where there is none.
[[nodiscard]] std::string_view charset_in_page(std::string_view page);

}  // namespace slogate
