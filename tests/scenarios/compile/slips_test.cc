// One slip in a suite that is sound: whatever reading tells of it, compiling adds nothing, since that
// could only follow from it. Keys are misspelt or left out, values are of another kind.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <random>

#include "scenarios/compile/compilation.h"
#include "scenarios/lint/environment_names.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

namespace fs = std::filesystem;
using test::SuiteFolder;

// Each so-many-th slip is tried: all of them are some 20,000.
constexpr std::size_t kEach = 97;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A copy of a suite's folder, in which one file at a time is written anew.
class Copy {
 public:
  // `base`: a suite of that folder, to which each flow is tried by itself; empty: suite.json as it
  // is.
  Copy(const fs::path& source, const std::string& base) : base_(base) {
    for (const auto& entry : fs::recursive_directory_iterator(source)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = entry.path().lexically_relative(source).string();
      folder_.write(name, text_of(entry.path()));
      auto json = parse_json(name, text_of(entry.path()));
      const bool flow = json && json->find("name") != nullptr && json->find("steps") != nullptr;
      if (json && (flow || name == base || base.empty())) files_[name] = std::move(*json);
    }
    folder_.write("files/big.bin", "what a script fills");
    for (const std::string& name : environment_names(read("suite.json").suite))
      environment_[name] = name.ends_with("_URL") ? "http://127.0.0.1:1" : "PLACEHOLDERPLACEHOLDER";
  }

  [[nodiscard]] const std::map<std::string, Json>& files() const { return files_; }
  void write(const std::string& name, const Json& json) { folder_.write(name, json.dump()); }
  // The suite that has the file.
  [[nodiscard]] SuiteReading read_with(const std::string& file) {
    if (base_.empty()) return read("suite.json");
    const std::string flow = file == base_ ? "headers.json" : file;
    folder_.write("one.json", R"({"extends": ")" + base_ + R"(", "name": "one", "flows": [")" +
                                  flow + R"("]})");
    return read("one.json");
  }
  [[nodiscard]] std::string compiled(const SuiteReading& reading) const {
    Compilation all = compile_reading(reading, environment_, {});
    return in_order(std::move(all.told), reading.files).text();
  }

 private:
  [[nodiscard]] SuiteReading read(const std::string& name) const {
    return read_suite(folder_.path() / name);
  }

  SuiteFolder folder_;
  std::string base_;
  std::map<std::string, Json> files_;
  Environment environment_;
};

// All that may slip in a tree, one at a time: `use` sees the whole with one part changed.
class Slips {
 public:
  Slips(Json& root, const std::function<void(const std::string&)>& use) : root_(root), use_(use) {
    static constexpr std::string_view kValues = R"([null, true, 7, "text", [], [[]]])";
    values_ = parse_json("values", kValues)->items;
    visit(root_, "");
  }

 private:
  void visit(Json& json, const std::string& path) {
    for (std::size_t i = 0; i < json.items.size(); ++i)
      part(json.items[i], path + "/" + std::to_string(i));
    for (std::size_t i = 0; i < json.members.size(); ++i) {
      const Json::Member kept = json.members[i];
      const std::string place = path + "/" + kept.key;
      json.members[i].key += "x";
      use_("misspelt " + place);
      json.members[i].key = kept.key;
      json.members.erase(json.members.begin() + static_cast<std::ptrdiff_t>(i));
      use_("without " + place);
      json.members.insert(json.members.begin() + static_cast<std::ptrdiff_t>(i), kept);
      part(json.members[i].value, place);
    }
  }
  void part(Json& json, const std::string& place) {
    const Json kept = json;
    for (const Json& value : values_) {
      json = value;
      use_(value.dump() + " at " + place);
    }
    json = kept;
    visit(json, place);
  }

  Json& root_;
  std::function<void(const std::string&)> use_;
  std::vector<Json> values_;
};

// What was tried, and what more was told than reading told.
std::size_t try_slips(const fs::path& source, const std::string& base, std::string& more) {
  Copy copy(source, base);
  std::size_t count = 0;
  for (const auto& [name, sound] : copy.files()) {
    EXPECT_EQ(copy.compiled(copy.read_with(name)), "") << source / name;
    Json json = sound;
    Slips(json, [&, &file = name](const std::string& slip) {
      if (++count % kEach != 0) return;
      copy.write(file, json);
      const SuiteReading reading = copy.read_with(file);
      const std::string all = copy.compiled(reading);
      if (reading.problems.empty()) return;
      const std::string read = in_order(reading.problems, reading.files).text();
      if (all != read) more += file + ": " + slip + "\n" + read + "--\n" + all + "\n";
    });
    copy.write(name, sound);
  }
  return count;
}

// Swaps, misspells and drops parts here and there.
void damage(Json& json, std::mt19937& random) {
  const auto one_of = [&](unsigned many) { return random() % many == 0; };
  for (Json& item : json.items) damage(item, random);
  if (!json.items.empty() && one_of(30)) json.items.erase(json.items.begin());
  if (!json.items.empty() && one_of(60)) json.items.back() = json.items.front();
  for (Json::Member& member : json.members) {
    if (one_of(40)) member.key += "x";
    if (one_of(40)) member.value.kind = static_cast<Json::Kind>(random() % 7);
    if (one_of(80) && member.value.kind == Json::Kind::string) member.value.string += "${";
    damage(member.value, random);
  }
  if (!json.members.empty() && one_of(20)) json.members.pop_back();
}

TEST(Slips, ManyAtOnceAreToldAndBreakNothing) {
  Copy copy(fs::path(SLOGATE_SOURCE_DIR) / "scenarios/go-live", "");
  std::mt19937 random(20260306);
  for (int round = 0; round < 150; ++round) {
    for (const auto& [name, sound] : copy.files()) {
      Json json = sound;
      if (name != "suite.json" || round % 3 == 0) damage(json, random);
      copy.write(name, json);
    }
    const SuiteReading reading = copy.read_with("suite.json");
    const std::string all = copy.compiled(reading);
    EXPECT_TRUE(reading.problems.empty() || !all.empty());
    EXPECT_LE(std::count(all.begin(), all.end(), '\n'), 101);
  }
}

TEST(Slips, NothingIsToldThatOnlyFollows) {
  const fs::path source(SLOGATE_SOURCE_DIR);
  std::string more;
  std::size_t count = 0;
  count += try_slips(source / "scenarios/go-live", "", more);
  count += try_slips(source / "scenarios/form-login", "", more);
  count += try_slips(source / "tests/stack/features", "base.json", more);
  EXPECT_GT(count, 10'000U);
  EXPECT_EQ(more, "");
}

}  // namespace
}  // namespace slogate
