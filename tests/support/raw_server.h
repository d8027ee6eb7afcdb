// A TCP server that does to each connection exactly what a test says, byte by byte. Handlers run on threads of their own
// and are joined at destruction, when their sockets have been shut down.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace slogate::support {

// One accepted connection, as a handler sees it.
class Peer {
 public:
  Peer(int descriptor, int number) : descriptor_(descriptor), number_(number) {}

  [[nodiscard]] int number() const { return number_; }  // from 0, in order of acceptance

  // Reads up to the end of a request's headers (plus a body announced by Content-Length); empty at the end of the stream.
  std::string read_request() {
    std::string text;
    char byte = 0;
    while (text.find("\r\n\r\n") == std::string::npos) {
      if (::recv(descriptor_, &byte, 1, 0) != 1) return text;
      text += byte;
    }
    const std::size_t at = text.find("Content-Length: ");
    if (at == std::string::npos) return text;
    for (auto left = std::stoul(text.substr(at + 16)); left > 0; --left) {
      if (::recv(descriptor_, &byte, 1, 0) != 1) break;
      text += byte;
    }
    return text;
  }
  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void answer(std::string_view body) {
    write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
          std::string(body));
  }
  // Ends the connection with a reset instead of a FIN.
  void reset() {
    const linger hard{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(descriptor_);
    descriptor_ = -1;
  }
  void end_writing() { ::shutdown(descriptor_, SHUT_WR); }
  // Waits until the client closes, however long that takes.
  void wait_for_end() {
    char bytes[512];
    while (::recv(descriptor_, bytes, sizeof bytes, 0) > 0) {
    }
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  friend class RawServer;
  int descriptor_;
  int number_;
};

class RawServer {
 public:
  enum class On { ipv4, ipv6 };  // 127.0.0.1 or ::1

  explicit RawServer(std::function<void(Peer&)> handler, On on = On::ipv4)
      : handler_(std::move(handler)) {
    const bool ipv6 = on == On::ipv6;
    listener_ = ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address4{};
    address4.sin_family = AF_INET;
    address4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 address6{};
    address6.sin6_family = AF_INET6;
    address6.sin6_addr = in6addr_loopback;
    auto* address =
        ipv6 ? reinterpret_cast<sockaddr*>(&address6) : reinterpret_cast<sockaddr*>(&address4);
    socklen_t size = ipv6 ? sizeof address6 : sizeof address4;
    if (::bind(listener_, address, size) != 0 || ::listen(listener_, 128) != 0) return;
    ::getsockname(listener_, address, &size);
    port_ = ntohs(ipv6 ? address6.sin6_port : address4.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~RawServer() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (acceptor_.joinable()) acceptor_.join();
    ::close(listener_);
    {
      const std::lock_guard lock(mutex_);
      for (const int descriptor : open_) ::shutdown(descriptor, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  [[nodiscard]] int accepted() const { return accepted_; }

 private:
  void accept_all() {
    while (!stopping_) {
      const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (descriptor < 0) return;
      const int number = accepted_++;
      const std::lock_guard lock(mutex_);
      open_.push_back(descriptor);
      threads_.emplace_back([this, descriptor, number] {
        Peer peer(descriptor, number);
        handler_(peer);
        const std::lock_guard guard(mutex_);
        std::erase(open_, descriptor);
        if (peer.descriptor_ >= 0) ::close(peer.descriptor_);
      });
    }
  }

  std::function<void(Peer&)> handler_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> accepted_ = 0;
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
};

}  // namespace slogate::support
