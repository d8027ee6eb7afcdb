// A Histogram in HdrHistogram's own encodings, so that its other implementations read what slogate
// measured and slogate what they wrote: V2 (a header of 40 bytes, then counts as ZigZag
// LEB128-64b9B), the same compressed by zlib, and that as base64, as it stands in .hlog files.
//
//   std::string text = encode_hdr_base64(histogram);  // "HISTFAAA…"
//   std::string fault;
//   std::optional<Histogram> back = decode_hdr_base64(text, fault);  // equal, bucket for bucket
//
// Values are microseconds. The format has no place for Histogram::clamped(): clamped values come
// back as values of 1 h. Pure. Source: HdrHistogram, AbstractHistogram (encodeIntoByteBuffer,
// decodeFromByteBuffer) and ZigZagEncoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runner/measure/histogram.h"

namespace slogate {

// Byte for byte what HdrHistogram's Java implementation writes for the same counts.
[[nodiscard]] std::string encode_hdr(const Histogram& histogram);
// The same behind a cookie and its length, as a zlib stream (RFC 1950).
[[nodiscard]] std::string encode_hdr_compressed(const Histogram& histogram);
// That as base64 (RFC 4648 4).
[[nodiscard]] std::string encode_hdr_base64(const Histogram& histogram);

// The way back, from any writer, whatever its highest value was. Nothing, and in `fault` why, where
// the bytes are damaged, cut off or followed by others, the geometry is another one (lowest value
// 1, 3 digits), or a value is 0 or over 1 h. Memory is bounded whatever the bytes say.
[[nodiscard]] std::optional<Histogram> decode_hdr(std::string_view bytes, std::string& fault);
[[nodiscard]] std::optional<Histogram> decode_hdr_compressed(std::string_view bytes,
                                                             std::string& fault);
[[nodiscard]] std::optional<Histogram> decode_hdr_base64(std::string_view text, std::string& fault);

}  // namespace slogate
