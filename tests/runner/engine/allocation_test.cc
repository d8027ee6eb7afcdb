// What a request costs in memory asked for, everything real: engine, threads, users, sockets,
// recorder, rotation. Counted in this whole process, with a global operator new and an aligned_alloc
// (which Asio takes for its operations and coroutine frames) of this binary's own, over 10,000
// requests: a run of 12,000 less one of 2,000. The ceilings lie a little above what it is, so that
// nobody makes it worse unnoticed.
//
// All iterations of the open model are due at once: a user that finds nothing to do sleeps until it
// is woken, which costs Asio up to two operations, and how often that happens is the machine's doing.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "runner/engine/threads.h"
#include "tests/support/allocations.h"
#include "tests/support/suites.h"

namespace {
std::atomic<std::size_t> aligned{0};
}

// The linker puts the first in the place of aligned_alloc and calls that the second.
extern "C" void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
extern "C" void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  ++aligned;
  return __real_aligned_alloc(alignment, size);
}

namespace slogate {
namespace {

using namespace std::chrono_literals;

std::size_t allocations() {
  return support::allocations() + aligned;
}

constexpr std::size_t kUsers = 16;
constexpr std::uint64_t kWarm = 2'000;
constexpr std::uint64_t kCounted = 10'000;

// Answers every request with the same bytes and asks for no memory: one thread, one poll.
class QuietServer {
 public:
  explicit QuietServer(std::string_view answer) : answer_(answer) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, generic, size) != 0 || ::listen(listener, 128) != 0) std::abort();
    ::getsockname(listener, generic, &size);
    port_ = ntohs(address.sin_port);
    if (::pipe(ending_.data()) != 0) std::abort();
    peers_[0] = {ending_[0], POLLIN, 0};
    peers_[1] = {listener, POLLIN, 0};
    for (std::size_t i = 2; i < peers_.size(); ++i) peers_[i] = {-1, POLLIN, 0};
    thread_ = std::thread([this] { serve(); });
  }
  ~QuietServer() {
    ::close(ending_[1]);
    thread_.join();
    for (const pollfd& peer : peers_) {
      if (peer.fd >= 0) ::close(peer.fd);
    }
  }
  QuietServer(const QuietServer&) = delete;
  QuietServer& operator=(const QuietServer&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  void serve() {
    while (::poll(peers_.data(), peers_.size(), -1) > 0 && peers_[0].revents == 0) {
      if ((peers_[1].revents & POLLIN) != 0) accept();
      for (std::size_t i = 2; i < peers_.size(); ++i) {
        if (peers_[i].fd >= 0 && peers_[i].revents != 0) read(i);
      }
    }
  }
  void accept() {
    const int peer = ::accept4(peers_[1].fd, nullptr, nullptr, SOCK_CLOEXEC);
    for (std::size_t i = 2; i < peers_.size(); ++i) {
      if (peers_[i].fd >= 0) continue;
      peers_[i].fd = peer;
      matched_[i] = 0;
      return;
    }
    ::close(peer);
  }
  void read(std::size_t i) {
    std::array<char, 4096> bytes;
    const ssize_t got = ::recv(peers_[i].fd, bytes.data(), bytes.size(), 0);
    if (got <= 0) {
      ::close(peers_[i].fd);
      peers_[i].fd = -1;
      return;
    }
    for (const char c : std::string_view(bytes.data(), static_cast<std::size_t>(got))) {
      if (c == kEnd[matched_[i]]) {
        ++matched_[i];
      } else {
        matched_[i] = c == kEnd[0] ? 1 : 0;
      }
      if (matched_[i] < kEnd.size()) continue;
      matched_[i] = 0;
      (void)::send(peers_[i].fd, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    }
  }

  static constexpr std::string_view kEnd = "\r\n\r\n";
  std::string_view answer_;
  std::uint16_t port_ = 0;
  std::array<int, 2> ending_{};
  std::array<pollfd, kUsers + 8> peers_{};
  std::array<std::size_t, kUsers + 8> matched_{};
  std::thread thread_;
};

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer: a-server/1.2.3\r\n"
    "Content-Length: 75\r\n\r\n"
    R"({"user": {"name": "Ada"}, "token": "a-token-longer-than-any-small-string" })";

constexpr const char* kPlain = R"("steps": [{"name": "get", "request": "GET /",
    "checks": [{"status": 200}]}])";
