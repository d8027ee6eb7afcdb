#include "runner/net/connection.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <boost/asio/as_tuple.hpp>

#include <cerrno>
#include <cstring>
#include <limits>

#include "runner/clock/event.h"

namespace slogate {

using boost::system::error_code;
constexpr auto kAwaitTuple = boost::asio::as_tuple(use_task);

namespace {

int clamp(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

std::string address_text(const Address& address) {
  const std::string host = address.address().to_string();
  return address.address().is_v6() ? fmt::format("[{}]:{}", host, address.port())
                                   : fmt::format("{}:{}", host, address.port());
}

}  // namespace

Outcome Connection::system_outcome(int code, std::string_view doing) {
  detail_ = fmt::format("{}: {}", doing, std::strerror(code));
  switch (code) {
    case ECONNREFUSED:
      return Outcome::connect_refused;
    case ETIMEDOUT:
      return Outcome::connect_timeout;
    case EMFILE:
    case ENFILE:
    case EADDRNOTAVAIL:
    case ENOBUFS:
    case ENOMEM:
      return Outcome::connect_exhausted;
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
      return Outcome::io_reset;
    default:
      return Outcome::connect_unreachable;
  }
}

Task<bool> Connection::wait(Socket::wait_type what) {
  const auto [error] = co_await socket_.async_wait(what, kAwaitTuple);
  co_return !error;
}

Task<Outcome> Connection::connect(Address address) {
  error_code error;
  socket_.open(address.protocol(), error);
  if (!error) socket_.non_blocking(true, error);
  if (error) co_return system_outcome(error.value(), "opening a socket");
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), error);
  const auto [failed] = co_await socket_.async_connect(address, kAwaitTuple);
  if (failed) co_return system_outcome(failed.value(), "connecting to " + address_text(address));
  co_return Outcome::ok;
}

Connection::TlsStep Connection::tls_step(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE:
      return TlsStep::done;
    case SSL_ERROR_WANT_READ:
      return TlsStep::want_read;
    case SSL_ERROR_WANT_WRITE:
      return TlsStep::want_write;
    case SSL_ERROR_ZERO_RETURN:
      return TlsStep::closed;
    default:
      return TlsStep::failed;
  }
}

// A connection that ends without close_notify may have been cut by anyone (RFC 8446 6.1).
Outcome Connection::tls_broken() {
  const int system = errno;
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING || (code == 0 && system == 0)) {
    detail_ = "the connection ended without TLS's close_notify";
    return Outcome::tls_truncated;
  }
  if (code == 0) return system_outcome(system, "TLS connection");
  const char* reason = ERR_reason_error_string(code);
  detail_ = fmt::format("TLS: {}", reason != nullptr ? reason : "no reason given");
  return Outcome::tls_protocol;
}

Task<Outcome> Connection::handshake(const TlsContext& context, const std::string& host) {
  ssl_ = {context.make_session(host, socket_.native_handle()), SSL_free};
  if (!ssl_) co_return Outcome::connect_exhausted;
  while (true) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) break;
    const int system = errno;
    const TlsStep step = tls_step(result);
    if (step == TlsStep::want_read || step == TlsStep::want_write) {
      const bool ready =
          co_await wait(step == TlsStep::want_read ? Socket::wait_read : Socket::wait_write);
      if (!ready) co_return Outcome::connect_timeout;
      continue;
    }
    if (ERR_peek_error() == 0 && system == ECONNRESET) {
      detail_ = "connection reset in the TLS handshake";
      co_return Outcome::io_reset;
    }
    TlsFailure failure = handshake_failure(ssl_.get(), host);
    detail_ = std::move(failure.detail);
    co_return failure.outcome;
  }
  session_ = describe_session(ssl_.get(), host);
  co_return Outcome::ok;
}

