#include "scenarios/data/generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "tests/scenarios/data/made_generator.h"

namespace slogate {
namespace {

using test::value;

GeneratorSpec made(const std::string& name, std::string_view json) {
  Diagnostics problems;
  GeneratorSpec spec = test::made(name, json, problems);
  EXPECT_EQ(problems.text(), "");
  return spec;
}

using Values = std::vector<std::string>;

// What the first, the second and the last iteration send.
Values three(const GeneratorSpec& spec) {
  return {value(spec, 0), value(spec, 1), value(spec, kCountedIterations - 1)};
}

// The expected values of these come from a second implementation, in another language.
TEST(Generator, SendsTheUuidsThatItAlwaysSent) {
  EXPECT_EQ(three(made("order", R"({"uuid": true})")),
            (Values{"c33ad099-f3f8-487e-8624-9efb3ab07f1d", "5ef3942a-86a0-45bf-8c0b-caa4ec9bff1d",
                    "5c999cf1-e104-4727-8ae5-f003690416b2"}));
}

TEST(Generator, SendsTheNumbersThatItAlwaysSent) {
  EXPECT_EQ(three(made("size", R"({"random_int": [1, 100]})")), (Values{"50", "54", "93"}));
  EXPECT_EQ(three(made("amount", R"({"random_float": [1, 50], "digits": 2})")),
            (Values{"18.36", "37.55", "16.81"}));
}

TEST(Generator, SendsTheTextsThatItAlwaysSent) {
  EXPECT_EQ(three(made("word", R"({"random_string": 12, "from": "a-z0-9"})")),
            (Values{"8v3mmgm5bhb4", "jpqxpzfydmcp", "2i2a6ryzpm9d"}));
  EXPECT_EQ(three(made("word", R"({"random_string": 12})")),
            (Values{"0JHIq0u1JTJ2", "vFKJLVR2tCoZ", "CukO2LyBJsFh"}));
  EXPECT_EQ(three(made("colour", R"({"choice": ["red", "green", "blue"]})")),
            (Values{"green", "blue", "green"}));
}

TEST(Generator, CountsByTheIteration) {
  EXPECT_EQ(three(made("n", R"({"counter": {}})")), (Values{"1", "2", "1000000000000"}));
  EXPECT_EQ(three(made("n", R"({"counter": {"from": 5, "step": -3}})")),
            (Values{"5", "2", "-2999999999992"}));
  EXPECT_EQ(value(made("n", R"({"counter": {"from": -9223372036854775808}})"), 1),
            "-9223372036854775807");
}

TEST(Generator, GivesTheSameWhateverTheOrderOfCalls) {
  const std::vector<GeneratorSpec> specs{
      made("a", R"({"uuid": true})"), made("b", R"({"random_int": [-5, 5]})"),
      made("c", R"({"random_string": 9})"), made("d", R"({"choice": [1, 2, 3]})")};
  std::vector<std::pair<std::size_t, std::uint64_t>> calls;
  for (std::size_t spec = 0; spec < specs.size(); ++spec) {
    for (std::uint64_t ordinal = 0; ordinal < 100; ++ordinal) calls.emplace_back(spec, ordinal);
  }
  std::map<std::pair<std::size_t, std::uint64_t>, std::string> first;
  for (const auto& call : calls) first[call] = value(specs[call.first], call.second);
  std::shuffle(calls.begin(), calls.end(), std::mt19937(7));
  for (const auto& call : calls) ASSERT_EQ(value(specs[call.first], call.second), first[call]);
}

TEST(Generator, DiffersByNameFlowAndSeed) {
  const GeneratorSpec one = made("one", R"({"uuid": true})");
  const GeneratorSpec two = made("two", R"({"uuid": true})");
  std::set<std::string> seen;
  for (const GeneratorSpec* spec : {&one, &two}) {
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      for (std::uint64_t flow = 0; flow < 2; ++flow) {
        std::string out;
        generate(*spec, {seed, flow, 0, 0}, out);
        seen.insert(out);
      }
    }
  }
  EXPECT_EQ(seen.size(), 8U);
}

TEST(Generator, Appends) {
  std::string out = "id=";
  generate(made("n", R"({"counter": {}})"), {}, out);
  EXPECT_EQ(out, "id=1");
}

TEST(Uuid, IsOfVersionFourAndNeverTwice) {
  const GeneratorSpec spec = made("u", R"({"uuid": true})");
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const std::string uuid = value(spec, i);
    ASSERT_EQ(uuid.size(), 36U);
    ASSERT_EQ(uuid[14], '4');
    ASSERT_NE(std::string_view("89ab").find(uuid[19]), std::string_view::npos);
    ASSERT_TRUE(seen.insert(uuid).second);
  }
}

// How far the counts are from even: below 3 times the degrees of freedom for any honest seed.
double chi_square(const std::map<std::string, int>& counts, std::size_t kinds, double draws) {
  const double expected = draws / static_cast<double>(kinds);
  double sum = expected * static_cast<double>(kinds - counts.size());
  for (const auto& [text, count] : counts)
    sum += (count - expected) * (count - expected) / expected;
  return sum;
}

