#include "runner/http/response_parser.h"

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <memory>
#include <optional>

#include "scenarios/message/utf8.h"

namespace slogate {
namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

std::string_view view(string_view text) {
  return {text.data(), text.size()};
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Control bytes as \xNN, at most 60 bytes: for messages.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 60)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return text.size() > 60 ? out + "…" : out;
}

// Which header line: its name is enough to find it, and its value may be a secret that is not known
// as one. A line without a name is cut between its words, so that no part of a secret is left.
std::string named(std::string_view line) {
  line = line.substr(0, line.find_last_not_of("\r\n") + 1);
  const std::size_t colon = line.find(':');
  if (colon < 60) {
    const bool has_value = line.find_first_not_of(" \t", colon + 1) != std::string_view::npos;
    return shown(line.substr(0, colon + 1)) + (has_value ? " …" : "");
  }
  if (line.size() <= 60) return shown(line);
  const std::size_t end = line.find_last_of(" \t=;,", 60);
  return (end == std::string_view::npos ? "" : shown(line.substr(0, end))) + "…";
}

// Line `number` of the header block; 0 is the status line.
std::string_view line_at(std::string_view block, std::size_t number) {
  for (; number > 0; --number) block.remove_prefix(block.find('\n') + 1);
  return block.substr(0, block.find('\r'));
}

}  // namespace

// Stores what the answer holds and remembers the first refusal of our own.
class ResponseParser::Beast final : public http::basic_parser<false> {
 public:
  explicit Beast(ResponseParser& owner) : owner_(owner) {
    body_limit(boost::none);
    header_limit(static_cast<std::uint32_t>(2 * kMaxHeaderBlock));
  }
  int version = 11;
  bool coded = false;          // a Transfer-Encoding field was seen
  bool plain_chunked = false;  // and it is exactly `chunked`
  bool has_length = false;
  bool status_read = false;
  std::size_t fields = 0;
  std::optional<std::uint64_t> chunk_left;  // of the current chunk; none: a chunk line comes next
  bool first_chunk = true;
  Outcome refused = Outcome::ok;
  std::string why;

  // What is wrong in the header block, and in which line: none of those before it was folded.
  [[nodiscard]] std::string describe(const error_code& error, std::string_view block) const {
    const std::string line = status_read ? named(line_at(block, fields + 1)) : "";
    if (line.empty()) return fmt::format("{}: \"{}\"", error.message(), shown(line_at(block, 0)));
    const std::string what =
        error == http::error::bad_field   ? "a header line does not begin with a name and a colon"
        : error == http::error::bad_value ? "a header line has a value that is not allowed"
                                          : error.message() + " in a header line";
    return fmt::format("{}: \"{}\"", what, line);
  }

