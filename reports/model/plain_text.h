// Text that can be shown anywhere: whatever bytes a target sent, the result is valid UTF-8 that no
// terminal, browser, XML parser or log viewer acts on. Each writer then escapes for its own format
// on top of this.
//
//   plain_text("a\x1b[2Jb", Lines::fold)       // a\x1b[2Jb, spelled out with a backslash
//   plain_text("one\ntwo", Lines::fold)        // one\ntwo, on one line
//   plain_text(body, Lines::keep, 4096)      // at most 4096 bytes, then how much is missing
//
// Bytes that are no UTF-8 and code points that no text may hold become U+FFFD. Control characters,
// direction marks and other invisible code points are spelled out, so that the reader sees that
// they were there. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slogate::report {

// keep: line ends and tabs stay (CR LF becomes LF). fold: they are spelled out too, so that the
// text stays on its line.
enum class Lines { keep, fold };

inline constexpr std::size_t kWhole = static_cast<std::size_t>(-1);

// At most `limit` bytes of the input are shown, cut between code points; what was left out is
// counted in a closing remark. A spelled-out byte takes up to ten bytes, so the result can be
// longer than `limit`.
[[nodiscard]] std::string plain_text(std::string_view text, Lines lines,
                                     std::size_t limit = kWhole);

// At most `limit` bytes of text that plain_text() made, cut between code points, remark included
// where it fits.
[[nodiscard]] std::string clipped(std::string text, std::size_t limit);

// Columns that text made by plain_text() takes in a terminal: one for each code point, none for
// combining marks.
[[nodiscard]] std::size_t columns(std::string_view text);

}  // namespace slogate::report
