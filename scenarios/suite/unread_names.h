// What of a suite is not known because it could not be read: what follows from that alone is not
// told, so that one slip is told once.
//
//   "capturs": {"token": …}    `${token}` is not called unknown, `${tokn}` is
//   "captures": {"token": 5}   nothing more is told of what `token` is
//   {"include": "none.json"}   no name of that flow is called unknown
//   "captures": 5              nor here
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "scenarios/suite/json.h"

namespace slogate {

struct UnreadNames {
  using Place = std::tuple<std::string, int, int>;

  bool flows = false;                 // a flow may have a name that was not read
  bool profiles = false;              // so may a profile
  std::vector<std::string> in_flows;  // flows with steps, tags or groups that were not read
  bool any = false;    // so may a variable or a capture: of a whole file or list nothing is known
  bool feeds = false;  // so may a feed
  // Words that stand in a part that could not be read, and the keys on the way to it.
  std::set<std::string, std::less<>> names;
  std::set<Place> places;  // of all values in such parts

  void all() { flows = profiles = any = true; }
  // Whether what `${name}` stands for, or the member of a suite that is called so, may be unread.
  [[nodiscard]] bool hides(std::string_view name) const;
  [[nodiscard]] bool has_fault(const Position& at) const {
    return places.contains({at.file, at.line, at.column});
  }
};

// What a suite file's text hides of them.
void note_unread(const Json& suite, UnreadNames& unread);

// Whether steps, tags or groups of the flow may not have been read; its includes are expanded.
[[nodiscard]] bool hides_steps(const Json& flow);

// Adds the names and places of the parts of a file that the problems from number `first` on lie in;
// its includes are expanded, and one that is left may capture anything.
void note_faults(const Json& root, const Diagnostics& problems, std::size_t first,
                 UnreadNames& unread);

}  // namespace slogate