 private:
  void refuse(Outcome outcome, std::string reason, error_code& error) {
    refused = outcome;
    why = std::move(reason);
    error = http::error::bad_value;
  }
  void on_request_impl(http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int code, string_view, int v, error_code& error) override {
    version = v;
    status_read = true;
    owner_.response_->status = code;
    if (code < 100 || code > 599) {
      refuse(Outcome::http_protocol, fmt::format("status {} is outside 100 to 599", code), error);
    }
    if (code == 101)
      refuse(Outcome::http_protocol, "101: the server changes the protocol unasked", error);
  }
  void on_field_impl(http::field field, string_view name, string_view value,
                     error_code& error) override {
    if (++fields > kMaxHeaders) {
      return refuse(Outcome::http_header_limit, fmt::format("more than {} headers", kMaxHeaders),
                    error);
    }
    if (field == http::field::transfer_encoding) {
      coded = true;
      plain_chunked = same_name(view(value), "chunked");
    }
    if (field == http::field::content_length) has_length = true;
    if (owner_.in_body_) return;  // a trailer is no header (RFC 9110 6.5.1)
    owner_.response_->headers.push_back({std::string(name), std::string(value)});
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t take(string_view body, error_code& error) {
    Response& response = *owner_.response_;
    response.body_bytes += body.size();
    if (response.body_bytes > owner_.max_body_) {
      refuse(Outcome::body_limit, fmt::format("body of more than {} bytes", owner_.max_body_),
             error);
      return 0;
    }
    if (owner_.keep_body_) response.body.append(body.data(), body.size());
    return body.size();
  }
  std::size_t on_body_impl(string_view body, error_code& error) override {
    return take(body, error);
  }
  void on_chunk_header_impl(std::uint64_t size, string_view extensions,
                            error_code& error) override {
    first_chunk = false;
    chunk_left = size;
    if (extensions.size() > kMaxChunkExtension) {
      refuse(Outcome::http_chunk, "chunk extensions of more than 4 KiB", error);
    }
  }
  std::size_t on_chunk_body_impl(std::uint64_t left, string_view body, error_code& error) override {
    const std::size_t used = take(body, error);
    chunk_left = left - used;
    if (*chunk_left == 0) chunk_left.reset();
    return used;
  }
  void on_finish_impl(error_code&) override {}

  ResponseParser& owner_;
};

ResponseParser::ResponseParser() = default;
ResponseParser::~ResponseParser() = default;

void ResponseParser::restart_parser() {
  // Beast's parser cannot be reset; built anew where it lies, it costs no allocation.
  if (beast_) {
    std::destroy_at(beast_.get());
    std::construct_at(beast_.get(), *this);
  } else {
    beast_ = std::make_unique<Beast>(*this);
  }
  beast_->skip(head_);
  block_.clear();
  line_start_ = 0;
  pending_.clear();
  in_body_ = false;
  response_->headers.clear();
}

void ResponseParser::start(bool head, bool keep_body, std::uint64_t max_body, Response& into) {
  head_ = head;
  keep_body_ = keep_body;
  max_body_ = max_body;
  response_ = &into;
  got_some_ = false;
  extra_bytes_ = false;
  interim_ = 0;
  outcome_ = Outcome::ok;
  detail_.clear();
  restart_parser();
}

bool ResponseParser::done() const {
  return in_body_ && beast_->is_done();
}
bool ResponseParser::keep_alive() const {
  return beast_->keep_alive();
}

bool ResponseParser::fail(Outcome outcome, std::string detail) {
  outcome_ = outcome;
  detail_ = std::move(detail);
  return false;
}

bool ResponseParser::put(std::string_view bytes) {
  if (bytes.empty()) return true;
  got_some_ = true;
  while (!in_body_ && !bytes.empty()) {
    if (!put_header(bytes)) return false;
  }
  if (!in_body_ || bytes.empty()) return true;
  if (beast_->is_done()) {
    extra_bytes_ = true;
    return true;
  }
  return put_body(bytes);
}

// Takes lines until the block is whole. Beast would accept folded lines and never see the end of a block with bare
// line feeds, so lines are looked at here.
bool ResponseParser::put_header(std::string_view& bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::size_t take = end == std::string_view::npos ? bytes.size() : end + 1;
    block_.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    const std::string_view line = std::string_view(block_).substr(line_start_);
    if (line.size() > kMaxLine)
      return fail(Outcome::http_header_limit, "a header line of more than 8 KiB");
    if (block_.size() > kMaxHeaderBlock)
      return fail(Outcome::http_header_limit, "headers of more than 64 KiB");
    if (line_start_ == 0 && !std::string_view("HTTP/1.").starts_with(line.substr(0, 7))) {
      const bool newer = line.starts_with("HTTP/");
      return fail(Outcome::http_protocol,
                  fmt::format("the answer begins with \"{}\", not with an HTTP/1.1 status line{}",
                              shown(line), newer ? " (slogate speaks HTTP/1.1 only)" : ""));
    }
    if (end == std::string_view::npos) return true;
    if (!check_line(line, line_start_ == 0)) return false;
    line_start_ = block_.size();
    if (line == "\r\n") return finish_header();
  }
  return true;
}

bool ResponseParser::check_line(std::string_view line, bool first) {
  if (line.size() < 2 || line[line.size() - 2] != '\r') {
    return fail(Outcome::http_protocol, fmt::format("a {} line ends with a bare line feed: \"{}\"",
                                                    first ? "status" : "header", named(line)));
  }
  if (first) return true;
  if (line.front() == ' ' || line.front() == '\t') {
    const std::string_view before = std::string_view(block_).substr(0, line_start_ - 2);
    const std::size_t begin = before.rfind('\n') + 1;  // npos + 1: the status line
    return fail(Outcome::http_protocol,
                fmt::format("a folded header line (RFC 9112 5.2) behind \"{}\"",
                            named(before.substr(begin))));
  }
  const std::string_view content = line.substr(0, line.size() - 2);
  const bool text =
      content.find('\0') == std::string_view::npos && content.find('\r') == std::string_view::npos;
  if (!text || find_invalid_utf8(content) != std::string_view::npos) {
    return fail(Outcome::http_protocol,
                fmt::format("a header with control bytes or invalid UTF-8: \"{}\"", named(line)));
  }
  return true;
}

bool ResponseParser::finish_header() {
  // Some servers leave the space before an empty reason out; Beast wants it (RFC 9112 4).
  if (block_.find("\r\n") == 12) block_.insert(12, " ");
  error_code error;
  const std::size_t used = beast_->put(boost::asio::buffer(block_), error);
  if (error == http::error::need_more) error = {};
  if (beast_->refused != Outcome::ok) return fail(beast_->refused, beast_->why);
  if (error == http::error::bad_content_length || error == http::error::multiple_content_length) {
    return fail(Outcome::http_length,
                "Content-Length is no plain number, or there are two that differ");
  }
  if (error == http::error::bad_transfer_encoding && beast_->has_length) {
    return fail(Outcome::http_length, "both Content-Length and Transfer-Encoding");
  }
  if (error) return fail(Outcome::http_protocol, beast_->describe(error, block_));
  if (!beast_->is_header_done() || used == 0)
    return fail(Outcome::http_protocol, "no end of the headers");
  if (!check_framing()) return false;
  const int status = response_->status;
  if (status >= 200) {
    in_body_ = true;
    return true;
  }
  if (++interim_ > kMaxInterim)
    return fail(Outcome::http_protocol, "more than 16 interim answers (1xx)");
  restart_parser();
  return true;
}

