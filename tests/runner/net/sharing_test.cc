// What the exchangers of one network share: each sends its own bytes, whoever sends meanwhile.
#include <gtest/gtest.h>

#include <future>
#include <string>

#include "tests/runner/net/one_exchanger.h"

namespace slogate::support {
namespace {

using SharingTest = OneExchanger;

Request request_to(const RawServer& server, const std::string& path, std::size_t constant) {
  Request request;
  request.url = *parse_url(server.url(path));
  request.constant = constant;
  return request;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find("\r\n"));
}

TEST_F(SharingTest, RequestsThatNeverChangeAreToldApart) {
  std::string lines;
  RawServer server([&](Peer& peer) {
    for (std::string got = peer.read_request(); !got.empty(); got = peer.read_request()) {
      lines += first_line(got) + "\n";
      peer.answer("ok");
    }
  });
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(exchange(request_to(server, "/a", 1)).outcome, Outcome::ok);
    EXPECT_EQ(exchange(request_to(server, "/b", 2)).outcome, Outcome::ok);
    EXPECT_EQ(exchange(request_to(server, "/c", 0)).outcome, Outcome::ok);
  }
  const std::string round = "GET /a HTTP/1.1\nGET /b HTTP/1.1\nGET /c HTTP/1.1\n";
  EXPECT_EQ(lines, round + round);
}

// The server takes nothing until another request has been answered: the rest of the first one has to wait.
TEST_F(SharingTest, WhatWaitsToBeSentIsItsOwn) {
  std::promise<void> answered;
  std::string got;
  RawServer slow([&](Peer& peer) {
    answered.get_future().wait();
    got = peer.read_request();
    peer.answer("late");
  });
  RawServer quick([](Peer& peer) {
    static_cast<void>(peer.read_request());
    peer.answer("at once");
  });
  Request large = request_to(slow, "/large", 0);
  large.method = "PUT";
  for (int i = 0; large.body.size() < (2U << 20U); ++i) large.body += std::to_string(i);
  const Request small = request_to(quick, "/small", 0);
  const auto other = network_->make_exchanger();
  Exchange first;
  Exchange second;
  limits_.begin = clock_.now();
  int left = 2;
  const auto over = [&](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
    if (--left == 0) loop_.stop();
  };
  spawn(loop_, exchanger_->exchange(large, limits_, first), over);
  spawn(loop_, other->exchange(small, limits_, second), [&](std::exception_ptr error) {
    answered.set_value();
    over(error);
  });
  loop_.run();
  EXPECT_EQ(first.outcome, Outcome::ok) << first.detail;
  EXPECT_EQ(second.outcome, Outcome::ok) << second.detail;
  EXPECT_EQ(first_line(got), "PUT /large HTTP/1.1");
  EXPECT_TRUE(got.ends_with("\r\n\r\n" + large.body));
}

}  // namespace
}  // namespace slogate::support
