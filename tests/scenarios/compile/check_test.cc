#include "scenarios/compile/check.h"

#include <gtest/gtest.h>

#include "tests/scenarios/compile/look_bench.h"

namespace slogate {
namespace {

TEST(StatusCheck, ComparesTheNumber) {
  EXPECT_EQ(on_status(Predicate::equals, "200", 200), "holds");
  EXPECT_EQ(on_status(Predicate::equals, "200", 502), "status is 200 | 502");
  EXPECT_EQ(verdict(negated(check_spec(Source::status, "", Predicate::equals, "200")), answer(200)),
            "status is not 200 | 200");
}

TEST(StatusCheck, NamesTheAlternatives) {
  EXPECT_EQ(on_status(Predicate::one_of, "[200, 201, 204]", 204), "holds");
  EXPECT_EQ(on_status(Predicate::one_of, "[200, 201, 204]", 500),
            "status is 200, 201 or 204 | 500");
}

TEST(StatusCheck, OrdersNumbers) {
  EXPECT_EQ(on_status(Predicate::less_than, "400", 400), "status is under 400 | 400");
  EXPECT_EQ(on_status(Predicate::at_most, "400", 401), "status is at most 400 | 401");
  EXPECT_EQ(on_status(Predicate::greater_than, "400", 400), "status is over 400 | 400");
  EXPECT_EQ(on_status(Predicate::at_least, "400", 399), "status is at least 400 | 399");
  EXPECT_EQ(on_status(Predicate::at_least, "\"400\"", 400), "holds");
}

TEST(StatusCheck, MatchesItsDigits) {
  EXPECT_EQ(on_status(Predicate::matches, "\"^2\"", 204), "holds");
  EXPECT_EQ(on_status(Predicate::matches, "\"^2\"", 304), "status matches \"^2\" | 304");
}

TEST(StatusCheck, SaysThatThereWasNoAnswer) {
  EXPECT_EQ(on_status(Predicate::less_than, "400", 0), "status is under 400 | no answer");
}

TEST(HeaderCheck, ComparesTexts) {
  EXPECT_EQ(on_header("x-id", Predicate::equals, "\"7\"", "7"), "holds");
  EXPECT_EQ(on_header("X-Id", Predicate::equals, "\"a\"", "A"), "header X-Id equals \"a\" | \"A\"");
  EXPECT_EQ(on_header("x-id", Predicate::ends_with, "\"yz\"", "xyz"), "holds");
  EXPECT_EQ(on_header("x-id", Predicate::contains, "\"q\"", "xyz"),
            "header x-id contains \"q\" | \"xyz\"");
  EXPECT_EQ(verdict(negated(check_spec(Source::header, "x-id", Predicate::contains, "\"y\"")),
                    answer(200, "", {{"x-id", "xyz"}})),
            "header x-id does not contain \"y\" | \"xyz\"");
}

TEST(HeaderCheck, ComparesNumbersByTheirDigits) {
  EXPECT_EQ(on_header("content-length", Predicate::equals, "42", "42"), "holds");
  EXPECT_EQ(on_header("content-length", Predicate::equals, "42", "042"),
            "header content-length equals 42 | \"042\"");
  EXPECT_EQ(on_header("content-length", Predicate::at_least, "40", "42"), "holds");
  EXPECT_EQ(on_header("content-length", Predicate::at_least, "40", "many"),
            "header content-length is at least 40 | \"many\"");
}

TEST(HeaderCheck, ContentTypesHaveNoCase) {
  EXPECT_EQ(on_header("Content-Type", Predicate::starts_with, "\"text/html\"",
                      "Text/HTML; charset=utf-8"),
            "holds");
  EXPECT_EQ(
      on_header("content-type", Predicate::contains, "\"CHARSET\"", "text/html; charset=utf-8"),
      "holds");
  EXPECT_EQ(
      on_header("content-type", Predicate::equals, "\"application/json\"", "APPLICATION/json"),
      "holds");
  EXPECT_EQ(on_header("content-type", Predicate::starts_with, "\"text/html\"", "text/plain"),
            "header content-type starts with \"text/html\" | \"text/plain\"");
}

TEST(HeaderCheck, TellsAMissingOne) {
  EXPECT_EQ(verdict(check_spec(Source::header, "etag", Predicate::exists), answer(200)),
            "header etag is there | no such header");
  EXPECT_EQ(verdict(check_spec(Source::header, "etag", Predicate::exists, "false"), answer(200)),
            "holds");
  EXPECT_EQ(on_header("etag", Predicate::exists, "false", "x"), "header etag is absent | \"x\"");
  EXPECT_EQ(
      verdict(negated(check_spec(Source::header, "etag", Predicate::equals, "\"x\"")), answer(200)),
      "header etag is not \"x\" | no such header");
}

TEST(CookieCheck, FindsTheValueAndItsAttributes) {
  CheckSpec spec = check_spec(Source::cookie, "sid", Predicate::exists);
  spec.cookie_http_only = true;
  spec.cookie_secure = true;
  const auto with = [&](const std::string& field) {
    return verdict(spec, answer(200, "", {{"Set-Cookie", field}}));
  };
  EXPECT_EQ(with("sid=1; Path=/; httponly; Secure"), "holds");
  EXPECT_EQ(with("sid=1; Secure"), "cookie sid is there with HttpOnly and Secure | no HttpOnly");
  EXPECT_EQ(with("sid=1; HttpOnly"), "cookie sid is there with HttpOnly and Secure | no Secure");
  EXPECT_EQ(with("other=1"), "cookie sid is there with HttpOnly and Secure | no such cookie");
}

TEST(CookieCheck, TheLastOfANameCounts) {
  EXPECT_EQ(verdict(check_spec(Source::cookie, "sid", Predicate::equals, "\"b\""),
                    answer(200, "", {{"set-cookie", "sid=a"}, {"set-cookie", "sid=b"}})),
            "holds");
}

TEST(BodyCheck, LooksAtTheText) {
  EXPECT_EQ(verdict(check_spec(Source::body, "", Predicate::contains, "\"pong\""),
                    answer(200, "ping pong")),
            "holds");
  EXPECT_EQ(verdict(check_spec(Source::body, "", Predicate::contains, "\"pong\""), answer(200)),
            "the body contains \"pong\" | the body is empty");
  EXPECT_EQ(verdict(check_spec(Source::body, "", Predicate::exists, "false"), answer(200, "x")),
            "the body is absent | \"x\"");
  EXPECT_EQ(
      verdict(negated(check_spec(Source::body, "", Predicate::contains, "\"x\"")), answer(200)),
      "holds");
}

TEST(JsonCheck, ComparesTypeAndValue) {
  EXPECT_EQ(on_json("/ok", Predicate::equals, "true", R"({"ok": true})"), "holds");
  EXPECT_EQ(on_json("/ok", Predicate::equals, "true", R"({"ok": "true"})"),
            "json /ok equals true | \"true\"");
  EXPECT_EQ(on_json("/n", Predicate::equals, "1", R"({"n": 1.0})"), "holds");
  EXPECT_EQ(on_json("/n", Predicate::equals, "1", R"({"n": "1"})"), "json /n equals 1 | \"1\"");
  EXPECT_EQ(on_json("/n", Predicate::equals, "null", R"({"n": null})"), "holds");
  EXPECT_EQ(on_json("/n", Predicate::equals, "0.5", R"({"n": 0.5})"), "holds");
}

TEST(JsonCheck, ComparesWholeTrees) {
  EXPECT_EQ(on_json("", Predicate::equals, R"({"a": [1, {"b": "x"}], "c": null})",
                    R"({"c":null,"a":[1,{"b":"x"}]})"),
            "holds");
  EXPECT_EQ(on_json("", Predicate::equals, R"({"a": 1})", R"({"a":1,"b":2})"),
            "the whole JSON equals {\"a\":1} | {\"a\":1,\"b\":2}");
}

TEST(JsonCheck, TreesHoldTemplates) {
  EXPECT_EQ(on_json("/who", Predicate::equals, R"(["x", "${name}"])", R"({"who":["x","Ada"]})"),
            "holds");
  EXPECT_EQ(on_json("/who", Predicate::one_of, R"(["x", "${name}"])", R"({"who":"Ada"})"), "holds");
  EXPECT_EQ(on_json("/who", Predicate::one_of, R"(["x", "${name}"])", R"({"who":"Bob"})"),
            "json /who is one of \"x\" or \"Ada\" | \"Bob\"");
}

TEST(JsonCheck, TellsWhatIsMissing) {
  EXPECT_EQ(on_json("/ok", Predicate::equals, "true", "{}"),
            "json /ok equals true | no value at /ok");
  EXPECT_EQ(on_json("/ok", Predicate::equals, "true", "<html>"),
            "json /ok equals true | the body is no JSON: line 1, column 1: expected a value");
  EXPECT_EQ(on_json("/ok", Predicate::equals, "true", ""),
            "json /ok equals true | the body is empty");
}

TEST(JsonCheck, ABodyThatIsNoJsonFailsEvenAnAbsence) {
  EXPECT_EQ(on_json("/x", Predicate::exists, "false", "{}"), "holds");
  EXPECT_EQ(on_json("/x", Predicate::exists, "false", "oops"),
            "json /x is absent | the body is no JSON: line 1, column 1: expected a value");
}

TEST(JsonCheck, ANullIsThere) {
  EXPECT_EQ(on_json("/x", Predicate::exists, "true", R"({"x":null})"), "holds");
}

TEST(JsonCheck, DeepNestingIsNoJson) {
  const std::string deep = std::string(65, '[') + std::string(65, ']');
  EXPECT_EQ(on_json("", Predicate::exists, "true", deep),
            "the whole JSON is there | the body is JSON that is not looked into: line 1, column "
            "65: nested "
            "over 64 deep");
}

TEST(JsonCheck, KnowsTypes) {
  EXPECT_EQ(on_json("/x", Predicate::type, "\"array\"", R"({"x":[]})"), "holds");
  EXPECT_EQ(on_json("/x", Predicate::type, "\"string\"", R"({"x":1})"),
            "json /x is of type string | number 1");
  EXPECT_EQ(on_json("/x", Predicate::type, R"(["string", "null"])", R"({"x":1})"),
            "json /x is of type string or null | number 1");
}

TEST(JsonCheck, CountsArrays) {
  EXPECT_EQ(on_json("/x", Predicate::count, R"({"at_least": 2})", R"({"x":[1,2]})"), "holds");
  EXPECT_EQ(on_json("/x", Predicate::count, R"({"at_least": 3})", R"({"x":[1,2]})"),
            "json /x has at least 3 members | 2 members");
}

TEST(JsonCheck, SearchesTextsOnly) {
  EXPECT_EQ(on_json("/x", Predicate::contains, "\"b\"", R"({"x":"abc"})"), "holds");
  EXPECT_EQ(on_json("/x", Predicate::contains, "\"1\"", R"({"x":[1]})"),
            "json /x contains \"1\" | [1]");
  EXPECT_EQ(on_json("/x", Predicate::matches, "\"^[0-9a-f]{4}$\"", R"({"x":"12ag"})"),
            "json /x matches \"^[0-9a-f]{4}$\" | \"12ag\"");
}

TEST(JsonCheck, LargeWholeNumbersAreExact) {
  EXPECT_EQ(on_json("/x", Predicate::equals, "9007199254740993", R"({"x":9007199254740993})"),
            "holds");
  EXPECT_EQ(on_json("/x", Predicate::equals, "9007199254740993", R"({"x":9007199254740992})"),
            "json /x equals 9007199254740993 | 9007199254740992");
}

TEST(XPathCheck, LooksAtTheFirstNode) {
  const auto on = [](const std::string& xpath, Predicate predicate, const std::string& expected) {
    return verdict(check_spec(Source::xpath, xpath, predicate, expected),
                   answer(200, "<title>Shop</title><div id=\"root\"></div><p>1</p><p>2</p>"));
  };
  EXPECT_EQ(on("//title", Predicate::equals, "\"Shop\""), "holds");
  EXPECT_EQ(on("//title", Predicate::equals, "\"App\""), "xpath //title equals \"App\" | \"Shop\"");
  EXPECT_EQ(on("//div[@id='root']", Predicate::exists, "true"), "holds");
  EXPECT_EQ(on("//div[@id='app']", Predicate::exists, "true"),
            "xpath //div[@id='app'] is there | no such node");
  EXPECT_EQ(on("//p", Predicate::count, R"({"at_least": 2})"), "holds");
  EXPECT_EQ(on("//p", Predicate::count, R"({"at_least": 3})"),
            "xpath //p has at least 3 members | 2 members");
  EXPECT_EQ(on("count(//p)", Predicate::equals, "2"), "holds");
  EXPECT_EQ(on("boolean(//h1)", Predicate::exists, "true"), "xpath boolean(//h1) is there | false");
  EXPECT_EQ(on("//p", Predicate::equals, "1"), "holds");
}

TEST(RegexCheck, LooksAtTheFirstGroup) {
  const auto on = [](const std::string& pattern, const std::string& expected) {
    return verdict(check_spec(Source::regex, pattern, Predicate::equals, expected),
                   answer(200, "version 12 of 30"));
  };
  EXPECT_EQ(on("version (\\d+)", "12"), "holds");
  EXPECT_EQ(on("of \\d+", "\"of 30\""), "holds");
  EXPECT_EQ(on("build (\\d+)", "12"), "regex build (\\d+) equals 12 | no match");
}

TEST(CertificateCheck, CountsWholeDays) {
  Exchange exchange = answer(200);
  const CheckSpec spec = check_spec(Source::tls, "days_left", Predicate::at_least, "14");
  EXPECT_EQ(failure_of(spec, exchange)->got, "no TLS session");
  TlsSession session;
  session.version = "TLSv1.3";
  session.not_after =
      std::chrono::sys_seconds(std::chrono::hours(24) * 15 - std::chrono::seconds(1));
  exchange.tls = std::make_shared<TlsSession>(session);
  EXPECT_EQ(verdict(spec, exchange), "holds");
  EXPECT_EQ(verdict(spec, exchange, 86400), "the certificate's days left is at least 14 | 13");
}

TEST(VariableCheck, LooksAtTheFrame) {
  EXPECT_EQ(
      verdict(check_spec(Source::variable, "name", Predicate::equals, "\"Ada\""), answer(200)),
      "holds");
  EXPECT_EQ(
      verdict(check_spec(Source::variable, "name", Predicate::equals, "\"Bob\""), answer(200)),
      "variable name equals \"Bob\" | \"Ada\"");
  EXPECT_EQ(verdict(check_spec(Source::variable, "target.scheme", Predicate::equals, "\"http\""),
                    answer(200)),
            "holds");
}

TEST(CheckFailure, NeverShowsASecret) {
  EXPECT_EQ(verdict(check_spec(Source::variable, "token", Predicate::exists, "false"), answer(200)),
            "variable token is absent | a secret value");
  EXPECT_EQ(on_json("/t", Predicate::equals, "\"x ${token}\"", R"({"t":"y"})"),
            "json /t equals \"x ${token}\" | \"y\"");
}

TEST(CheckFailure, ShowsARenderedValueThatIsNoSecret) {
  EXPECT_EQ(on_json("/t", Predicate::equals, "\"${name}!\"", R"({"t":"y"})"),
            "json /t equals \"Ada!\" | \"y\"");
}

TEST(CheckFailure, CarriesPlaceAndOwnWords) {
  CheckSpec spec = check_spec(Source::status, "", Predicate::equals, "200");
  spec.because = "the proxy does not strip /api";
  const auto failure = failure_of(spec, answer(404, "not here"));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->because, "the proxy does not strip /api");
  EXPECT_EQ(failure->at.line, 7);
  EXPECT_EQ(failure->excerpt, "not here");
}

TEST(CheckFailure, ShowsTheBodyAroundTheMember) {
  std::string body = "{\"filler\": [";
  for (int i = 0; i < 300; ++i) body += "1, ";
  body += "1], \"state\": \"down\", \"more\": [";
  for (int i = 0; i < 300; ++i) body += "2, ";
  body += "2]}";
  const auto failure = failure_of(check_spec(Source::json, "/state", Predicate::equals, "\"up\""),
                                  answer(200, body));
  ASSERT_TRUE(failure);
  EXPECT_NE(failure->excerpt.find("\"state\": \"down\""), std::string::npos);
  EXPECT_LE(failure->excerpt.size(), 400U);
}

TEST(CheckFailure, CutsWhatItGotAtTwoHundredBytes) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "word ";
  const auto failure =
      failure_of(check_spec(Source::body, "", Predicate::equals, "\"x\""), answer(200, words));
  ASSERT_TRUE(failure);
  EXPECT_LE(failure->got.size(), 200U);
  EXPECT_TRUE(failure->got.ends_with("word …\""));
}

TEST(Check, TellsItselfWithNamesInsteadOfValues) {
  LookBench bench;
  EXPECT_EQ(bench.check(check_spec(Source::json, "/who", Predicate::equals, "\"${name}\""))->text(),
            "json /who equals \"${name}\"");
}

}  // namespace
}  // namespace slogate
