#include "runner/http/digest_auth.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace slogate {
namespace {

const Origin kOrigin{false, "h.example", 80};

Response refusal(std::initializer_list<std::string> challenges, int status = 401) {
  Response response;
  response.status = status;
  for (const std::string& each : challenges) {
    response.headers.push_back({"WWW-Authenticate", each});
  }
  return response;
}

Response answer(int status = 200) {
  Response response;
  response.status = status;
  return response;
}

std::string authorization(DigestSession& digest, std::string_view cnonce = "c1") {
  std::string out;
  digest.append_authorization(kOrigin, "u", "p", "GET", "/", cnonce, out);
  return out;
}

std::string why_refused(std::initializer_list<std::string> challenges) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal(challenges)), DigestStep::refused);
  EXPECT_FALSE(digest.ready(kOrigin));
  return std::string(digest.why());
}

std::string parameter(const std::string& value, const std::string& name) {
  const auto at = value.find(name);
  return at == std::string::npos ? "" : value.substr(at, value.find(',', at) - at);
}

const std::string kRfc7616 =
    "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
    "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
    "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

std::string mufasa(std::initializer_list<std::string> challenges) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal(challenges)), DigestStep::again);
  std::string out;
  EXPECT_TRUE(digest.append_authorization(kOrigin, "Mufasa", "Circle of Life", "GET",
                                          "/dir/index.html",
                                          "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", out));
  return out;
}

TEST(DigestSession, AnswersTheMd5ExampleOfRfc7616) {
  EXPECT_EQ(mufasa({"Digest " + kRfc7616 + ", algorithm=MD5"}),
            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
            "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", "
            "algorithm=MD5, qop=auth, nc=00000001, "
            "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
            "response=\"8ca523f5e9506fed4657c9700eebdbec\", "
            "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
}

TEST(DigestSession, PrefersSha256WhicheverComesFirst) {
  const std::string md5 = "Digest " + kRfc7616 + ", algorithm=MD5";
  const std::string sha = "Digest " + kRfc7616 + ", algorithm=SHA-256";
  for (const std::string& value :
       {mufasa({sha, md5}), mufasa({md5, sha}), mufasa({md5 + ", " + sha}),
        mufasa({"Basic realm=x, " + sha + ", Negotiate abc=", md5})}) {
    EXPECT_EQ(parameter(value, "response="),
              "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"");
    EXPECT_EQ(parameter(value, "algorithm="), "algorithm=SHA-256");
  }
}

// RFC 7616 3.9.2 with the values of erratum 4897: the RFC's own are of another hash function.
TEST(DigestSession, AnswersTheUserhashExampleOfRfc7616) {
  DigestSession digest;
  const std::string base =
      "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, "
      "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", "
      "opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8";
  EXPECT_EQ(digest.take(kOrigin, refusal({base + ", userhash=true"})), DigestStep::again);
  const auto value = [&digest] {
    std::string out;
    digest.append_authorization(kOrigin, "J\xC3\xA4s\xC3\xB8n Doe", "Secret, or not?", "GET",
                                "/doe.json", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", out);
    return out;
  };
  const std::string response =
      "response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\"";
  const std::string hashed = value();
  EXPECT_EQ(parameter(hashed, "username="),
            "username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"");
  EXPECT_EQ(parameter(hashed, "response="), response);
  EXPECT_TRUE(hashed.ends_with(", userhash=true"));
  EXPECT_EQ(digest.take(kOrigin, refusal({base + ", stale=true"})), DigestStep::again);
  const std::string plain = value();
  EXPECT_EQ(parameter(plain, "username*="), "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe");
  EXPECT_EQ(parameter(plain, "response="), response);
  EXPECT_EQ(plain.find("userhash"), std::string::npos);
}

TEST(DigestSession, AnswersTheExampleOfRfc2617) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=\"testrealm@host.com\", "
                                          "qop=\"auth,auth-int\", "
                                          "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                                          "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""})),
            DigestStep::again);
  std::string out;
  EXPECT_TRUE(digest.append_authorization(kOrigin, "Mufasa", "Circle Of Life", "GET",
                                          "/dir/index.html", "0a4f113b", out));
  EXPECT_EQ(out,
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
            "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, "
            "nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", "
            "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
}

// The example of RFC 2069 with its erratum's value.
TEST(DigestSession, WithoutQopAnswersAsInRfc2069) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=\"testrealm@host.com\", "
                                          "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                                          "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""})),
            DigestStep::again);
  std::string out;
  EXPECT_TRUE(digest.append_authorization(kOrigin, "Mufasa", "CircleOfLife", "GET",
                                          "/dir/index.html", "0a4f113b", out));
  EXPECT_EQ(out,
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
            "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
            "response=\"1949323746fe6a43ef61f9606e7febea\", "
            "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
}

