#include <gtest/gtest.h>

#include "tests/scenarios/compile/builders.h"

namespace slogate {
namespace {

struct Taken {
  bool set = false;
  std::string text;
  std::vector<std::string> list;
  std::optional<CheckFailure> failure;
};

Taken take(const CaptureSpec& spec, const Exchange& exchange, bool seen_before = false) {
  StepSpec step = step_spec("s", "/");
  step.captures = {spec};
  const CompiledSuite suite = compiled(suite_of_step(step));
  const Capture& capture = suite.flows[0].steps[0].captures[0];
  Frame frame(suite.flows[0].slots);
  const BodyView body(exchange);
  Taken taken;
  taken.failure = capture.take(body, frame, seen_before);
  taken.set = frame.has(capture.slot());
  if (taken.set && spec.list) taken.list = frame.list(capture.slot());
  if (taken.set && !spec.list) taken.text = frame.value(capture.slot());
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

}  // namespace
}  // namespace slogate
