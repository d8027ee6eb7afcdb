#include "runner/demo/listener.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <limits>
#include <utility>

#include "runner/demo/threads.h"

namespace slogate {
namespace {

constexpr std::size_t kMaxConnections = 2048;  // threads; more wait until one closes
constexpr std::size_t kMaxBody = 1U << 20U;    // no form or JSON body of the demo is near it
constexpr std::size_t kMaxPath =
    1024;  // httplib matches paths by a recursive std::regex: keep it short
constexpr int kBacklog = 1024;
constexpr time_t kIdleSeconds = 60;

// A connection as httplib reads and writes it: reads by the buffer, collects writes until flush().
class Connection final : public httplib::Stream {
 public:
  explicit Connection(socket_t sock) : sock_(sock) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return !broken_; }
  socket_t socket() const override { return sock_; }

  // Waits for the next request; false when the other side is gone or silent for the idle time.
  bool has_more() { return next_ < end_ || fill(); }

  ssize_t read(char* to, std::size_t size) override {
    if (next_ == end_ && !(flush() && fill())) return -1;
    const std::size_t count = std::min(size, end_ - next_);
    std::memcpy(to, in_.data() + next_, count);
    next_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* from, std::size_t size) override {
    if (broken_) return -1;
    out_.append(from, size);
    return static_cast<ssize_t>(size);
  }

  bool flush() {
    std::size_t sent = 0;
    while (!broken_ && sent < out_.size()) {
      const ssize_t count = ::send(sock_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
      if (count > 0) {
        sent += static_cast<std::size_t>(count);
      } else if (count == 0 || errno != EINTR) {
        broken_ = true;
      }
    }
    out_.clear();
    return !broken_;
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    name_of(&::getpeername, ip, port);
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    name_of(&::getsockname, ip, port);
  }

 private:
  bool fill() {
    for (;;) {
      const ssize_t count = ::recv(sock_, in_.data(), in_.size(), 0);
      if (count > 0) {
        next_ = 0;
        end_ = static_cast<std::size_t>(count);
        return true;
      }
      if (count == 0 || errno != EINTR) return false;
    }
  }

  template <class Ask>
  void name_of(Ask ask, std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (ask(sock_, reinterpret_cast<sockaddr*>(&address), &length) != 0) return;
    std::array<char, INET6_ADDRSTRLEN> text{};
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address);
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address);
    const bool six = address.ss_family == AF_INET6;
    const void* bytes = six ? static_cast<const void*>(&v6->sin6_addr) : &v4->sin_addr;
    if (::inet_ntop(address.ss_family, bytes, text.data(), text.size()) == nullptr) return;
    ip = text.data();
    port = ntohs(six ? v6->sin6_port : v4->sin_port);
  }

  socket_t sock_;
  std::array<char, 8192> in_{};
  std::size_t next_ = 0;
  std::size_t end_ = 0;
  std::string out_;
  bool broken_ = false;
};

// httplib leaves the body of such a request on the connection, where it would be read as the next
// request.
bool leaves_body(const httplib::Request& request) {
  if (request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS")
    return false;
  return request.has_header("Transfer-Encoding") ||
         (request.has_header("Content-Length") &&
          request.get_header_value("Content-Length") != "0");
}

// A socket that is closed with bytes unread sends a reset, and the peer may lose the answer that it had not read yet
// (RFC 9112 9.6): say that nothing more comes, then read the rest away, for a second and 64 KiB at most.
void linger(socket_t sock) {
  ::shutdown(sock, SHUT_WR);
  const timeval wait{1, 0};
  ::setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  char rest[4096];
  for (int reads = 0; reads < 16 && ::recv(sock, rest, sizeof rest, 0) > 0; ++reads) {
  }
}

}  // namespace

Listener::Listener(Handler handler) {
  const std::string any = "[\\s\\S]*";
  Get(any, handler);  // HEAD too
  Post(any, handler);
  Put(any, handler);
  Patch(any, handler);
  Delete(any, handler);
  Options(any, std::move(handler));
  set_exception_handler([](const httplib::Request&, httplib::Response& out, std::exception_ptr) {
    out.status = 500;
    out.set_content(R"({"error":"internal_error"})", "application/json");
  });
  // Not SO_REUSEPORT, which httplib sets: two servers would share a port without a word.
  set_socket_options([](socket_t sock) {
    const int on = 1;
    ::setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  set_tcp_nodelay(true);
  set_keep_alive_timeout(kIdleSeconds);
  set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
  set_read_timeout(kIdleSeconds);
  set_write_timeout(kIdleSeconds);
  set_payload_max_length(kMaxBody);
  new_task_queue = [this] {
    ready_.set_value();
    return new GrowingThreads(kMaxConnections);  // httplib owns it
  };
}

bool Listener::open(const std::string& host, std::uint16_t port) {
  errno = 0;
  if (port == 0) {
    const int bound = bind_to_any_port(host);
    if (bound <= 0) return false;
    port_ = static_cast<std::uint16_t>(bound);
  } else {
    if (!bind_to_port(host, port)) return false;
    port_ = port;
  }
  // httplib queues five; a burst of connections beyond that would wait a second for the next SYN.
  return ::listen(svr_sock_, kBacklog) == 0;
}

void Listener::serve() {
  listen_after_bind();
}

void Listener::wait_ready() {
  ready_.get_future().wait();
}

void Listener::close() {
  stop();
  const std::lock_guard lock(mutex_);
  closing_ = true;
  // Reading ends, writing goes on: an answer on its way arrives whole.
  for (const socket_t sock : sockets_) ::shutdown(sock, SHUT_RD);
}

bool Listener::process_and_close_socket(socket_t sock) {
  {
    const std::lock_guard lock(mutex_);
    sockets_.insert(sock);
    if (closing_) ::shutdown(sock, SHUT_RD);
  }
  converse(sock);
  linger(sock);
  const std::lock_guard lock(mutex_);
  sockets_.erase(sock);
  ::shutdown(sock, SHUT_RDWR);
  return ::close(sock) == 0;
}

void Listener::converse(socket_t sock) {
  const int on = 1;
  ::setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Connection connection(sock);
  bool closed = false;
  while (!closed && connection.has_more()) {
    bool spoiled = false;
    const auto prepare = [&](httplib::Request& request) {
      if (request.path.size() > kMaxPath) request.path.resize(kMaxPath);
      spoiled = leaves_body(request);
      if (!spoiled) return;
      // Makes httplib say so in its answer: the client must not send its next request here.
      request.headers.erase("Connection");
      request.set_header("Connection", "close");
    };
    const bool served = process_request(connection, false, closed, prepare);
    if (!connection.flush() || !served || spoiled) return;
  }
}

}  // namespace slogate
