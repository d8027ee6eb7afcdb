#include <gtest/gtest.h>

#include "tests/scenarios/compile/look_bench.h"

namespace slogate {
namespace {

struct Taken {
  bool set = false;
  std::string text;
  std::vector<std::string> list;
  std::optional<CheckFailure> failure;
};

Taken take(const CaptureSpec& spec, const Exchange& exchange, bool seen_before = false) {
  LookBench bench;
  const auto capture = bench.capture(spec);
  Taken taken;
  if (!capture) {
    taken.failure = CheckFailure{bench.told(), {}, {}, {}, {}};
    return taken;
  }
  const BodyView body(exchange);
  taken.failure = capture->take(body, bench.frame(), seen_before);
  taken.set = bench.frame().has(capture->slot());
  if (taken.set && spec.list) taken.list = bench.frame().list(capture->slot());
  if (taken.set && !spec.list) taken.text = bench.frame().value(capture->slot());
  return taken;
}

Taken take_json(const std::string& pointer, const std::string& body) {
  return take(capture_spec("x", Source::json, pointer), answer(200, body));
}

TEST(Capture, KeepsTextsAsTheyAreAndAllElseAsJson) {
  const std::string body = R"({"t": "a\"b", "n": 42, "f": 1.5, "b": true, "a": [1, "x"]})";
  EXPECT_EQ(take_json("/t", body).text, "a\"b");
  EXPECT_EQ(take_json("/n", body).text, "42");
  EXPECT_EQ(take_json("/f", body).text, "1.5");
  EXPECT_EQ(take_json("/b", body).text, "true");
  EXPECT_EQ(take_json("/a", body).text, "[1,\"x\"]");
}

TEST(Capture, TakesHeadersCookiesNodesAndMatches) {
  const Exchange exchange = answer(200, "<input name=csrf value=abc>",
                                   {{"Location", "/next"}, {"Set-Cookie", "sid=7; Path=/"}});
  EXPECT_EQ(take(capture_spec("x", Source::header, "location"), exchange).text, "/next");
  EXPECT_EQ(take(capture_spec("x", Source::cookie, "sid"), exchange).text, "7");
  EXPECT_EQ(take(capture_spec("x", Source::xpath, "//input[@name='csrf']/@value"), exchange).text,
            "abc");
  EXPECT_EQ(take(capture_spec("x", Source::regex, "value=(\\w+)"), exchange).text, "abc");
}

TEST(Capture, ARequiredOneThatIsMissingFails) {
  const Taken taken = take_json("/token", R"({"other": 1})");
  EXPECT_FALSE(taken.set);
  ASSERT_TRUE(taken.failure);
  EXPECT_EQ(taken.failure->expected, "json /token is there, for the capture x");
  EXPECT_EQ(taken.failure->got, "no value at /token");
  EXPECT_EQ(taken.failure->excerpt, R"({"other": 1})");
  EXPECT_EQ(taken.failure->at.line, 9);
}

TEST(Capture, ANullIsMissing) {
  const Taken taken = take_json("/token", R"({"token": null})");
  EXPECT_FALSE(taken.set);
  ASSERT_TRUE(taken.failure);
  EXPECT_EQ(taken.failure->got, "null");
}

TEST(Capture, AnOptionalOneMayBeMissing) {
  CaptureSpec spec = capture_spec("x", Source::json, "/token");
  spec.optional = true;
  const Taken taken = take(spec, answer(200, R"({"token": null})"));
  EXPECT_FALSE(taken.set);
  EXPECT_FALSE(taken.failure);
}

TEST(Capture, AStickyOneIsRequiredOnceItWasSeen) {
  CaptureSpec spec = capture_spec("x", Source::json, "/dev_otp");
  spec.sticky = true;
  EXPECT_FALSE(take(spec, answer(200, R"({"dev_otp": null})"), false).failure);
  const Taken later = take(spec, answer(200, R"({"dev_otp": null})"), true);
  ASSERT_TRUE(later.failure);
  EXPECT_EQ(later.failure->expected,
            "json /dev_otp is there, for the capture x (an earlier answer of this run had it)");
}

TEST(Capture, AListHoldsEveryNode) {
  CaptureSpec spec = capture_spec("assets", Source::xpath, "//script/@src | //link/@href");
  spec.list = true;
  const Taken taken =
      take(spec,
           answer(200, "<link href=/a.css><script src=/b.js></script><script src=/c.js></script>"));
  EXPECT_EQ(taken.list, (std::vector<std::string>{"/a.css", "/b.js", "/c.js"}));
}

TEST(Capture, AListHoldsEveryMatchArrayItemAndHeader) {
  CaptureSpec spec = capture_spec("x", Source::regex, "id=(\\d+)");
  spec.list = true;
  EXPECT_EQ(take(spec, answer(200, "id=1 id=22")).list, (std::vector<std::string>{"1", "22"}));
  spec.source = Source::json;
  spec.selector.text = "/ids";
  EXPECT_EQ(take(spec, answer(200, R"({"ids": ["a", 2]})")).list,
            (std::vector<std::string>{"a", "2"}));
  spec.source = Source::header;
  spec.selector.text = "Link";
  EXPECT_EQ(take(spec, answer(200, "", {{"link", "</a>"}, {"Link", "</b>"}})).list,
            (std::vector<std::string>{"</a>", "</b>"}));
}

TEST(Capture, EmptyMatchesOfAListComeToAnEnd) {
  CaptureSpec spec = capture_spec("x", Source::regex, "b*");
  spec.list = true;
  EXPECT_EQ(take(spec, answer(200, "abb")).list, (std::vector<std::string>{"", "bb", ""}));
}

