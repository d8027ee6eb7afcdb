// Whether the short way through an answer gives what the long one gives: an answer in one piece goes the first where it is
// plain, the same answer byte by byte always the second.
#include "runner/http/plain_head.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "runner/http/response_parser.h"

namespace slogate {
namespace {

struct Read {
  bool good = false;
  bool done = false;
  bool keep_alive = false;
  bool extra = false;
  Response response;
  Outcome outcome = Outcome::ok;
};

Read read(std::string_view bytes, bool head, std::size_t piece, PlainHeadReader& heads) {
  Read out;
  ResponseParser parser(heads);
  parser.start(head, true, 64, out.response);
  out.good = true;
  for (std::size_t at = 0; at < bytes.size() && out.good; at += piece)
    out.good = parser.put(bytes.substr(at, piece));
  out.done = out.good && parser.done();
  if (out.done) out.keep_alive = parser.keep_alive();
  out.extra = out.done && parser.extra_bytes();
  out.outcome = parser.outcome();
  return out;
}

bool is_plain(std::string_view bytes, bool head) {
  HeaderFields fields;
  return read_plain_head(bytes, head, fields).has_value();
}

void expect_same(const Read& whole, const Read& split) {
  EXPECT_EQ(whole.good, split.good);
  EXPECT_EQ(whole.outcome, split.outcome);
  EXPECT_EQ(whole.done, split.done);
  if (!whole.good || !split.good) return;
  EXPECT_EQ(whole.keep_alive, split.keep_alive);
  EXPECT_EQ(whole.extra, split.extra);
  EXPECT_EQ(whole.response.status, split.response.status);
  EXPECT_TRUE(whole.response.headers == split.response.headers);
  EXPECT_EQ(whole.response.body, split.response.body);
  EXPECT_EQ(whole.response.body_bytes, split.response.body_bytes);
}

// One memory for all answers of this file: what it says of one must not be said of another.
PlainHeadReader& all_heads() {
  static PlainHeadReader heads;
  return heads;
}

void expect_same(const std::string& bytes, bool head) {
  SCOPED_TRACE(testing::PrintToString(bytes) + (head ? " to HEAD" : ""));
  PlainHeadReader none;
  const Read split = read(bytes, head, 1, none);
  expect_same(read(bytes, head, bytes.size(), none), split);
  expect_same(read(bytes, head, bytes.size(), all_heads()), split);
  expect_same(read(bytes, head, bytes.size(), all_heads()), split);
}

const std::vector<std::string> kAnswers = {
    "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 17:00:00 GMT\r\n"
    "Content-Type: text/plain\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello",
    "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nConnection:close\r\n\r\n",
    "HTTP/1.1 204 No Content\r\nX-Empty:\r\nX-Spaces:   a b   \r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 77\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\n" + std::string(70, 'b'),
    "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nab",
    "HTTP/1.1 503 \r\nRetry-After: 1\r\nContent-Length: 18446744073709551615\r\n\r\nx"};

TEST(PlainHead, OrdinaryAnswersArePlain) {
  for (const std::string& answer : kAnswers) EXPECT_TRUE(is_plain(answer, false)) << answer;
}

TEST(PlainHead, WhatNeedsAJudgeIsLeftToIt) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::vector<std::string> others = {
      "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 200 \x01\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n",
      ok + "\r\n",
      ok + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
      ok + "Content-Length: +1\r\n\r\nx",
      ok + "Content-Length: 1,1\r\n\r\nx",
      ok + "Content-Length: 18446744073709551616\r\n\r\nx",
      ok + "Content-Length: \r\n\r\nx",
      ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx",
      ok + "Content-Length: 1\r\nConnection: close, keep-alive\r\n\r\nx",
      ok + "Content-Length: 1\r\nProxy-Connection: close\r\n\r\nx",
      ok + "Content-Length: 1\r\nUpgrade: h2c\r\n\r\nx",
      ok + "Content-Length : 1\r\n\r\nx",
      ok + ": x\r\nContent-Length: 1\r\n\r\nx",
      ok + "no colon\r\nContent-Length: 1\r\n\r\nx",
      ok + "X: a\r\n folded\r\nContent-Length: 1\r\n\r\nx",
      ok + "X: a\nContent-Length: 1\r\n\r\nx",
      ok + "X: \x7f\r\nContent-Length: 1\r\n\r\nx",
      ok + "X: \xc3\xbc\r\nContent-Length: 1\r\n\r\nx",
      ok + "X: \xc3\xbc and more behind it\r\nContent-Length: 1\r\n\r\nx",
      ok + "X: a\tb\r\nContent-Length: 1\r\n\r\nx",
      ok + "X: " + std::string(ResponseParser::kMaxLine, 'x') + "\r\nContent-Length: 1\r\n\r\nx",
      ok + "Content-Length: 1\r\n"};
  for (const std::string& answer : others) {
    EXPECT_FALSE(is_plain(answer, false)) << answer;
    expect_same(answer, false);
  }
  std::string many = ok + "Content-Length: 0\r\n";
  for (std::size_t i = 1; i < ResponseParser::kMaxHeaders; ++i) many += "X: y\r\n";
  EXPECT_TRUE(is_plain(many + "\r\n", false));
  EXPECT_FALSE(is_plain(many + "X: y\r\n\r\n", false));
}

TEST(PlainHead, ReadsWhatTheJudgeReadsAlsoOfDamagedAnswers) {
  std::mt19937 random(20261121);
  const auto below = [&random](std::size_t limit) { return random() % limit; };
  const std::string spice = "\r\n :;,\t0159aZ-\x01\x7f\x80\xc3\"";
  std::size_t plain = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string answer = kAnswers[below(kAnswers.size())];
    for (std::size_t edits = below(4); edits > 0; --edits) {
      const std::size_t at = below(answer.size());
      switch (below(4)) {
        case 0:
          answer[at] = spice[below(spice.size())];
          break;
        case 1:
          answer.insert(at, 1, spice[below(spice.size())]);
          break;
        case 2:
          answer.erase(at, 1 + below(3));
          break;
        default:
          answer.insert(at, answer.substr(below(answer.size()), below(30)));
      }
    }
    const bool head = below(8) == 0;
    plain += is_plain(answer, head) ? 1 : 0;
    expect_same(answer, head);
    if (HasFailure()) return;
  }
  // Both ways were gone often.
  EXPECT_GT(plain, 2'000U);
  EXPECT_LT(plain, 18'000U);
}

TEST(PlainHead, LeavesNoFieldsOfAHeadThatIsNotPlain) {
  HeaderFields fields;
  ASSERT_FALSE(read_plain_head("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", false, fields));
  EXPECT_TRUE(fields.empty());
}

}  // namespace
}  // namespace slogate
