// Walks a document as a query says and hands on the nodes that it finds (RFC 9535 2.1.2, 2.3, 2.5).
// One for each evaluation, on the stack; nothing in it is shared. Private to this folder.
//
// A node is handed on as soon as it is found, so no list of nodes stands between two segments, and
// a test for existence ends at the first.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <re2/re2.h>
#include <nlohmann/json_fwd.hpp>

#include "scenarios/content/jsonpath_compare.h"
#include "scenarios/content/jsonpath_query.h"

namespace slogate::jsonpath {

// Where found nodes go: counted always, kept where there is a list.
struct Findings {
  std::vector<const nlohmann::json*>* list = nullptr;
  std::size_t enough = 0;  // the walk ends when so many were found
  std::size_t count = 0;
  const nlohmann::json* first = nullptr;
};

class Selection {
 public:
  Selection(const nlohmann::json& root, std::size_t visits) : root_(root), budget_(visits) {}

  // False where the walk ended early, with enough findings or a spent budget.
  bool walk(const Query& query, const nlohmann::json& start, Findings& findings);
  [[nodiscard]] bool cut_short() const { return budget_.spent(); }

 private:
  struct Path;  // a query and where its nodes go

  // jsonpath_select.cc: each gives false where the walk is to end.
  bool visit(const Path& path, std::size_t segment, const nlohmann::json& node);
  bool descend(const Path& path, std::size_t segment, const nlohmann::json& node);
  bool children(const Path& path, std::size_t segment, const nlohmann::json& node);
  bool every_child(const Path& path, std::size_t segment, const nlohmann::json& node,
                   const Condition* condition);
  bool slice(const Path& path, std::size_t segment, const nlohmann::json& array,
             const Selector& selector);

  // jsonpath_filter.cc
  bool holds(const Condition& condition, const nlohmann::json& node);
  bool exists(const Query& query, const nlohmann::json& node);
  bool call_holds(const Call& call, const nlohmann::json& node);
  // The single node of a singular query; nullptr where there is none.
  const nlohmann::json* follow(const Query& query, const nlohmann::json& node);
  // The value of a comparable; nullptr for Nothing. `made` holds a value that the document does not.
  const nlohmann::json* value_of(const Operand& operand, const nlohmann::json& node,
                                 nlohmann::json& made);
  const nlohmann::json* value_of_call(const Call& call, const nlohmann::json& node,
                                      nlohmann::json& made);
  const re2::RE2* pattern_of(const Call& call, const nlohmann::json& node);

  const nlohmann::json& root_;
  Budget budget_;
  std::string pattern_text_;  // the last pattern that came from the document
  std::unique_ptr<const re2::RE2> pattern_;
  bool has_pattern_ = false;
};

}  // namespace slogate::jsonpath
