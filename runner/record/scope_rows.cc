#include "runner/record/scope_rows.h"

#include <algorithm>

namespace slogate {
namespace {

bool fits(const RunRow& row, const Scope& scope) {
  if (row.flow.empty() || is_outside_load(row.flow)) return false;
  const bool is_group = row.step.empty();
  if (scope.group.empty() ? is_group : !is_group || row.group != scope.group) return false;
  if (!scope.flow.empty() && row.flow != scope.flow) return false;
  if (!scope.step.empty() && row.step != scope.step) return false;
  return scope.tag.empty() ||
         std::find(row.tags.begin(), row.tags.end(), scope.tag) != row.tags.end();
}

}  // namespace

std::vector<std::size_t> rows_in(const RunHeader& header, const Scope& scope) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < header.rows.size(); ++i) {
    if (fits(header.rows[i], scope)) rows.push_back(i);
  }
  return rows;
}

}  // namespace slogate
