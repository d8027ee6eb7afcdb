// Any bytes as a suite, a flow or a file of steps: refused with places inside of the text, or read,
// looked through for names and read the same again. The first byte chooses which of the three.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "scenarios/suite/include.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/resolve_override.h"

namespace {

using slogate::Diagnostic;
using slogate::Diagnostics;
using slogate::Json;

// Ends the run where a claim does not hold; stays on in every build.
void claim(bool holds) {
  if (!holds) std::abort();
}

void check_places(const Diagnostics& problems, std::string_view text) {
  const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const Diagnostic& problem : problems.list) {
    claim(!problem.message.empty() && problem.at.line >= 0 && problem.at.line <= lines);
  }
}

void check_blocks(const slogate::StepList& list) {
  claim(list.size() <= slogate::kMostSteps + 1);
  for (const slogate::BlockSpec& block : list.blocks)
    claim(block.first <= block.end && block.end <= list.size());
}

// The file includes itself and one more, so that expansion has something to do.
void expand(Json& root, const std::vector<std::string_view>& lists, Diagnostics& problems) {
  const Json original = root;
  slogate::IncludeExpander expander(
      [&](const std::string& name, const std::string&, std::string& fault) {
        if (name == "none.json") {
          fault = "does not exist";
          return std::optional<Json>();
        }
        return std::optional<Json>(original);
      },
      problems);
  expander.expand(root, "f", lists);
}

void read_flow(Json root, Diagnostics& problems) {
  expand(root, {"steps", "session/steps", "session/end"}, problems);
  slogate::Suite suite;
  suite.flows.push_back(slogate::parse_flow(root, problems));
  check_blocks(suite.flows[0].steps);
  check_blocks(suite.flows[0].session_steps);
  check_blocks(suite.flows[0].session_end);
  if (problems.empty()) cross_check(suite, problems);
}

void read_suite(Json root, Diagnostics& problems) {
  expand(root, {"setup", "teardown"}, problems);
  slogate::SuiteDraft draft;
  parse_suite(root, draft, problems);
  check_blocks(draft.suite.setup);
  check_blocks(draft.suite.teardown);
  if (problems.empty()) cross_check(draft.suite, problems);
}

void read_steps(const Json& root, Diagnostics& problems) {
  if (const Json* list = root.find("steps"))
    check_blocks(slogate::parse_entries(*list, "steps", problems));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string fault;
  (void)slogate::parse_resolve_override(text, fault);
  const slogate::Result<Json> json = slogate::parse_json("f", text);
  if (!json) {
    check_places(json.error(), text);
    return 0;
  }
  const slogate::Result<Json> again = slogate::parse_json("f", json->dump());
  claim(again.has_value() && again->dump() == json->dump());
  Diagnostics problems;
  switch (data[0] % 3) {
    case 0:
      read_suite(*json, problems);
      break;
    case 1:
      read_flow(*json, problems);
      break;
    default:
      read_steps(*json, problems);
  }
  check_places(problems, text);
  return 0;
}