// RFC 9112 6.1 and 6.3: codings that nobody undoes, and both framings at once, hide where the answer ends.
bool ResponseParser::check_framing() {
  if (!beast_->coded) return true;
  if (beast_->has_length)
    return fail(Outcome::http_length, "both Content-Length and Transfer-Encoding");
  if (beast_->version < 11)
    return fail(Outcome::http_protocol, "Transfer-Encoding in an HTTP/1.0 answer");
  if (!beast_->plain_chunked) {
    return fail(Outcome::http_protocol, "a Transfer-Encoding other than \"chunked\"");
  }
  return true;
}

// Looks at a chunk's first line before Beast does. Beast's number parser lets more than 16 digits through, and it
// asserts where the last chunk comes in pieces: it is shown whole lines only, and the last chunk with all its trailers.
ResponseParser::Chunk ResponseParser::check_chunk(std::string_view bytes) {
  if (!beast_->first_chunk) {
    if (!bytes.starts_with(std::string_view("\r\n").substr(0, bytes.size()))) {
      return broken(Outcome::http_chunk, "chunk data is not followed by its line end");
    }
    bytes.remove_prefix(std::min<std::size_t>(2, bytes.size()));
  }
  const auto digits = static_cast<std::size_t>(
      std::find_if_not(bytes.begin(), bytes.end(), is_hex) - bytes.begin());
  if (digits > 16) return broken(Outcome::http_chunk, "a chunk size of more than 16 digits");
  if (digits == 0 && !bytes.empty()) {
    return broken(Outcome::http_chunk,
                  fmt::format("a chunk begins with \"{}\", not with its size", shown(bytes)));
  }
  const std::size_t end = bytes.find('\n');
  if (std::min(end, bytes.size()) > kMaxChunkExtension + 32) {
    return broken(Outcome::http_chunk, "chunk extensions of more than 4 KiB");
  }
  if (end == std::string_view::npos) return Chunk::incomplete;
  const bool last = bytes.substr(0, digits).find_first_not_of('0') == std::string_view::npos;
  if (!last || (end > 0 && bytes.find("\r\n\r\n", end - 1) != std::string_view::npos))
    return Chunk::whole;
  if (bytes.size() > kMaxHeaderBlock)
    return broken(Outcome::http_header_limit, "trailers of more than 64 KiB");
  return Chunk::incomplete;
}

ResponseParser::Chunk ResponseParser::broken(Outcome outcome, std::string detail) {
  (void)fail(outcome, std::move(detail));
  return Chunk::broken;
}

bool ResponseParser::put_body(std::string_view bytes) {
  if (!pending_.empty()) {
    pending_.append(bytes);
    bytes = pending_;
  }
  while (!bytes.empty() && !beast_->is_done()) {
    if (beast_->chunked() && !beast_->chunk_left) {
      const Chunk chunk = check_chunk(bytes);
      if (chunk == Chunk::broken) return false;
      if (chunk == Chunk::incomplete) break;
    }
    error_code error;
    const std::size_t used =
        beast_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (beast_->refused != Outcome::ok) return fail(beast_->refused, beast_->why);
    if (error) {
      return fail(beast_->chunked() ? Outcome::http_chunk : Outcome::http_protocol,
                  fmt::format("{} near \"{}\"", error.message(), shown(bytes)));
    }
    bytes.remove_prefix(used);
  }
  if (beast_->is_done()) {
    extra_bytes_ = !bytes.empty();
    pending_.clear();
    return true;
  }
  pending_ = std::string(bytes);
  return true;
}

bool ResponseParser::put_end() {
  if (!got_some_)
    return fail(Outcome::io_eof, "the server closed the connection without an answer");
  if (!in_body_) {
    return fail(Outcome::io_eof,
                fmt::format("the server closed the connection after {} bytes of the headers",
                            block_.size()));
  }
  if (beast_->is_done()) return true;
  if (beast_->need_eof()) {
    error_code error;
    beast_->put_eof(error);
    if (!error) return true;
  }
  const auto expected = beast_->content_length();
  return fail(
      Outcome::io_eof,
      expected
          ? fmt::format("the server closed the connection after {} of {} bytes of the body",
                        response_->body_bytes, *expected)
          : fmt::format(
                "the server closed the connection in the middle of a chunked body, after {} bytes",
                response_->body_bytes));
}

}  // namespace slogate
