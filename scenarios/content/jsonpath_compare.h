// Comparison of JSON values as JSONPath means it (RFC 9535 2.3.5.2.2): deep equality, numbers by
// their mathematical value, whatever type holds them, strings by their code points. Private to this
// folder.
#pragma once

#include <cstddef>

#include <nlohmann/json_fwd.hpp>

#include "scenarios/content/jsonpath_query.h"

namespace slogate::jsonpath {

// How much an evaluation may still do: counted down by all that it looks at. Once spent, nothing is
// compared or visited any more and the result is incomplete.
class Budget {
 public:
  explicit Budget(std::size_t visits) : left_(visits) {}

  // False where that was more than was left.
  bool spend(std::size_t visits) {
    spent_ = spent_ || visits > left_;
    left_ = spent_ ? 0 : left_ - visits;
    return !spent_;
  }
  void spend_all() { spent_ = true; }
  [[nodiscard]] bool spent() const { return spent_; }

  // Levels of recursion under way, of queries and comparisons alike: false where there are more
  // than 1,000. Each that was entered is left again.
  bool enter() {
    if (++depth_ > kMostDepth) spend_all();
    return !spent_;
  }
  void leave() { --depth_; }

 private:
  static constexpr std::size_t kMostDepth = 1'000;

  std::size_t left_;
  std::size_t depth_ = 0;
  bool spent_ = false;
};

// Either may be nullptr, for Nothing (the result of a query that found no node). False, too, where
// the budget is spent.
[[nodiscard]] bool compare(const nlohmann::json* left, Comparison comparison,
                           const nlohmann::json* right, Budget& budget);

}  // namespace slogate::jsonpath
