// What a step's checks and captures cost in memory once they have seen a few answers: nothing.
// Counted with a global operator new of this binary's own.
#include <gtest/gtest.h>

#include "tests/scenarios/compile/look_bench.h"
#include "tests/support/allocations.h"

namespace slogate {
namespace {

using support::allocations;

constexpr int kSteps = 10'000;

Exchange good_answer(int number = 7) {
  return answer(
      200,
      R"({"ok": true, "id": )" + std::to_string(number) +
          R"(, "user": {"name": "Ada", "note": "a text \u00fcber more than a small string"},)"
          R"( "token": "a-token-that-is-longer-than-any-small-string", "items": [1, 2.5]})",
      {{"Content-Type", "application/json; charset=utf-8"},
       {"X-Long-Header", "a text that stands somewhere in the middle of a header"},
       {"Set-Cookie", "sid=0123456789abcdef0123456789abcdef; Path=/; HttpOnly"}});
}

// Memory asked for while so many answers are looked at, after some to warm up.
class Steps {
 public:
  Steps() { bench_.frame().set(bench_.slot("x"), "true"); }

  std::size_t count(const std::vector<CheckSpec>& checks,
                    const std::vector<CaptureSpec>& captures = {}) {
    for (const CheckSpec& check : checks) checks_.push_back(bench_.check(check).value());
    for (const CaptureSpec& capture : captures)
      captures_.push_back(bench_.capture(capture).value());
    for (int i = 0; i < 10; ++i) look(answers_[i % 2]);
    const std::size_t before = allocations();
    for (int i = 0; i < kSteps; ++i) look(answers_[i % 2]);
    const std::size_t asked = allocations() - before;
    EXPECT_TRUE(held_);
    return asked;
  }

 private:
  void look(const Exchange& exchange) {
    const BodyView body(exchange, {}, nullptr, BodyView::kMostDecoded, &reader_);
    for (const Check& check : checks_)
      held_ = !check.evaluate(body, bench_.frame(), {}).has_value() && held_;
    for (const Capture& capture : captures_)
      held_ = !capture.take(body, bench_.frame(), false).has_value() && held_;
  }

  LookBench bench_;
  BodyReader reader_;
  std::vector<Check> checks_;
  std::vector<Capture> captures_;
  Exchange answers_[2] = {good_answer(), good_answer(123456)};
  bool held_ = true;
};

TEST(Allocation, ThreeChecksOneCaptureAndTwoVariablesCostNone) {
  EXPECT_EQ(
      Steps().count({check_spec(Source::status, "", Predicate::equals, "200"),
                     check_spec(Source::json, "/user/name", Predicate::equals, "\"${name}\""),
                     check_spec(Source::body, "", Predicate::contains,
                                "\"\\\"name\\\": \\\"${name}\\\", \\\"note\\\": \\\"a text\"")},
                    {capture_spec("x", Source::json, "/token")}),
      0U);
}

TEST(Allocation, ChecksOfStatusHeaderCookieAndTextCostNone) {
  EXPECT_EQ(
      Steps().count({check_spec(Source::status, "", Predicate::one_of, "[204, \"2xx\"]"),
                     check_spec(Source::header, "content-type", Predicate::starts_with,
                                "\"application/json\""),
                     check_spec(Source::header, "x-long-header", Predicate::contains,
                                "\"somewhere in the middle\""),
                     check_spec(Source::cookie, "sid", Predicate::matches, "\"^[0-9a-f]{32}$\""),
                     check_spec(Source::body, "", Predicate::matches, "\"\\\"ok\\\": *true\""),
                     check_spec(Source::regex, "\"token\": \"([^\"]+)\"", Predicate::length, "44"),
                     check_spec(Source::regex, "small.string", Predicate::exists),
                     check_spec(Source::size, "body", Predicate::between, "[100, 1000]"),
                     check_spec(Source::hash, "sha256", Predicate::length, "64"),
                     check_spec(Source::time, "total", Predicate::less_than, "500000000"),
                     check_spec(Source::redirects, "count", Predicate::equals, "0")}),
      0U);
}

TEST(Allocation, JsonPointersCostNone) {
  EXPECT_EQ(
      Steps().count({check_spec(Source::json, "/ok", Predicate::equals),
                     check_spec(Source::json, "/id", Predicate::type, "\"integer\""),
                     check_spec(Source::json, "/items", Predicate::count, R"({"at_least": 1})"),
                     check_spec(Source::json, "/items/1", Predicate::between, "[2, 3]"),
                     check_spec(Source::json, "/user/note", Predicate::contains, "\"über\""),
                     filtered(check_spec(Source::json, "/token", Predicate::starts_with,
                                         "\"A-TOKEN-THAT-IS-LONGER\""),
                              {filter_spec(Filter::trim), filter_spec(Filter::upper)})},
                    {capture_spec("x", Source::json, "/user/note")}),
      0U);
}

TEST(Allocation, ValuesOfJsonInVariablesCostNone) {
  const std::string x = "\"${x|json}\"";
  EXPECT_EQ(Steps().count({negated(check_spec(Source::json, "/id", Predicate::equals, x)),
                           check_spec(Source::json, "/ok", Predicate::one_of, "[" + x + ", true]"),
                           check_spec(Source::variable, "x", Predicate::equals, "true"),
                           negated(check_spec(Source::variable, "x", Predicate::equals, "3"))},
                          {capture_spec("x", Source::json, "/ok")}),
            0U);
}

TEST(Allocation, ConditionsOnVariablesCostNone) {
  LookBench bench;
  bench.frame().set(bench.slot("x"), "3");
  const Check number =
      bench.check(check_spec(Source::variable, "x", Predicate::equals, "3")).value();
  const Check typed =
      bench.check(check_spec(Source::variable, "x", Predicate::equals, "\"${x|json}\"")).value();
  const auto hold = [&] { return number.holds(bench.frame()) && typed.holds(bench.frame()); };
  EXPECT_TRUE(hold());
  const std::size_t before = allocations();
  for (int i = 0; i < kSteps; ++i) EXPECT_TRUE(hold());
  EXPECT_EQ(allocations() - before, 0U);
}

TEST(Allocation, ACaptureIntoAFreshFrameIsSeenToCopy) {
  LookBench bench;
  BodyReader reader;
  const Capture capture = bench.capture(capture_spec("x", Source::json, "/token")).value();
  const Exchange exchange = good_answer();
  std::size_t in_fresh = 0;
  std::size_t in_used = 0;
  for (int i = 0; i < 3; ++i) {
    const BodyView body(exchange, {}, nullptr, BodyView::kMostDecoded, &reader);
    Frame fresh(bench.frame().size());
    std::size_t before = allocations();
    EXPECT_FALSE(capture.take(body, fresh, false).has_value());
    in_fresh = allocations() - before;
    before = allocations();
    EXPECT_FALSE(capture.take(body, fresh, false).has_value());
    in_used = allocations() - before;
  }
  EXPECT_EQ(in_fresh, 1U);
  EXPECT_EQ(in_used, 0U);
}

TEST(Allocation, TheCounterSeesAParsedDocument) {
  EXPECT_GT(Steps().count({check_spec(Source::jsonpath, "$.items[*]", Predicate::count, "2")}), 0U);
}

}  // namespace
}  // namespace slogate
