#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "runner/user/telling.h"

namespace slogate {
namespace {

std::shared_ptr<const BodyFile> file(const std::string& name) {
  return std::make_shared<const BodyFile>(-1, 3, name);
}

Request request_to(const std::string& target) {
  Request request;
  request.method = "POST";
  request.url.origin = {false, "app.example", 80};
  request.url.target = target;
  return request;
}

TEST(CurlLine, SendsAFileByItsName) {
  Request request = request_to("/up");
  request.headers = {{"content-type", "application/octet-stream"}};
  request.files = {{0, file("data/a.bin")}};
  EXPECT_EQ(curl_line(request, {}),
            "curl -i -X POST -H 'content-type: application/octet-stream' "
            "--data-binary '@data/a.bin' 'http://app.example/up'");
}

TEST(CurlLine, WritesThePartsOfAFormAsParts) {
  Request request = request_to("/up");
  request.headers = {{"x-a", "1"}, {"content-type", "multipart/form-data; boundary=slogate-7"}};
  const std::string head =
      "--slogate-7\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nit's; \"so\""
      "\r\n--slogate-7\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b.txt\"\r\n"
      "Content-Type: text/plain\r\n\r\n";
  request.body = head + "\r\n--slogate-7--\r\n";
  request.files = {{head.size(), file("a.txt")}};
  EXPECT_EQ(curl_line(request, {}),
            "curl -i -X POST -H 'x-a: 1' -F 'note=\"it'\\''s; \\\"so\\\"\"' "
            "-F 'f=@\"a.txt\";filename=\"b.txt\";type=text/plain' 'http://app.example/up'");
}

TEST(CurlLine, KeepsSecretsOutOfTheParts) {
  Request request = request_to("/up");
  request.headers = {{"content-type", "multipart/form-data; boundary=b"}};
  request.body =
      "--b\r\nContent-Disposition: form-data; name=\"pw\"\r\n\r\ncorrect-horse\r\n--b--\r\n";
  Redactor redactor;
  redactor.add("correct-horse");
  EXPECT_EQ(curl_line(request, redactor),
            "curl -i -X POST -F 'pw=\"***\"' 'http://app.example/up'");
}

TEST(CurlLine, SaysThatAHeaderWithoutAValueIsMeant) {
  Request request = request_to("/up");
  request.headers = {{"x-empty", ""}, {"x-a", "1"}};
  EXPECT_EQ(curl_line(request, {}),
            "curl -i -X POST -H 'x-empty;' -H 'x-a: 1' 'http://app.example/up'");
}

TEST(CurlLine, HasBracketsAndBracesOfTheAddressSentAsTheyStand) {
  EXPECT_EQ(curl_line(request_to("/up?in[]={a}"), {}),
            "curl -i -g -X POST 'http://app.example/up?in[]={a}'");
}

TEST(CurlLine, HasThePathSentAsItStands) {
  for (const std::string target : {"/./up", "/a/../up?x=1", "/a/..", "/a/%2E%2e/up"}) {
    EXPECT_EQ(curl_line(request_to(target), {}),
              "curl -i --path-as-is -X POST 'http://app.example" + target + "'");
  }
  for (const std::string target : {"/.a/..b/...", "/up?in=/../up"}) {
    EXPECT_EQ(curl_line(request_to(target), {}),
              "curl -i -X POST 'http://app.example" + target + "'");
  }
}

TEST(CurlLine, WaitsAsLongAsTheStep) {
  Sending sending;
  sending.timeout = std::chrono::seconds(10);
  EXPECT_EQ(curl_line(request_to("/up"), {}, sending),
            "curl -i --max-time 10 -X POST 'http://app.example/up'");
  sending.timeout = std::chrono::milliseconds(2500);
  EXPECT_EQ(curl_line(request_to("/up"), {}, sending),
            "curl -i --max-time 2.5 -X POST 'http://app.example/up'");
}

TEST(CurlLine, ConnectsWhereTheRunDid) {
  Sending sending;
  sending.resolve = {{"app.example", 443, "127.0.0.3", {}},
                     {"app.example", 80, "127.0.0.2", {}},
                     {"app.example", 80, "127.0.0.4", {}}};
  EXPECT_EQ(curl_line(request_to("/up"), {}, sending),
            "curl -i --resolve 'app.example:80:127.0.0.2' -X POST 'http://app.example/up'");
  sending.resolve[1].address = "::1";
  EXPECT_EQ(curl_line(request_to("/up"), {}, sending),
            "curl -i --resolve 'app.example:80:[::1]' -X POST 'http://app.example/up'");
  Request other = request_to("/up");
  other.url.origin.port = 8080;
  EXPECT_EQ(curl_line(other, {}, sending), "curl -i -X POST 'http://app.example:8080/up'");
}

TEST(CurlLine, ConnectsElsewhereThanToAnIpv6Address) {
  Request request = request_to("/up");
  request.url.origin.host = "::1";
  Sending sending;
  sending.resolve = {{"::1", 80, "127.0.0.1", {}}};
  EXPECT_EQ(curl_line(request, {}, sending),
            "curl -i -g --connect-to '[::1]:80:127.0.0.1:80' -X POST 'http://[::1]/up'");
}

TEST(CurlLine, TrustsWhatTheRunTrusts) {
  Sending sending;
  sending.ca_file = "our ca.pem";
  Request request = request_to("/up");
  EXPECT_EQ(curl_line(request, {}, sending), "curl -i -X POST 'http://app.example/up'");
  request.url.origin = {true, "app.example", 443};
  EXPECT_EQ(curl_line(request, {}, sending),
            "curl -i --cacert 'our ca.pem' -X POST 'https://app.example/up'");
}

TEST(CurlLine, LeavesTheDigestToCurlAndThePasswordOut) {
  Request request = request_to("/up");
  request.headers = {{"x-a", "1"}, {"authorization", "Digest username=\"mia\", nonce=\"n\""}};
  Sending sending;
  sending.digest_user = "mia";
  EXPECT_EQ(curl_line(request, {}, sending),
            "curl -i --digest -u 'mia:***' -X POST -H 'x-a: 1' 'http://app.example/up'");
  Redactor redactor;
  redactor.add("mia@example.org");
  sending.digest_user = "mia@example.org";
  EXPECT_EQ(curl_line(request, redactor, sending),
            "curl -i --digest -u '***:***' -X POST -H 'x-a: 1' 'http://app.example/up'");
}

TEST(CurlLine, ReadsNoFileWhereABodyBeginsWithAnAtSign) {
  Request request = request_to("/up");
  request.body = "@ada";
  EXPECT_EQ(curl_line(request, {}), "curl -i -X POST --data-raw '@ada' 'http://app.example/up'");
}

}  // namespace
}  // namespace slogate
