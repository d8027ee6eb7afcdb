// Requests as they are made from a step, and what follows an answer; no network at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/user/one_maker.h"

namespace slogate::support {
namespace {

using ::testing::HasSubstr;

CompiledSuite with_variable(const std::string& flow, const std::string& value) {
  return suite_of(flow, R"("variables": {"value": ")" + value + "\"}");
}

TEST(RequestMaker, AppendsTheQueryToAPath) {
  Maker maker(suite_of(step("GET /x", R"("query": {"a": "1 2", "b": [true, 3]})")));
  EXPECT_EQ(maker.make().url.text(), "http://app.example/x?a=1%202&b=true&b=3");
}

TEST(RequestMaker, AppendsTheQueryToOneThatIsThere) {
  EXPECT_EQ(Maker(suite_of(step("GET /x?y=1", R"("query": {"a": "2"})"))).make().url.target,
            "/x?y=1&a=2");
  EXPECT_EQ(Maker(suite_of(step("GET /x?", R"("query": {"a": "2"})"))).make().url.target, "/x?a=2");
  EXPECT_EQ(Maker(suite_of(step("GET /x?y&", R"("query": {"a": "2"})"))).make().url.target,
            "/x?y&a=2");
}

TEST(RequestMaker, AppendsTheQueryBeforeAFragment) {
  Maker maker(with_variable(step("GET ${run.id}", R"("query": {"a": "2"})"), "x"));
  maker.frame_.set(static_cast<std::size_t>(BuiltinSlot::run_id), "http://h.example/x?y=1#part");
  EXPECT_EQ(maker.make().url.text(), "http://h.example/x?y=1&a=2");
}

TEST(RequestMaker, ReachesIpv6Literals) {
  Maker maker(with_variable(step("GET ${value}/x"), "http://[::1]:8080"));
  EXPECT_EQ(maker.make().url.origin.authority(), "[::1]:8080");
  EXPECT_EQ(maker.maker_.obstacle(), "");
}

TEST(RequestMaker, SaysWhyAnAddressIsNone) {
  Maker maker(suite_of(step("GET ${run.id}")));
  maker.frame_.set(static_cast<std::size_t>(BuiltinSlot::run_id), "ftp://h.example/");
  maker.make();
  EXPECT_EQ(maker.maker_.obstacle(), "\"ftp://h.example/\" is no http or https address");
}

// `${run.id}` at the front stands for a value that came from a server.
std::string asked_for(const std::string& given) {
  Maker maker(suite_of(step("GET ${run.id}")));
  maker.frame_.set(static_cast<std::size_t>(BuiltinSlot::run_id), given);
  maker.make();
  const std::string& obstacle = maker.maker_.obstacle();
  return obstacle.empty() ? maker.maker_.request().url.text() : obstacle;
}

TEST(RequestMaker, ReadsAnAddressThatWasCapturedAsABrowserDoes) {
  EXPECT_EQ(asked_for("/my file"), "http://app.example/my%20file");
  EXPECT_EQ(asked_for(" /x\r\nHost: evil\n"), "http://app.example/xHost:%20evil");
  EXPECT_EQ(asked_for("\\x\\y"), "http://app.example/x/y");
  EXPECT_EQ(asked_for("http://h.example\\a b\t"), "http://h.example/a%20b");
  EXPECT_EQ(asked_for("/\xc3\xbc?a=\xc3\xb6"), "http://app.example/%C3%BC?a=%C3%B6");
}

TEST(RequestMaker, SaysWhyACapturedAddressIsNone) {
  EXPECT_EQ(asked_for("mailto:a@b.example"), "\"mailto:a@b.example\" is no http or https address");
  EXPECT_EQ(asked_for("#top"), "\"#top\" is no http or https address");
  EXPECT_EQ(asked_for("http://u@h.example/"),
            "\"http://u@h.example/\" is no address to send to: it names a user");
  EXPECT_EQ(asked_for("page/2"),
            "\"page/2\" is no address to send to: it is relative, and only items of a list are "
            "resolved against their page");
}

TEST(RequestMaker, ReadsAnAddressOfTheFlowStrictly) {
  Maker maker(with_variable(step("GET http://h.example:${run.id}/\\\\x"), "http://h.example"));
  maker.frame_.set(static_cast<std::size_t>(BuiltinSlot::run_id), "80");
  EXPECT_EQ(maker.make().url.text(), "http://h.example/\\x");
  maker.frame_.set(static_cast<std::size_t>(BuiltinSlot::run_id), "x");
  maker.make();
  EXPECT_EQ(maker.maker_.obstacle(), "\"http://h.example:x/\\x\" is no http or https address");
}

TEST(RequestMaker, SaysWhyAValueDoesNotFitItsFilter) {
  Maker maker(suite_of(step("POST /", R"("text": "${run.id|base64_decode}")")));
  maker.frame_.set(static_cast<std::size_t>(BuiltinSlot::run_id), "***");
  maker.make();
  EXPECT_EQ(maker.maker_.obstacle(), "a value does not fit its filter: \"***\" is no base64");
}

constexpr const char* kCapturesId = R"("captures": {"id": {"json": "/id", "optional": true}})";

// The second step's request, with the first one's captures as `frame_` has them.
std::string steps_with_id(const std::string& second) {
  return R"("steps": [{"name": "a", "request": "GET /", )" + std::string(kCapturesId) +
         R"(}, {"name": "b", )" + second + "}]";
}

TEST(RequestMaker, SendsNothingWhereAValueIsNotThere) {
  for (const char* second :
       {R"("request": "DELETE /orders/${id}")", R"("request": "GET /", "query": {"id": "${id}"})",
        R"("request": "GET /", "headers": {"x-id": "${id}"})",
        R"("request": "GET /", "cookies": {"id": "${id}"})",
        R"("request": "POST /", "json": {"id": "${id}"})",
        R"("request": "GET /", "auth": {"bearer": "${id}"})"}) {
    Maker maker(suite_of(steps_with_id(second)));
    maker.make_step(1);
    EXPECT_EQ(maker.maker_.obstacle(), "\"id\" has no value here") << second;
    maker.frame_.set(kBuiltinSlots, "");
    maker.make_step(1);
    EXPECT_EQ(maker.maker_.obstacle(), "") << second;
  }
}

TEST(RequestMaker, SendsJsonValuesAsTheyAreAndNothingWhereAValueIsNone) {
  Maker maker(suite_of(steps_with_id(R"("request": "POST /", "json": {"n": "${id|json}"})")));
  maker.frame_.set(kBuiltinSlots, R"({"a": [1, true]})");
  EXPECT_EQ(maker.make_step(1).body, R"({"n":{"a": [1, true]}})");
  EXPECT_EQ(maker.maker_.obstacle(), "");
  maker.frame_.set(kBuiltinSlots, "seven");
  maker.make_step(1);
  EXPECT_EQ(maker.maker_.obstacle(), "\"id\" is no JSON");
}

TEST(RequestMaker, SendsBasicCredentialsAsRfc7617Says) {
  Maker maker(suite_of(
      step("GET /", R"("auth": {"basic": {"user": "Aladdin", "password": "open sesame"}})")));
  maker.make();
  EXPECT_EQ(maker.header("authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(RequestMaker, SendsABearerToken) {
  Maker maker(suite_of(step("GET /", R"("auth": {"bearer": "abc.def"})")));
  maker.make();
  EXPECT_EQ(maker.header("authorization"), "Bearer abc.def");
}

const HeaderFields kChallenge = {
    {"www-authenticate", R"(Digest realm="r", nonce="n1", qop="auth", algorithm=SHA-256)"}};
constexpr const char* kDigest = R"("auth": {"digest": {"user": "u", "password": "p"}})";

TEST(RequestMaker, AnswersADigestChallengeOnceAndIsAuthenticatedFromThenOn) {
  Maker maker(suite_of(step("GET /", kDigest)));
  maker.make();
  EXPECT_EQ(maker.header("authorization"), "");
  ASSERT_TRUE(maker.answer(401, kChallenge));
  EXPECT_THAT(maker.header("authorization"), HasSubstr("nonce=\"n1\""));
  EXPECT_THAT(maker.header("authorization"), HasSubstr("nc=00000001"));
  EXPECT_FALSE(maker.answer(200));
  EXPECT_TRUE(maker.maker_.hops().empty());
  maker.make(0, 1);
  EXPECT_THAT(maker.header("authorization"), HasSubstr("nc=00000002"));
}

TEST(RequestMaker, DoesNotRepeatDigestCredentialsThatAreWrong) {
  Maker maker(suite_of(step("GET /", kDigest)));
  maker.make();
  ASSERT_TRUE(maker.answer(401, kChallenge));
  EXPECT_FALSE(maker.answer(401, kChallenge));
  EXPECT_EQ(maker.maker_.refusal(), "the server refused the user name or the password");
  EXPECT_EQ(maker.exchange_.outcome, Outcome::ok);
}

TEST(RequestMaker, TakesTheNewNonceOfAStaleOne) {
  Maker maker(suite_of(step("GET /", kDigest)));
  maker.make();
  ASSERT_TRUE(maker.answer(401, kChallenge));
  EXPECT_FALSE(maker.answer(200));
  maker.make(0, 1);
  ASSERT_TRUE(maker.answer(
      401, {{"www-authenticate", R"(Digest realm="r", nonce="n2", qop="auth", stale=true)"}}));
  EXPECT_THAT(maker.header("authorization"), HasSubstr("nonce=\"n2\""));
  EXPECT_THAT(maker.header("authorization"), HasSubstr("nc=00000001"));
}

TEST(RequestMaker, ADigestIsForgottenWithTheIterationAndTheSameInEveryRun) {
  Maker one(suite_of(step("GET /", kDigest)));
  Maker two(suite_of(step("GET /", kDigest)));
  for (Maker* maker : {&one, &two}) {
    maker->make(3, 0);
    ASSERT_TRUE(maker->answer(401, kChallenge));
  }
  EXPECT_EQ(one.header("authorization"), two.header("authorization"));
  one.maker_.begin_iteration();
  one.make(4, 0);
  EXPECT_EQ(one.header("authorization"), "");
}

// The value by the example of a webhook's documentation: HMAC-SHA256 of the body with the key.
TEST(RequestMaker, SignsTheBody) {
  Maker maker(suite_of(step("POST /hook",
                            R"("text": "Hello, World!",
         "sign": {"header": "X-Hub-Signature-256", "key": "It's a Secret to Everybody",
                  "prefix": "sha256="})")));
  maker.make();
  EXPECT_EQ(maker.header("x-hub-signature-256"),
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
}

// RFC 4231, test case 2, as base64.
TEST(RequestMaker, SignsOtherPartsInBase64) {
  Maker maker(suite_of(step("POST /x?y=1",
                            R"("text": "what do ya want for nothing?",
         "sign": {"header": "x-sig", "key": "Jefe", "encoding": "base64"})")));
  maker.make();
  EXPECT_EQ(maker.header("x-sig"), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
  Maker parts(suite_of(step("POST /x?y=1",
                            R"("text": "b",
         "sign": {"header": "x-sig", "key": "Jefe",
                  "over": "${request.method} ${request.target} ${request.body}"})")));
  Maker same(suite_of(
      step("POST /", R"("text": "POST /x?y=1 b", "sign": {"header": "x-sig", "key": "Jefe"})")));
  parts.make();
  same.make();
  EXPECT_EQ(parts.header("x-sig"), same.header("x-sig"));
}

TEST(RequestMaker, AStepsCookiesWinOverThoseOfTheJar) {
  Maker maker(suite_of(step("GET /", R"("cookies": {"theme": "dark", "lang": "de"})")));
  maker.make();
  EXPECT_FALSE(maker.answer(200, {{"set-cookie", "theme=light"}, {"set-cookie", "sid=1"}}));
  maker.make(0, 1);
  EXPECT_EQ(maker.header("cookie"), "theme=dark; lang=de; sid=1");
}

TEST(RequestMaker, AStepsCookieHeaderIsOneFieldWithTheJars) {
  Maker maker(suite_of(step("GET /", R"("headers": {"Cookie": "a=1"})")));
  maker.make();
  EXPECT_FALSE(maker.answer(200, {{"set-cookie", "a=2"}, {"set-cookie", "b=3"}}));
  maker.make(0, 1);
  EXPECT_EQ(maker.header("cookie"), "a=1; b=3");
}

TEST(RequestMaker, ACookieThatWouldBeginAnotherIsNotSent) {
  Maker maker(suite_of(step("GET /", R"("cookies": {"theme": "${run.id}"})")));
  maker.frame_.set(static_cast<std::size_t>(BuiltinSlot::run_id), "dark; admin=1");
  maker.make();
  EXPECT_EQ(maker.maker_.obstacle(),
            "the value of the cookie \"theme\" holds a character that no cookie may hold");
}

TEST(RequestMaker, PutsPartsBetweenBoundaries) {
  Maker maker(suite_of(step(
      "POST /", R"("multipart": [{"name": "a", "value": "1"}, {"name": "b", "value": "x y"}])")));
  const Request& request = maker.make();
  const std::string type = maker.header("content-type");
  ASSERT_TRUE(type.starts_with("multipart/form-data; boundary=slogate-")) << type;
  const std::string boundary = type.substr(type.find('=') + 1);
  EXPECT_EQ(request.body,
            "--" + boundary + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--" +
                boundary + "\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nx y\r\n--" +
                boundary + "--\r\n");
}

TEST(RequestMaker, ABoundaryIsTheRequestsOwnAndTheSameInEveryRunOfASeed) {
  const std::string flow = step("POST /", R"("multipart": [{"name": "a", "value": "1"}])");
  Maker one(suite_of(flow));
  Maker two(suite_of(flow));
  Maker other(suite_of(flow), "other-run");
  EXPECT_EQ(one.make(5, 2).body, two.make(5, 2).body);
  EXPECT_NE(one.make(5, 3).body, two.make(5, 2).body);
  EXPECT_EQ(other.make(5, 2).body, two.make(5, 2).body);
}

TEST(RequestMaker, TakesAnotherBoundaryWhereAPartHoldsTheFirst) {
  const auto sends = [](const std::string& value) {
    return suite_of(step("POST /", R"("multipart": [{"name": "a", "value": ")" + value + R"("}])"));
  };
  Maker plain(sends("1"));
  (void)plain.make();
  const std::string first = plain.header("content-type").substr(30);
  Maker maker(sends(first));
  const Request& request = maker.make();
  const std::string boundary = maker.header("content-type").substr(30);
  EXPECT_NE(boundary, first);
  EXPECT_EQ(boundary.size(), 40U);
  EXPECT_THAT(request.body, HasSubstr("\r\n\r\n" + first + "\r\n--" + boundary + "--\r\n"));
}

TEST(RequestMaker, PutsFilesAtTheirPlaces) {
  Maker maker(suite_of(
      step("POST /",
           R"("multipart": [{"name": "f", "file": "a.bin"}, {"name": "b", "value": "1"}])"),
      {}, {}, {{"a.bin", "xyz"}}));
  const Request& request = maker.make();
  ASSERT_EQ(request.files.size(), 1U);
  EXPECT_EQ(request.files[0].file->size(), 3U);
  const std::string before = request.body.substr(0, request.files[0].at);
  EXPECT_TRUE(
      before.ends_with("filename=\"a.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n"))
      << before;
  EXPECT_TRUE(request.body.substr(request.files[0].at).starts_with("\r\n--slogate-"));
}

TEST(RequestMaker, ARepeatedRequestIsTheSameBytes) {
  Maker maker(suite_of(step(
      "POST /x",
      R"("json": {"id": "${request.id}"}, "headers": {"x-trace": "${request.traceparent}"})")));
  const std::string body = maker.make(1, 2).body;
  const std::string trace = maker.header("x-trace");
  maker.make(9, 9);
  EXPECT_NE(maker.maker_.request().body, body);
  EXPECT_EQ(maker.make(1, 2).body, body);
  EXPECT_EQ(maker.header("x-trace"), trace);
}

TEST(RequestMaker, UnderLoadAnOverrideDecidesWhetherAHostIsLoopback) {
  CompiledSuite suite = with_variable(step("GET ${value}/"), "http://localhost:8080");
  suite.hosts.limited = true;
  suite.source.resolve = {{"localhost", 8080, "192.0.2.1", {}}};
  Maker maker(suite);
  maker.make();
  EXPECT_EQ(maker.maker_.obstacle(),
            "load on localhost is not allowed: add \"localhost\" to the suite's \"load_hosts\" or "
            "give --allow-host localhost");
  suite.source.resolve[0].address = "127.0.0.2";
  Maker home(suite);
  home.make();
  EXPECT_EQ(home.maker_.obstacle(), "");
  suite.source.resolve[0].address = "192.0.2.1";
  suite.hosts.hosts = {"localhost"};
  Maker named(suite);
  named.make();
  EXPECT_EQ(named.maker_.obstacle(), "");
}

// Why a 401 was the answer to credentials of that kind.
std::string refusal_of(const std::string& auth, HeaderFields headers) {
  Maker maker(suite_of(step("GET /", "\"auth\": " + auth)));
  maker.make();
  EXPECT_FALSE(maker.answer(401, std::move(headers)));
  return maker.maker_.refusal();
}

TEST(RequestMaker, SaysWhyDigestCredentialsCannotBeMade) {
  const std::string auth = R"({"digest": {"user": "u", "password": "p"}})";
  EXPECT_EQ(
      refusal_of(auth, {{"www-authenticate", R"(Digest realm="r", nonce="n", qop="auth-int")"}}),
      "the server offers digest with qop=auth-int only, not qop=auth");
  EXPECT_EQ(
      refusal_of(auth, {{"www-authenticate", R"(Digest realm="r", nonce="n", algorithm=SHA-1)"}}),
      "the server asks for digest with the algorithm \"SHA-1\"; known are MD5, SHA-256 and "
      "SHA-512-256, plain and with -sess");
  EXPECT_EQ(refusal_of(auth, {}),
            "the server asks for no credentials: its answer has no WWW-Authenticate");
  EXPECT_EQ(refusal_of(auth, {{"www-authenticate", "Bearer, Basic realm=x"}}),
            "the server asks for Bearer or Basic, not for Digest");
}

TEST(RequestMaker, SaysThatAServerGoesOnAskingForDigestCredentials) {
  Maker maker(suite_of(step("GET /", kDigest)));
  maker.make();
  const auto stale = [](int number) {
    return HeaderFields{
        {"www-authenticate", "Digest realm=\"r\", qop=\"auth\", stale=true, nonce=\"n" +
                                 std::to_string(number) + "\""}};
  };
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(maker.answer(401, stale(i)));
  EXPECT_FALSE(maker.answer(401, stale(3)));
  EXPECT_EQ(maker.maker_.refusal(),
            "the server answered 3 digest credentials in a row with a new challenge");
}

TEST(RequestMaker, NamesTheSchemeThatAServerWantsInsteadOfTheStepsOwn) {
  const std::string basic = R"({"basic": {"user": "u", "password": "p"}})";
  const HeaderFields digest = {{"www-authenticate", R"(Digest realm="r", nonce="n")"}};
  EXPECT_EQ(refusal_of(basic, digest), "the server asks for Digest, not for Basic");
  EXPECT_EQ(refusal_of(R"({"bearer": "abc"})", digest),
            "the server asks for Digest, not for Bearer");
  EXPECT_EQ(refusal_of(basic, {{"www-authenticate", "Basic realm=x"}}),
            "the server refused the user name or the password");
  EXPECT_EQ(refusal_of(R"({"bearer": "abc"})", {{"www-authenticate", "Bearer"}}),
            "the server refused the token");
}

TEST(RequestMaker, SaysThatARedirectLeftTheCredentialsBehind) {
  Maker maker(suite_of(step("GET /", R"("redirects": "follow", "auth": {"bearer": "abc"})")));
  maker.make();
  ASSERT_TRUE(maker.answer(302, {{"location", "http://other.example/"}}));
  EXPECT_EQ(maker.maker_.refusal(), "");
  EXPECT_FALSE(maker.answer(401, {{"www-authenticate", "Bearer"}}));
  EXPECT_EQ(maker.maker_.refusal(),
            "the step's credentials were not sent: a redirect led to another origin");
}

}  // namespace
}  // namespace slogate::support
