// A suite of one flow, compiled, and what is doubtful in it: for the tests of plans.
#pragma once

#include <stdexcept>
#include <string>

#include "runner/app/doubts.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate::test {

inline CompiledSuite compiled(const std::string& steps, const std::string& members = "",
                              const std::string& flow_members = "",
                              const std::string& profile = R"({"rate": "10/s", "for": "30s"})") {
  const SuiteFolder folder;
  folder.write("suite.json",
               test::suite_with(R"(, "profiles": {"load": )" + profile + "}" + members));
  folder.write("flow.json", R"({"name": "home")" + flow_members + R"(, "steps": [)" + steps + "]}");
  const Result<Suite> suite = folder.load();
  if (!suite) throw std::runtime_error(suite.error().text());
  auto out = compile(*suite, {}, {});
  if (!out) throw std::runtime_error(out.error().text());
  return std::move(*out);
}

inline std::string said(const CompiledSuite& suite) {
  std::string out;
  for (const Diagnostic& doubt : doubts(suite).list) out += doubt.message + "\n";
  return out;
}

}  // namespace slogate::test