Connection::Some Connection::tls_some(int result) {
  if (result > 0) return {Outcome::ok, static_cast<std::size_t>(result)};
  switch (tls_step(result)) {
    case TlsStep::closed:
      return {Outcome::io_eof, 0};
    case TlsStep::failed:
      return {tls_broken(), 0};
    default:
      return {Outcome::ok, 0};
  }
}

Connection::Some Connection::write_some(std::string_view bytes) {
  if (ssl_) {
    ERR_clear_error();
    errno = 0;
    Some some = tls_some(SSL_write(ssl_.get(), bytes.data(), clamp(bytes.size())));
    if (some.outcome == Outcome::io_eof) some.outcome = Outcome::io_reset;
    return some;
  }
  while (true) {
    const ssize_t sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) return {Outcome::ok, static_cast<std::size_t>(sent)};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {};
    if (errno != EINTR) return {system_outcome(errno, "sending"), 0};
  }
}

Connection::Some Connection::read_some(std::span<char> buffer) {
  if (ssl_) {
    ERR_clear_error();
    errno = 0;
    return tls_some(SSL_read(ssl_.get(), buffer.data(), clamp(buffer.size())));
  }
  while (true) {
    const ssize_t got = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), 0);
    if (got > 0) return {Outcome::ok, static_cast<std::size_t>(got)};
    if (got == 0) return {Outcome::io_eof, 0};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {};
    if (errno != EINTR) return {system_outcome(errno, "receiving"), 0};
  }
}

Task<bool> Connection::wait_for_either() {
  // Outlives this coroutine: the wait that did not come first is told later that it was cancelled.
  struct Waiting {
    explicit Waiting(Loop& loop) : over(loop) {}
    Event over;
    bool ready = false;
  };
  const auto waiting = std::make_shared<Waiting>(loop_);
  const auto handler = [waiting](error_code error) {
    if (!error) waiting->ready = true;
    waiting->over.set();
  };
  socket_.async_wait(Socket::wait_read, handler);
  socket_.async_wait(Socket::wait_write, handler);
  co_await waiting->over.wait();
  cancel();
  co_return waiting->ready;
}

Task<Connection::Read> Connection::read_tls(std::span<char> buffer) {
  while (true) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_read(ssl_.get(), buffer.data(), clamp(buffer.size()));
    if (result > 0) co_return Read{Outcome::ok, static_cast<std::size_t>(result)};
    const TlsStep step = tls_step(result);
    if (step == TlsStep::closed) co_return Read{Outcome::io_eof, 0};
    if (step == TlsStep::failed) co_return Read{tls_broken(), 0};
    if (!co_await wait(step == TlsStep::want_read ? Socket::wait_read : Socket::wait_write)) {
      co_return Read{Outcome::io_deadline, 0};
    }
  }
}

Task<Connection::Read> Connection::read(std::span<char> buffer) {
  if (ssl_) co_return co_await read_tls(buffer);
  while (true) {
    // Right after a write nothing is there yet: waiting first saves a call that would only return EAGAIN.
    const auto [error] = co_await socket_.async_wait(Socket::wait_read, kAwaitTuple);
    if (error) co_return Read{Outcome::io_deadline, 0};
    const ssize_t got = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), 0);
    if (got > 0) co_return Read{Outcome::ok, static_cast<std::size_t>(got)};
    if (got == 0) co_return Read{Outcome::io_eof, 0};
    if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) continue;
    co_return Read{system_outcome(errno, "receiving"), 0};
  }
}

bool Connection::is_stale() {
  if (!socket_.is_open()) return true;
  char byte = 0;
  const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got < 0) return errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
  // TLS 1.3 servers send session tickets whenever they like: those are no sign of an end.
  return got == 0 || !ssl_;
}

void Connection::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::close() {
  if (ssl_ && socket_.is_open()) {
    SSL_set_shutdown(ssl_.get(), SSL_RECEIVED_SHUTDOWN);
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  ssl_.reset();
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace slogate
