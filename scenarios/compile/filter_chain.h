// The filters of one check or capture, ready: patterns compiled, applied to what a source gave.
// Private to this folder. Immutable once built, shared by all workers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "scenarios/compile/value.h"
#include "scenarios/suite/suite.h"

namespace slogate {

class FilterChain {
 public:
  // `spec` with its text rendered. False, and why, where it cannot work.
  [[nodiscard]] bool add(const FilterSpec& spec, std::string& why);
  [[nodiscard]] bool empty() const { return links_.empty(); }
  // Whether the first one works on a list: a source of one value then gives all that it has.
  [[nodiscard]] bool takes_list() const;

  // Each filter in its turn, text filters on every member of a list or array. What a filter cannot
  // work on is lost, and `why` says so.
  void apply(Found& found) const;

  // `trim, split "," and index 0`, for words; empty without filters.
  [[nodiscard]] std::string text() const;

 private:
  struct Link {
    Filter filter = Filter::trim;
    std::string text;
    std::int64_t number = 0;
    std::shared_ptr<const re2::RE2> pattern;
  };
  void apply(const Link& link, Found& found) const;
  // One value; false where it does not fit, which has been told in `found`.
  bool convert(const Link& link, Value& value, Found& found) const;
  bool match(const Link& link, Value& value, Found& found) const;
  void count(Found& found) const;
  void pick(std::int64_t index, Found& found) const;
  void split(const Link& link, Found& found) const;

  std::vector<Link> links_;
};

// The members of a JSON array as those of the found list; nothing changes for other values.
void spread(Found& found);

}  // namespace slogate
