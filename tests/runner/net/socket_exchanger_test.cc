// The rows of the fault matrix that need a socket. Time limits are short and only their lower side is asserted.
#include "runner/net/socket_exchanger.h"

#include <functional>

#include "scenarios/suite/quantity.h"
#include "tests/runner/net/one_exchanger.h"
#include "tests/support/raw_server.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using support::Peer;
using support::RawServer;

using SocketExchangerTest = support::OneExchanger;

std::string tls_url(const RawServer& server) {
  return "https://127.0.0.1:" + std::to_string(server.port()) + "/";
}

// Where a machine is busy less may have come within a short limit: then a longer one.
void expect_told(std::chrono::nanoseconds& limit, const std::string& before,
                 const std::string& behind, const std::function<Exchange()>& exchange) {
  limit = 100ms;
  Exchange got = exchange();
  while (!got.detail.ends_with(behind) && limit < 5s) {
    limit *= 3;
    got = exchange();
  }
  EXPECT_EQ(got.detail, before + duration_text(limit) + behind);
}

TEST_F(SocketExchangerTest, KeepsItsConnectionForTheNextRequest) {
  RawServer server([](Peer& peer) {
    while (!peer.read_request().empty()) peer.answer("hello");
  });
  const Exchange first = exchange(server.url());
  const Exchange second = exchange(server.url());
  EXPECT_EQ(first.outcome, Outcome::ok) << first.detail;
  EXPECT_EQ(second.response.body, "hello");
  EXPECT_TRUE(first.new_connection);
  EXPECT_FALSE(second.new_connection);
  EXPECT_EQ(second.phases.connect.count(), 0);
  EXPECT_EQ(server.accepted(), 1);
}

TEST_F(SocketExchangerTest, PhasesAddUpToNoMoreThanTheServiceTime) {
  RawServer server([](Peer& peer) {
    peer.read_request();
    peer.answer("x");
  });
  const Exchange got = exchange(server.url());
  const Phases& p = got.phases;
  EXPECT_GT(p.connect.count(), 0);
  EXPECT_GT(p.wait.count(), 0);
  EXPECT_LE(p.dns + p.connect + p.tls + p.send + p.wait + p.receive, got.service_time);
}

// Row 8.
TEST_F(SocketExchangerTest, ABodyCutShortIsAnEnd) {
  RawServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  });
  const Exchange got = exchange(server.url());
  EXPECT_EQ(word(got.outcome), "io.eof");
  EXPECT_EQ(got.detail, "the server closed the connection after 4 of 10 bytes of the body");
}

// Row 9.
TEST_F(SocketExchangerTest, ExtraBytesEndTheUseOfAConnection) {
  RawServer server([](Peer& peer) {
    peer.read_request();
    peer.write(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: "
        "4\r\n\r\nevil");
    peer.wait_for_end();
  });
  const Exchange first = exchange(server.url());
  const Exchange second = exchange(server.url());
  EXPECT_EQ(first.outcome, Outcome::ok);
  EXPECT_TRUE(first.extra_bytes);
  EXPECT_EQ(second.response.body, "ok");
  EXPECT_TRUE(second.new_connection);
}

// Row 15: every byte comes in time, the whole does not.
TEST_F(SocketExchangerTest, ADripEndsAtTheTotalDeadline) {
  limits_.total = 300ms;
  RawServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    pollfd end{peer.descriptor(), POLLIN, 0};
    while (::poll(&end, 1, 20) == 0) peer.write("x");
  });
  const Exchange got = exchange(server.url());
  EXPECT_EQ(word(got.outcome), "io.deadline");
  EXPECT_GE(got.service_time, 300ms);
}

TEST_F(SocketExchangerTest, ATimeoutSaysHowMuchOfTheAnswerHadCome) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "nothing of the answer had come"},
      {"HTTP/1.1 200 OK\r\nConte", "22 bytes of the answer's head had come"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "0 bytes of the body had come"},
      {"HTTP/1.1 200 OK\r\n\r\n" + std::string(12'345, 'x'), "12,345 bytes of the body had come"}};
  for (const auto& [sent, told] : cases) {
    RawServer server([&sent = sent](Peer& peer) {
      peer.read_request();
      peer.write(sent);
      peer.wait_for_end();
    });
    expect_told(limits_.total, "the whole exchange did not end within ", std::string("; ") + told,
                [&] { return exchange(server.url()); });
  }
}

// Row 16.
TEST_F(SocketExchangerTest, AServerThatNeverAnswersTimesOutAndNeverEarly) {
  limits_.first_byte = 150ms;
  RawServer server([](Peer& peer) { peer.wait_for_end(); });
  const Exchange got = exchange(server.url());
  EXPECT_EQ(word(got.outcome), "io.timeout");
  EXPECT_GE(got.service_time, 150ms);
  EXPECT_EQ(got.detail, "the first byte of the answer did not come within 150 ms");
}

// Row 17.
TEST_F(SocketExchangerTest, AResetIsAResetWhereverItComes) {
  for (const char* before :
       {"", "HTTP/1.1 200 OK\r\nConte", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"}) {
    RawServer server([before](Peer& peer) {
      peer.read_request();
      peer.write(before);
      peer.reset();
    });
    EXPECT_EQ(word(exchange(server.url()).outcome), "io.reset") << before;
    EXPECT_EQ(server.accepted(), 1) << before;
  }
}

// Row 18.
TEST_F(SocketExchangerTest, AHalfClosedConnectionStillCarriesItsBody) {
  RawServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n\r\nto the end");
    peer.end_writing();
    peer.wait_for_end();
  });
  EXPECT_EQ(exchange(server.url()).response.body, "to the end");
}

