#include "runner/http/request_writer.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

Request request_to(const char* url) {
  Request request;
  request.url = *parse_url(url);
  return request;
}

TEST(RequestWriter, WritesARequestAsRfc9112Says) {
  Request request = request_to("http://127.0.0.1:8080/api/health?x=1");
  request.headers = {{"accept", "*/*"}};
  std::string out;
  EXPECT_TRUE(write_request(request, out));
  EXPECT_EQ(out, "GET /api/health?x=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\naccept: */*\r\n\r\n");
}

TEST(RequestWriter, ABodyComesWithItsLength) {
  Request request = request_to("https://h.example/");
  request.method = "POST";
  request.body = "{}";
  std::string out;
  EXPECT_TRUE(write_request(request, out));
  EXPECT_EQ(out, "POST / HTTP/1.1\r\nHost: h.example\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(RequestWriter, AnEmptyPostSaysItsLengthToo) {
  Request request = request_to("http://h.example/");
  request.method = "POST";
  std::string out;
  EXPECT_TRUE(write_request(request, out));
  EXPECT_NE(out.find("Content-Length: 0\r\n"), std::string::npos);
}

TEST(RequestWriter, CountsFilesAndLeavesTheirBytesToTheCaller) {
  Request request = request_to("http://h.example/");
  request.method = "DELETE";
  request.files = {{0, std::make_shared<const BodyFile>(-1, 5'000'000'000U, "large.bin")}};
  std::string out;
  EXPECT_TRUE(write_request(request, out));
  EXPECT_EQ(out, "DELETE / HTTP/1.1\r\nHost: h.example\r\nContent-Length: 5000000000\r\n\r\n");
  request.body = "ab";
  request.files.push_back({1, request.files[0].file});
  EXPECT_EQ(content_length(request), 10'000'000'002U);
}

TEST(RequestWriter, BracketsIpv6InTheHostField) {
  std::string out;
  EXPECT_TRUE(write_request(request_to("http://[::1]:8080/"), out));
  EXPECT_EQ(out, "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n");
}

TEST(RequestWriter, AsksForNoCodingOfItsOwn) {
  std::string out;
  EXPECT_TRUE(write_request(request_to("http://h.example/"), out));
  EXPECT_EQ(out, "GET / HTTP/1.1\r\nHost: h.example\r\n\r\n");
}

TEST(RequestWriter, RefusesValuesThatWouldBeginAHeader) {
  for (const std::string& value :
       {std::string("a\r\nX: y"), std::string("a\nb"), std::string("a\0b", 3)}) {
    Request request = request_to("http://h.example/");
    request.headers = {{"x", value}};
    std::string out;
    EXPECT_FALSE(write_request(request, out));
    request = request_to("http://h.example/");
    request.url.target = "/" + value;
    EXPECT_FALSE(write_request(request, out));
  }
}

}  // namespace
}  // namespace slogate
