// One-time codes in templates: by the time, by a counter, and of keys that are addresses.
#include <gtest/gtest.h>

#include <iterator>

#include "scenarios/compile/one_time_key.h"
#include "tests/scenarios/compile/builders.h"

namespace slogate {
namespace {

// "12345678901234567890" and its longer forms in RFC 6238 appendix B.
constexpr const char* kKey = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
constexpr const char* kKey32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA====";
constexpr const char* kKey64 =
    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    "GEZDGNBVGY3TQOJQGEZDGNA=";

Template timed() {
  return Template({{"", 0, true, Escape::none, {}, "key"}}, true);
}

Template counted() {
  return Template({{"", 0, true, Escape::none, {}, "key", 1, "n"}}, true);
}

// The code, or why there is none.
std::string made(const Template& text, std::string_view key, const char* counter,
                 std::int64_t seconds = 59) {
  Frame frame(2);
  frame.set(0, key);
  if (counter != nullptr) frame.set(1, counter);
  frame.unix_seconds = seconds;
  std::string out;
  std::string why;
  const bool good = text.render(frame, out, &why);
  EXPECT_EQ(good, !out.empty());
  return good ? out : why;
}

std::string timed_fault(std::string_view key) {
  OneTimeKey out;
  return std::string(read_one_time_key(key, false, out));
}

StepSpec posting(const std::string& text) {
  StepSpec step = step_spec("s", "/");
  step.body_kind = BodyKind::text;
  step.body = json("\"\"");
  step.body.string = text;
  step.body.at = {"flow.json", 8, 15};
  return step;
}

Suite suite_with(const std::string& text, const std::string& counter) {
  Suite suite = suite_of_step(posting(text));
  suite.variables = {env_variable("key", "FORM_TOTP_KEY"), variable("n", counter)};
  return suite;
}

std::string body_of(const CompiledFlow& flow) {
  Frame frame(flow.slots);
  for (const auto& [slot, text] : flow.constants) frame.set(slot, text);
  frame.unix_seconds = 59;
  return flow.steps[0].request.body.front().text.render(frame);
}

TEST(CountedCodes, AreThoseOfRfc4226AppendixD) {
  constexpr const char* kCodes[] = {"755224", "287082", "359152", "969429", "338314",
                                    "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t i = 0; i < std::size(kCodes); ++i)
    EXPECT_EQ(made(counted(), kKey, std::to_string(i).c_str()), kCodes[i]);
}

TEST(CountedCodes, TakeEveryCounterUpToTheGreatestOne) {
  EXPECT_EQ(made(counted(), kKey, "0007"), "162583");
  EXPECT_EQ(made(counted(), kKey, "9223372036854775807").size(), 6U);
  for (const char* bad : {"", "-1", "+1", "1.0", "1e3", " 1", "one", "9223372036854775808"}) {
    EXPECT_EQ(made(counted(), kKey, bad),
              "the counter in \"n\" is no whole number from 0 to 2^63-1")
        << bad;
  }
}

TEST(CountedCodes, SayWhatIsNotThere) {
  EXPECT_EQ(made(counted(), kKey, nullptr), "\"n\" has no value here");
  EXPECT_EQ(made(counted(), "no base32!", "1"), "the key in \"key\" is no base32");
  std::string out;
  std::string why;
  EXPECT_FALSE(counted().render(Frame(2), out, &why));
  EXPECT_EQ(why, "\"key\" has no value here");
}

TEST(CountedCodes, AreMadeOfVariablesAndWaitForNothing) {
  const CompiledSuite out = compiled(suite_with("${hotp:key:n}", "7"), {{"FORM_TOTP_KEY", kKey}});
  const CompiledFlow& flow = out.flows[0];
  EXPECT_EQ(body_of(flow), "162583");
  EXPECT_TRUE(flow.steps[0].request.body.front().text.secret());
  EXPECT_TRUE(flow.steps[0].request.needs_totp);
  EXPECT_TRUE(flow.steps[0].request.totp_slots.empty());
}

TEST(CountedCodes, StandBesideOnesByTheTime) {
  const CompiledSuite out =
      compiled(suite_with("${totp:key} ${hotp:key:n}", "0"), {{"FORM_TOTP_KEY", kKey}});
  EXPECT_EQ(body_of(out.flows[0]), "287082 755224");
  EXPECT_EQ(out.flows[0].steps[0].request.totp_slots.size(), 1U);
}

TEST(CountedCodes, TakeAGeneratedCounter) {
  Suite suite = suite_of_step(posting("${hotp:key:turn}"));
  suite.variables = {variable("key", kKey)};
  GeneratorSpec turn;
  turn.name = "turn";
  turn.at = {"flow.json", 3, 3};
  suite.flows[0].generators = {turn};
  const CompiledSuite out = compiled(suite);
  const Template& text = out.flows[0].steps[0].request.body.front().text;
  Frame frame(out.flows[0].slots);
  for (const auto& [slot, value] : out.flows[0].constants) frame.set(slot, value);
  frame.set(static_cast<std::size_t>(text.pieces().front().counter), "9");
  EXPECT_EQ(text.render(frame), "520489");
}

TEST(CountedCodes, AreRefusedBeforeTheRunWhereAVariableDoesNotFit) {
  const Environment given = {{"FORM_TOTP_KEY", kKey}};
  EXPECT_EQ(errors_of(suite_with("${hotp:key:n}", "one"), given),
            "flow.json:8:27: the counter in \"n\" is no whole number from 0 to 2^63-1");
  EXPECT_EQ(errors_of(suite_with("${hotp:key:m}", "1"), given),
            "flow.json:8:27: unknown name \"m\": no variable, capture or feed column is called so");
  EXPECT_EQ(errors_of(suite_with("${hotp:key:n}", "1"), {{"FORM_TOTP_KEY", "no-base32-at-all!"}}),
            "flow.json:8:16: the key in \"key\" is no base32: letters A to Z and digits 2 to 7");
}

TEST(KeyAddress, GivesTheEightDigitCodesOfRfc6238AppendixB) {
  struct Row {
    std::int64_t time;
    const char *sha1, *sha256, *sha512;
  };
  constexpr Row kRows[] = {{59, "94287082", "46119246", "90693936"},
                           {1111111109, "07081804", "68084774", "25091201"},
                           {1111111111, "14050471", "67062674", "99943326"},
                           {1234567890, "89005924", "91819424", "93441116"},
                           {2000000000, "69279037", "90698825", "38618901"},
                           {20000000000, "65353130", "77737706", "47863826"}};
  const auto address = [](const char* key, const char* hash) {
    return "otpauth://totp/Shop:ann%40example.org?secret=" + std::string(key) +
           "&issuer=Shop&algorithm=" + hash + "&digits=8&period=30";
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(made(timed(), address(kKey, "SHA1"), nullptr, row.time), row.sha1);
    EXPECT_EQ(made(timed(), address(kKey32, "SHA256"), nullptr, row.time), row.sha256);
    EXPECT_EQ(made(timed(), address(kKey64, "sha512"), nullptr, row.time), row.sha512);
  }
}

TEST(KeyAddress, GivesCountedCodesToo) {
  const std::string address = "otpauth://hotp/ann?counter=0&secret=" + std::string(kKey);
  EXPECT_EQ(made(counted(), address, "3"), "969429");
  EXPECT_EQ(made(counted(), address + "&digits=7", "1"), "4287082");
  EXPECT_EQ(made(counted(), address + "&period=60", "3"), "969429");
}

TEST(KeyAddress, IsSixDigitsOfSha1WhereItSaysNoMore) {
  for (const std::string begin : {"otpauth://totp/a?secret=", "OTPAUTH://TOTP?issuer=x&&Secret=",
                                  "  otpauth://totp/a?secret="})
    EXPECT_EQ(made(timed(), begin + kKey + "\n", nullptr), "287082") << begin;
  EXPECT_EQ(made(timed(), "otpauth://totp/a?secret=" + std::string(kKey) + "%3D%3d#x", nullptr),
            "287082");
}

// RFC 6238's code of 59 s is the counter 1: as each period makes it at its own time.
TEST(KeyAddress, GivesTheTimeStepThatItSays) {
  const std::string address = "otpauth://totp/a?secret=" + std::string(kKey) + "&period=";
  EXPECT_EQ(made(timed(), address + "30", nullptr, 59), "287082");
  EXPECT_EQ(made(timed(), address + "60", nullptr, 119), "287082");
  EXPECT_EQ(made(timed(), address + "1", nullptr, 1), "287082");
  EXPECT_EQ(made(timed(), address + "3600", nullptr, 3600), "287082");
  EXPECT_NE(made(timed(), address + "60", nullptr, 59), "287082");
}

TEST(KeyAddress, IsRefusedWithoutItsValue) {
  const std::string good = "otpauth://totp/a?secret=" + std::string(kKey);
  const std::string begin = "an otpauth:// address ";
  for (const char* digits : {"5", "9", "", "8x", "-6"}) {
    EXPECT_EQ(timed_fault(good + "&digits=" + digits),
              begin + "whose \"digits\" is none of 6, 7 and 8");
  }
  for (const char* period : {"0", "3601", "-30", "30.5", "", "x"}) {
    EXPECT_EQ(timed_fault(good + "&period=" + period),
              begin + "whose \"period\" is no whole number of seconds from 1 to 3600");
  }
  EXPECT_EQ(timed_fault(good + "&algorithm=MD5"),
            begin + "whose \"algorithm\" is none of SHA1, SHA256 and SHA512");
  EXPECT_EQ(timed_fault(good + "&secret=MZXW6YTB"),
            begin + "that gives \"secret\", \"digits\", \"period\" or \"algorithm\" twice");
  EXPECT_EQ(timed_fault("otpauth://totp/a?secret=18"), begin + "whose \"secret\" is no base32");
  EXPECT_EQ(timed_fault("otpauth://totp/a?secret=%4"), begin + "that is not percent-encoded");
  for (const char* none : {"otpauth://totp", "otpauth://totp/a?", "otpauth://totp/a?secret",
                           "otpauth://totp/a?secret=&digits=6"})
    EXPECT_EQ(timed_fault(none), begin + "without a \"secret\"") << none;
  for (const char* other : {"otpauth://", "otpauth:///a?secret=MZXW6YTB", "otpauth://x/totp"})
    EXPECT_EQ(timed_fault(other), begin + "of neither totp nor hotp") << other;
  EXPECT_EQ(timed_fault("otpauth:/totp"), "no base32");
}

TEST(KeyAddress, IsOfTheKindOfCodeThatItStandsIn) {
  const std::string rest = "/a?secret=" + std::string(kKey);
  EXPECT_EQ(made(timed(), "otpauth://hotp" + rest, nullptr),
            "the key in \"key\" is an otpauth:// address of hotp: write ${hotp:name:counter}");
  EXPECT_EQ(made(counted(), "otpauth://totp" + rest, "1"),
            "the key in \"key\" is an otpauth:// address of totp: write ${totp:name}");
}

TEST(KeyAddress, IsReadBeforeTheRunAndItsKeyIsASecretOfItsOwn) {
  const std::string address = "otpauth://totp/a?digits=8&secret=" + std::string(kKey);
  const Suite suite = suite_with("${totp:key}", "1");
  const CompiledSuite out = compiled(suite, {{"FORM_TOTP_KEY", address}});
  EXPECT_EQ(body_of(out.flows[0]), "94287082");
  EXPECT_EQ(out.redactor.redact("<" + address + "> <" + kKey + ">"), "<***> <***>");
  EXPECT_EQ(errors_of(suite, {{"FORM_TOTP_KEY", address + "&period=0"}}),
            "flow.json:8:16: the key in \"key\" is an otpauth:// address whose \"period\" is no "
            "whole number of seconds from 1 to 3600");
}

}  // namespace
}  // namespace slogate
