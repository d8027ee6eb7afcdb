// What is wrong with an input, where, and what was meant: the only way in which bad input travels.
//
//   Result<Suite> suite = load_suite("suite.json");
//   if (!suite) for (const Diagnostic& d : suite.error().list) err << d.text() << '\n';
#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slogate {

// A place in an input file; lines and columns start at 1 and columns count bytes. line 0: the file
// as a whole.
struct Position {
  std::string file;
  int line = 0;
  int column = 0;
};

struct Diagnostic {
  Position at;
  std::string message;     // "what is wrong, what was meant", no full stop
  bool hide_line = false;  // the line at the place must not be printed: it holds a secret

  // `file:line:column: message`; without a place only the message.
  [[nodiscard]] std::string text() const;
};

// All that is wrong, in the order of the file. Never empty in a failed Result.
struct Diagnostics {
  std::vector<Diagnostic> list;

  Diagnostics() = default;
  explicit Diagnostics(Diagnostic only) { list.push_back(std::move(only)); }
  void add(Position at, std::string message) {
    list.push_back({std::move(at), std::move(message), false});
  }
  [[nodiscard]] bool empty() const { return list.empty(); }
  [[nodiscard]] std::string text() const;  // one line each
};

inline constexpr std::size_t kMostProblems = 100;  // more are only counted: nobody reads further

// What is told at last: what has no place first, then by file, those of `files` in their order, then
// by place; nothing twice, and at most kMostProblems.
[[nodiscard]] Diagnostics in_order(Diagnostics problems, const std::vector<std::string>& files);

// Found by boost::system::result by argument-dependent look-up. A Result is tested before it is
// read, so reaching this is a programmer's error.
[[noreturn]] void throw_exception_from_error(const Diagnostics& error,
                                             const boost::source_location& where);

template <class T>
using Result = boost::system::result<T, Diagnostics>;

// The known word nearest to `word` (Damerau-Levenshtein distance of at most a third of its length,
// at least 1), or an empty text.
[[nodiscard]] std::string nearest_word(std::string_view word,
                                       const std::vector<std::string>& known);

}  // namespace slogate
