// A Request as HTTP/1.1 bytes (RFC 9112 3): request line, Host, the request's headers, Content-Length, body.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/message/exchange.h"

namespace slogate {

// Bytes of the whole body, files included.
[[nodiscard]] std::uint64_t content_length(const Request& request);

// Appends head and text of the body to `out`; the bytes of its files are the caller's to send, each
// before its place in the text. False, and nothing useful in `out`, where the method, target or a header holds CR, LF,
// NUL or another control character: such a value would begin a header of its own.
[[nodiscard]] bool write_request(const Request& request, std::string& out);

}  // namespace slogate
