#include "scenarios/content/json_schema.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

namespace slogate {
namespace {

std::shared_ptr<const JsonSchema> compiled(std::string_view schema) {
  std::string why;
  auto result = JsonSchema::compile(nlohmann::json::parse(schema), why);
  EXPECT_NE(result, nullptr) << schema << ": " << why;
  return result;
}

// "valid", or each violation as `pointer: message`, a line each.
std::string verdict(const JsonSchema& schema, const nlohmann::json& document) {
  std::vector<JsonSchema::Violation> violations;
  const bool valid = schema.validate(document, violations);
  EXPECT_EQ(valid, violations.empty());
  if (valid) return "valid";
  std::string lines;
  for (const JsonSchema::Violation& violation : violations) {
    if (!lines.empty()) lines += '\n';
    lines += violation.pointer.empty() ? violation.message
                                       : violation.pointer + ": " + violation.message;
  }
  return lines;
}

std::string verdict(std::string_view schema, std::string_view document) {
  const auto program = compiled(schema);
  if (program == nullptr) return "no schema";
  return verdict(*program, nlohmann::json::parse(document));
}

struct Case {
  std::string_view schema;
  std::string_view good;
  std::string_view bad;
  std::string_view expected;
};

void expect_each(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    EXPECT_EQ(verdict(each.schema, each.good), "valid") << each.schema << " " << each.good;
    EXPECT_EQ(verdict(each.schema, each.bad), each.expected) << each.schema << " " << each.bad;
  }
}

TEST(JsonSchema, KnowsTypesAndValues) {
  expect_each({
      {R"({"type": "integer"})", "3", R"("3")", "a string, the schema wants an integer"},
      {R"({"type": "integer"})", "3.0", "3.5", "a number, the schema wants an integer"},
      {R"({"type": "number"})", "3", "null", "null, the schema wants a number"},
      {R"({"type": "string"})", R"("")", "true", "a boolean, the schema wants a string"},
      {R"({"type": "boolean"})", "false", "0", "an integer, the schema wants a boolean"},
      {R"({"type": "object"})", "{}", "[]", "an array, the schema wants an object"},
      {R"({"type": "array"})", "[]", "{}", "an object, the schema wants an array"},
      {R"({"type": "null"})", "null", "0", "an integer, the schema wants null"},
      {R"({"type": ["integer", "null"]})", "null", R"("")",
       "a string, the schema wants an integer or null"},
      {R"({"enum": ["red", 1, null]})", "1.0", R"("blue")", R"("blue" is none of "red", 1, null)"},
      {R"({"enum": [1, 2, 3, 4, 5, 6, 7]})", "7", "8", "8 is none of 1, 2, 3, 4, 5 and 2 more"},
      {R"({"enum": [[false], {"a": 1}]})", R"({"a": 1.0})", "[0]",
       "an array of 1 item is none of an array of 1 item, an object of 1 property"},
      {R"({"const": "v1"})", R"("v1")", R"("v2")", R"("v2", the schema wants "v1")"},
      {R"({"const": false})", "false", "0", "0, the schema wants false"},
      {"true", "3", "3", "valid"},
      {R"({"items": false})", "[]", "[1]", "/0: is not allowed here"},
  });
  EXPECT_EQ(verdict("false", "3"), "is not allowed here");
}

TEST(JsonSchema, KnowsNumbers) {
  expect_each({
      {R"({"minimum": 5})", "5", "4.5", "4.5 is less than the minimum 5"},
      {R"({"maximum": 5})", "5.0", "6", "6 is more than the maximum 5"},
      {R"({"exclusiveMinimum": 5})", "5.1", "5", "5 is not more than 5"},
      {R"({"exclusiveMaximum": 5})", "4", "5.0", "5.0 is not less than 5"},
      {R"({"multipleOf": 3})", "9", "10", "10 is no multiple of 3"},
      {R"({"multipleOf": 0.01})", "19.99", "19.995", "19.995 is no multiple of 0.01"},
      {R"({"multipleOf": 0.0001})", "0.0075", "0.00751", "0.00751 is no multiple of 0.0001"},
      {R"({"multipleOf": 0.123456789})", "0", "1e308", "1e+308 is no multiple of 0.123456789"},
      {R"({"minimum": -3})", "-3", "-4", "-4 is less than the minimum -3"},
      // One apart and equal as doubles.
      {R"({"maximum": 9007199254740992})", "9007199254740992", "9007199254740993",
       "9007199254740993 is more than the maximum 9007199254740992"},
      {R"({"minimum": 18446744073709551615})", "18446744073709551615", "-1",
       "-1 is less than the minimum 18446744073709551615"},
  });
  EXPECT_EQ(verdict(R"({"minimum": 5, "multipleOf": 2, "minLength": 2})", "true"), "valid")
      << "keywords of numbers say nothing about other values";
}

TEST(JsonSchema, KnowsStrings) {
  expect_each({
      {R"({"minLength": 2})", R"("äö")", R"("ä")", "has 1 character, the schema wants at least 2"},
      {R"({"maxLength": 2})", R"("😀😀")", R"("abc")",
       "has 3 characters, the schema wants at most 2"},
      {R"({"minLength": 2.0})", R"("ab")", R"("a")",
       "has 1 character, the schema wants at least 2"},
      {R"({"pattern": "^[0-9]+$"})", R"("123")", R"("12a")",
       R"("12a" does not match the pattern "^[0-9]+$")"},
      {R"({"pattern": "b"})", R"("abc")", R"("ac")", R"("ac" does not match the pattern "b")"},
  });
}

TEST(JsonSchema, KnowsArrays) {
  expect_each({
      {R"({"items": {"type": "integer"}})", "[1, 2]", R"([1, "2"])",
       "/1: a string, the schema wants an integer"},
      {R"({"items": [{"type": "integer"}, true]})", R"([1, "2", 3])", R"(["1"])",
       "/0: a string, the schema wants an integer"},
      {R"({"items": [true], "additionalItems": {"type": "integer"}})", R"(["x", 1])",
       R"(["x", "y"])", "/1: a string, the schema wants an integer"},
      {R"({"items": [true], "additionalItems": false})", "[1]", "[1, 2]",
       "/1: is not allowed here"},
      {R"({"items": {}, "additionalItems": false})", "[1, 2]", "[1, 2]", "valid"},
      {R"({"minItems": 1})", "[1]", "[]", "has 0 items, the schema wants at least 1"},
      {R"({"maxItems": 1})", "[1]", "[1, 2]", "has 2 items, the schema wants at most 1"},
      {R"({"uniqueItems": true})", R"([1, "1", [1], {"a": 1}, true])", "[1, 2, 3, 1.0]",
       "items 0 and 3 are equal, the schema wants them to differ"},
      {R"({"uniqueItems": true})", R"([{"a": 1}, {"a": 2}])",
       R"([{"a": 1, "b": 2}, {"b": 2, "a": 1}])",
       "items 0 and 1 are equal, the schema wants them to differ"},
      {R"({"uniqueItems": false})", "[1, 1]", "[1, 1]", "valid"},
      {R"({"contains": {"const": 5}})", "[1, 5]", "[1, 2]",
       "no item fits the schema of \"contains\""},
  });
}

TEST(JsonSchema, KnowsObjects) {
  expect_each({
      {R"({"required": ["id", "name"]})", R"({"id": 1, "name": 2})", "{}",
       "misses the property \"id\"\nmisses the property \"name\""},
      {R"({"properties": {"a/b": {"type": "null"}}})", R"({"a/b": null, "c": 1})", R"({"a/b": 1})",
       "/a~1b: an integer, the schema wants null"},
      {R"({"properties": {"a": true}, "additionalProperties": false})", R"({"a": 1})",
       R"({"a": 1, "b": 2})", "has the property \"b\", which the schema does not allow"},
      {R"({"additionalProperties": {"type": "integer"}})", R"({"a": 1})", R"({"a": "1"})",
       "/a: a string, the schema wants an integer"},
      {R"({"properties": {"x1": {"minimum": 3}}, "patternProperties": {"^x": {"type": "integer"}},
           "additionalProperties": false})",
       R"({"x1": 3, "x2": 1})", R"({"x1": 2, "x2": "1"})",
       "/x1: 2 is less than the minimum 3\n/x2: a string, the schema wants an integer"},
      {R"({"minProperties": 1})", R"({"a": 1})", "{}",
       "has 0 properties, the schema wants at least 1"},
      {R"({"maxProperties": 1})", R"({"a": 1})", R"({"a": 1, "b": 2})",
       "has 2 properties, the schema wants at most 1"},
      {R"({"propertyNames": {"maxLength": 3}})", R"({"abc": 1})", R"({"abcd": 1})",
       "the name \"abcd\" does not fit: has 4 characters, the schema wants at most 3"},
      {R"({"dependencies": {"a": ["b", "c"]}})", R"({"b": 1})", R"({"a": 1, "b": 1})",
       "has \"a\" and so needs \"c\""},
      {R"({"dependencies": {"a": {"required": ["b"]}}})", "{}", R"({"a": 1})",
       "misses the property \"b\""},
      {R"({"properties": {"a": false}})", "{}", R"({"a": 1})", "/a: is not allowed here"},
  });
}

