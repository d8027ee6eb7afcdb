#include "runner/net/tls_socket.h"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>

namespace slogate {
namespace {

struct TlsSocket {
  int descriptor;
  Watch& watch;
  Stamp& stamp;
};

TlsSocket& socket_of(BIO* bio) {
  return *static_cast<TlsSocket*>(BIO_get_data(bio));
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

int read(BIO* bio, char* out, int size) {
  const TlsSocket& socket = socket_of(bio);
  BIO_clear_retry_flags(bio);
  const ssize_t got = receive(socket.descriptor, out, static_cast<std::size_t>(size), socket.stamp);
  if (got == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  if (got < 0 && would_block()) BIO_set_retry_read(bio);
  if (got > 0 ? got < size : got < 0) socket.watch.drained();
  return static_cast<int>(got);
}

int write(BIO* bio, const char* bytes, int size) {
  const TlsSocket& socket = socket_of(bio);
  BIO_clear_retry_flags(bio);
  ssize_t sent = 0;
  do {
    sent = ::send(socket.descriptor, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0 && would_block()) {
    BIO_set_retry_write(bio);
    socket.watch.full();
  }
  return static_cast<int>(sent);
}

long control(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_EOF:
      return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    default:
      return 0;
  }
}

int destroy(BIO* bio) {
  delete static_cast<TlsSocket*>(BIO_get_data(bio));
  BIO_set_data(bio, nullptr);
  return 1;
}

using Method = std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)>;

Method make_method() {
  Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "watched socket"),
                BIO_meth_free);
  if (!method) return method;
  BIO_meth_set_read(method.get(), read);
  BIO_meth_set_write(method.get(), write);
  BIO_meth_set_ctrl(method.get(), control);
  BIO_meth_set_destroy(method.get(), destroy);
  return method;
}

}  // namespace

BIO* make_tls_socket(int descriptor, Watch& watch, Stamp& stamp) {
  static const Method kMethod = make_method();
  BIO* bio = kMethod ? BIO_new(kMethod.get()) : nullptr;
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, new TlsSocket{descriptor, watch, stamp});
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace slogate
