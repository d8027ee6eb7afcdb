// Bytes of an answer to a Response: Boost.Beast's sans-IO parser, and around it what that parser lets through though
// RFC 9112 does not. Whatever breaks the framing is an error, never a success. An answer whose head comes whole and
// plainly in order (plain_head.h) never gets to that parser: it costs a third so.
//
//   ResponseParser parser(heads);
//   parser.start(request_is_head, keep_body, response);
//   while (!parser.done()) { ... if (!parser.put(bytes)) return parser.outcome(); }
//
// Limits: 8 KiB a line of the header block, 64 KiB the block, 100 headers, 16 interim answers (1xx), 4 KiB of
// extensions a chunk, `max_body` bytes of body. One object serves one connection; it keeps its memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runner/http/plain_head.h"
#include "scenarios/message/exchange.h"

namespace slogate {

class ResponseParser {
 public:
  static constexpr std::size_t kMaxLine = 8U << 10U;
  static constexpr std::size_t kMaxHeaderBlock = 64U << 10U;
  static constexpr std::size_t kMaxHeaders = 100;
  static constexpr int kMaxInterim = 16;
  static constexpr std::size_t kMaxChunkExtension = 4U << 10U;

  // `heads` outlives it.
  explicit ResponseParser(PlainHeadReader& heads);
  ~ResponseParser();

  // Begins an answer to be put into `into`, which must outlive it. `head`: an answer to HEAD has no body.
  void start(bool head, bool keep_body, std::uint64_t max_body, Response& into);

  // Takes the next bytes of the connection. False: the answer is broken, outcome() and detail() say how.
  [[nodiscard]] bool put(std::string_view bytes);

  // The connection's end. True where the answer is complete with it (a body without length ends so).
  [[nodiscard]] bool put_end();

  [[nodiscard]] bool done() const;
  // The answer's own headers are whole: its status is known, and no interim answer's.
  [[nodiscard]] bool header_done() const { return in_body_; }
  // Some byte of an answer was seen: it cannot be sent again as if nothing had happened.
  [[nodiscard]] bool got_some() const { return got_some_; }
  // After done(): the connection may carry another request.
  [[nodiscard]] bool keep_alive() const;
  // After done(): bytes that came after the answer's end. Such a connection is not used again.
  [[nodiscard]] bool extra_bytes() const { return extra_bytes_; }

  [[nodiscard]] Outcome outcome() const { return outcome_; }
  [[nodiscard]] const std::string& detail() const { return detail_; }

 private:
  class Beast;
  enum class Chunk : std::uint8_t { whole, incomplete, broken };

  [[nodiscard]] bool begin_plain(std::string_view& bytes);
  [[nodiscard]] bool put_plain(std::string_view bytes);
  [[nodiscard]] bool put_header(std::string_view& bytes);
  [[nodiscard]] bool check_line(std::string_view line, bool first);
  [[nodiscard]] bool finish_header();
  [[nodiscard]] bool put_body(std::string_view bytes);
  [[nodiscard]] Chunk check_chunk(std::string_view bytes);
  [[nodiscard]] Chunk broken(Outcome outcome, std::string detail);
  [[nodiscard]] bool check_framing();
  [[nodiscard]] bool fail(Outcome outcome, std::string detail);
  [[nodiscard]] bool take_body(std::string_view bytes);
  void begin_head();
  void restart_parser();

  PlainHeadReader& heads_;
  std::optional<PlainHead> plain_;  // of the answer under way; else Beast reads it
  std::uint64_t plain_left_ = 0;    // of its body
  std::unique_ptr<Beast> beast_;
  Response* response_ = nullptr;
  std::string block_;           // the header block so far
  std::size_t line_start_ = 0;  // in block_
  std::string pending_;         // body bytes that the parser wants to see again with more
  bool head_ = false;
  bool keep_body_ = false;
  std::uint64_t max_body_ = 0;
  bool in_body_ = false;
  bool got_some_ = false;
  bool extra_bytes_ = false;
  int interim_ = 0;
  Outcome outcome_ = Outcome::ok;
  std::string detail_;
};

}  // namespace slogate
