// An answer has come when the kernel took it in, not when the process got round to receiving it. What is real here stands
// still on purpose for a time that is much longer than what is asserted.
#include <csignal>
#include <semaphore>

#include "runner/clock/virtual_clock.h"
#include "runner/net/arrival_clock.h"
#include "tests/runner/net/files.h"
#include "tests/runner/net/one_exchanger.h"
#include "tests/runner/net/tls_server.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// The clocks stand still while a test does not move them.
class ArrivalClockTest : public testing::Test {
 protected:
  [[nodiscard]] WallTime stamp_of(SteadyTime at) const { return clock_.wall() + (at - now()); }
  [[nodiscard]] SteadyTime now() const { return clock_.now(); }
  [[nodiscard]] SteadyTime arrived(WallTime stamp) {
    return arrivals_.arrived(stamp, earliest_, clock_.now(), clock_);
  }

  Loop loop_{1};
  VirtualClock clock_{loop_};
  ArrivalClock arrivals_;
  SteadyTime earliest_ = now() - 1s;
};

TEST_F(ArrivalClockTest, SaysTheSteadyTimeOfAStamp) {
  EXPECT_EQ(arrived(stamp_of(now() - 3ms)), now() - 3ms);
  clock_.jump(1h);
  EXPECT_EQ(arrived(stamp_of(now() - 7us)), now() - 7us);
}

TEST_F(ArrivalClockTest, WithoutAStampItIsNow) {
  EXPECT_EQ(arrived(kNoStamp), now());
}

TEST_F(ArrivalClockTest, AStampFromBeforeTheRequestIsNotBelieved) {
  EXPECT_EQ(arrived(stamp_of(earliest_)), earliest_);
  EXPECT_EQ(arrived(stamp_of(earliest_ - 1ns)), now());
}

TEST_F(ArrivalClockTest, AStampThatIsYetToComeIsNotBelieved) {
  EXPECT_EQ(arrived(stamp_of(now() + 1ns)), now());
}

TEST_F(ArrivalClockTest, WhatWasStampedBeforeTheWallClockWasSetForwardIsNotBelieved) {
  EXPECT_EQ(arrived(stamp_of(now())), now());
  clock_.jump(1ms);
  const WallTime before = stamp_of(now());
  clock_.step_wall(30ms);
  clock_.jump(50ms);
  EXPECT_EQ(arrived(before), now());
  clock_.jump(1ms);
  EXPECT_EQ(arrived(before), now());
  EXPECT_EQ(arrived(stamp_of(now() - 500us)), now() - 500us);
}

TEST_F(ArrivalClockTest, WhatWasStampedAfterTheWallClockWasSetBackIsTheNewTime) {
  EXPECT_EQ(arrived(stamp_of(now())), now());
  clock_.step_wall(-30ms);
  clock_.jump(50ms);
  EXPECT_EQ(arrived(stamp_of(now() - 1ms)), now());  // seen only by this look
  clock_.jump(5ms);
  EXPECT_EQ(arrived(stamp_of(now() - 1ms)), now() - 1ms);
}

TEST_F(ArrivalClockTest, ASuspendedMachineIsAStepOfTheWallClock) {
  EXPECT_EQ(arrived(stamp_of(now())), now());
  const WallTime before = stamp_of(now());
  clock_.suspend(500ms);
  clock_.jump(1ms);
  EXPECT_EQ(arrived(before), now());
}

TEST_F(ArrivalClockTest, ReadingsBetweenWhichTheCoreWasLostAreNoLook) {
  const SteadyTime after = now() + ArrivalClock::kExact;
  EXPECT_FALSE(arrivals_.looked(now() - 1ns, clock_.wall(), after));
  EXPECT_EQ(arrivals_.converted(stamp_of(now()), earliest_, after), after);
  EXPECT_TRUE(arrivals_.looked(now(), clock_.wall(), after));
  EXPECT_EQ(arrivals_.converted(stamp_of(now() - 1ms), earliest_, after), after - 1ms);
}

// The certificate must be on disk before the fixture's context is made.
struct Trusted {
  Trusted() {
    certificate.write(file());
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's own sockets raise it where the client has gone
  }
  [[nodiscard]] std::string file() const { return files.path("ca.pem"); }
  SentFiles files;
  Certificate certificate{"IP:127.0.0.1"};
};

class ArrivalTest : private Trusted, public OneExchanger {
 protected:
  static constexpr auto kStandstill = 400ms;

  ArrivalTest() : OneExchanger(Trusted::file()) {}

  template <typename P>
  void serve(P& peer) {
    while (!peer.read_request().empty()) {
      asked_.release();
      answer_.acquire();
      peer.write(kAnswer);
      answered_.release();
    }
  }
  [[nodiscard]] const Certificate& certificate() const { return Trusted::certificate; }

  // An exchange whose answer is there long before this thread looks. Returns when it was certainly there.
  SteadyTime late(const std::string& url, Exchange& out) {
    Request request;
    request.url = *parse_url(url);
    loop_.restart();
    limits_.begin = begin_ = steady_now();
    spawn(loop_, exchanger_->exchange(request, limits_, out), [this](std::exception_ptr error) {
      loop_.stop();
      if (error) std::rethrow_exception(error);
    });
    while (!asked_.try_acquire()) {
      loop_.run_one_for(1ms);
      if (loop_.stopped()) return begin_;  // it failed
    }
    answer_.release();
    answered_.acquire();
    const SteadyTime there = steady_now();
    stand_still();
    loop_.run();
    return there;
  }

  // As a process does whose core was taken away.
  static void stand_still() {
    std::binary_semaphore never{0};
    const SteadyTime end = steady_now() + kStandstill;
    while (steady_now() < end) static_cast<void>(never.try_acquire_until(end));
  }

  void expect_told_by_the_kernel(SteadyTime there, const Exchange& got) {
    EXPECT_EQ(got.outcome, Outcome::ok) << got.detail;
    EXPECT_LT(begin_ + got.service_time, there + kStandstill / 2);
    EXPECT_GT(got.phases.wait, 0ns);
    const Phases& p = got.phases;
    EXPECT_LE(p.dns + p.connect + p.tls + p.send + p.wait + p.receive, got.service_time);
  }

  SteadyTime begin_;
  std::binary_semaphore asked_{0};
  std::binary_semaphore answer_{0};
  std::binary_semaphore answered_{0};
};

TEST_F(ArrivalTest, AStandstillAfterTheAnswerCameIsNotInItsServiceTime) {
  RawServer server([this](Peer& peer) { serve(peer); });
  for (const bool connects : {true, false}) {
    Exchange got;
    const SteadyTime there = late(server.url(), got);
    expect_told_by_the_kernel(there, got);
    EXPECT_EQ(got.new_connection, connects);
  }
}

TEST_F(ArrivalTest, NorOverTls) {
  TlsServer server(certificate(), [this](TlsPeer& peer) { serve(peer); });
  for (const bool connects : {true, false}) {
    Exchange got;
    const SteadyTime there = late("https://127.0.0.1:" + std::to_string(server.port()) + "/", got);
    expect_told_by_the_kernel(there, got);
    EXPECT_EQ(got.new_connection, connects);
  }
}

}  // namespace
}  // namespace slogate::support