TEST(JsonSchema, KnowsCombinations) {
  expect_each({
      {R"({"allOf": [{"minimum": 1}, {"maximum": 3}]})", "2", "4", "4 is more than the maximum 3"},
      {R"({"anyOf": [{"type": "string"}, {"minimum": 3}]})", R"("x")", "2",
       "fits none of the 2 schemas of \"anyOf\": the nearest is number 2: 2 is less than the "
       "minimum 3"},
      {R"({"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}, {"type": "null"}]})", "4", "6",
       "fits schemas 1 and 2 of \"oneOf\", only one may fit"},
      {R"({"oneOf": [{"required": ["x"]}]})", R"({"x": 1})", "{}",
       "fits none of the 1 schema of \"oneOf\": misses the property \"x\""},
      {R"({"not": {"type": "string"}})", "1", R"("")", "fits the schema of \"not\""},
      {R"({"if": {"minimum": 10}, "then": {"multipleOf": 10}, "else": {"multipleOf": 2}})", "20",
       "25", "25 is no multiple of 10"},
      {R"({"if": {"minimum": 10}, "then": {"multipleOf": 10}, "else": {"multipleOf": 2}})", "4",
       "5", "5 is no multiple of 2"},
      {R"({"if": {"minimum": 10}, "else": false})", "10", "9", "is not allowed here"},
      {R"({"then": false, "else": false})", "1", "1", "valid"},
  });
}

