#include "scenarios/lint/environment_names.h"

#include <array>
#include <set>
#include <string_view>

#include "scenarios/lint/uses.h"

namespace slogate {

std::vector<std::string> environment_names(const Suite& suite) {
  static constexpr std::array<std::string_view, 2> kPrefixes{"env:", "secret:"};
  Names used = uses_of_frame(suite);
  for (const StepList* steps : {&suite.setup, &suite.teardown}) add_uses(*steps, used);
  std::set<std::string> out;
  for (const Flow& flow : suite.flows) {
    used.merge(uses_of(flow));
    out.insert(flow.needs.begin(), flow.needs.end());
    for (const auto& [name, lifetime] : flow.tokens) out.insert(name);
  }
  for (const std::string& name : used) {
    for (const std::string_view prefix : kPrefixes) {
      if (name.starts_with(prefix)) out.insert(name.substr(prefix.size()));
    }
  }
  return {out.begin(), out.end()};
}

}  // namespace slogate
