// Sources beside those of check_test.cc, with what each says where it finds nothing or cannot read.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/scenarios/compile/look_bench.h"

namespace slogate {
namespace {

std::string on_path(const std::string& path, Predicate predicate, const std::string& expected,
                    const std::string& body) {
  return verdict(check_spec(Source::jsonpath, path, predicate, expected), answer(200, body));
}

// `{"a": 1}` by gzip, as `printf '{"a": 1}' | gzip -n` writes it.
std::string zipped() {
  const unsigned char bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03,
                                 0xab, 0x56, 0x4a, 0x54, 0xb2, 0x52, 0x30, 0xac, 0x05, 0x00,
                                 0x97, 0x8e, 0xa1, 0xfb, 0x08, 0x00, 0x00, 0x00};
  return {reinterpret_cast<const char*>(bytes), sizeof bytes};
}

TEST(StatusSource, KnowsClasses) {
  EXPECT_EQ(on_status(Predicate::equals, "\"2xx\"", 204), "holds");
  EXPECT_EQ(on_status(Predicate::equals, "\"2xx\"", 302), "status is 2xx | 302");
  EXPECT_EQ(on_status(Predicate::one_of, "[404, \"3xx\"]", 302), "holds");
  EXPECT_EQ(on_status(Predicate::one_of, "[404, \"3xx\"]", 200), "status is 404 or 3xx | 200");
  EXPECT_EQ(
      verdict(negated(check_spec(Source::status, "", Predicate::equals, "\"5xx\"")), answer(503)),
      "status is not 5xx | 503");
}

TEST(JsonPathSource, IsAListOrTheOneValue) {
  const std::string body = R"({"items": [{"id": 1, "on": true}, {"id": 2}]})";
  EXPECT_EQ(on_path("$.items[*].id", Predicate::equals, "[1, 2]", body), "holds");
  EXPECT_EQ(on_path("$.items[*].id", Predicate::equals, "[2, 1]", body),
            "jsonpath $.items[*].id equals [2,1] | [1,2]");
  EXPECT_EQ(on_path("$.items[*].id", Predicate::equals, "2", body),
            "jsonpath $.items[*].id equals 2 | 1, the first of 2");
  EXPECT_EQ(on_path("$.items[*].id", Predicate::contains, "2", body), "holds");
  EXPECT_EQ(on_path("$.items[*].id", Predicate::unique, "true", body), "holds");
  EXPECT_EQ(on_path("$.items[?@.on].id", Predicate::count, "1", body), "holds");
  EXPECT_EQ(on_path("$.items[1].id", Predicate::equals, "2", body), "holds");
  EXPECT_EQ(on_path("$.items", Predicate::type, "\"array\"", body), "holds");
}

TEST(JsonPathSource, SaysWhatItDoesNotFind) {
  EXPECT_EQ(on_path("$.a[*]", Predicate::exists, "true", "{}"),
            "jsonpath $.a[*] is there | no value at $.a[*]");
  EXPECT_EQ(on_path("$.a[*]", Predicate::exists, "false", "{}"), "holds");
  EXPECT_EQ(on_path("$.a[*]", Predicate::empty, "true", "{}"), "holds");
  EXPECT_EQ(on_path("$.a[*]", Predicate::count, "0", "{}"), "holds");
  EXPECT_EQ(on_path("$.a[*]", Predicate::count, "2", "{}"),
            "jsonpath $.a[*] has 2 members | 0 members");
  EXPECT_EQ(on_path("$.a", Predicate::equals, "1", "{}"),
            "jsonpath $.a equals 1 | no value at $.a");
  EXPECT_EQ(on_path("$.a", Predicate::exists, "false", "oops"),
            "jsonpath $.a is absent | the body is no JSON: line 1, column 1: expected a value");
}

TEST(JsonPathSource, ABadQueryIsToldWithItsPlace) {
  LookBench bench;
  EXPECT_FALSE(bench.check(check_spec(Source::jsonpath, "$.a[", Predicate::exists)));
  EXPECT_TRUE(bench.told().starts_with("flow.json:7:5: bad JSONPath \"$.a[\": ")) << bench.told();
  EXPECT_TRUE(bench.told().ends_with(", at character 5")) << bench.told();
}

TEST(XPathSource, ReadsXmlWhereTheTypeSaysSo) {
  const CheckSpec spec = check_spec(Source::xpath, "//Item", Predicate::count, "2");
  const std::string body = "<r><Item>1</Item><Item>2</Item></r>";
  EXPECT_EQ(verdict(spec, answer(200, body, {{"Content-Type", "application/xml"}})), "holds");
  EXPECT_EQ(verdict(spec, answer(200, body, {{"Content-Type", "text/html"}})),
            "xpath //Item has 2 members | 0 members");
  const std::string said =
      verdict(spec, answer(200, "<r><Item>", {{"Content-Type", "application/atom+xml"}}));
  EXPECT_TRUE(said.starts_with("xpath //Item has 2 members | the XML is not well-formed: "))
      << said;
}

TEST(XPathSource, ATextIsContainedWhereOneNodeHoldsIt) {
  const Exchange exchange = answer(200, "<h1>Hello Sam</h1><h1>Bye</h1>");
  EXPECT_EQ(verdict(check_spec(Source::xpath, "//h1", Predicate::contains, "\"Sam\""), exchange),
            "holds");
  EXPECT_EQ(verdict(check_spec(Source::xpath, "//h1", Predicate::contains, "\"ye\""), exchange),
            "holds");
  EXPECT_EQ(verdict(check_spec(Source::xpath, "//h1", Predicate::contains, "\"Tom\""), exchange),
            "xpath //h1 contains \"Tom\" | [\"Hello Sam\",\"Bye\"]");
}

TEST(XPathSource, AListIsComparedAsOne) {
  const Exchange exchange = answer(200, "<p>1</p><p>2</p>");
  EXPECT_EQ(verdict(check_spec(Source::xpath, "//p", Predicate::contains, "2"), exchange), "holds");
  EXPECT_EQ(verdict(check_spec(Source::xpath, "//p", Predicate::equals, "[1, 2]"), exchange),
            "holds");
  EXPECT_EQ(verdict(each_of(check_spec(Source::xpath, "//p", Predicate::at_least, "2")), exchange),
            "each of xpath //p is at least 2 | \"1\" at index 0");
}

TEST(RegexSource, CountsItsMatches) {
  const Exchange exchange = answer(200, "id=1 id=2 id=2");
  EXPECT_EQ(verdict(check_spec(Source::regex, "id=(\\d)", Predicate::count, "3"), exchange),
            "holds");
  EXPECT_EQ(verdict(check_spec(Source::regex, "id=(\\d)", Predicate::unique), exchange),
            "regex id=(\\d) has no value twice | \"2\" twice");
}

TEST(SizeSource, TellsTransferFromBody) {
  Exchange exchange = answer(200, zipped(), {{"Content-Encoding", "gzip"}});
  EXPECT_EQ(verdict(check_spec(Source::size, "body", Predicate::equals, "8"), exchange), "holds");
  EXPECT_EQ(verdict(check_spec(Source::size, "transfer", Predicate::equals, "8"), exchange),
            "the size of the transfer is 8 | 28");
  exchange.response.headers.clear();
  EXPECT_EQ(verdict(check_spec(Source::size, "body", Predicate::less_than, "8"), exchange),
            "the size of the body is under 8 | 28");
}

TEST(HashSource, IsOfTheDecodedBody) {
  const auto on = [](const std::string& word, const std::string& expected) {
    return verdict(check_spec(Source::hash, word, Predicate::equals, "\"" + expected + "\""),
                   answer(200, "abc"));
  };
  EXPECT_EQ(on("md5", "900150983CD24FB0D6963F7D28E17F72"), "holds");
  EXPECT_EQ(on("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"), "holds");
  EXPECT_EQ(on("sha256", "00"),
            "the body's sha256 equals \"00\" | "
            "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"");
}

TEST(TimeSource, IsToldInDurations) {
  Exchange exchange = answer(200);
  exchange.service_time = std::chrono::milliseconds(812);
  exchange.phases.wait = std::chrono::milliseconds(500);
  EXPECT_EQ(verdict(check_spec(Source::time, "total", Predicate::less_than, "500000000"), exchange),
            "time total is under 500 ms | 812 ms");
  EXPECT_EQ(verdict(check_spec(Source::time, "wait", Predicate::at_most, "500000000"), exchange),
            "holds");
  EXPECT_EQ(verdict(check_spec(Source::time, "total", Predicate::between, "[1000000, 2000000]"),
                    exchange),
            "time total is between 1 ms and 2 ms | 812 ms");
  EXPECT_EQ(verdict(check_spec(Source::time, "dns", Predicate::greater_than, "0"), exchange),
            "time dns is over 0 s | 0 s");
}

TEST(TimeSource, ATimeNextToItsLimitIsToldExactly) {
  Exchange exchange = answer(200);
  exchange.service_time = std::chrono::nanoseconds(500'300'000);
  EXPECT_EQ(verdict(check_spec(Source::time, "total", Predicate::at_most, "500000000"), exchange),
            "time total is at most 500 ms | 500 ms (500300000 ns)");
}

TEST(RedirectsSource, KnowsTheChain) {
  const Exchange exchange = answer(200);
  const std::vector<Hop> hops{{"http://app.example/a", 302, {}}, {"http://app.example/b", 301, {}}};
  const Url url = *parse_url("http://app.example/c");
  const BodyView body(exchange, hops, &url);
  const auto on = [&](const std::string& word, Predicate predicate, const std::string& expected) {
    return verdict(check_spec(Source::redirects, word, predicate, expected), body);
  };
  EXPECT_EQ(on("count", Predicate::equals, "1"), "the number of redirects is 1 | 2");
  EXPECT_EQ(on("urls", Predicate::contains, "\"http://app.example/b\""), "holds");
  EXPECT_EQ(on("urls", Predicate::contains, "\"/b\""),
            "the list of redirects contains \"/b\" | "
            "[\"http://app.example/a\",\"http://app.example/b\"]");
  EXPECT_EQ(on("final", Predicate::ends_with, "\"/c\""), "holds");
  EXPECT_EQ(on("final", Predicate::equals, "\"x\""),
            "the final URL equals \"x\" | \"http://app.example/c\"");
}

TEST(RedirectsSource, MayHaveNone) {
  EXPECT_EQ(verdict(check_spec(Source::redirects, "count", Predicate::equals, "0"), answer(200)),
            "holds");
  EXPECT_EQ(verdict(check_spec(Source::redirects, "urls", Predicate::exists), answer(200)),
            "the list of redirects is there | no redirect");
  EXPECT_EQ(verdict(check_spec(Source::redirects, "urls", Predicate::empty), answer(200)), "holds");
}

TEST(TlsSource, LooksAtTheSession) {
  Exchange exchange = answer(200);
  const auto on = [&](const std::string& word) {
    return verdict(check_spec(Source::tls, word, Predicate::equals, "\"x\""), exchange);
  };
  EXPECT_EQ(on("version"), "the TLS version equals \"x\" | no TLS session");
  TlsSession session;
  session.version = "TLSv1.3";
  session.issuer = "CN=Test CA";
  session.subject = "CN=app.example";
  exchange.tls = std::make_shared<TlsSession>(session);
  EXPECT_EQ(on("version"), "the TLS version equals \"x\" | \"TLSv1.3\"");
  EXPECT_EQ(on("issuer"), "the certificate's issuer equals \"x\" | \"CN=Test CA\"");
  EXPECT_EQ(on("subject"), "the certificate's subject equals \"x\" | \"CN=app.example\"");
  EXPECT_EQ(on("host"), "the certificate's host equals \"x\" | the certificate names none");
}

TEST(CookieSource, LooksAtAnAttribute) {
  const auto on = [](const std::string& attribute, Predicate predicate,
                     const std::string& expected) {
    CheckSpec spec = check_spec(Source::cookie, "sid", predicate, expected);
    spec.attribute = attribute;
    return verdict(spec, answer(200, "", {{"Set-Cookie", "sid=1; Path=/a; Secure; SameSite=Lax"}}));
  };
  EXPECT_EQ(on("path", Predicate::equals, "\"/a\""), "holds");
  EXPECT_EQ(on("samesite", Predicate::equals, "\"Strict\""),
            "the samesite of cookie sid equals \"Strict\" | \"Lax\"");
  EXPECT_EQ(on("secure", Predicate::exists, "true"), "holds");
  EXPECT_EQ(on("httponly", Predicate::exists, "true"),
            "the httponly of cookie sid is there | no httponly");
  EXPECT_EQ(on("max-age", Predicate::exists, "false"), "holds");
}

TEST(CodedBody, IsDecodedWhereACheckLooks) {
  const Exchange exchange = answer(200, zipped(), {{"Content-Encoding", "gzip"}});
  EXPECT_EQ(verdict(check_spec(Source::json, "/a", Predicate::equals, "1"), exchange), "holds");
  const auto failure =
      failure_of(check_spec(Source::body, "", Predicate::equals, "\"x\""), exchange);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->got, "\"{\"a\": 1}\"");
  EXPECT_EQ(failure->excerpt, "{\"a\": 1}");
}

TEST(CodedBody, ThatCannotBeDecodedFailsEveryCheckOfIt) {
  const Exchange exchange = answer(200, "plain", {{"Content-Encoding", "gzip"}});
  std::string why;
  EXPECT_EQ(BodyView(exchange).text(&why), "");
  EXPECT_NE(why, "");
  const std::vector<CheckSpec> checks{
      check_spec(Source::body, "", Predicate::exists, "false"),
      negated(check_spec(Source::body, "", Predicate::contains, "\"x\"")),
      check_spec(Source::json, "/a", Predicate::exists, "false"),
      check_spec(Source::jsonpath, "$.a", Predicate::exists, "false"),
      check_spec(Source::xpath, "//a", Predicate::exists, "false"),
      check_spec(Source::regex, "a", Predicate::exists, "false"),
      check_spec(Source::hash, "md5", Predicate::exists, "false"),
      check_spec(Source::size, "body", Predicate::exists, "false")};
  for (const CheckSpec& check : checks) {
    const std::string said = verdict(check, exchange);
    EXPECT_TRUE(said.ends_with(" | " + why)) << said;
  }
  EXPECT_EQ(verdict(check_spec(Source::size, "transfer", Predicate::equals, "5"), exchange),
            "holds");
}

TEST(CodedBody, StaysUnderItsCap) {
  const Exchange exchange = answer(200, zipped(), {{"Content-Encoding", "gzip"}});
  const BodyView body(exchange, {}, nullptr, 4);
  std::string why;
  EXPECT_EQ(body.text(&why), "");
  EXPECT_NE(why, "");
}

TEST(LargeBody, IsSearchedAndNotParsed) {
  const Exchange exchange = answer(200, std::string((16U << 20U) + 1, ' ') + "{}");
  EXPECT_EQ(verdict(check_spec(Source::json, "", Predicate::exists), exchange),
            "the whole JSON is there | the body is over 16 MiB and not looked into");
  EXPECT_EQ(verdict(check_spec(Source::xpath, "//a", Predicate::exists), exchange),
            "xpath //a is there | the body is over 16 MiB and not looked into");
  EXPECT_EQ(verdict(check_spec(Source::body, "", Predicate::ends_with, "\"{}\""), exchange),
            "holds");
}

TEST(LargeBody, IsNotCopied) {
  const Exchange exchange = answer(200, std::string(10'000'000, 'x'));
  const BodyView body(exchange);
  EXPECT_EQ(body.text().data(), exchange.response.body.data());
}

TEST(BodyReader, ServesOneAnswerAfterTheOther) {
  BodyReader reader;
  LookBench bench;
  const Check check = bench.check(check_spec(Source::json, "/a", Predicate::equals, "1")).value();
  const auto got = [&](const Exchange& exchange) -> std::string {
    const BodyView body(exchange, {}, nullptr, BodyView::kMostDecoded, &reader);
    const auto failure = check.evaluate(body, bench.frame(), {});
    return failure ? failure->got : "holds";
  };
  EXPECT_EQ(got(answer(200, R"({"a": 1})")), "holds");
  EXPECT_EQ(got(answer(200, "oops")), "the body is no JSON: line 1, column 1: expected a value");
  EXPECT_EQ(got(answer(200, R"({"a": 2})")), "2");
  EXPECT_EQ(got(answer(200, zipped(), {{"Content-Encoding", "gzip"}})), "holds");
  EXPECT_EQ(got(answer(200)), "the body is empty");
}

TEST(Excerpt, ShowsWhatMustNotBeThere) {
  const std::string body = std::string(1000, '.') + " stack trace " + std::string(1000, '.');
  for (const CheckSpec& spec :
       {negated(check_spec(Source::body, "", Predicate::contains, "\"stack trace\"")),
        negated(check_spec(Source::body, "", Predicate::matches, "\"stack .race\""))}) {
    const auto failure = failure_of(spec, answer(200, body));
    ASSERT_TRUE(failure);
    EXPECT_NE(failure->excerpt.find("stack trace"), std::string::npos);
  }
}

// A folder of its own, gone at the end.
class SchemaSource : public testing::Test {
 protected:
  SchemaSource()
      : folder_(std::filesystem::path(testing::TempDir()) /
                testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::create_directories(folder_);
    write("order.json", R"({"type": "object", "required": ["id"],
                            "properties": {"id": {"type": "integer"}}})");
  }
  ~SchemaSource() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  // The flow file lies beside the schema.
  CheckSpec schema(const std::string& file, Source source = Source::json,
                   const std::string& selector = "") const {
    CheckSpec spec = check_spec(source, selector, Predicate::schema, "\"" + file + "\"");
    spec.expected.at.file = (folder_ / "flow.json").string();
    return spec;
  }
  std::string on(const CheckSpec& spec, const std::string& body) const {
    LookBench bench(folder_.string());
    const auto check = bench.check(spec);
    if (!check) return bench.told().substr(bench.told().find("flow.json"));
    const auto failure = check->evaluate(BodyView(answer_ = answer(200, body)), bench.frame(), {});
    return failure ? failure->expected + " | " + failure->got : "holds";
  }