TEST(JsonSchema, TellsTheBranchThatWasMeant) {
  constexpr std::string_view kShapes = R"({"items": {"anyOf": [
      {"type": "null"},
      {"properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}},
       "required": ["radius"]},
      {"properties": {"kind": {"const": "square"}, "side": {"type": "object",
       "properties": {"length": {"minimum": 1}}}}}]}})";
  EXPECT_EQ(verdict(kShapes, R"([null, {"kind": "square", "side": {"length": 0}, "radius": 0}])"),
            "/1: fits none of the 3 schemas of \"anyOf\": the nearest is number 3: "
            "/1/side/length: 0 is less than the minimum 1");
  EXPECT_EQ(verdict(kShapes, R"([{"kind": "circle"}])"),
            "/0: fits none of the 3 schemas of \"anyOf\": the nearest is number 2: "
            "misses the property \"radius\"");
}

TEST(JsonSchema, TakesFormatsAsAnnotations) {
  EXPECT_EQ(verdict(R"({"format": "date-time"})", R"("never")"), "valid");
  EXPECT_EQ(verdict(R"({"format": "email", "contentEncoding": "base64", "title": 7})", "3"),
            "valid");
}

TEST(JsonSchema, TellsTheFirstFiveViolationsInOrder) {
  EXPECT_EQ(
      verdict(
          R"({"properties": {"items": {"items": {"properties": {"id": {"type": "integer"}}}}}})",
          R"({"items": [{"id": 1}, {"id": "a"}, {"id": null}, {"id": 2.5}, {"id": []},
                        {"id": {}}, {"id": false}, {"id": "b"}]})"),
      "/items/1/id: a string, the schema wants an integer\n"
      "/items/2/id: null, the schema wants an integer\n"
      "/items/3/id: a number, the schema wants an integer\n"
      "/items/4/id: an array, the schema wants an integer\n"
      "/items/5/id: an object, the schema wants an integer");
}

