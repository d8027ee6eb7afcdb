// A thread that stood still finds its alarms behind their time, and answers in more sockets than it
// serves in one turn.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "tests/runner/net/one_exchanger.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kUsers = 200;
constexpr std::size_t kTurn = 64;
constexpr auto kLimit = 5s;  // for the first byte: all requests are out long before

class LateAlarmTest : public OneExchanger {
 protected:
  // When the answers come: in the first moment in which the thread stands still, behind the last of
  // their limits, or at once behind requests that are not out when it does.
  enum class Answers { in_time, late, at_once };

  // How often each outcome came, where the thread stands still as soon as all requests are out (or all
  // connections are asked for), until their limits are over.
  std::map<Outcome, std::size_t> outcomes(Answers when) {
    std::atomic<std::size_t> asked{0}, answered{0};
    std::atomic<bool> may_answer{when == Answers::at_once};
    const RawServer server([&](Peer& peer) {
      if (peer.read_request().empty()) return;
      ++asked;
      may_answer.wait(false);
      peer.answer("ok");
      ++answered;
      peer.wait_for_end();
    });
    (when == Answers::at_once ? limits_.connect : limits_.first_byte) = kLimit;
    limits_.begin = clock_.now();
    Request request;
    request.url = *parse_url(server.url("/"));
    std::vector<std::unique_ptr<Exchanger>> users;
    std::vector<Exchange> exchanges(kUsers);
    std::size_t left = kUsers;
    for (Exchange& exchange : exchanges) {
      users.push_back(network_->make_exchanger());
      spawn(loop_, users.back()->exchange(request, limits_, exchange),
            [&](std::exception_ptr error) {
              if (error) std::rethrow_exception(error);
              if (--left == 0) loop_.stop();
            });
    }
    const std::function<void()> stand_still = [&] {
      if (when != Answers::at_once && asked < kUsers) {
        boost::asio::post(loop_, stand_still);
        return;
      }
      const auto answer_all = [&] {
        may_answer = true;
        may_answer.notify_all();
        while (answered < kUsers) std::this_thread::yield();
      };
      const SteadyTime over = clock_.now() + kLimit + 200ms;
      if (when == Answers::in_time) answer_all();
      while (clock_.now() < over) std::this_thread::yield();
      if (when == Answers::late) answer_all();
    };
    boost::asio::post(loop_, stand_still);
    loop_.run();
    std::map<Outcome, std::size_t> out;
    for (const Exchange& exchange : exchanges) ++out[exchange.outcome];
    users.clear();
    return out;
  }
};

TEST_F(LateAlarmTest, EndsNoExchangeWhoseAnswerCameInTime) {
  EXPECT_EQ(outcomes(Answers::in_time)[Outcome::ok], kUsers);
}

TEST_F(LateAlarmTest, EndsNoConnectionThatIsOpenByThen) {
  EXPECT_EQ(outcomes(Answers::at_once)[Outcome::ok], kUsers);
}

TEST_F(LateAlarmTest, EndsThoseWhoseAnswersCameTooLate) {
  // One turn may read before the alarms come, and one more where it had been posted already.
  EXPECT_GE(outcomes(Answers::late)[Outcome::io_timeout], kUsers - 2 * kTurn);
}

}  // namespace
}  // namespace slogate::support