TEST(DigestSession, ASessionKeepsTheKeyOfItsFirstRequest) {
  DigestSession digest;
  const std::string challenge = "Digest realm=r, nonce=n1, qop=auth, algorithm=";
  EXPECT_EQ(digest.take(kOrigin, refusal({challenge + "MD5-sess"})), DigestStep::again);
  EXPECT_EQ(parameter(authorization(digest, "c1"), "response="),
            "response=\"70f93fb74b2adb1193195e53772493fc\"");
  const std::string second = authorization(digest, "c2");
  EXPECT_EQ(parameter(second, "cnonce="), "cnonce=\"c1\"");
  EXPECT_EQ(parameter(second, "response="), "response=\"ee38408e79c9075f43c6dd6b30823285\"");
  DigestSession sha;
  EXPECT_EQ(sha.take(kOrigin, refusal({challenge + "SHA-256-sess"})), DigestStep::again);
  EXPECT_EQ(parameter(authorization(sha, "c1"), "response="),
            "response=\"91c9a7bd627a0631fd85d9e75ffd07fdf8e0c52afea22570e316843cf867d42d\"");
  Response next = answer();
  next.headers.push_back({"Authentication-Info", "nextnonce=\"n2\""});
  EXPECT_EQ(sha.take(kOrigin, next), DigestStep::done);
  EXPECT_EQ(parameter(authorization(sha, "c9"), "response="),
            "response=\"19013d5ab3bbbcd5241dd880bc01d2e95427f9c169eec592be470472108fc45a\"");
}

TEST(DigestSession, CountsTheUsesOfANonce) {
  DigestSession digest;
  EXPECT_FALSE(digest.ready(kOrigin));
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n1, qop=auth"})),
            DigestStep::again);
  for (const char* count : {"nc=00000001", "nc=00000002", "nc=00000003"}) {
    EXPECT_TRUE(digest.ready(kOrigin));
    EXPECT_EQ(parameter(authorization(digest), "nc="), count);
    EXPECT_EQ(digest.take(kOrigin, answer()), DigestStep::done);
  }
}

TEST(DigestSession, TakesTheNextNonce) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n1, qop=auth"})),
            DigestStep::again);
  EXPECT_EQ(parameter(authorization(digest), "nonce="), "nonce=\"n1\"");
  Response next = answer();
  next.headers.push_back({"Authentication-Info", "rspauth=\"x\", nextnonce=\"n2\", nc=00000001"});
  EXPECT_EQ(digest.take(kOrigin, next), DigestStep::done);
  const std::string value = authorization(digest);
  EXPECT_EQ(parameter(value, "nonce="), "nonce=\"n2\"");
  EXPECT_EQ(parameter(value, "nc="), "nc=00000001");
}

TEST(DigestSession, ASecondRefusalMeansWrongCredentials) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n1, qop=auth"})),
            DigestStep::again);
  authorization(digest);
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n2, qop=auth, stale=false"})),
            DigestStep::refused);
  EXPECT_EQ(digest.why(), "the server refused the user name or the password");
  EXPECT_FALSE(digest.ready(kOrigin));
}

TEST(DigestSession, AStaleNonceIsNoRefusal) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n1, qop=auth"})),
            DigestStep::again);
  authorization(digest);
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n2, qop=auth, stale=TRUE"})),
            DigestStep::again);
  const std::string value = authorization(digest);
  EXPECT_EQ(parameter(value, "nonce="), "nonce=\"n2\"");
  EXPECT_EQ(parameter(value, "nc="), "nc=00000001");
}

TEST(DigestSession, AnOldNonceThatIsForgottenIsTriedAnew) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n1, qop=auth"})),
            DigestStep::again);
  authorization(digest);
  EXPECT_EQ(digest.take(kOrigin, answer()), DigestStep::done);
  authorization(digest);
  // The server was started anew and does not know that its nonce is stale.
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n2, qop=auth"})),
            DigestStep::again);
  authorization(digest);
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n3, qop=auth"})),
            DigestStep::refused);
}

TEST(DigestSession, AnotherRealmIsAskedForItself) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n1, qop=auth"})),
            DigestStep::again);
  authorization(digest);
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=other, nonce=n2, qop=auth"})),
            DigestStep::again);
  EXPECT_EQ(parameter(authorization(digest), "realm="), "realm=\"other\"");
}

TEST(DigestSession, EndsARowOfStaleNonces) {
  DigestSession digest;
  const Response stale = refusal({"Digest realm=r, nonce=n, qop=auth, stale=true"});
  for (int i = 0; i < DigestSession::kMostInARow; ++i) {
    EXPECT_EQ(digest.take(kOrigin, stale), DigestStep::again);
    authorization(digest);
  }
  EXPECT_EQ(digest.take(kOrigin, stale), DigestStep::refused);
  EXPECT_EQ(digest.why(), "the server answered with a fifth digest challenge in a row");
}