// Row 19: the server closed the kept connection; the second request meets that.
TEST_F(SocketExchangerTest, AStaleConnectionIsRetriedOnceAndCounted) {
  RawServer server([](Peer& peer) {
    peer.read_request();
    peer.answer("ok");
    if (peer.number() == 0) {
      peer.read_request();  // and closes without an answer
      return;
    }
    peer.wait_for_end();
  });
  EXPECT_EQ(exchange(server.url()).outcome, Outcome::ok);
  const Exchange second = exchange(server.url());
  EXPECT_EQ(second.outcome, Outcome::ok) << second.detail;
  EXPECT_TRUE(second.stale_retry);
  EXPECT_EQ(server.accepted(), 2);
}

TEST_F(SocketExchangerTest, APostThatMayHaveBeenDoneIsNotSentAgain) {
  RawServer server([](Peer& peer) {
    peer.read_request();
    peer.answer("ok");
    peer.read_request();
  });
  EXPECT_EQ(exchange(server.url()).outcome, Outcome::ok);
  EXPECT_EQ(word(exchange(server.url(), "POST", "{}").outcome), "io.eof");
  EXPECT_EQ(server.accepted(), 1);
}

// Row 20.
TEST_F(SocketExchangerTest, AnAnswerBeforeTheWholeRequestWasReadCounts) {
  RawServer server([](Peer& peer) {
    char byte = 0;
    ::recv(peer.descriptor(), &byte, 1, 0);
    peer.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer.end_writing();
    peer.wait_for_end();
  });
  EXPECT_EQ(exchange(server.url(), "POST", std::string(8U << 20U, 'x')).response.status, 413);
}

// Row 30.
TEST_F(SocketExchangerTest, ARefusedConnectionSaysWhoRefused) {
  std::string url;
  {
    RawServer server([](Peer&) {});
    url = server.url();
  }
  const Exchange got = exchange(url);
  EXPECT_EQ(word(got.outcome), "connect.refused");
  EXPECT_NE(got.detail.find("connecting to 127.0.0.1:"), std::string::npos) << got.detail;
}

TEST_F(SocketExchangerTest, PlainHttpOnATlsPortIsAProtocolError) {
  RawServer server([](Peer& peer) {
    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.wait_for_end();
  });
  const Exchange got = exchange(tls_url(server));
  EXPECT_EQ(word(got.outcome), "tls.protocol") << got.detail;
}

TEST_F(SocketExchangerTest, AStalledHandshakeEndsAtTheConnectLimit) {
  limits_.connect = 150ms;
  RawServer server([](Peer& peer) { peer.wait_for_end(); });
  const Exchange got = exchange(tls_url(server));
  EXPECT_EQ(word(got.outcome), "connect.timeout");
  EXPECT_GE(got.service_time, 150ms);
  expect_told(limits_.connect, "the connection did not stand within ",
              "; the TLS handshake had not ended", [&] { return exchange(tls_url(server)); });
}

TEST_F(SocketExchangerTest, AStalledHandshakeEndsAtTheTotalLimitWhereThatIsShorter) {
  RawServer server([](Peer& peer) { peer.wait_for_end(); });
  expect_told(limits_.total, "the whole exchange did not end within ",
              "; the TLS handshake had not ended", [&] { return exchange(tls_url(server)); });
}

TEST_F(SocketExchangerTest, AnAbortedExchangerEndsAtOnceAndSendsNothingMore) {
  RawServer server([](Peer& peer) { peer.wait_for_end(); });
  auto alarm = clock_.make_alarm();
  alarm->set(clock_.now() + 20ms, [this] { exchanger_->abort(); });
  EXPECT_EQ(word(exchange(server.url()).outcome), "io.deadline");
  EXPECT_EQ(word(exchange(server.url()).outcome), "io.deadline");
  EXPECT_EQ(server.accepted(), 1);
}

TEST_F(SocketExchangerTest, AValueThatWouldBeginAHeaderIsNotSent) {
  RawServer server([](Peer& peer) { peer.wait_for_end(); });
  Request request;
  request.url = *parse_url(server.url());
  request.headers = {{"x", "a\r\nInjected: yes"}};
  Exchange out;
  spawn(loop_, exchanger_->exchange(request, limits_, out),
        [this](std::exception_ptr) { loop_.stop(); });
  loop_.run();
  EXPECT_EQ(word(out.outcome), "scenario.render");
  EXPECT_EQ(server.accepted(), 0);
}

}  // namespace
}  // namespace slogate
