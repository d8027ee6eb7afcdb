// The published schemas as an editor uses them: they accept every shipped file and refuse every
// wrong one, but for what no schema can say (bad/beyond_schema.txt). The one unit with valijson.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/scenarios/suite/corpus.h"

namespace slogate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

fs::path scenarios() {
  return fs::path(SLOGATE_SOURCE_DIR) / "scenarios";
}

json read_json(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return json::parse(in);
}

// A published schema with those that it refers to.
class PublishedSchema {
 public:
  explicit PublishedSchema(const std::string& name) {
    const json text = read_json(scenarios() / "schema" / (name + ".schema.json"));
    valijson::SchemaParser parser;
    parser.populateSchema(
        NlohmannJsonAdapter(text), schema_,
        [](const std::string& uri) -> const json* {
          return new json(read_json(scenarios() / "schema" / uri));
        },
        [](const json* document) { delete document; });
  }

  // What is wrong with the document; empty where nothing is.
  [[nodiscard]] std::string refuse(const json& document) const {
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema_, NlohmannJsonAdapter(document), &results)) return {};
    std::string out;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
      for (const std::string& part : error.context) out += part;
      out += ": " + error.description + "\n";
    }
    return out;
  }

 private:
  valijson::Schema schema_;
};

class SchemaValidation : public testing::Test {
 protected:
  static const PublishedSchema& of(const std::string& name) {
    static const PublishedSchema kSuite("suite");
    static const PublishedSchema kFlow("flow");
    static const PublishedSchema kSteps("steps");
    return name == "suite" ? kSuite : name == "flow" ? kFlow : kSteps;
  }
};

// By its `$schema`, which every shipped file has.
std::string schema_of(const json& document) {
  const std::string uri = document.value("$schema", "");
  const std::string name = fs::path(uri).filename().string();
  return name.substr(0, name.find('.'));
}

TEST_F(SchemaValidation, AcceptsEveryShippedFile) {
  int files = 0;
  for (const char* folder : {"go-live", "form-login"}) {
    for (const auto& entry : fs::directory_iterator(scenarios() / folder)) {
      if (entry.path().extension() != ".json") continue;
      const json document = read_json(entry.path());
      const std::string schema = schema_of(document);
      ASSERT_TRUE(schema == "suite" || schema == "flow" || schema == "steps") << entry.path();
      EXPECT_TRUE(fs::exists(entry.path().parent_path() / document.value("$schema", "")))
          << entry.path();
      EXPECT_EQ(of(schema).refuse(document), "") << entry.path();
      ++files;
    }
  }
  EXPECT_GE(files, 10);
}

TEST_F(SchemaValidation, AcceptsTheFilesThatWrongOnesName) {
  for (const auto& entry : fs::directory_iterator(test::bad_folder() / "good-flows"))
    EXPECT_EQ(of("flow").refuse(read_json(entry.path())), "") << entry.path();
}

// The files of a case: flow*.json, steps*.json, and suites by any other name.
std::vector<fs::path> files_of(const fs::path& suite) {
  if (suite.filename() != "suite.json") return {suite};
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(suite.parent_path())) {
    if (entry.is_regular_file()) out.push_back(entry.path());
  }
  return out;
}

TEST_F(SchemaValidation, RefusesWhatTheParserRefuses) {
  const std::map<std::string, std::string> beyond = test::bad_lines("beyond_schema.txt");
  for (const auto& [name, suite] : test::bad_cases()) {
    bool refused = false;
    for (const fs::path& file : files_of(suite)) {
      std::ifstream in(file, std::ios::binary);
      const json document = json::parse(in, nullptr, false);
      if (document.is_discarded()) continue;  // no JSON: an editor tells that without a schema
      const std::string stem = file.stem().string();
      const std::string schema = stem.starts_with("flow") && stem.find("-") == std::string::npos
                                     ? "flow"
                                 : stem.starts_with("steps") ? "steps"
                                                             : "suite";
      refused = refused || !of(schema).refuse(document).empty();
    }
    const auto listed = beyond.find(name);
    EXPECT_NE(refused, listed != beyond.end())
        << name << (refused ? " is refused, so it is not beyond a schema" : " is accepted");
  }
}

TEST_F(SchemaValidation, IsBeyondOnlyForKnownReasons) {
  const std::set<std::string> reasons{"JSON syntax",
                                      "arithmetic",
                                      "cross reference",
                                      "nesting and neighbourhood",
                                      "other files",
                                      "size of a quantity in a text",
                                      "unique names",
                                      "what filters make of a value",
                                      "the form of a hash",
                                      "the grammar of selectors"};
  const auto cases = test::bad_cases();
  const auto beyond = test::bad_lines("beyond_schema.txt");
  for (const auto& [name, reason] : beyond) {
    EXPECT_TRUE(cases.contains(name)) << name;
    EXPECT_TRUE(reasons.contains(reason)) << reason;
  }
  EXPECT_LT(beyond.size() * 3, cases.size()) << "most rules can be said in a schema";
}

}  // namespace
}  // namespace slogate
