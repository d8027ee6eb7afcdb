// One TCP connection, plain or TLS, on a non-blocking socket. Reads and writes suspend only where the kernel would
// block. cancel() ends whatever waits.
//
// Results are Outcomes: io_reset, io_eof, tls_truncated and so on; ok carries on. Not thread safe.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "runner/clock/task.h"
#include "runner/net/tls_context.h"
#include "scenarios/message/exchange.h"

namespace slogate {

using Address = boost::asio::ip::basic_endpoint<boost::asio::ip::tcp>;

class Connection {
 public:
  explicit Connection(Loop& loop) : loop_(loop), socket_(loop.get_executor()) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] Task<Outcome> connect(Address address);
  [[nodiscard]] Task<Outcome> handshake(const TlsContext& context, const std::string& host);

  // What went at once. `bytes` 0 with ok: the kernel would have to wait.
  struct Some {
    Outcome outcome = Outcome::ok;  // reading, io_eof: the peer closed in good order
    std::size_t bytes = 0;
  };
  [[nodiscard]] Some write_some(std::string_view bytes);
  [[nodiscard]] Some read_some(std::span<char> buffer);
  // Waits until there is something to read or room to write; false where cancel() ended it.
  [[nodiscard]] Task<bool> wait_for_either();

  using Read = Some;
  // Waits for bytes, then takes what is there, at most the buffer.
  [[nodiscard]] Task<Read> read(std::span<char> buffer);

  // True where the peer has closed or sent something unasked: the connection is of no more use.
  [[nodiscard]] bool is_stale();

  [[nodiscard]] bool is_open() const { return socket_.is_open(); }
  [[nodiscard]] const std::string& detail() const { return detail_; }
  [[nodiscard]] const TlsSession& tls() const { return session_; }
  void cancel();
  void close();

 private:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
  enum class TlsStep : std::uint8_t { done, want_read, want_write, closed, failed };

  [[nodiscard]] Task<bool> wait(Socket::wait_type what);
  [[nodiscard]] TlsStep tls_step(int result);
  [[nodiscard]] Some tls_some(int result);
  [[nodiscard]] Outcome tls_broken();
  [[nodiscard]] Outcome system_outcome(int code, std::string_view doing);
  [[nodiscard]] Task<Read> read_tls(std::span<char> buffer);

  Loop& loop_;
  Socket socket_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_{nullptr, nullptr};
  TlsSession session_;
  std::string detail_;
};

}  // namespace slogate
