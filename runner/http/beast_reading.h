// The library's parser as ResponseParser uses it: it stores what the answer holds and remembers the first refusal of our
// own. Private to this folder.
#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runner/http/response_parser.h"

namespace slogate {

// Control bytes as \xNN, at most 60 bytes: for messages.
[[nodiscard]] std::string shown(std::string_view text);

// Which header line: its name is enough to find it, and its value may be a secret that is not known
// as one. A line without a name is cut between its words, so that no part of a secret is left.
[[nodiscard]] std::string named(std::string_view line);

class ResponseParser::Beast final : public boost::beast::http::basic_parser<false> {
 public:
  using Error = boost::beast::error_code;

  explicit Beast(ResponseParser& owner);

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
  [[nodiscard]] std::string describe(const Error& error, std::string_view block) const;

 private:
  using View = boost::beast::string_view;
  using Verb = boost::beast::http::verb;
  using Name = boost::beast::http::field;

  void refuse(Outcome outcome, std::string reason, Error& error);
  std::size_t take(View body, Error& error);

  void on_request_impl(Verb, View, View, int, Error&) override {}
  void on_response_impl(int code, View, int v, Error& error) override;
  void on_field_impl(Name field, View name, View value, Error& error) override;
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(View body, Error& error) override { return take(body, error); }
  void on_chunk_header_impl(std::uint64_t size, View extensions, Error& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t left, View body, Error& error) override;
  void on_finish_impl(Error&) override {}

  ResponseParser& owner_;
};

}  // namespace slogate