TEST(Capture, AListThatFindsNothingFails) {
  CaptureSpec spec = capture_spec("assets", Source::xpath, "//script/@src");
  spec.list = true;
  const Taken taken = take(spec, answer(200, "<p>none</p>"));
  ASSERT_TRUE(taken.failure);
  EXPECT_EQ(taken.failure->got, "no such node");
  spec.source = Source::json;
  spec.selector.text = "/a";
  EXPECT_EQ(take(spec, answer(200, R"({"a": 1})")).failure->got, "no array");
}

CaptureSpec with_filters(CaptureSpec spec, std::vector<FilterSpec> filters) {
  spec.filters = std::move(filters);
  return spec;
}

TEST(Capture, GoesThroughItsFilters) {
  const Exchange exchange = answer(200, R"({"n": 1.5, "ids": ["a", "b"]})",
                                   {{"Location", "/orders/42?x=1"}, {"Allow", "GET, PUT"}});
  EXPECT_EQ(take(with_filters(capture_spec("x", Source::header, "location"),
                              {filter_spec(Filter::regex, "/orders/(\\d+)")}),
                 exchange)
                .text,
            "42");
  EXPECT_EQ(take(with_filters(capture_spec("x", Source::json, "/ids"),
                              {filter_spec(Filter::index, "", -1)}),
                 exchange)
                .text,
            "b");
  EXPECT_EQ(
      take(with_filters(capture_spec("x", Source::json, "/ids"), {filter_spec(Filter::count)}),
           exchange)
          .text,
      "2");
  CaptureSpec list = with_filters(capture_spec("x", Source::header, "allow"),
                                  {filter_spec(Filter::split, ", "), filter_spec(Filter::lower)});
  list.list = true;
  EXPECT_EQ(take(list, exchange).list, (std::vector<std::string>{"get", "put"}));
  CaptureSpec all =
      with_filters(capture_spec("x", Source::regex, "[a-z]+"), {filter_spec(Filter::upper)});
  all.list = true;
  EXPECT_EQ(take(all, answer(200, "a b")).list, (std::vector<std::string>{"A", "B"}));
}

TEST(Capture, ADefaultStandsWhereThereIsNoValue) {
  CaptureSpec spec = capture_spec("x", Source::json, "/next");
  spec.fallback = TemplateText{"none for ${name}", {"flow.json", 9, 20}};
  EXPECT_EQ(take(spec, answer(200, R"({"next": "/2"})")).text, "/2");
  EXPECT_EQ(take(spec, answer(200, "{}")).text, "none for Ada");
  EXPECT_EQ(take(spec, answer(200, R"({"next": null})")).text, "none for Ada");
  spec.list = true;
  EXPECT_EQ(take(spec, answer(200, "{}")).list, std::vector<std::string>{"none for Ada"});
}

TEST(Capture, SaysWhyAFilterLostIt) {
  const Taken taken = take(with_filters(capture_spec("x", Source::header, "etag"),
                                        {filter_spec(Filter::trim), filter_spec(Filter::number)}),
                           answer(200, "", {{"ETag", " abc "}}));
  ASSERT_TRUE(taken.failure);
  EXPECT_EQ(taken.failure->expected,
            "header etag after trim and number is there, for the capture x");
  EXPECT_EQ(taken.failure->got, "\"abc\" is no number");
}

TEST(Capture, TakesEveryOtherSource) {
  Exchange exchange = answer(201, R"([{"id": 1}, {"id": 2}])", {{"Set-Cookie", "sid=7; Path=/a"}});
  exchange.service_time = std::chrono::milliseconds(2);
  TlsSession session;
  session.version = "TLSv1.3";
  exchange.tls = std::make_shared<TlsSession>(session);
  EXPECT_EQ(take(capture_spec("x", Source::status, ""), exchange).text, "201");
  EXPECT_EQ(take(capture_spec("x", Source::jsonpath, "$[*].id"), exchange).text, "1");
  EXPECT_EQ(take(capture_spec("x", Source::body, ""), exchange).text, R"([{"id": 1}, {"id": 2}])");
  EXPECT_EQ(take(capture_spec("x", Source::size, "body"), exchange).text, "22");
  EXPECT_EQ(take(capture_spec("x", Source::hash, "md5"), exchange).text.size(), 32U);
  EXPECT_EQ(take(capture_spec("x", Source::time, "total"), exchange).text, "2000000");
  EXPECT_EQ(take(capture_spec("x", Source::redirects, "count"), exchange).text, "0");
  EXPECT_EQ(take(capture_spec("x", Source::tls, "version"), exchange).text, "TLSv1.3");
  EXPECT_EQ(take(capture_spec("x", Source::variable, "name"), exchange).text, "Ada");
  CaptureSpec cookie = capture_spec("x", Source::cookie, "sid");
  cookie.attribute = "path";
  EXPECT_EQ(take(cookie, exchange).text, "/a");
  CaptureSpec list = capture_spec("x", Source::jsonpath, "$[*].id");
  list.list = true;
  EXPECT_EQ(take(list, exchange).list, (std::vector<std::string>{"1", "2"}));
}

TEST(Capture, AnEmptyArrayIsAList) {
  CaptureSpec spec = capture_spec("x", Source::json, "/a");
  spec.list = true;
  const Taken taken = take(spec, answer(200, R"({"a": []})"));
  EXPECT_TRUE(taken.set);
  EXPECT_TRUE(taken.list.empty());
}

}  // namespace
}  // namespace slogate
