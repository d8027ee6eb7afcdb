// One request and what came back, as values: no wire format, no socket, no clock.
// The network fills an Exchange; checks and captures read it. A user reuses one object for all its
// requests, so clear() keeps the memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/message/body_file.h"
#include "scenarios/message/header_fields.h"
#include "scenarios/message/outcome.h"
#include "scenarios/message/url.h"

namespace slogate {

struct Header {
  std::string name;
  std::string value;

  [[nodiscard]] bool operator==(const Header&) const = default;
};

// Case-insensitive comparison of texts of one length.
[[nodiscard]] bool same_letters(std::string_view a, std::string_view b);

// Of field names (RFC 9110 5.1). Most differ in length.
[[nodiscard]] inline bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_letters(a, b);
}

// True where a text may stand in the value of a cookie that is sent (RFC 6265 4.1.1; quotation marks
// pass, as in browsers). A semicolon would begin another cookie.
[[nodiscard]] bool is_cookie_text(std::string_view text);

// The bytes of a file within a body: they stand before the character `at` of the body's text.
struct BodyInsert {
  std::size_t at = 0;
  std::shared_ptr<const BodyFile> file;
};

struct Request {
  std::string method = "GET";
  Url url;
  std::vector<Header> headers;  // Host, Content-Length, Connection: the writer adds them
  std::string body;
  std::vector<BodyInsert> files;  // in the order of their places; read from disk while sending
  // From 1: a request that never changes during a run, and no other one of the run has the number:
  // who has written it once may keep its bytes. 0: made for this time.
  std::size_t constant = 0;
};

// A redirect that was followed on the way to an answer.
struct Hop {
  std::string url;  // that answered with the redirect
  int status = 0;
  std::chrono::nanoseconds service_time{0};
};

struct Response {
  int status = 0;  // 0: no answer
  HeaderFields headers;
  std::string body;              // empty where the caller asked for none to be kept
  std::uint64_t body_bytes = 0;  // counted even where the body is not kept

  // The value of the first field of that name; nothing where there is none. A view into this object.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

// How long each phase of an exchange took, 0 where it did not happen (a kept connection has no dns,
// connect, tls). Bytes are in when the kernel took them from the wire, where it tells, however late they were received.
struct Phases {
  std::chrono::nanoseconds dns{0};
  std::chrono::nanoseconds connect{0};
  std::chrono::nanoseconds tls{0};
  std::chrono::nanoseconds send{0};
  std::chrono::nanoseconds wait{0};     // last byte out to first byte in
  std::chrono::nanoseconds receive{0};  // first byte in to last byte in
};

// The TLS session that carried an exchange.
struct TlsSession {
  std::string version;  // "TLSv1.3"
  std::string subject;
  std::string issuer;
  std::string host;  // the certificate's name that the host fits: "*.example.org"
  std::chrono::sys_seconds not_after{};
};

struct Exchange {
  Outcome outcome = Outcome::ok;
  std::string detail;  // what went wrong, for people: "refused by 127.0.0.1:8443"
  Response response;
  std::shared_ptr<const TlsSession> tls;  // the connection's; nullptr: plain HTTP
  Phases phases;
  std::chrono::nanoseconds service_time{
      0};  // last byte in minus first byte out attempted; a failure: until it was found
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  bool new_connection = false;
  bool stale_retry = false;  // the kept connection was closed meanwhile; sent again on a new one
  bool extra_bytes = false;  // bytes after the answer's end: the connection was not used again

  // Empties the values and keeps the memory.
  void clear();
};

}  // namespace slogate
