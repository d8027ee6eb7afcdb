// Rows 1 to 13 of the fault matrix that need no socket, and what the bare parser lets through.
#include "runner/http/response_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace slogate {
namespace {

struct Parsed {
  bool good = false;
  bool done = false;
  Outcome outcome = Outcome::ok;
  std::string detail;
  Response response;
  bool keep_alive = false;
  bool extra = false;
};

Parsed parse(std::string_view bytes, std::size_t piece = std::string::npos, bool ended = true) {
  PlainHeadReader heads;
  ResponseParser parser(heads);
  Parsed out;
  parser.start(false, true, 1U << 20U, out.response);
  out.good = true;
  for (std::size_t at = 0; at < bytes.size() && out.good;
       at += std::min(piece, bytes.size() - at)) {
    out.good = parser.put(bytes.substr(at, piece));
  }
  if (out.good && ended && !parser.done()) out.good = parser.put_end();
  out.done = out.good && parser.done();
  out.outcome = parser.outcome();
  out.detail = parser.detail();
  if (out.done) out.keep_alive = parser.keep_alive();
  out.extra = parser.extra_bytes();
  return out;
}

// Whole and byte by byte must give the same.
void expect_refused(std::string_view bytes, Outcome outcome) {
  for (const std::size_t piece : {std::string::npos, std::size_t{1}}) {
    const Parsed parsed = parse(bytes, piece);
    EXPECT_FALSE(parsed.good) << bytes.substr(0, 80);
    EXPECT_EQ(word(parsed.outcome), word(outcome)) << bytes.substr(0, 80) << ": " << parsed.detail;
    EXPECT_FALSE(parsed.detail.empty());
  }
}

void expect_body(std::string_view bytes, int status, std::string_view body) {
  for (const std::size_t piece : {std::string::npos, std::size_t{1}, std::size_t{7}}) {
    const Parsed parsed = parse(bytes, piece);
    EXPECT_TRUE(parsed.done) << bytes.substr(0, 80) << ": " << parsed.detail;
    EXPECT_EQ(parsed.response.status, status);
    EXPECT_EQ(parsed.response.body, body);
    EXPECT_EQ(parsed.response.body_bytes, body.size());
  }
}

std::string with_headers(std::string_view headers, std::string_view body = "") {
  return "HTTP/1.1 200 OK\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

TEST(ResponseParser, ReadsABodyOfKnownLength) {
  expect_body(with_headers("Content-Length: 5\r\n", "hello"), 200, "hello");
}

TEST(ResponseParser, ReadsChunksWithExtensionsAndTrailers) {
  expect_body(with_headers("Transfer-Encoding: chunked\r\n",
                           "5;a=b\r\nhello\r\n4\r\n you\r\n0\r\nX: y\r\n\r\n"),
              200, "hello you");
}

TEST(ResponseParser, ReadsABodyThatEndsWithTheConnection) {
  expect_body(with_headers("Server: x\r\n", "until the end"), 200, "until the end");
  EXPECT_FALSE(parse(with_headers("Server: x\r\n", "until the end")).keep_alive);
}

TEST(ResponseParser, AnswersWithoutBodyEndWithTheirHeaders) {
  EXPECT_TRUE(parse("HTTP/1.1 204 No Content\r\n\r\n", std::string::npos, false).done);
  EXPECT_TRUE(
      parse("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", std::string::npos, false)
          .done);
}

TEST(ResponseParser, AnAnswerToHeadHasNoBody) {
  Response response;
  PlainHeadReader heads;
  ResponseParser parser(heads);
  parser.start(true, true, 100, response);
  EXPECT_TRUE(parser.put("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n"));
  EXPECT_TRUE(parser.done());
}

TEST(ResponseParser, CountsABodyThatIsNotKept) {
  Response response;
  PlainHeadReader heads;
  ResponseParser parser(heads);
  parser.start(false, false, 100, response);
  EXPECT_TRUE(parser.put("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.body_bytes, 5U);
}

TEST(ResponseParser, AcceptsAStatusLineWithoutReason) {
  expect_body("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, "ok");
  expect_body("HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", 200, "ok");
}

TEST(ResponseParser, SkipsInterimAnswers) {
  expect_body("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
                  with_headers("Content-Length: 2\r\n", "ok"),
              200, "ok");
}

TEST(ResponseParser, EqualContentLengthsAreOneValue) {
  expect_body(with_headers("Content-Length: 2\r\nContent-Length: 2\r\n", "ok"), 200, "ok");
  expect_body(with_headers("Content-Length: 2, 2\r\n", "ok"), 200, "ok");
}

TEST(ResponseParser, ReportsBytesAfterTheEnd) {
  const Parsed parsed = parse(with_headers("Content-Length: 2\r\n", "okay"));
  EXPECT_TRUE(parsed.done);
  EXPECT_TRUE(parsed.extra);
  EXPECT_EQ(parsed.response.body, "ok");
}

// Row 1.
TEST(ResponseParser, RefusesMalformedStatusLines) {
  for (const char* line :
       {"HTTX/1.1 200 OK", "HTTP/1.1 20", "HTTP/1.1 99999 OK", "", "HTTP/1.1 abc OK",
        "HTTP/1.1 000 OK", "HTTP/1.1 600 No", "HTTP/1.1  200 OK", "http/1.1 200 OK"}) {
    expect_refused(std::string(line) + "\r\nContent-Length: 0\r\n\r\n", Outcome::http_protocol);
  }
}

// Row 2.
TEST(ResponseParser, RefusesAStatusLineWithoutEnd) {
  expect_refused("HTTP/1.1 200 " + std::string(1U << 20U, 'x'), Outcome::http_header_limit);
}

// Row 3.
TEST(ResponseParser, RefusesOtherVersionsOfHttp) {
  expect_refused("HTTP/2.0 200 OK\r\n\r\n", Outcome::http_protocol);
  EXPECT_NE(parse("HTTP/2.0 200 OK\r\n\r\n").detail.find("HTTP/1.1 only"), std::string::npos);
  expect_refused("<html>an answer of HTTP/0.9</html>", Outcome::http_protocol);
}

// Row 4.
TEST(ResponseParser, ToleratesSixteenInterimAnswersAndNoMore) {
  std::string interim;
  for (int i = 0; i < 16; ++i) interim += "HTTP/1.1 103 Early Hints\r\n\r\n";
  const std::string last = with_headers("Content-Length: 2\r\n", "ok");
  expect_body(interim + last, 200, "ok");
  expect_refused(interim + "HTTP/1.1 100 Continue\r\n\r\n" + last, Outcome::http_protocol);
}

// Row 5.
TEST(ResponseParser, RefusesHeaderBombs) {
  std::string many;
  for (int i = 0; i < 101; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  expect_refused(with_headers(many), Outcome::http_header_limit);
  std::string big;
  for (int i = 0; i < 12; ++i) big += "X: " + std::string(7000, 'y') + "\r\n";
  expect_refused(with_headers(big), Outcome::http_header_limit);
}

// Row 6.
TEST(ResponseParser, RefusesHeadersThatHideSomething) {
  for (const std::string& header :
       {std::string("X: a\0b\r\n", 9), std::string("X: a\nContent-Length: 0\r\n"),
        std::string("X: a\r\n folded\r\n"), std::string("X : a\r\n"),
        std::string("X: \xff\xfe\r\n"), std::string(": a\r\n"), std::string("X\r\n")}) {
    expect_refused(with_headers(header + "Content-Length: 0\r\n"), Outcome::http_protocol);
  }
}

TEST(ResponseParser, NamesTheHeaderLineAtFault) {
  const std::string good = "Server: x\r\nContent-Length: 0\r\n";
  const std::string long_line = "no colon but words " + std::string(80, 's');
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"X-Trace : a\r\n", "a header line does not begin with a name and a colon: \"X-Trace : …\""},
      {": a\r\n", "a header line does not begin with a name and a colon: \": …\""},
      {"X-Trace\r\n", "a header line does not begin with a name and a colon: \"X-Trace\""},
      {long_line + "\r\n",
       "a header line does not begin with a name and a colon: \"no colon but words…\""},
      {std::string(80, 's') + "\r\n",
       "a header line does not begin with a name and a colon: \"…\""},
      {"X-Trace: a\x01z\r\n", "a header line has a value that is not allowed: \"X-Trace: …\""},
      {"X-Trace: a\r\n more\r\n", "a folded header line (RFC 9112 5.2) behind \"X-Trace: …\""},
      {"X-Trace: a\n", "a header line ends with a bare line feed: \"X-Trace: …\""},
      {"X-Trace: \xff\r\n", "a header with control bytes or invalid UTF-8: \"X-Trace: …\""}};
  for (const auto& [line, words] : cases) {
    for (const std::size_t piece : {std::string::npos, std::size_t{1}}) {
      EXPECT_EQ(parse(with_headers(good + line + "Last: x\r\n"), piece).detail, words);
      EXPECT_EQ(
          parse("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + with_headers(line + good), piece)
              .detail,
          words);
    }
  }
}

TEST(ResponseParser, PointsToTheStatusLineWhereThatIsAtFault) {
  EXPECT_EQ(parse("HTTP/1.1 2x0 OK\r\nX: y\r\n\r\n").detail, "bad status: \"HTTP/1.1 2x0 OK\"");
  EXPECT_EQ(parse("HTTP/1.1 200 OK\nX: y\n\n").detail,
            "a status line ends with a bare line feed: \"HTTP/1.1 200 OK\"");
}

TEST(ResponseParser, AcceptsUtf8InAHeader) {
  const Parsed parsed = parse(with_headers("X-City: K\xc3\xb6ln\r\nContent-Length: 0\r\n"));
  EXPECT_TRUE(parsed.done) << parsed.detail;
  EXPECT_EQ(*parsed.response.header("x-city"), "K\xc3\xb6ln");
}

// Row 7.
TEST(ResponseParser, RefusesTwoFramings) {
  expect_refused(with_headers("Content-Length: 2\r\nContent-Length: 3\r\n", "ok"),
                 Outcome::http_length);
  expect_refused(with_headers("Content-Length: 2, 3\r\n", "ok"), Outcome::http_length);
  expect_refused(with_headers("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                 Outcome::http_length);
  expect_refused(with_headers("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "0\r\n\r\n"),
                 Outcome::http_length);
}

// Row 8.
TEST(ResponseParser, SaysHowMuchOfABodyWasMissing) {
  const Parsed parsed = parse(with_headers("Content-Length: 10\r\n", "short"));
  EXPECT_EQ(parsed.outcome, Outcome::io_eof);
  EXPECT_EQ(parsed.detail, "the server closed the connection after 5 of 10 bytes of the body");
}

// Row 10.
TEST(ResponseParser, RefusesContentLengthsThatAreNoPlainNumber) {
  for (const char* length :
       {"-1", "+5", "0x10", "18446744073709551616", "123456789012345678901234567890", "5 5", ""}) {
    expect_refused(with_headers(std::string("Content-Length: ") + length + "\r\n", "hello"),
                   Outcome::http_length);
  }
}

// Row 11.
TEST(ResponseParser, RefusesChunkSizesThatAreNoPlainHexNumber) {
  for (const char* size :
       {"-2", "0x10", " 5", "00000000000000005", "fffffffffffffffff", "", "g", "+5"}) {
    expect_refused(with_headers("Transfer-Encoding: chunked\r\n",
                                std::string(size) + "\r\nhello\r\n0\r\n\r\n"),
                   Outcome::http_chunk);
  }
  expect_refused(with_headers("Transfer-Encoding: chunked\r\n",
                              "5;" + std::string(1U << 20U, 'x') + "\r\nhello\r\n0\r\n\r\n"),
                 Outcome::http_chunk);
}

// Row 12.
TEST(ResponseParser, RefusesChunkDataWithoutItsLineEnd) {
  expect_refused(with_headers("Transfer-Encoding: chunked\r\n", "5\r\nhello0\r\n\r\n"),
                 Outcome::http_chunk);
  expect_refused(with_headers("Transfer-Encoding: chunked\r\n", "5\r\nhelloXX0\r\n\r\n"),
                 Outcome::http_chunk);
}

// Row 13.
TEST(ResponseParser, RefusesAChunkedBodyWithoutItsLastChunk) {
  expect_refused(with_headers("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"), Outcome::io_eof);
  std::string trailers;
  for (int i = 0; i < 20'000; ++i) trailers += "X: y\r\n";
  expect_refused(with_headers("Transfer-Encoding: chunked\r\n", "0\r\n" + trailers + "\r\n"),
                 Outcome::http_header_limit);
}

TEST(ResponseParser, RefusesCodingsThatNobodyUndoes) {
  for (const char* coding : {"gzip, chunked", "xchunked", "gzip", "chunked, chunked", "identity"}) {
    expect_refused(with_headers(std::string("Transfer-Encoding: ") + coding + "\r\n", "0\r\n\r\n"),
                   Outcome::http_protocol);
  }
  expect_refused("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                 Outcome::http_protocol);
}

TEST(ResponseParser, RefusesAChangeOfProtocolThatNobodyAskedFor) {
  expect_refused("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", Outcome::http_protocol);
}

TEST(ResponseParser, RefusesABodyOverItsLimit) {
  expect_refused(with_headers("Content-Length: 2000000\r\n", std::string(2'000'000, 'x')),
                 Outcome::body_limit);
}

TEST(ResponseParser, AServerThatClosesAtOnceIsAnEnd) {
  const Parsed parsed = parse("");
  EXPECT_EQ(parsed.outcome, Outcome::io_eof);
  EXPECT_EQ(parsed.detail, "the server closed the connection without an answer");
}

TEST(ResponseParser, IsFitForTheNextAnswerOfAConnection) {
  PlainHeadReader heads;
  ResponseParser parser(heads);
  for (int i = 0; i < 3; ++i) {
    Response response;
    parser.start(false, true, 100, response);
    EXPECT_TRUE(parser.put("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    EXPECT_TRUE(parser.done());
    EXPECT_TRUE(parser.keep_alive());
    EXPECT_EQ(response.body, "ok");
  }
}

}  // namespace
}  // namespace slogate
