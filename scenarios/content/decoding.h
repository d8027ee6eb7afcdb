// Content codings undone: gzip, deflate, br and zstd, also stacked (RFC 9110 8.4).
//
//   std::string page;
//   const Decoding decoding = decode_content("gzip", body, 16U << 20U, page);
//   if (decoding.fault != Decoding::Fault::none) report(decoding.detail);  // "the gzip data end …"
//
// Pure and thread-safe. The cap bounds what comes out of every coding of a stack, so that a small
// body cannot fill the memory; checksums are verified where a format has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace slogate {

// Codings of one body: two are a mistake that happens, more are an attack.
inline constexpr std::size_t kMostCodings = 4;

struct Decoding {
  enum class Fault : std::uint8_t { none, unknown_coding, malformed, truncated, too_large };
  Fault fault = Fault::none;
  std::string detail;  // a sentence for the report; empty where nothing went wrong
};

// Undoes the codings of a Content-Encoding value, the last one first, into `out`. `out` keeps its
// capacity, must not be the body's own memory, never holds over `cap` bytes and is empty after a
// fault. `identity` and an empty list copy; an empty body stays empty whatever its codings, as
// answers to HEAD and 304 have one. Names are compared without case; `x-gzip` is gzip, and deflate
// is taken with and without its zlib wrapping (RFC 1950, RFC 1951), as browsers take it. gzip of
// several members (RFC 1952 2.2) and zstd of several frames (RFC 8878 3.1) are one text; bytes
// after the last are malformed. A zstd window may be as large as the cap, at least 8 MiB (RFC 9659)
// and at most 128 MiB.
[[nodiscard]] Decoding decode_content(std::string_view codings, std::string_view body,
                                      std::uint64_t cap, std::string& out);

// The value of Accept-Encoding that asks for what decode_content() can undo.
[[nodiscard]] std::string_view accepted_codings();

}  // namespace slogate
