// Which names of a suite may stand in what could not be read: what refers to such a name is not
// called unknown, so that one slip is told once.
#pragma once

#include <string>
#include <vector>

#include "scenarios/suite/json.h"

namespace slogate {

struct UnreadNames {
  bool flows = false;                 // a flow may have a name that was not read
  bool profiles = false;              // so may a profile
  std::vector<std::string> in_flows;  // flows with steps, tags or groups that were not read

  void all() { flows = profiles = true; }
};

// What a suite file's text hides of them.
void note_unread(const Json& suite, UnreadNames& unread);

// Whether steps, tags or groups of the flow may not have been read; its includes are expanded.
[[nodiscard]] bool hides_steps(const Json& flow);

}  // namespace slogate