constexpr const char* kLooking = R"(
    "generate": {"n": {"counter": {"from": 1, "step": 1}}, "page": {"random_int": [1, 99]}},
    "steps": [{"name": "get", "request": "GET /users/${n}", "query": {"page": "${page}"},
      "checks": [{"status": 200},
                 {"header": "content-type", "starts_with": "application/json"},
                 {"json": "/user/name", "equals": "Ada"}],
      "captures": {"token": {"json": "/token"}}}])";

Profile closed(std::uint64_t requests) {
  Profile profile;
  profile.model = Model::users;
  profile.from = kUsers;
  profile.stages = {{kUsers, 10min}};
  profile.shared_iterations = requests;
  return profile;
}

Profile open(std::uint64_t requests) {
  constexpr double kRate = 1'000'000;
  Profile profile;
  profile.model = Model::arrivals;
  profile.from = kRate;
  profile.max_users = 3;
  profile.max_waiting = 20'000;
  profile.stages = {{kRate, std::chrono::microseconds(requests)}};
  return profile;
}

// How often memory was asked for in a whole run of so many requests.
std::size_t allocations_of(const std::string& flow, const Profile& profile,
                           std::uint64_t requests) {
  const QuietServer server(kAnswer);
  CompiledSuite suite = support::suite_of(flow);
  suite.target = *parse_url(server.url() + "/");
  const LoadPlan plan = make_plan(profile, {"shop"});
  const TlsContext tls = TlsContext::make("").value();
  Interval totals(suite.rows.size(), suite.flows.size());
  RunSink sink;
  sink.interval = [&totals](const Interval& interval) {
    totals.add(interval);
    return true;
  };
  const std::size_t before = allocations();
  const EngineEnd end =
      run_on_threads(suite, plan, {{1, "allocations"}, false, 1s}, tls, 1, std::move(sink));
  const std::size_t after = allocations();
  EXPECT_EQ(end.error, "");
  EXPECT_EQ(totals.flows[0].succeeded, requests);
  return after - before;
}

// Per 10,000 requests, once warm.
long allocations_once_warm(const std::string& flow, Profile (*profile)(std::uint64_t)) {
  const auto few = static_cast<long>(allocations_of(flow, profile(kWarm), kWarm));
  const std::uint64_t all = kWarm + kCounted;
  const long more = static_cast<long>(allocations_of(flow, profile(all), all)) - few;
  std::printf("%ld allocations in %llu requests, and %ld in the first %llu with start and end\n",
              more, static_cast<unsigned long long>(kCounted), few,
              static_cast<unsigned long long>(kWarm));
  return more;
}

TEST(RequestAllocation, ARequestOfAClosedModel) {
  EXPECT_LE(allocations_once_warm(kPlain, closed), 500);
}

TEST(RequestAllocation, ARequestOfAnOpenModel) {
  EXPECT_LE(allocations_once_warm(kPlain, open), 500);
}

TEST(RequestAllocation, AStepWithThreeChecksACaptureAndTwoVariables) {
  EXPECT_LE(allocations_once_warm(kLooking, closed), 500);
}

TEST(RequestAllocation, TheCounterSeesAFrame) {
  const std::size_t before = allocations();
  FrameMemory memory;
  memory.give(memory.take(100), 100);
  EXPECT_EQ(allocations() - before, 1U);
}

TEST(RequestAllocation, TheCounterSeesWhatAsioAsksFor) {
  const std::size_t before = allocations();
  void* volatile memory = std::aligned_alloc(64, 128);  // volatile: else it would be left out
  std::free(memory);
  EXPECT_EQ(allocations() - before, 1U);
}

}  // namespace
}  // namespace slogate
