// cpp-httplib's server with connections of our own: that of 0.11.4 sleeps a millisecond between
// looks at an idle connection, writes head and body in two packets, queues five connections, and
// cannot be stopped while one is open.
//
//   Listener listener([&](const httplib::Request& in, httplib::Response& out) { … });
//   if (!listener.open("127.0.0.1", 0)) return errno_text();
//   listener.serve();   // on a thread of its own, until close() on another
//
// The handler runs on any of up to 2,048 threads, one per connection.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <mutex>
#include <set>
#include <string>

#include <httplib.h>

namespace slogate {

class Listener final : public httplib::Server {
 public:
  explicit Listener(Handler handler);
  ~Listener() override = default;

  // Binds and listens; port 0 takes a free one. On failure errno says why, 0 when the host is no
  // address of ours.
  [[nodiscard]] bool open(const std::string& host, std::uint16_t port);
  [[nodiscard]] std::uint16_t port() const { return port_; }

  void serve();       // returns after close(), when every connection has ended
  void wait_ready();  // until serve() accepts connections
  void close();       // after wait_ready(); may be called from any other thread

 private:
  bool process_and_close_socket(socket_t sock) override;
  void converse(socket_t sock);

  std::uint16_t port_ = 0;
  std::promise<void> ready_;
  std::mutex mutex_;
  std::set<socket_t> sockets_;  // open connections
  bool closing_ = false;
};

}  // namespace slogate
