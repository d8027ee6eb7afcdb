// What repetitions start with: variables like captures, with a value before any step has taken it.
#include <fmt/format.h>

#include "scenarios/compile/flow_scope.h"

namespace slogate {

void FlowScope::declare(const StartSpec& start) {
  const auto known = names_.find(start.name);
  if (!variables_.has_variable(start.name) && known == names_.end()) {
    Name& name = add(start.name, Kind::capture);
    name.ready = false;
    return;
  }
  const Name* const name = captured(start.name);
  if (name == nullptr) {
    tell(start.at, fmt::format("\"start\" gives a value to \"{}\", which has one already: give it "
                               "a name of its own",
                               start.name));
  } else if (hides(start.name)) {
    // How it is captured is not known for certain.
  } else if (name->list) {
    tell(start.at, fmt::format("\"{}\" is a list where it is captured, and \"start\" gives it a "
                               "single value",
                               start.name));
  } else if (name->user) {
    tell(start.at, fmt::format("\"{}\" is captured with the scope \"user\", and \"start\" gives "
                               "it a value anew in each iteration",
                               start.name));
  }
}

std::vector<std::pair<std::size_t, Template>> FlowScope::start(
    const std::vector<StartSpec>& values) {
  std::vector<std::pair<std::size_t, Template>> out;
  for (const StartSpec& value : values) {
    Template text = compile(value.value, Escape::none);
    Name* const name = captured(value.name);
    if (name == nullptr) continue;
    name->ready = true;
    out.emplace_back(name->slot, std::move(text));
  }
  return out;
}

}  // namespace slogate
