// Rows and generated values cost no memory once it is warm: counted with a global operator new of
// this binary's own.
#include <gtest/gtest.h>

#include "scenarios/data/generator.h"
#include "scenarios/suite/json.h"
#include "tests/scenarios/data/feed_folder.h"
#include "tests/support/allocations.h"

namespace slogate {
namespace {

using support::allocations;

using test::FeedFolder;
using test::streamed;

// Over 10,000 rows, after a first turn through the file.
std::size_t allocations_of(const Feed& feed) {
  FeedCursor cursor;
  std::size_t length = 0;
  std::size_t before = 0;
  for (std::uint64_t i = 0; i < feed.size() + 10'000; ++i) {
    if (i == feed.size()) before = allocations();
    const std::uint64_t number = *feed.row_number(i, 1);
    length += (*feed.row(number, cursor))[0]->size();
  }
  EXPECT_GT(length, 0U);
  return allocations() - before;
}

std::string csv() {
  std::string text = "id,name\n";
  for (int i = 0; i < 3000; ++i) text += std::to_string(i) + ",\"a \"\"longer\"\" name, quoted\"\n";
  return text;
}

std::string json_lines() {
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    text += "{\"i\\u0064\":" + std::to_string(i) + ",\"name\":\"a \\u00fc name\",\"x\":[1, {}]}\n";
  }
  return text;
}

TEST(FeedMemory, IsNotAskedForByRows) {
  FeedFolder folder;
  folder.write("f.csv", csv());
  folder.write("f.jsonl", json_lines());
  for (const char* name : {"f.csv", "f.jsonl"}) {
    EXPECT_EQ(allocations_of(*folder.open(name)), 0U) << name;
    EXPECT_EQ(allocations_of(*folder.open(name, streamed(4096, 64))), 0U) << name;
  }
}

TEST(FeedMemory, IsCountedWhereItIsAskedFor) {
  const std::size_t before = allocations();
  const FeedFolder folder;
  EXPECT_GT(allocations(), before);
}

TEST(GeneratorMemory, IsNotAskedForByValues) {
  std::string out;
  out.reserve(1000);
  for (const char* json :
       {R"({"counter": {}})", R"({"uuid": true})", R"({"random_int": [1, 100]})",
        R"({"random_float": [0, 1]})", R"({"random_string": 100})", R"({"choice": ["a", "b"]})",
        R"({"timestamp": "%a, %d %b %Y %T.%L %j %s"})"}) {
    Diagnostics problems;
    const GeneratorSpec spec = parse_generator("g", {"f", 1, 1}, *parse_json("f", json), problems);
    const std::size_t before = allocations();
    for (std::uint64_t i = 0; i < 10'000; ++i) {
      out.clear();
      generate(spec, {1, 2, i, 1709210096123}, out);
    }
    EXPECT_EQ(allocations() - before, 0U) << json;
  }
}

}  // namespace
}  // namespace slogate