void expect_even(const GeneratorSpec& spec, std::size_t kinds) {
  std::map<std::string, int> counts;
  for (std::uint64_t i = 0; i < 20'000; ++i) ++counts[value(spec, i)];
  EXPECT_EQ(counts.size(), kinds);
  EXPECT_LT(chi_square(counts, kinds, 20'000), 3.0 * static_cast<double>(kinds));
}

TEST(Generator, DrawsEvenly) {
  expect_even(made("i", R"({"random_int": [-10, 10]})"), 21);
  expect_even(made("f", R"({"random_float": [0, 1], "digits": 1})"), 11);
  expect_even(made("s", R"({"random_string": 1, "from": "a-z"})"), 26);
  expect_even(made("c", R"({"choice": ["a", "b", "c", "d", "e", "f"]})"), 6);
}

TEST(RandomInt, ReachesBothEndsOfItsRange) {
  const GeneratorSpec spec = made("i", R"({"random_int": [7, 9]})");
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 100; ++i) seen.insert(value(spec, i));
  EXPECT_EQ(seen, (std::set<std::string>{"7", "8", "9"}));
  EXPECT_EQ(value(made("i", R"({"random_int": [4, 4]})"), 3), "4");
}

TEST(RandomInt, MayBeAnyOfSixtyFourBits) {
  const GeneratorSpec spec =
      made("i", R"({"random_int": [-9223372036854775808, 9223372036854775807]})");
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 100; ++i) seen.insert(value(spec, i));
  EXPECT_EQ(seen.size(), 100U);
  EXPECT_EQ(value(made("i", R"({"random_int": [-9223372036854775808, -9223372036854775808]})"), 0),
            "-9223372036854775808");
}

TEST(RandomFloat, WritesAllItsDigits) {
  EXPECT_EQ(value(made("f", R"({"random_float": [2, 2], "digits": 3})"), 0), "2.000");
  EXPECT_EQ(value(made("f", R"({"random_float": [0.05, 0.05]})"), 0), "0.05");
  EXPECT_EQ(value(made("f", R"({"random_float": [-0.001, -0.001], "digits": 3})"), 0), "-0.001");
  EXPECT_EQ(value(made("f", R"({"random_float": [0, 0], "digits": 1})"), 0), "0.0");
  EXPECT_EQ(value(made("f", R"({"random_float": [7, 7], "digits": 0})"), 0), "7");
  EXPECT_EQ(value(made("f", R"({"random_float": [1.123456789, 1.123456789], "digits": 9})"), 0),
            "1.123456789");
}

TEST(RandomFloat, StaysWithinItsRange) {
  // 0.29 * 100 is 28.999999999999996: an end must not be lost to that.
  EXPECT_EQ(value(made("f", R"({"random_float": [0.29, 0.29]})"), 0), "0.29");
  const GeneratorSpec spec = made("f", R"({"random_float": [0.291, 0.319]})");
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 100; ++i) seen.insert(value(spec, i));
  EXPECT_EQ(seen, (std::set<std::string>{"0.30", "0.31"}));
}

TEST(RandomString, HasItsCharactersAndLength) {
  EXPECT_EQ(value(made("s", R"({"random_string": 4096, "from": "x"})"), 0).size(), 4096U);
  const std::string text = value(made("s", R"({"random_string": 4000, "from": "a-c_-"})"), 0);
  EXPECT_EQ(std::set<char>(text.begin(), text.end()), (std::set<char>{'a', 'b', 'c', '_', '-'}));
}

TEST(Choice, TakesNumbersAndBooleansAsTheirJson) {
  const GeneratorSpec spec = made("c", R"({"choice": [1, 2.5, true, "x"]})");
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 100; ++i) seen.insert(value(spec, i));
  EXPECT_EQ(seen, (std::set<std::string>{"1", "2.5", "true", "x"}));
}

TEST(Timestamps, KnowFourFormatsByAWord) {
  static constexpr std::int64_t kMoment = 784111777123;  // RFC 9110 5.6.7's own example
  EXPECT_EQ(value(made("t", R"({"timestamp": "iso8601"})"), 0, kMoment), "1994-11-06T08:49:37Z");
  EXPECT_EQ(value(made("t", R"({"timestamp": "unix"})"), 0, kMoment), "784111777");
  EXPECT_EQ(value(made("t", R"({"timestamp": "unix_ms"})"), 0, kMoment), "784111777123");
  EXPECT_EQ(value(made("t", R"({"timestamp": "http"})"), 0, kMoment),
            "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Timestamps, MayBeMovedEitherWay) {
  static constexpr std::int64_t kMoment = 784111777000;
  EXPECT_EQ(value(made("t", R"({"timestamp": "%T", "offset": "-1h"})"), 0, kMoment), "07:49:37");
  EXPECT_EQ(value(made("t", R"({"timestamp": "%T", "offset": "1m30s"})"), 0, kMoment), "08:51:07");
  EXPECT_EQ(value(made("t", R"({"timestamp": "%T", "offset": "+1ms"})"), 0, kMoment), "08:49:37");
  EXPECT_EQ(value(made("t", R"({"timestamp": "unix_ms", "offset": "-2ms"})"), 0, 1), "-1");
}

}  // namespace
}  // namespace slogate
