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
          {&keys::kDefaults, "suite", "/properties/defaults"},
          {&keys::kProfile, "suite", "/definitions/profile"},
          {&keys::kStage, "suite", "/definitions/stage"},
          {&keys::kObjective, "suite", "/definitions/objective"},
          {&keys::kScope, "suite", "/definitions/scope"},
          {&keys::kFlow, "flow", ""},
          {&keys::kSession, "flow", "/properties/session"},
          {&keys::kStep, "flow", "/definitions/step"},
          {&keys::kCheck, "flow", "/definitions/check"},
          {&keys::kCapture, "flow", "/definitions/capture"},
          {&keys::kExplain, "flow", "/definitions/explanation"}};
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
  for (const char* name : {"suite", "flow"}) {
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
  for (const std::string name : {"suite", "flow"}) {
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
