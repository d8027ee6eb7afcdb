// Looking into a body again costs no memory: counted with a global operator new of this binary's own.
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "scenarios/content/decoding.h"
#include "scenarios/content/json_schema.h"
#include "scenarios/content/markup.h"
#include "tests/support/allocations.h"

namespace slogate {
namespace {

using support::allocations;

// How often memory was asked for in 1,000 times of `look`, after some that warm up.
template <class Look>
std::size_t allocations_of(Look&& look) {
  for (int i = 0; i < 10; ++i) look();
  const std::size_t before = allocations();
  for (int i = 0; i < 1'000; ++i) look();
  return allocations() - before;
}

TEST(ContentAllocation, ValidatesAValidDocumentWithoutMemory) {
  const auto document = nlohmann::json::parse(
      R"({"items": [{"id": 1, "name": "a rather long name of an item"}, {"id": 2, "name": "b"}]})");
  std::string why;
  const auto schema = JsonSchema::compile(nlohmann::json::parse(R"({"required": ["items"],
      "properties": {"items": {"minItems": 1, "contains": {"required": ["id"]}, "items":
        {"anyOf": [{"type": "null"}, {"properties": {"id": {"type": "integer", "minimum": 1},
         "name": {"pattern": "^[a-z ]+$", "maxLength": 40}}, "additionalProperties": false}]}}},
      "patternProperties": {"^x-": false}})"),
                                          why);
  ASSERT_NE(schema, nullptr) << why;
  std::vector<JsonSchema::Violation> violations;
  EXPECT_EQ(allocations_of([&] {
              if (!schema->validate(document, violations)) std::abort();
            }),
            0U);
  const nlohmann::json wrong = nlohmann::json::object();
  EXPECT_GT(allocations_of([&] {
              if (schema->validate(wrong, violations)) std::abort();
            }),
            0U)
      << "the counter counts";
}

TEST(ContentAllocation, LooksAtPagesWithoutMemory) {
  std::string why;
  const std::optional<XPath> path = XPath::compile("//a[contains(@href, 'x')]/@href", why);
  ASSERT_TRUE(path.has_value()) << why;
  const std::string page = "<p>Text</p><a href='/x/a-long-link-that-fits-no-small-string'>x</a>";
  MarkupTree tree;
  XPathValue value;
  EXPECT_EQ(allocations_of([&] {
              if (!tree.load(page, MarkupKind::html, why)) std::abort();
              tree.evaluate(*path, value);
              if (value.count != 1) std::abort();
            }),
            0U);
}

TEST(ContentAllocation, DecodesWithoutMemory) {
  const std::string text(50'000, 'x');
  std::string packed(compressBound(50'000), '\0');
  uLongf size = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(text.data()), 50'000),
            Z_OK);
  packed.resize(size);
  std::string out;
  EXPECT_EQ(allocations_of([&] {
              const Decoding decoding = decode_content("deflate", packed, 1U << 20U, out);
              if (decoding.fault != Decoding::Fault::none || out.size() != 50'000) std::abort();
            }),
            0U);
}

}  // namespace
}  // namespace slogate
