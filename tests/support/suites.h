// A CompiledSuite from JSON in the test itself, through the same door as every suite: files in a temporary folder,
// load_suite, compile.
//
//   const CompiledSuite suite = suite_of(R"("steps": [{"name": "page", "request": "GET /"}])");
//   const CompiledSuite two = compiled(R"({"name": "s", …, "flows": ["a.json"]})", {{"a.json", "{…}"}}, {{"KEY", "x"}});
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "scenarios/compile/compiled_flow.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate::support {

using Files = std::map<std::string, std::string>;

// Throws with every diagnostic where the suite is wrong: the test's own fault.
inline CompiledSuite compiled(const std::string& suite_json, const Files& files,
                              const Environment& environment = {}) {
  const test::SuiteFolder folder;
  folder.write("suite.json", suite_json);
  for (const auto& [name, text] : files) folder.write(name, text);
  const auto suite = folder.load();
  if (!suite) throw std::runtime_error(suite.error().text());
  auto out = compile(*suite, environment, {});
  if (!out) throw std::runtime_error(out.error().text());
  return std::move(*out);
}

// A suite of one flow, `shop`, on http://app.example; `suite_members` are more members of the suite's object.
inline CompiledSuite suite_of(const std::string& flow_members,
                              const std::string& suite_members = {},
                              const Environment& environment = {}, Files files = {}) {
  files["shop.json"] = R"({"name": "shop", )" + flow_members + "}";
  return compiled(R"({"name": "test", "target": "http://app.example", "flows": ["shop.json"])" +
                      (suite_members.empty() ? "" : ", " + suite_members) + "}",
                  files, environment);
}

}  // namespace slogate::support
