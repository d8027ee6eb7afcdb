// Puts the entries of included files in the place of `{"include": FILE, "prefix": P}` before a flow
// or suite is parsed, so that everything behind it sees one list of steps.
//
//   IncludeExpander expander(read, problems);
//   expander.expand(json, "flows/admin.json", {"steps", "session/steps", "session/end"});
//
// Positions stay those of the included file, by which file names in it stay relative to it; step
// names and groups get the prefix: "admin: sign in". Bounds: 8 deep, 200,000 values that
// are put into one flow. What cannot be read is told and its include stays where it is.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/suite/json.h"

namespace slogate {

class IncludeExpander {
 public:
  // The JSON of a file by its name in the suite's folder. Nothing where it cannot be had: `fault`
  // then ends the sentence "the file of steps …", or is empty where the file was told to be no JSON.
  using Read = std::function<std::optional<Json>(const std::string& name, const std::string& given,
                                                 std::string& fault)>;

  IncludeExpander(Read read, Diagnostics& problems) : read_(std::move(read)), problems_(problems) {}

  // `file`: the name of the root's file in the suite's folder. `lists`: where in it lists of entries
  // stand, members of members with a / between.
  void expand(Json& root, const std::string& file, const std::vector<std::string_view>& lists);

 private:
  void expand_list(std::vector<Json>& items, const std::string& file);
  bool expand_one(const Json& item, const std::string& file, std::vector<Json>& out);
  // The entries of a file; nothing where there are none to be had, which has been told.
  const std::vector<Json>* entries_of(const std::string& name, const std::string& given,
                                      const Position& at);

  Read read_;
  Diagnostics& problems_;
  std::map<std::string, std::vector<Json>> files_;  // read already; empty where that failed
  std::vector<std::string> open_;                   // from the root's file to the innermost one
  std::size_t added_ = 0;                           // values put into this root
  bool full_ = false;
};

}  // namespace slogate
