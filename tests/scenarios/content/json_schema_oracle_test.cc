// Our verdicts against valijson's, on random schemas and documents. valijson evaluates patterns with
// std::regex, which a long text crashes; so it is the oracle here and not in the program. Left out is
// what it decides otherwise than draft-07: 1.0 as an integer, `$id`, `format`.
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "scenarios/content/json_schema.h"

namespace slogate {
namespace {

using Json = nlohmann::json;

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  Json document(int depth) {
    switch (below(depth > 0 ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<int>(below(9)) - 2;
      case 3:
        return 0.5 + static_cast<int>(below(4));
      case 4:
      case 5:
        return text();
      case 6: {
        Json list = Json::array();
        for (std::size_t i = below(4); i > 0; --i) list.push_back(document(depth - 1));
        return list;
      }
      default: {
        Json object = Json::object();
        for (std::size_t i = below(4); i > 0; --i) object[name()] = document(depth - 1);
        return object;
      }
    }
  }

  Json schema(int depth) {
    if (below(20) == 0) return below(2) == 0;
    if (below(12) == 0) return {{"$ref", below(2) == 0 ? "#/definitions/a" : "#/definitions/b"}};
    Json result = Json::object();
    for (std::size_t i = below(3) + 1; i > 0; --i) keyword(result, depth);
    return result;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string name() { return std::array{"a", "b", "ab", "x1", "y"}[below(5)]; }
  std::string text() {
    return std::array{"", "a", "ab", "\xc3\xa4\xc3\xb6", "x12", "aaab"}[below(6)];
  }
  std::string pattern() {
    return std::array{"^a", "b$", "^(a|b)*$", "[0-9]{2}", "x", "^[^a]+$"}[below(6)];
  }
  Json type() {
    return std::array{
        "null", "boolean", "integer", "number", "string", "array", "object"}[below(7)];
  }

  Json schemas(int depth) {
    Json list = Json::array();
    for (std::size_t i = below(3) + 1; i > 0; --i) list.push_back(schema(depth - 1));
    return list;
  }

  Json named_schemas(int depth, bool patterns) {
    Json map = Json::object();
    for (std::size_t i = below(3); i > 0; --i) {
      map[patterns ? pattern() : name()] = schema(depth - 1);
    }
    return map;
  }

  void keyword(Json& result, int depth) {
    if (depth <= 0 || below(2) == 0) {
      assertion(result);
      return;
    }
    static constexpr std::array kNested{"items", "additionalProperties", "contains", "not",
                                        "propertyNames"};
    switch (const std::size_t chosen = below(12)) {
      case 0:
        result["items"] = schemas(depth);
        result["additionalItems"] = schema(depth - 1);
        break;
      case 1:
        result["properties"] = named_schemas(depth, false);
        break;
      case 2:
        result["patternProperties"] = named_schemas(depth, true);
        break;
      case 3:
        result["allOf"] = schemas(depth);
        break;
      case 4:
        result["anyOf"] = schemas(depth);
        break;
      case 5:
        result["oneOf"] = schemas(depth);
        break;
      case 6:
        result["if"] = schema(depth - 1);
        result["then"] = schema(depth - 1);
        if (below(2) == 0) result["else"] = schema(depth - 1);
        break;
      default:
        result[kNested[chosen - 7]] = schema(depth - 1);
    }
  }

  void assertion(Json& result) {
    static constexpr std::array kCounts{"minLength", "maxLength",     "minItems",
                                        "maxItems",  "minProperties", "maxProperties"};
    static constexpr std::array kLimits{"minimum", "maximum", "exclusiveMinimum",
                                        "exclusiveMaximum"};
    switch (below(9)) {
      case 0:
        result["type"] = type();
        break;
      case 1:
        result["type"] = {"integer", "string", type()};
        break;
      case 2:
        result["enum"] = {document(1), document(1), text()};
        break;
      case 3:
        result["const"] = document(1);
        break;
      case 4:
        result[kCounts[below(kCounts.size())]] = below(4);
        break;
      case 5:
        result[kLimits[below(kLimits.size())]] = static_cast<int>(below(6)) - 1;
        break;
      case 6:
        result["pattern"] = pattern();
        break;
      case 7:
        result["required"] = {name(), name()};
        break;
      default:
        result["uniqueItems"] = true;
        result["dependencies"] = {{name(), {name()}}};
    }
  }

  std::mt19937 random_;
};

bool oracle(const valijson::Schema& schema, const Json& document) {
  valijson::Validator validator;
  return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

TEST(JsonSchemaOracle, AgreesOnRandomSchemas) {
  Generator generator(20'240'601);
  std::size_t valid = 0;
  std::size_t invalid = 0;
  for (int round = 0; round < 3'000; ++round) {
    Json text = generator.schema(3);
    if (!text.is_object() || text.contains("$ref")) continue;
    // Of one level, so that references lead nowhere in circles.
    text["definitions"] = {{"a", {{"type", "string"}}}, {"b", {{"minimum", 2}}}};
    std::string why;
    const auto ours = JsonSchema::compile(text, why);
    ASSERT_NE(ours, nullptr) << text << ": " << why;
    valijson::Schema theirs;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), theirs);
    std::vector<JsonSchema::Violation> violations;
    for (int i = 0; i < 12; ++i) {
      const Json document = generator.document(3);
      const bool good = ours->validate(document, violations);
      EXPECT_EQ(good, oracle(theirs, document)) << text << "\n" << document;
      EXPECT_EQ(good, violations.empty()) << text << "\n" << document;
      ++(good ? valid : invalid);
    }
  }
  // Both verdicts are common, or nothing was shown.
  EXPECT_GT(valid, 5'000U);
  EXPECT_GT(invalid, 5'000U);
}

}  // namespace
}  // namespace slogate