TEST(DigestSession, SaysWhyAChallengeCannotBeAnswered) {
  EXPECT_EQ(why_refused({}),
            "the server asks for no credentials: its answer has no WWW-Authenticate");
  EXPECT_EQ(why_refused({"Basic realm=x"}), "the server asks for Basic, not for Digest");
  EXPECT_EQ(why_refused({"Digest realm=r, nonce=n, qop=\"auth-int\""}),
            "the server offers digest with qop=auth-int only, not qop=auth");
  EXPECT_EQ(why_refused({"Digest realm=r, nonce=n, qop=\"token\""}),
            "the digest challenge offers no known qop");
  EXPECT_EQ(why_refused({"Digest realm=r, nonce=n, algorithm=SHA-1"}),
            "the server asks for digest with the algorithm \"SHA-1\"; known are MD5, SHA-256 and "
            "SHA-512-256, plain and with -sess");
  EXPECT_EQ(why_refused({"Digest realm=r, nonce=n, algorithm=MD5-sess"}),
            "the digest challenge has -sess without qop");
  EXPECT_EQ(why_refused({"Digest realm=r, qop=auth"}),
            "the digest challenge has no realm or no nonce");
  EXPECT_EQ(why_refused({"Digest realm=r, nonce=n, NONCE=m"}),
            "the digest challenge names a parameter twice");
  EXPECT_EQ(why_refused({"Digest realm=r, nonce=" + std::string(1025, 'n')}),
            "the digest challenge has a value over 1,024 bytes");
  EXPECT_EQ(why_refused({"Digest realm=r, nonce=\"n"}), "the WWW-Authenticate field is malformed");
}

TEST(DigestSession, TakesAWholeChallengeBesideABrokenOne) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=\"", "Digest realm=r, nonce=n, qop=auth"})),
            DigestStep::again);
  DigestSession other;
  EXPECT_EQ(other.take(kOrigin, refusal({"Digest realm=r, nonce=n, qop=auth-int, "
                                         "Digest realm=r, nonce=m, qop=auth"})),
            DigestStep::again);
  EXPECT_EQ(parameter(authorization(other), "nonce="), "nonce=\"m\"");
}

TEST(DigestSession, UnknownParametersAreSkipped) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"digest REALM=r, domain=\"/a /b\", x-new=\"1\", x-new=2, "
                                          "Nonce=n, qop=\" , AUTH\""})),
            DigestStep::again);
  EXPECT_EQ(parameter(authorization(digest), "qop="), "qop=auth");
}

TEST(DigestSession, QuotesWhatItSends) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({R"(Digest realm="a \"b\" \\c", nonce="n\"", qop=auth)"})),
            DigestStep::again);
  std::string out;
  EXPECT_TRUE(digest.append_authorization(kOrigin, "u\"", "p", "GET", "/?q=\"", "c", out));
  EXPECT_EQ(out,
            "Digest username=\"u\\\"\", realm=\"a \\\"b\\\" \\\\c\", nonce=\"n\\\"\", "
            "uri=\"/?q=\\\"\", qop=auth, nc=00000001, cnonce=\"c\", "
            "response=\"452d4907041145522de531f7ba716bc4\"");
}

TEST(DigestSession, RefusesControlCharacters) {
  DigestSession digest;
  EXPECT_EQ(digest.take(kOrigin, refusal({"Digest realm=r, nonce=n, qop=auth"})),
            DigestStep::again);
  std::string out;
  EXPECT_FALSE(digest.append_authorization(kOrigin, "u\r\nX: y", "p", "GET", "/", "c", out));
  EXPECT_EQ(digest.why(), "the user name, the path or the cnonce holds a control character");
  EXPECT_FALSE(digest.append_authorization(kOrigin, "u", "p", "GET", "/\n", "c", out));
  EXPECT_FALSE(digest.append_authorization(kOrigin, "u", "p", "GET", "/", "\x7f", out));
  EXPECT_EQ(out, "");
}

TEST(DigestSession, KeepsOriginsApartAndNoMoreThanSixteen) {
  DigestSession digest;
  const Response challenge = refusal({"Digest realm=r, nonce=n, qop=auth"});
  EXPECT_EQ(digest.take(kOrigin, challenge), DigestStep::again);
  Origin other = kOrigin;
  for (std::uint16_t port = 1; port <= 16; ++port) {
    other.port = port;
    EXPECT_FALSE(digest.ready(other));
    EXPECT_EQ(digest.take(other, challenge), DigestStep::again);
    EXPECT_TRUE(digest.ready(other));
  }
  EXPECT_FALSE(digest.ready(kOrigin));
  std::string out;
  EXPECT_FALSE(digest.append_authorization(kOrigin, "u", "p", "GET", "/", "c", out));
  EXPECT_EQ(digest.why(), "no digest challenge of this origin is known");
  digest.clear();
  EXPECT_FALSE(digest.ready(other));
}

}  // namespace
}  // namespace slogate
