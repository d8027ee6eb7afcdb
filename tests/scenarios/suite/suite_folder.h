// A folder of suite files that lives as long as the test.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "scenarios/suite/parse.h"

namespace slogate::test {

class SuiteFolder {
 public:
  SuiteFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "slogate-suite-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~SuiteFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  SuiteFolder(const SuiteFolder&) = delete;
  SuiteFolder& operator=(const SuiteFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

  void write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  [[nodiscard]] Result<Suite> load(const std::string& name = "suite.json") const {
    return load_suite(folder_ / name);
  }

  // What is wrong with the suite, with paths as in the folder; "fine" where nothing is.
  [[nodiscard]] std::string problems(const std::string& name = "suite.json") const {
    const Result<Suite> suite = load(name);
    if (suite) return "fine";
    std::string text = suite.error().text();
    const std::string prefix = folder_.string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }

 private:
  std::filesystem::path folder_;
};

// A flow file of one step.
inline std::string one_step(const std::string& members) {
  return R"({"name": "home", "steps": [{"name": "page", "request": "GET /")" + members + "}]}";
}

// A suite over flow.json with more members.
inline std::string suite_with(const std::string& members) {
  return R"({"name": "shop", "target": "http://127.0.0.1", "flows": ["flow.json"])" + members + "}";
}

}  // namespace slogate::test