TEST(JsonSchema, CutsLongValues) {
  const std::string text(100, 'x');
  EXPECT_EQ(verdict(R"({"const": 1})", '"' + text + '"'),
            '"' + text.substr(0, 60) + "…\", the schema wants 1");
}

TEST(JsonSchema, FollowsReferences) {
  constexpr std::string_view kTree = R"({
      "definitions": {"node": {"type": "object", "required": ["value"], "properties": {
          "value": {"$ref": "#/definitions/a~1b%25"},
          "children": {"type": "array", "items": {"$ref": "#/definitions/node"}}}},
        "a/b%": {"type": "integer"}},
      "$ref": "#/definitions/node", "type": "string"})";
  EXPECT_EQ(verdict(kTree, R"({"value": 1, "children": [{"value": 2, "children": []}]})"), "valid")
      << "what stands beside $ref counts for nothing";
  EXPECT_EQ(verdict(kTree, R"({"value": 1, "children": [{"value": "2"}, {}]})"),
            "/children/0/value: a string, the schema wants an integer\n"
            "/children/1: misses the property \"value\"");
  EXPECT_EQ(verdict(R"({"properties": {"a": {"$ref": "#"}}, "additionalProperties": false})",
                    R"({"a": {"a": {"b": 1}}})"),
            "/a/a: has the property \"b\", which the schema does not allow");
  EXPECT_EQ(verdict(R"({"properties": {"$ref": {"type": "string"}}})", R"({"$ref": 1})"),
            "/$ref: an integer, the schema wants a string")
      << "a property that is called so is no reference";
  EXPECT_EQ(verdict(R"({"items": [{"type": "integer"}, {"$ref": "#/items/0"}]})", R"([1, "a"])"),
            "/1: a string, the schema wants an integer");
  EXPECT_EQ(
      verdict(R"({"anything": {"type": "integer"}, "items": {"$ref": "#/anything"}})", R"(["a"])"),
      "/0: a string, the schema wants an integer");
}

TEST(JsonSchema, FollowsIds) {
  constexpr std::string_view kIds = R"({"$id": "http://127.0.0.1/schemas/root.json",
      "definitions": {
        "A": {"$id": "#name", "type": "integer"},
        "B": {"$id": "other.json", "definitions": {"X": {"$id": "#inner", "type": "null"},
                                                   "Y": {"type": "boolean"}}}},
      "properties": {"a": {"$ref": "#name"}, "b": {"$ref": "other.json#inner"},
        "c": {"$ref": "/schemas/other.json#/definitions/Y"},
        "d": {"$ref": "http://127.0.0.1/schemas/root.json#/definitions/A"},
        "e": {"$id": "deeper/", "properties": {"f": {"$ref": "#/properties/g"},
                                               "g": {"type": "string"}}}}})";
  EXPECT_EQ(verdict(kIds, R"({"a": 1, "b": null, "c": true, "d": 2, "e": {"f": "x"}})"), "valid");
  EXPECT_EQ(verdict(kIds, R"({"a": "1", "b": 1, "c": 1, "d": null, "e": {"f": 1}})"),
            "/a: a string, the schema wants an integer\n"
            "/b: an integer, the schema wants null\n"
            "/c: an integer, the schema wants a boolean\n"
            "/d: null, the schema wants an integer\n"
            "/e/f: an integer, the schema wants a string");
}

TEST(JsonSchema, IsSharedByThreads) {
  const auto schema =
      compiled(R"({"items": {"pattern": "^(a|b)*$", "anyOf": [{"minLength": 1}]}})");
  std::vector<std::thread> threads;
  std::vector<int> valid(4);
  for (int& count : valid) {
    threads.emplace_back([&schema, &count] {
      const nlohmann::json document = {"ab", "ba"};
      std::vector<JsonSchema::Violation> violations;
      for (int i = 0; i < 500; ++i) count += schema->validate(document, violations) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(valid, (std::vector<int>(4, 500)));
}

}  // namespace
}  // namespace slogate
