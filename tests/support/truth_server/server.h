// One thread, one epoll: takes HTTP/1.1 requests on any number of kept connections, holds each
// answer back as the schedule says, and notes when what happened. It sleeps to the nanosecond
// (epoll_pwait2) until shortly before an answer is due and turns for the rest. When a request came
// is the kernel's note. Where the kernel makes none, being woken up for it (some 50 us) is missing
// from what the server took: with `always_turns` it never sleeps while a connection is open, and
// has a core for itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/truth_server/delays.h"
#include "tests/support/truth_server/log.h"

namespace truth {

struct Options {
  Delays delays;
  std::uint16_t port = 0;
  std::size_t body = 16;  // bytes
  std::int64_t receive_ns =
      0;  // 0: head and body go out together; else the body's last byte so much later
  std::int64_t turn_ns = 60'000;  // so long before an answer is due it sleeps no more
  bool always_turns = false;
};

class Server {
 public:
  explicit Server(const Options& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // False, with errno, where it cannot listen on loopback.
  [[nodiscard]] bool listen();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  // Until the descriptor (of signals) can be read.
  void run(int stop);
  [[nodiscard]] const std::vector<Entry>& log() const { return log_; }

 private:
  struct Connection {
    int descriptor = -1;
    std::uint64_t turn = 0;  // of those that had this descriptor
    std::string in;
    std::string out;        // not sent yet
    std::size_t entry = 0;  // of the request that is being answered
    bool answering = false;
    bool closes = false;
    bool begun = false;  // a byte of the answer is out
  };
  // due, how manieth, descriptor, its turn, whether only the body's last byte is left
  using Due = std::tuple<std::int64_t, std::uint64_t, int, std::uint64_t, bool>;

  void accept_all();
  void read_from(Connection& connection);
  [[nodiscard]] bool take_request(Connection& connection, std::int64_t at);
  void answer(const Due& due);
  void send_some(Connection& connection, std::size_t most, bool last);
  void close(Connection& connection);
  void answer_what_is_due();
  [[nodiscard]] bool wait(int stop);

  Options options_;
  std::string text_;  // the whole answer
  int listener_ = -1;
  int epoll_ = -1;
  std::uint16_t port_ = 0;
  std::deque<Connection> connections_;  // by descriptor; never moved
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::uint64_t sequence_ = 0;
  std::size_t open_ = 0;  // connections
  std::vector<Entry> log_;
  std::int64_t wall_ahead_ns_ = 0;  // of read_at()
};

}  // namespace truth
