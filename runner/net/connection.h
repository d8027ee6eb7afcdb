// One TCP connection, plain or TLS, on a non-blocking socket: what goes at once is taken at once, and waiting is asked
// for only where the kernel said that nothing went. cancel() ends whatever waits.
//
//   if (!connection.may_read()) co_await connection.readable();
//   const auto [outcome, bytes] = connection.read_some(buffer);
//
// Results are Outcomes: io_reset, io_eof, tls_truncated and so on; ok carries on. Not thread safe.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "runner/net/arrival_clock.h"
#include "runner/net/poller.h"
#include "runner/net/tls_context.h"
#include "scenarios/message/exchange.h"

namespace slogate {

using Address = boost::asio::ip::basic_endpoint<boost::asio::ip::tcp>;

class alignas(Lines::kLine) Connection {
 public:
  explicit Connection(Poller& poller) : poller_(poller) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] Task<Outcome> connect(Address address);
  [[nodiscard]] Task<Outcome> handshake(const TlsContext& context, const std::string& host);

  // What went at once. `bytes` 0 with ok: nothing went, and to try again makes sense after waiting only.
  struct Some {
    Outcome outcome = Outcome::ok;  // reading, io_eof: the peer closed in good order
    std::size_t bytes = 0;
  };
  [[nodiscard]] Some write_some(std::string_view bytes);
  [[nodiscard]] Some read_some(std::span<char> buffer);
  // Whether receives shall say when the bytes came in, and what the last one said; TLS may hand them out in several reads.
  void want_stamps(bool wanted) { stamp_.wanted = wanted; }
  [[nodiscard]] WallTime stamp() const { return stamp_.at; }

  // Right after a request was written nothing is there yet: asking the kernel would be a call for nothing.
  [[nodiscard]] bool may_read() const {
    return tls_wants_write_ ? watch_->may_write() : watch_->may_read() || tls_has_more_;
  }
  // Suspend until reading, or reading or writing, makes sense, or cancel(). Only where may_read() is false.
  [[nodiscard]] Parking::Wait readable();
  [[nodiscard]] Parking::Wait readable_or_writable() { return watch_->either(); }
  // Memory that whoever waits will look at then (Watch).
  void will_want(Memory one, Memory other) { watch_->will_want(one, other); }

  // True where the peer has closed or sent something unasked: the connection is of no more use.
  [[nodiscard]] bool is_stale();

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] const std::string& detail() const { return detail_; }
  [[nodiscard]] const std::shared_ptr<const TlsSession>& tls() const { return session_; }
  void cancel();
  void close();

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const;
  };
  enum class TlsStep : std::uint8_t { done, want_read, want_write, closed, failed };

  [[nodiscard]] TlsStep tls_step(int result);
  [[nodiscard]] Some tls_some(int result);
  [[nodiscard]] Outcome tls_broken();
  [[nodiscard]] Outcome system_outcome(int code, std::string_view doing);
  // What every request looks at, in two lines of the cache; behind it, what few do.
  std::optional<Watch> watch_;
  int descriptor_ = -1;
  bool tls_wants_write_ = false;  // in order to read (a new key is to be answered)
  bool tls_has_more_ = false;     // of what the kernel has no more
  bool cancelled_ = false;
  Stamp stamp_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  static_assert(sizeof watch_ + 2 * sizeof(int) + sizeof stamp_ + sizeof ssl_ <= 2 * Lines::kLine);
  Poller& poller_;
  std::shared_ptr<const TlsSession> session_;
  std::string detail_;
};

}  // namespace slogate
