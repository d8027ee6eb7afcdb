// The published schemas and the parser know the same keys, required ones included.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/suite/keys.h"
#include "scenarios/suite/parse.h"

namespace slogate {
namespace {

using nlohmann::json;

json schema(const std::string& name) {
  std::ifstream in(std::string(SLOGATE_SOURCE_DIR) + "/scenarios/schema/" + name + ".schema.json");
  return json::parse(in);
}

// The schema's node for each table of the parser.
struct Pair {
  const keys::Table* table;
  std::string file;
  std::string pointer;
};

std::vector<Pair> pairs() {
  return {{&keys::kSuite, "suite", ""},
          {&keys::kVariable, "suite", "/definitions/environment_variable"},
          {&keys::kDefaults, "suite", "/definitions/defaults"},
          {&keys::kProfile, "suite", "/definitions/profile"},
          {&keys::kStage, "suite", "/definitions/stage"},
          {&keys::kObjective, "suite", "/definitions/objective"},
          {&keys::kLimit, "suite", "/definitions/limit"},
          {&keys::kScope, "suite", "/definitions/scope"},
          {&keys::kFlow, "flow", ""},
          {&keys::kFeed, "flow", "/definitions/feed"},
          {&keys::kGenerator, "flow", "/definitions/generator"},
          {&keys::kCounter, "flow", "/definitions/counter"},
          {&keys::kSession, "flow", "/definitions/session"},
          {&keys::kRenew, "flow", "/definitions/renew"},
          {&keys::kStepFile, "steps", ""},
          {&keys::kInclude, "flow", "/definitions/include"},
          {&keys::kBlock, "flow", "/definitions/block"},
          {&keys::kRepeat, "flow", "/definitions/repetition"},
          {&keys::kStep, "flow", "/definitions/step"},
          {&keys::kAuth, "flow", "/definitions/auth"},
          {&keys::kCredentials, "flow", "/definitions/credentials"},
          {&keys::kSign, "flow", "/definitions/sign"},
          {&keys::kPart, "flow", "/definitions/part"},
          {&keys::kRetry, "flow", "/definitions/retry"},
          {&keys::kThink, "flow", "/definitions/think/anyOf/1"},
          {&keys::kCheck, "flow", "/definitions/check"},
          {&keys::kRange, "flow", "/definitions/range"},
          {&keys::kCapture, "flow", "/definitions/capture"},
          {&keys::kFilter, "flow", "/definitions/filter_with_value"},
          {&keys::kExplain, "flow", "/definitions/explanation"}};
}

// Every table of keys.h, by its name there.
std::set<std::string> tables() {
  std::ifstream in(std::string(SLOGATE_SOURCE_DIR) + "/scenarios/suite/keys.h");
  std::set<std::string> out;
  for (std::string line; std::getline(in, line);) {
    static constexpr std::string_view kBegin = "inline constexpr Table k";
    if (line.starts_with(kBegin))
      out.insert(line.substr(kBegin.size(), line.find('{') - kBegin.size()));
  }
  return out;
}

TEST(Schema, EveryTableOfTheParserIsHeldAgainstOne) {
  std::set<const keys::Table*> held;
  for (const Pair& pair : pairs()) held.insert(pair.table);
  EXPECT_EQ(held.size(), tables().size());
}

TEST(Schema, KnowsTheKeysOfTheParser) {
  for (const Pair& pair : pairs()) {
    const json node = schema(pair.file).at(json::json_pointer(pair.pointer));
    std::set<std::string> published;
    for (const auto& [key, value] : node.at("properties").items()) published.insert(key);
    const std::set<std::string> known(pair.table->known.begin(), pair.table->known.end());
    EXPECT_EQ(published, known) << pair.table->what;
    EXPECT_EQ(known.size(), pair.table->known.size()) << pair.table->what;
  }
}

TEST(Schema, AllowsNoOtherKeys) {
  for (const Pair& pair : pairs()) {
    const json node = schema(pair.file).at(json::json_pointer(pair.pointer));
    EXPECT_EQ(node.at("additionalProperties"), false) << pair.table->what;
  }
}

TEST(Schema, IsDraft7) {
  for (const char* name : {"suite", "flow", "steps"}) {
    EXPECT_EQ(schema(name).at("$schema"), "http://json-schema.org/draft-07/schema#");
  }
}

// Every reference inside of a document, as file and pointer.
void collect_references(const json& node, std::set<std::string>& out) {
  if (node.is_object() && node.contains("$ref") && node.at("$ref").is_string())
    out.insert(node.at("$ref"));
  if (!node.is_structured()) return;
  for (const json& child : node) collect_references(child, out);
}

TEST(Schema, EveryReferenceLeadsSomewhere) {
  for (const std::string name : {"suite", "flow", "steps"}) {
    std::set<std::string> references;
    collect_references(schema(name), references);
    EXPECT_FALSE(references.empty());
    for (const std::string& reference : references) {
      const std::size_t hash = reference.find('#');
      const std::string file = reference.substr(0, hash);
      const json target = schema(file.empty() ? name : file.substr(0, file.find('.')));
      EXPECT_TRUE(target.contains(json::json_pointer(reference.substr(hash + 1)))) << reference;
    }
  }
}

TEST(Schema, ExplainsEveryKey) {
  for (const Pair& pair : pairs()) {
    const json node = schema(pair.file).at(json::json_pointer(pair.pointer));
    for (const auto& [key, value] : node.at("properties").items()) {
      const bool refers = value.contains("$ref") || value.contains("description");
      EXPECT_TRUE(refers) << pair.table->what << ": " << key;
    }
  }
}

TEST(Schema, ReadmeNamesEveryKey) {
  std::ifstream in(std::string(SLOGATE_SOURCE_DIR) + "/scenarios/README.md");
  const std::string readme((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  for (const Pair& pair : pairs()) {
    for (const std::string_view key : pair.table->known) {
      const bool named = readme.find("`" + std::string(key) + "`") != std::string::npos ||
                         readme.find("\"" + std::string(key) + "\"") != std::string::npos ||
                         readme.find("`" + std::string(key) + ":") != std::string::npos;
      EXPECT_TRUE(named) << pair.table->what << ": " << key;
    }
  }
}

}  // namespace
}  // namespace slogate
