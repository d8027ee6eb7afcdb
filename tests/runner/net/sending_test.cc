// Bodies with files, and answers that come before the request is out. No timing is asserted.
#include <cstdio>

#include "tests/runner/net/files.h"
#include "tests/runner/net/one_exchanger.h"

namespace slogate::support {
namespace {

using SendingTest = OneExchanger;

Request request_to(const RawServer& server, const std::string& method = "POST") {
  Request request;
  request.method = method;
  request.url = *parse_url(server.url());
  return request;
}

std::string body_of(const std::string& text) {
  const std::size_t end = text.find("\r\n\r\n");
  return end == std::string::npos ? "" : text.substr(end + 4);
}

// Reads the head of a request and nothing of its body.
std::string read_head(Peer& peer) {
  std::string text;
  char byte = 0;
  while (text.find("\r\n\r\n") == std::string::npos) {
    if (::recv(peer.descriptor(), &byte, 1, 0) != 1) break;
    text += byte;
  }
  return text;
}

TEST_F(SendingTest, AFilesBytesStandAtTheirPlaceInTheText) {
  std::string got;
  RawServer server([&](Peer& peer) {
    got = peer.read_request();
    peer.answer("ok");
  });
  const SentFiles files;
  Request request = request_to(server);
  request.body = "beginmiddleend";
  request.files = {{5, files.make("a.bin", "AAA")}, {11, files.make("b.bin", "")}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_NE(got.find("Content-Length: 17\r\n"), std::string::npos);
  EXPECT_EQ(body_of(got), "beginAAAmiddleend");
  EXPECT_EQ(done.bytes_out, got.size());
}

TEST_F(SendingTest, ALargeFileArrivesByteForByte) {
  std::string got;
  RawServer server([&](Peer& peer) {
    got = body_of(peer.read_request());
    peer.answer("ok");
    peer.read_request();
  });
  const SentFiles files;
  const std::string text = numbered(5 * (64U << 10U) + 17);
  Request request = request_to(server, "PUT");
  request.files = {{0, files.make("large.bin", text)}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_EQ(got, text);
}

TEST_F(SendingTest, AConnectionThatCarriedAFileIsUsedAgain) {
  RawServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) peer.answer("ok");
  });
  const SentFiles files;
  Request request = request_to(server);
  request.files = {{0, files.make("a.bin", "AAA")}};
  EXPECT_TRUE(exchange(request).new_connection);
  EXPECT_FALSE(exchange(request).new_connection);
  EXPECT_EQ(server.accepted(), 1);
}

TEST_F(SendingTest, AFileThatShrankFailsTheRequestAndEndsTheConnection) {
  RawServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) peer.answer("ok");
  });
  const SentFiles files;
  Request request = request_to(server, "PUT");
  request.files = {{0, files.make("a.bin", "0123456789")}};
  EXPECT_EQ(exchange(request).outcome, Outcome::ok);
  ASSERT_EQ(::truncate(files.path("a.bin").c_str(), 4), 0);
  const Exchange broken = exchange(request);
  EXPECT_EQ(broken.outcome, Outcome::scenario_render);
  EXPECT_EQ(broken.detail,
            "the file \"a.bin\" was changed during the run: it is shorter than 10 bytes, or cannot "
            "be read any more");
  EXPECT_TRUE(exchange(server.url()).new_connection);
}

TEST_F(SendingTest, AFileThatGrewIsSentAsLongAsItWas) {
  std::string got;
  RawServer server([&](Peer& peer) {
    got = body_of(peer.read_request());
    peer.answer("ok");
  });
  const SentFiles files;
  Request request = request_to(server);
  request.files = {{0, files.make("a.bin", "0123456789")}};
  std::FILE* more = std::fopen(files.path("a.bin").c_str(), "a");
  ASSERT_NE(more, nullptr);
  std::fputs("MORE", more);
  std::fclose(more);
  EXPECT_EQ(exchange(request).outcome, Outcome::ok);
  EXPECT_EQ(got, "0123456789");
}

// The server never reads the body, and keeps the connection: only the answer ends the sending.
TEST_F(SendingTest, ARefusalEndsTheSendingOfALargeFile) {
  RawServer server([&](Peer& peer) {
    read_head(peer);
    peer.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\n\r\nmuch");
    pollfd end{peer.descriptor(), POLLRDHUP, 0};
    ::poll(&end, 1, -1);
  });
  const SentFiles files;
  Request request = request_to(server);
  request.files = {{0, files.make("large.bin", numbered(32U << 20U))}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_EQ(done.response.status, 413);
  EXPECT_EQ(done.response.body, "much");
  EXPECT_LT(done.bytes_out, 32U << 20U);
  EXPECT_TRUE(exchange(server.url()).new_connection);
}

TEST_F(SendingTest, ARefusalAndACloseAreARefusal) {
  RawServer server([&](Peer& peer) {
    read_head(peer);
    peer.write(
        "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 4\r\n\r\nmuch");
    peer.end_writing();
    char bytes[4096];
    for (int i = 0; i < 16; ++i) {
      if (::recv(peer.descriptor(), bytes, sizeof bytes, 0) <= 0) break;
    }
  });
  const SentFiles files;
  Request request = request_to(server);
  request.files = {{0, files.make("large.bin", numbered(8U << 20U))}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_EQ(done.response.status, 413);
  EXPECT_EQ(done.response.body, "much");
}

// Both sides would wait for each other if the answer were not read while the request is sent.
TEST_F(SendingTest, AnEchoingServerIsReadWhileTheRequestIsSent) {
  constexpr std::size_t kSize = 16U << 20U;
  RawServer server([&](Peer& peer) {
    read_head(peer);
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kSize) + "\r\n\r\n");
    char bytes[65536];
    for (std::size_t left = kSize; left > 0;) {
      const ssize_t got = ::recv(peer.descriptor(), bytes, sizeof bytes, 0);
      if (got <= 0) return;
      peer.write({bytes, static_cast<std::size_t>(got)});
      left -= static_cast<std::size_t>(got);
    }
  });
  const SentFiles files;
  const std::string text = numbered(kSize);
  Request request = request_to(server);
  request.files = {{0, files.make("large.bin", text)}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_EQ(done.response.body_bytes, kSize);
  EXPECT_TRUE(done.response.body == text);
}

TEST_F(SendingTest, AnInterimAnswerDoesNotEndTheSending) {
  std::string got;
  RawServer server([&](Peer& peer) {
    peer.write("HTTP/1.1 103 Early Hints\r\n\r\n");
    got = body_of(peer.read_request());
    peer.answer("ok");
  });
  const SentFiles files;
  const std::string text = numbered(300'000);
  Request request = request_to(server);
  request.files = {{0, files.make("large.bin", text)}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_EQ(got, text);
}

TEST_F(SendingTest, AServerThatStopsReadingEndsAtTheTotalDeadline) {
  RawServer server([&](Peer& peer) {
    read_head(peer);
    pollfd end{peer.descriptor(), POLLRDHUP, 0};
    ::poll(&end, 1, -1);
  });
  const SentFiles files;
  limits_.total = std::chrono::milliseconds(100);
  Request request = request_to(server);
  request.files = {{0, files.make("large.bin", numbered(32U << 20U))}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::io_deadline);
  EXPECT_GE(done.service_time, std::chrono::milliseconds(100));
}

}  // namespace
}  // namespace slogate::support
