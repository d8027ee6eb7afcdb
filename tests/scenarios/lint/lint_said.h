// What lint says of a suite of one flow, for the tests of this folder.
#pragma once

#include <string>

#include "scenarios/lint/lint.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate::test {

inline constexpr const char* kSmoke = R"(, "profiles": {"smoke": {"iterations": 1}})";

// What lint says of a suite with these members and this flow, without the folder; with `places` each line has its own
// line and column.
inline std::string lint_said(const std::string& suite_members, const std::string& flow,
                             bool places = false) {
  const SuiteFolder folder;
  folder.write("suite.json", suite_with(kSmoke + suite_members));
  folder.write("flow.json", flow);
  const Result<Suite> suite = folder.load();
  if (!suite) return "refused: " + suite.error().text();
  std::string out;
  for (const Diagnostic& warning : lint(*suite).list) {
    out += warning.at.file.substr(folder.path().string().size() + 1);
    if (places)
      out += ":" + std::to_string(warning.at.line) + ":" + std::to_string(warning.at.column);
    out += ": " + warning.message + (warning.hide_line ? " [hidden]" : "") + "\n";
  }
  return out;
}

inline std::string flow_of(const std::string& members, const std::string& steps) {
  return R"({"name": "home")" + members + R"(, "steps": [)" + steps + "]}";
}

}  // namespace slogate::test
