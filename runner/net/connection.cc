#include "runner/net/connection.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>

#include "runner/net/tls_socket.h"

namespace slogate {
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

Task<Outcome> Connection::connect(Address address) {
  descriptor_ = ::socket(address.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                         IPPROTO_TCP);
  if (descriptor_ < 0) co_return system_outcome(errno, "opening a socket");
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ask_for_stamps(descriptor_);
  int error = ::connect(descriptor_, address.data(), static_cast<socklen_t>(address.size())) == 0
                  ? 0
                  : errno;
  // Before connect() the kernel would tell that the socket is of no use.
  watch_.emplace(poller_, descriptor_);
  if (watch_->error() != 0) co_return system_outcome(watch_->error(), "watching a socket");
  if (error == EINPROGRESS) {
    co_await watch_->writable();
    if (cancelled_) co_return Outcome::connect_timeout;
    socklen_t size = sizeof error;
    if (::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  }
  if (error != 0) co_return system_outcome(error, "connecting to " + address_text(address));
  co_return Outcome::ok;
}

// OpenSSL's queue of errors is the thread's: SSL_get_error() takes what another session left there for this one's. What
// may leave something clears it, instead of every read and write before it begins: that took 1,000 instructions of a
// request. Waiting for bytes is no error and found without a look at the queue. To want to write may be one, where an
// alert does not go out.
Connection::TlsStep Connection::tls_step(int result) {
  const SSL* ssl = ssl_.get();
  if (result <= 0 && SSL_want_read(ssl) && BIO_should_read(SSL_get_rbio(ssl)))
    return TlsStep::want_read;
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

void Connection::FreeSsl::operator()(SSL* ssl) const {
  SSL_free(ssl);
}

Task<Outcome> Connection::handshake(const TlsContext& context, const std::string& host) {
  ssl_.reset(context.make_session(host, make_tls_socket(descriptor_, *watch_, stamp_)));
  ERR_clear_error();
  if (!ssl_) {
    detail_ = "no memory for a TLS session";
    co_return Outcome::connect_exhausted;
  }
  while (true) {
    errno = 0;
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) break;
    const int system = errno;
    const TlsStep step = tls_step(result);
    if (step == TlsStep::want_read || step == TlsStep::want_write) {
      ERR_clear_error();
      if (step == TlsStep::want_read && !watch_->may_read()) co_await watch_->readable();
      if (step == TlsStep::want_write && !watch_->may_write()) co_await watch_->writable();
      if (cancelled_) co_return Outcome::connect_timeout;
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
  session_ = std::make_shared<TlsSession>(describe_session(ssl_.get(), host));
  ERR_clear_error();  // to look for a certificate leaves errors also where one is found
  co_return Outcome::ok;
}

Connection::Some Connection::tls_some(int result) {
  tls_wants_write_ = false;
  if (result > 0) return {Outcome::ok, static_cast<std::size_t>(result)};
  switch (tls_step(result)) {
    case TlsStep::closed:
      return {Outcome::io_eof, 0};
    case TlsStep::failed:
      return {tls_broken(), 0};
    case TlsStep::want_write:
      tls_wants_write_ = true;
      return {Outcome::ok, 0};
    default:
      return {Outcome::ok, 0};
  }
}

Connection::Some Connection::write_some(std::string_view bytes) {
  if (ssl_) {
    errno = 0;
    Some some = tls_some(SSL_write(ssl_.get(), bytes.data(), clamp(bytes.size())));
    if (some.outcome == Outcome::io_eof) some.outcome = Outcome::io_reset;
    return some;
  }
  while (true) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) return {Outcome::ok, static_cast<std::size_t>(sent)};
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      watch_->full();
      return {};
    }
    if (errno != EINTR) return {system_outcome(errno, "sending"), 0};
  }
}

Connection::Some Connection::read_some(std::span<char> buffer) {
  if (ssl_) {
    errno = 0;
    const Some some = tls_some(SSL_read(ssl_.get(), buffer.data(), clamp(buffer.size())));
    tls_has_more_ = some.bytes > 0 && SSL_has_pending(ssl_.get()) == 1;
    return some;
  }
  const ssize_t got = receive(descriptor_, buffer.data(), buffer.size(), stamp_);
  if (got > 0) {
    const auto bytes = static_cast<std::size_t>(got);
    if (bytes < buffer.size()) watch_->drained();
    return {Outcome::ok, bytes};
  }
  if (got == 0) return {Outcome::io_eof, 0};
  if (errno != EAGAIN && errno != EWOULDBLOCK) return {system_outcome(errno, "receiving"), 0};
  watch_->drained();
  return {};
}

Parking::Wait Connection::readable() {
  return tls_wants_write_ ? watch_->writable() : watch_->readable();
}

bool Connection::is_stale() {
  if (!is_open()) return true;
  char byte = 0;
  const ssize_t got = ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got < 0) return errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
  // TLS 1.3 servers send session tickets whenever they like: those are no sign of an end.
  return got == 0 || !ssl_;
}

void Connection::cancel() {
  cancelled_ = true;
  if (watch_) watch_->cancel();
}

void Connection::close() {
  if (!is_open()) return;
  if (ssl_) {
    SSL_set_shutdown(ssl_.get(), SSL_RECEIVED_SHUTDOWN);
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  ssl_.reset();
  watch_.reset();
  ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace slogate
