#include "tests/support/truth_server/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace truth {
namespace {

// The value of a header field; empty where there is none.
std::string_view field(std::string_view head, std::string_view name) {
  std::size_t line = head.find("\r\n");
  while (line != std::string_view::npos && line + 2 + name.size() < head.size()) {
    const std::string_view rest = head.substr(line + 2);
    if (rest[name.size()] == ':' && strncasecmp(rest.data(), name.data(), name.size()) == 0) {
      std::string_view value = rest.substr(name.size() + 1);
      value = value.substr(0, value.find("\r\n"));
      while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
      return value;
    }
    line = head.find("\r\n", line + 2);
  }
  return {};
}

void watch(int epoll, int descriptor, std::uint32_t events, int operation) {
  epoll_event event{};
  event.events = events;
  event.data.fd = descriptor;
  ::epoll_ctl(epoll, operation, descriptor, &event);
}

}  // namespace

Server::Server(const Options& options) : options_(options) {
  text_ = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
          std::to_string(options.body) + "\r\n\r\n" + std::string(options.body, 't');
  log_.reserve(1U << 20U);
}

Server::~Server() {
  for (const Connection& connection : connections_) {
    if (connection.descriptor >= 0) ::close(connection.descriptor);
  }
  if (listener_ >= 0) ::close(listener_);
  if (epoll_ >= 0) ::close(epoll_);
}

bool Server::listen() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  if (listener_ < 0 || epoll_ < 0) return false;
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // Inherited by what it accepts; where it is refused, a request came when it was read.
  ::setsockopt(listener_, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options_.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, length) != 0 || ::listen(listener_, 4096) != 0 ||
      ::getsockname(listener_, generic, &length) != 0)
    return false;
  port_ = ntohs(address.sin_port);
  watch(epoll_, listener_, EPOLLIN, EPOLL_CTL_ADD);
  return true;
}

void Server::accept_all() {
  while (true) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    while (connections_.size() <= static_cast<std::size_t>(descriptor)) connections_.emplace_back();
    Connection& connection = connections_[static_cast<std::size_t>(descriptor)];
    const std::uint64_t turn = connection.turn + 1;
    connection = {};
    connection.descriptor = descriptor;
    connection.turn = turn;
    ++open_;
    watch(epoll_, descriptor, EPOLLIN, EPOLL_CTL_ADD);
  }
}

void Server::close(Connection& connection) {
  ::close(connection.descriptor);
  connection.descriptor = -1;
  --open_;
}

void Server::read_from(Connection& connection) {
  std::array<char, 16'384> piece;
  while (true) {
    std::int64_t at = 0;
    const ssize_t got =
        read_at(connection.descriptor, piece.data(), piece.size(), at, wall_ahead_ns_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (got <= 0) {
      close(connection);
      return;
    }
    connection.in.append(piece.data(), static_cast<std::size_t>(got));
    if (!connection.answering) static_cast<void>(take_request(connection, at));
    if (static_cast<std::size_t>(got) < piece.size()) return;
  }
}

// The next whole request of what was read. False where there is none yet.
bool Server::take_request(Connection& connection, std::int64_t at) {
  const std::size_t end = connection.in.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::string_view head(connection.in.data(), end + 2);
  const std::string length(field(head, "content-length"));
  const std::size_t whole = end + 4 + std::strtoul(length.c_str(), nullptr, 10);
  if (connection.in.size() < whole) return false;
  Entry entry;
  entry.id = field(head, "x-request-id");
  if (entry.id.empty()) entry.id = field(head, "traceparent");
  entry.in_ns = at;
  entry.delay_ns = options_.delays.of(log_.size());
  connection.closes = strcasecmp(std::string(field(head, "connection")).c_str(), "close") == 0;
  connection.in.erase(0, whole);
  connection.out = text_;
  connection.entry = log_.size();
  connection.answering = true;
  connection.begun = false;
  due_.emplace(at + entry.delay_ns, sequence_++, connection.descriptor, connection.turn, false);
  log_.push_back(std::move(entry));
  return true;
}

// Sends up to `most` bytes; the rest follows when the socket takes it.
void Server::send_some(Connection& connection, std::size_t most, bool last) {
  while (most > 0) {
    Entry& entry = log_[connection.entry];
    const std::int64_t at = now_ns();
    const ssize_t sent = ::send(connection.descriptor, connection.out.data(), most, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) {
      watch(epoll_, connection.descriptor, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
      return;
    }
    if (sent < 0) return close(connection);
    if (!connection.begun) entry.first_out_ns = at;
    connection.begun = true;
    most -= static_cast<std::size_t>(sent);
    connection.out.erase(0, static_cast<std::size_t>(sent));
    if (connection.out.empty()) entry.last_out_ns = at;
  }
  if (!last) return;
  connection.answering = false;
  if (connection.closes) return close(connection);
  if (!connection.in.empty()) static_cast<void>(take_request(connection, now_ns()));
}

void Server::answer(const Due& due) {
  const auto& [at, sequence, descriptor, turn, rest] = due;
  Connection& connection = connections_[static_cast<std::size_t>(descriptor)];
  if (connection.descriptor < 0 || connection.turn != turn) return;  // the client has gone
  if (rest && connection.out.empty()) return;                        // gone out with the others
  const bool parts = options_.receive_ns > 0 && options_.body > 0 && !rest;
  send_some(connection, connection.out.size() - (parts ? 1 : 0), !parts);
  if (parts && connection.descriptor >= 0)
    due_.emplace(now_ns() + options_.receive_ns, sequence_++, descriptor, turn, true);
}

void Server::answer_what_is_due() {
  while (!due_.empty() && std::get<0>(due_.top()) <= now_ns()) {
    const Due next = due_.top();
    due_.pop();
    answer(next);
  }
}

// One look at the sockets, waiting as long as nothing is due. False where the end was asked for.
bool Server::wait(int stop) {
  std::array<epoll_event, 256> events;
  timespec limit{3600, 0};
  if (options_.always_turns && open_ > 0) {
    limit = {};
  } else if (!due_.empty()) {
    const std::int64_t left =
        std::max<std::int64_t>(0, std::get<0>(due_.top()) - now_ns() - options_.turn_ns);
    limit = {left / 1'000'000'000, left % 1'000'000'000};
  }
  const int count =
      ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &limit, nullptr);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == stop) return false;
    if (event.data.fd == listener_) {
      accept_all();
      continue;
    }
    Connection& connection = connections_[static_cast<std::size_t>(event.data.fd)];
    if (connection.descriptor < 0) continue;
    if ((event.events & EPOLLOUT) != 0) {
      watch(epoll_, connection.descriptor, EPOLLIN, EPOLL_CTL_MOD);
      send_some(connection, connection.out.size(), true);
    }
    if (connection.descriptor >= 0 && (event.events & ~std::uint32_t{EPOLLOUT}) != 0)
      read_from(connection);
  }
  return true;
}

void Server::run(int stop) {
  watch(epoll_, stop, EPOLLIN, EPOLL_CTL_ADD);
  while (wait(stop)) answer_what_is_due();
}

}  // namespace truth
