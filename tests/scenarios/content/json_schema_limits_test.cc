// What a schema may not be, and what no document may do to it.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "scenarios/content/json_schema.h"

namespace slogate {
namespace {

std::string refusal_of(const nlohmann::json& schema) {
  std::string why;
  return JsonSchema::compile(schema, why) == nullptr ? why : "taken";
}

std::string refusal(std::string_view schema) {
  return refusal_of(nlohmann::json::parse(schema));
}

std::string pattern_refusal(const std::string& pattern) {
  return refusal_of(nlohmann::json{{"properties", {{"id", {{"pattern", pattern}}}}}});
}

bool matches(const std::string& pattern, const std::string& text) {
  std::string why;
  const auto schema = JsonSchema::compile(nlohmann::json{{"pattern", pattern}}, why);
  EXPECT_NE(schema, nullptr) << pattern << ": " << why;
  std::vector<JsonSchema::Violation> violations;
  return schema != nullptr && schema->validate(text, violations);
}

std::string first_violation(const nlohmann::json& schema, const nlohmann::json& document) {
  std::string why;
  const auto compiled = JsonSchema::compile(schema, why);
  if (compiled == nullptr) return why;
  std::vector<JsonSchema::Violation> violations;
  if (compiled->validate(document, violations)) return "valid";
  return violations.front().pointer + ": " + violations.front().message;
}

TEST(SchemaText, RefusesKeywordsOfTheWrongKind) {
  EXPECT_EQ(refusal("[]"), "the schema: an array, a schema is an object or a boolean");
  EXPECT_EQ(
      refusal(R"({"type": "text"})"),
      "/type: \"text\" is no type, known are null, boolean, object, array, string, number and "
      "integer");
  EXPECT_EQ(refusal(R"({"type": []})"), "/type: wants one type at least");
  EXPECT_EQ(refusal(R"({"items": {"minLength": -1}})"),
            "/items/minLength: -1, wants a whole number of 0 or more");
  EXPECT_EQ(refusal(R"({"maxItems": 1.5})"), "/maxItems: 1.5, wants a whole number of 0 or more");
  EXPECT_EQ(refusal(R"({"minimum": "1"})"), "/minimum: a string, wants a number");
  EXPECT_EQ(refusal(R"({"exclusiveMinimum": true})"),
            "/exclusiveMinimum: a boolean, wants a number")
      << "as it was in draft-04";
  EXPECT_EQ(refusal(R"({"multipleOf": 0})"), "/multipleOf: wants a number over 0");
  EXPECT_EQ(refusal(R"({"enum": "a"})"), "/enum: a string, wants a list");
  EXPECT_EQ(refusal(R"({"pattern": 1})"), "/pattern: an integer, wants a string");
  EXPECT_EQ(refusal(R"({"uniqueItems": 1})"), "/uniqueItems: an integer, wants a boolean");
  EXPECT_EQ(refusal(R"({"required": true})"), "/required: wants a list of names");
  EXPECT_EQ(refusal(R"({"dependencies": {"a": [1]}})"), "/dependencies/a: wants a list of names");
  EXPECT_EQ(refusal(R"({"dependencies": []})"), "/dependencies: an array, wants an object");
  EXPECT_EQ(refusal(R"({"properties": {"a/b": 3}})"),
            "/properties/a~1b: an integer, a schema is an object or a boolean");
  EXPECT_EQ(refusal(R"({"properties": []})"), "/properties: an array, wants an object of schemas");
  EXPECT_EQ(refusal(R"({"allOf": []})"), "/allOf: wants a list of schemas, not empty");
  EXPECT_EQ(refusal(R"({"items": []})"), "taken");
  EXPECT_EQ(refusal(R"({"definitions": {"unused": {"maxLength": "3"}}})"),
            "/definitions/unused/maxLength: \"3\", wants a whole number of 0 or more");
}

TEST(SchemaText, KnowsDraft7) {
  EXPECT_EQ(refusal(R"({"$schema": "http://json-schema.org/draft-07/schema#"})"), "taken");
  EXPECT_EQ(refusal(R"({"$schema": "https://json-schema.org/draft-07/schema"})"), "taken");
  EXPECT_EQ(refusal(R"({"$schema": "https://json-schema.org/draft/2020-12/schema"})"),
            "/$schema: \"https://json-schema.org/draft/2020-12/schema\", only draft-07 is known");
  EXPECT_EQ(refusal(R"({"unevaluatedItems": 3, "$defs": 4})"), "taken") << "unknown to draft-07";
}

TEST(SchemaText, FetchesNothing) {
  EXPECT_EQ(refusal(R"({"items": {"$ref": "http://127.0.0.1:1/item.json"}})"),
            "/items/$ref: \"http://127.0.0.1:1/item.json\" is in another document, and nothing is "
            "fetched");
  EXPECT_EQ(refusal(R"({"$ref": "item.json#/a"})"),
            "/$ref: \"item.json#/a\" is in another document, and nothing is fetched");
  EXPECT_EQ(refusal(R"({"$ref": "#/definitions/a"})"),
            "/$ref: there is nothing at \"#/definitions/a\"");
  EXPECT_EQ(refusal(R"({"$ref": "#name"})"), "/$ref: no \"$id\" is named \"#name\"");
  EXPECT_EQ(refusal(R"({"$ref": 3})"), "/$ref: an integer, wants a string");
  EXPECT_EQ(refusal(R"({"a": 3, "items": {"$ref": "#/a"}})"),
            "/a: an integer, a schema is an object or a boolean");
}

TEST(SchemaText, RefusesReferencesInACircle) {
  EXPECT_EQ(refusal(R"({"$ref": "#"})"), "/$ref: leads back to itself");
  EXPECT_EQ(refusal(R"({"definitions": {"a": {"$ref": "#/definitions/b"},
                                        "b": {"$ref": "#/definitions/a"}}})"),
            "/definitions/a/$ref: leads back to itself");
}

TEST(SchemaText, IsBounded) {
  nlohmann::json deep = {{"type", "integer"}};
  for (int i = 0; i < 5'000; ++i) deep = nlohmann::json{{"items", std::move(deep)}};
  EXPECT_NE(refusal_of(deep).find(": schemas are nested over 64 deep"), std::string::npos);
  nlohmann::json chain = {{"$ref", "#/definitions/0"}};
  for (int i = 0; i < 3'000; ++i) {
    chain["definitions"][std::to_string(i)] = {{"$ref", "#/definitions/" + std::to_string(i + 1)}};
  }
  chain["definitions"]["3000"] = {{"type", "integer"}};
  EXPECT_EQ(first_violation(chain, "x"), ": a string, the schema wants an integer");
  nlohmann::json many;
  for (int i = 0; i < 10'001; ++i) many["properties"][std::to_string(i)] = true;
  EXPECT_EQ(refusal_of(many).substr(refusal_of(many).find(": ")), ": more than 10000 schemas");
}

TEST(SchemaPattern, IsRefusedWhereRe2HasNoSuch) {
  const std::string linear = ", which cannot be matched in linear time";
  const auto expect = [](const std::string& pattern, const std::string& words) {
    EXPECT_EQ(pattern_refusal(pattern), "/properties/id/pattern: the pattern " +
                                            nlohmann::json(pattern).dump() + ": " + words);
  };
  expect("^(?=x)y", "a lookahead \"(?=\"" + linear);
  expect("(?!x)", "a lookahead \"(?!\"" + linear);
  expect("(?<!x)", "a lookbehind \"(?<!\"" + linear);
  expect("(a)\\1", "a backreference \"\\1\"" + linear);
  expect("(?<a>x)\\k<a>", "a backreference \"\\k\"" + linear);
  expect("(?i)x", "a group \"(?\" of a kind that ECMA-262 does not have");
  expect("[a", "an opening \"[\" without its \"]\"");
  expect("a\\", "a \"\\\" at the end");
  expect("\\Z", "an escape \"\\Z\" that ECMA-262 does not have");
  expect("\\u12", "a malformed hexadecimal escape");
  expect("\\ud83d", "half a character: a surrogate without the other one");
  expect("(", "missing ): (?:");
  EXPECT_EQ(refusal("{\"patternProperties\": {\"(?=a)\": true}}"),
            "/patternProperties/(?=a): the pattern \"(?=a)\": a lookahead \"(?=\"" + linear);
  EXPECT_EQ(refusal(R"({"not": {"anyOf": [{"pattern": "\\2"}]}})").substr(0, 33),
            "/not/anyOf/0/pattern: the pattern");
}

TEST(SchemaPattern, MeansWhatEcmaScriptMeans) {
  EXPECT_TRUE(matches(R"(^\d{4}-\d\d$)", "2024-06"));
  EXPECT_FALSE(matches("^a$", "a\n")) << "$ is the very end";
  EXPECT_FALSE(matches("^.$", "\n"));
  EXPECT_FALSE(matches("^.$", "\xe2\x80\xa8")) << "a line separator";
  EXPECT_TRUE(matches("^.$", "\xf0\x9f\x98\x80"));
  EXPECT_TRUE(matches(R"(^\s\S$)", "\xc2\xa0x"));
  EXPECT_TRUE(matches(R"(^[\s]$)", "\xef\xbb\xbf"));
  EXPECT_TRUE(matches(R"(^[\S]$)", "x"));
  EXPECT_FALSE(matches(R"(^[\S]$)", "\t"));
  EXPECT_FALSE(matches(R"(^[\S]$)", "\xe3\x80\x80"));
  EXPECT_TRUE(matches(R"(^\u00e4\xe4\u{1F600}\ud83d\ude00$)",
                      "\xc3\xa4\xc3\xa4\xf0\x9f\x98\x80\xf0\x9f\x98\x80"));
  EXPECT_TRUE(matches(R"(^\/\-\_\.\cJ[\b]\0$)", std::string("/-_.\n\b\0", 7)));
  EXPECT_TRUE(matches("^(?<year>[0-9]+)(?:-)(x)$", "2024-x"));
  EXPECT_TRUE(matches("^[^]$", "\n"));
  EXPECT_FALSE(matches("[]", "x"));
  EXPECT_TRUE(matches("^[[:alpha:]]$", ":]"));
  EXPECT_TRUE(matches(R"(^[\w-.]+$)", "a-b.c"));
  EXPECT_TRUE(matches(R"(^\p{Lu}\p{Script=Greek}$)", "A\xce\xb1"));
  EXPECT_TRUE(matches("^a{2,3}?b*?$", "aab"));
}

TEST(SchemaPattern, TakesAMegabyte) {
  std::string text;
  while (text.size() < 1U << 20U) text += "ab";
  EXPECT_TRUE(matches("^(a|b)*$", text));
  EXPECT_FALSE(matches("^(a|b)*$", text + "c"));
  EXPECT_EQ(first_violation({{"patternProperties", {{"^(a|b)*$", false}}}}, {{text, 1}}).size(),
            text.size() + std::string_view("/: is not allowed here").size());
  EXPECT_EQ(
      first_violation({{"propertyNames", {{"pattern", "^(a|b)*c$"}}}}, {{text, 1}}).substr(0, 14),
      ": the name \"ab");
  EXPECT_EQ(first_violation({{"pattern", "(x+x+)+y"}}, std::string(1U << 20U, 'x')).substr(0, 5),
            ": \"xx");
}

TEST(SchemaWalk, EndsWhereASchemaDoesNot) {
  EXPECT_EQ(first_violation({{"allOf", {{{"$ref", "#"}}}}}, 3),
            ": given up: schemas within schemas without end");
  EXPECT_EQ(first_violation({{"not", {{"$ref", "#"}}}}, 3),
            ": given up: schemas within schemas without end")
      << "no verdict is not turned into a good one";
  // Twice as many steps with each definition.
  nlohmann::json doubling;
  for (int i = 0; i < 60; ++i) {
    const nlohmann::json next = {{"$ref", "#/definitions/" + std::to_string(i + 1)}};
    doubling["definitions"][std::to_string(i)]["allOf"] = {next, next};
  }
  doubling["definitions"]["60"] = true;
  doubling["items"] = {{"$ref", "#/definitions/0"}};
  EXPECT_EQ(first_violation(doubling, {1, 2}), ": given up: schemas within schemas without end");
}

TEST(SchemaWalk, ComparesLongListsQuickly) {
  nlohmann::json list = nlohmann::json::array();
  for (int i = 0; i < 200'000; ++i) list.push_back(i);
  EXPECT_EQ(first_violation({{"uniqueItems", true}}, list), "valid");
  list.push_back(7);
  EXPECT_EQ(first_violation({{"uniqueItems", true}}, list),
            ": items 7 and 200000 are equal, the schema wants them to differ");
}

TEST(SchemaWalk, FollowsADeepDocument) {
  nlohmann::json document = 1;
  for (int i = 0; i < 300; ++i) document = nlohmann::json{{"n", std::move(document)}};
  const nlohmann::json tree = {
      {"anyOf",
       {{{"type", "object"}, {"properties", {{"n", {{"$ref", "#"}}}}}}, {{"type", "integer"}}}}};
  EXPECT_EQ(first_violation(tree, document), "valid");
}

TEST(SchemaText, SurvivesRandomChanges) {
  std::mt19937 random(3);
  const std::string text = R"({"$id":"a","definitions":{"a":{"$id":"#b","pattern":"^(a|[^b])*$"}},
    "properties":{"x":{"$ref":"#b"},"y":{"$ref":"#/definitions/a"}},"items":[{"enum":[1,"a"]}],
    "anyOf":[{"type":["string","null"]},{"not":{"minLength":3}}],"required":["x"]})";
  const nlohmann::json document = {{"x", "aab"}, {"y", {1, "a", nullptr}}};
  std::vector<JsonSchema::Violation> violations;
  for (int round = 0; round < 20'000; ++round) {
    std::string changed = text;
    for (int i = 0; i < 2; ++i) {
      changed[random() % changed.size()] = R"({}[]",:#/$\^*(?0a1)"[random() % 18];
    }
    const auto schema = nlohmann::json::parse(changed, nullptr, false);
    if (schema.is_discarded()) continue;
    std::string why;
    const auto compiled = JsonSchema::compile(schema, why);
    EXPECT_EQ(compiled == nullptr, !why.empty());
    if (compiled != nullptr) {
      const bool valid = compiled->validate(document, violations);
      EXPECT_EQ(valid, violations.empty());
    }
  }
}

}  // namespace
}  // namespace slogate