  std::filesystem::path folder_;
  mutable Exchange answer_;
};

TEST_F(SchemaSource, HoldsADocumentAgainstItsFile) {
  EXPECT_EQ(on(schema("order.json"), R"({"id": 1})"), "holds");
  const std::string said = on(schema("order.json"), R"({"id": "1"})");
  EXPECT_TRUE(said.starts_with("the whole JSON fits the schema order.json | at /id: ")) << said;
  EXPECT_EQ(on(negated(schema("order.json")), R"({"id": 1})"),
            "the whole JSON does not fit the schema order.json | {\"id\":1}");
  EXPECT_EQ(on(negated(schema("order.json")), "{}"), "holds");
}

TEST_F(SchemaSource, HoldsEachMemberAgainstIt) {
  CheckSpec spec = schema("order.json", Source::jsonpath, "$[*]");
  spec.each = true;
  EXPECT_EQ(on(spec, R"([{"id": 1}, {"id": 2}])"), "holds");
  const std::string said = on(spec, R"([{"id": 1}, 7])");
  EXPECT_TRUE(said.starts_with("each of jsonpath $[*] fits the schema order.json | ")) << said;
  EXPECT_TRUE(said.ends_with(" at index 1")) << said;
}

TEST_F(SchemaSource, AFileThatCannotBeUsedIsTold) {
  write("broken.json", "{");
  write("wrong.json", R"({"type": "text"})");
  EXPECT_EQ(on(schema("none.json"), "{}"),
            "flow.json:1:1: the schema file \"none.json\" does not exist");
  EXPECT_TRUE(on(schema("../order.json"), "{}")
                  .starts_with("flow.json:1:1: the schema file \"../order.json\" leads out by .."))
      << on(schema("../order.json"), "{}");
  EXPECT_TRUE(on(schema("broken.json"), "{}")
                  .starts_with("flow.json:1:1: the schema file \"broken.json\" is no JSON: "));
  EXPECT_TRUE(
      on(schema("wrong.json"), "{}")
          .starts_with("flow.json:1:1: the schema file \"wrong.json\" cannot be used, /type"));
}

}  // namespace
}  // namespace slogate
