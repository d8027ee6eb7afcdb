#include "runner/http/response_parser.h"

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <memory>
#include <optional>

#include "runner/http/beast_reading.h"
#include "scenarios/message/utf8.h"

namespace slogate {
namespace http = boost::beast::http;
using boost::beast::error_code;

ResponseParser::ResponseParser(PlainHeadReader& heads) : heads_(heads) {}
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
  begin_head();
}

void ResponseParser::begin_head() {
  plain_.reset();
  block_.clear();
  line_start_ = 0;
  pending_.clear();
  in_body_ = false;
}

bool ResponseParser::done() const {
  return in_body_ && (plain_ ? plain_left_ == 0 : beast_->is_done());
}
bool ResponseParser::keep_alive() const {
  return plain_ ? plain_->keep_alive : beast_->keep_alive();
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
    if (block_.empty() && begin_plain(bytes)) break;
    if (!put_header(bytes)) return false;
  }
  if (!in_body_ || bytes.empty()) return true;
  if (done()) {
    extra_bytes_ = true;
    return true;
  }
  return plain_ ? put_plain(bytes) : put_body(bytes);
}

bool ResponseParser::begin_plain(std::string_view& bytes) {
  response_->headers.clear();
  plain_ = heads_.read(bytes, head_, response_->headers);
  if (!plain_) {
    restart_parser();
    return false;
  }
  bytes.remove_prefix(plain_->size);
  response_->status = plain_->status;
  plain_left_ = plain_->length;
  in_body_ = true;
  return true;
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
  begin_head();
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

bool ResponseParser::put_end() {
  if (!got_some_)
    return fail(Outcome::io_eof, "the server closed the connection without an answer");
  if (!in_body_) {
    return fail(Outcome::io_eof,
                fmt::format("the server closed the connection after {} bytes of the headers",
                            block_.size()));
  }
  if (done()) return true;
  if (!plain_ && beast_->need_eof()) {
    error_code error;
    beast_->put_eof(error);
    if (!error) return true;
  }
  const auto stated = plain_ ? boost::none : beast_->content_length();
  std::optional<std::uint64_t> expected;
  if (plain_) expected = plain_->length;
  if (stated) expected = *stated;
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
