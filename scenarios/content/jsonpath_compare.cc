#include "scenarios/content/jsonpath_compare.h"

#include <compare>
#include <limits>
#include <string>

#include <nlohmann/json.hpp>

namespace slogate::jsonpath {
namespace {

using nlohmann::json;

// Wide enough for each 64-bit integer and each double as it is, so that 2^53 + 1 differs from the
// double 2^53.
using Wide = long double;
static_assert(std::numeric_limits<Wide>::digits >= 64);

Wide wide(const json& number) {
  if (number.is_number_unsigned()) return static_cast<Wide>(number.get<std::uint64_t>());
  if (number.is_number_integer()) return static_cast<Wide>(number.get<std::int64_t>());
  return static_cast<Wide>(number.get<double>());
}

bool equal(const json& left, const json& right, Budget& budget);

bool equal_arrays(const json& left, const json& right, Budget& budget) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!equal(left[i], right[i], budget)) return false;
  }
  return true;
}

// Both have their members in the order of their names.
bool equal_objects(const json& left, const json& right, Budget& budget) {
  auto other = right.begin();
  for (auto member = left.begin(); member != left.end(); ++member, ++other) {
    if (member.key() != other.key() || !equal(*member, *other, budget)) return false;
  }
  return true;
}

bool equal_texts(const json& left, const json& right, Budget& budget) {
  const auto& a = left.get_ref<const std::string&>();
  const auto& b = right.get_ref<const std::string&>();
  return a.size() == b.size() && budget.spend(a.size() / 256) && a == b;
}

bool equal(const json& left, const json& right, Budget& budget) {
  if (!budget.spend(1)) return false;
  if (left.is_number()) return right.is_number() && wide(left) == wide(right);
  if (left.type() != right.type()) return false;
  if (left.is_string()) return equal_texts(left, right, budget);
  if (!left.is_structured()) return left == right;
  if (left.size() != right.size()) return false;
  bool same = false;
  if (budget.enter()) {
    same = left.is_array() ? equal_arrays(left, right, budget) : equal_objects(left, right, budget);
  }
  budget.leave();
  return same;
}

bool less(const json* left, const json* right, Budget& budget) {
  if (left == nullptr || right == nullptr) return false;
  if (left->is_number() && right->is_number()) return wide(*left) < wide(*right);
  if (!left->is_string() || !right->is_string()) return false;
  const auto& a = left->get_ref<const std::string&>();
  // The order of UTF-8's bytes is the order of the code points.
  return budget.spend(a.size() / 256) && a < right->get_ref<const std::string&>();
}

bool equal(const json* left, const json* right, Budget& budget) {
  if (left == nullptr || right == nullptr) return left == right;
  return equal(*left, *right, budget);
}

}  // namespace

bool compare(const json* left, Comparison comparison, const json* right, Budget& budget) {
  bool holds = false;
  switch (comparison) {
    case Comparison::equal:
      holds = equal(left, right, budget);
      break;
    case Comparison::not_equal:
      holds = !equal(left, right, budget);
      break;
    case Comparison::less:
      holds = less(left, right, budget);
      break;
    case Comparison::less_or_equal:
      holds = less(left, right, budget) || equal(left, right, budget);
      break;
    case Comparison::greater:
      holds = less(right, left, budget);
      break;
    case Comparison::greater_or_equal:
      holds = less(right, left, budget) || equal(left, right, budget);
      break;
  }
  return holds && !budget.spent();
}

}  // namespace slogate::jsonpath
