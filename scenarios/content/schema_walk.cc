#include "scenarios/content/schema_walk.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "scenarios/content/ecma_pattern.h"
#include "scenarios/content/schema_number.h"
#include "scenarios/content/schema_program.h"
#include "scenarios/content/schema_reference.h"
#include "scenarios/content/schema_words.h"

namespace slogate {
namespace {

constexpr std::size_t kMostDepth = 1'000;
constexpr std::size_t kMostSteps = 50'000'000;

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80;
  }));
}

}  // namespace

std::string SchemaWalk::Path::text() const {
  if (parent == nullptr) return {};
  std::string text = parent->text();
  text += '/';
  text += is_item ? std::to_string(index) : pointer_token(name);
  return text;
}

std::size_t SchemaWalk::Path::depth() const {
  return parent == nullptr ? 0 : parent->depth() + 1;
}

bool SchemaWalk::document_fits(const SchemaNode& root, const nlohmann::json& document) {
  return fits(root, document, Path{}) && !given_up_;
}

bool SchemaWalk::fits(const SchemaNode& start, const Json& value, const Path& path) {
  const SchemaNode* node = &start;
  while (node->reference != nullptr) node = node->reference;
  if (given_up_ || depth_ >= kMostDepth || ++steps_ > kMostSteps) {
    given_up_ = true;
    return false;
  }
  if (node->never) {
    return fault(path, Weight::other, [] { return "is not allowed here"; });
  }
  // A value of the wrong type is wrong enough.
  if (!type_fits(*node, value, path)) return false;
  ++depth_;
  bool good = value_fits(*node, value, path);
  if (good || !done()) {
    if (value.is_number()) {
      good = number_fits(*node, value, path) && good;
    } else if (value.is_string()) {
      good = string_fits(*node, value, path) && good;
    } else if (value.is_array()) {
      good = array_fits(*node, value, path) && good;
    } else if (value.is_object()) {
      good = object_fits(*node, value, path) && good;
    }
  }
  if (good || !done()) good = combined_fit(*node, value, path) && good;
  --depth_;
  return good;
}

bool SchemaWalk::quietly(const SchemaNode& node, const Json& value, const Path& path) {
  auto* const out = std::exchange(out_, nullptr);
  const bool good = fits(node, value, path);
  out_ = out;
  return good;
}

bool SchemaWalk::type_fits(const SchemaNode& node, const Json& value, const Path& path) {
  if (node.types == 0 || (node.types & types_of(value)) != 0) return true;
  return fault(path, Weight::type, [&] {
    return fmt::format("{}, the schema wants {}", type_words(value), type_words(node.types));
  });
}

bool SchemaWalk::value_fits(const SchemaNode& node, const Json& value, const Path& path) {
  if (node.constant != nullptr && *node.constant != value) {
    return fault(path, Weight::value, [&] {
      return fmt::format("{}, the schema wants {}", show_value(value), show_value(*node.constant));
    });
  }
  if (node.one_of_values != nullptr &&
      std::find(node.one_of_values->begin(), node.one_of_values->end(), value) ==
          node.one_of_values->end()) {
    return fault(path, Weight::value, [&] {
      return fmt::format("{} is none of {}", show_value(value), show_values(*node.one_of_values));
    });
  }
  return true;
}

bool SchemaWalk::number_fits(const SchemaNode& node, const Json& value, const Path& path) {
  const auto beyond = [&](const Json& limit, std::string_view words) {
    return fault(path, Weight::other, [&] {
      return fmt::format("{} is {} {}", show_value(value), words, show_value(limit));
    });
  };
  bool good = true;
  if (node.minimum != nullptr && less_than(value, *node.minimum)) {
    good = beyond(*node.minimum, "less than the minimum");
  }
  if (node.maximum != nullptr && less_than(*node.maximum, value)) {
    good = beyond(*node.maximum, "more than the maximum");
  }
  if (node.exclusive_minimum != nullptr && !less_than(*node.exclusive_minimum, value)) {
    good = beyond(*node.exclusive_minimum, "not more than");
  }
  if (node.exclusive_maximum != nullptr && !less_than(value, *node.exclusive_maximum)) {
    good = beyond(*node.exclusive_maximum, "not less than");
  }
  if (node.multiple_of != nullptr && !is_multiple(value, *node.multiple_of)) {
    good = beyond(*node.multiple_of, "no multiple of");
  }
  return good;
}

bool SchemaWalk::string_fits(const SchemaNode& node, const Json& value, const Path& path) {
  const auto& text = value.get_ref<const std::string&>();
  bool good = true;
  if (node.min_length || node.max_length) {
    const std::size_t length = characters_in(text);
    const auto wrong = [&](std::uint64_t limit, std::string_view words) {
      return fault(path, Weight::other, [&] {
        return fmt::format("has {}, the schema wants at {} {}",
                           counted(length, "character", "characters"), words, limit);
      });
    };
    if (node.min_length && length < *node.min_length) good = wrong(*node.min_length, "least");
    if (node.max_length && length > *node.max_length) good = wrong(*node.max_length, "most");
  }
  if (node.pattern.compiled != nullptr && !found_in(*node.pattern.compiled, text)) {
    good = fault(path, Weight::other, [&] {
      return fmt::format("{} does not match the pattern {}", show_value(value),
                         show_value(node.pattern.text));
    });
  }
  return good;
}

bool SchemaWalk::combined_fit(const SchemaNode& node, const Json& value, const Path& path) {
  bool good = true;
  for (const SchemaNode* schema : node.all_of) {
    good = fits(*schema, value, path) && good;
    if (!good && done()) return false;
  }
  if (!node.any_of.empty()) good = any_fits(node, value, path) && good;
  if (!node.one_of.empty()) good = one_fits(node, value, path) && good;
  if (node.not_schema != nullptr && quietly(*node.not_schema, value, path)) {
    good = fault(path, Weight::other, [] { return "fits the schema of \"not\""; });
  }
  return condition_fits(node, value, path) && good;
}

bool SchemaWalk::any_fits(const SchemaNode& node, const Json& value, const Path& path) {
  for (const SchemaNode* schema : node.any_of) {
    if (quietly(*schema, value, path)) return true;
  }
  return fault(path, Weight::other, [&] {
    return fmt::format("fits none of the {} of \"anyOf\"{}",
                       counted(node.any_of.size(), "schema", "schemas"),
                       nearest(node.any_of, value, path));
  });
}

bool SchemaWalk::one_fits(const SchemaNode& node, const Json& value, const Path& path) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t first = kNone;
  for (std::size_t i = 0; i < node.one_of.size(); ++i) {
    if (!quietly(*node.one_of[i], value, path)) continue;
    if (first != kNone) {
      return fault(path, Weight::other, [&] {
        return fmt::format("fits schemas {} and {} of \"oneOf\", only one may fit", first + 1,
                           i + 1);
      });
    }
    first = i;
  }
  if (first != kNone) return true;
  return fault(path, Weight::other, [&] {
    return fmt::format("fits none of the {} of \"oneOf\"{}",
                       counted(node.one_of.size(), "schema", "schemas"),
                       nearest(node.one_of, value, path));
  });
}

bool SchemaWalk::condition_fits(const SchemaNode& node, const Json& value, const Path& path) {
  if (node.if_schema == nullptr) return true;
  const SchemaNode* branch =
      quietly(*node.if_schema, value, path) ? node.then_schema : node.else_schema;
  return branch == nullptr || fits(*branch, value, path);
}

// The branch that was probably meant: whose type and constants fit, and that goes wrong deepest in
// the document.
std::string SchemaWalk::nearest(const std::vector<const SchemaNode*>& branches, const Json& value,
                                const Path& path) {
  auto* const out = out_;
  const std::size_t most = std::exchange(most_, 1);
  std::size_t best = 0;
  std::pair<bool, std::size_t> best_score{false, 0};
  JsonSchema::Violation told;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    std::vector<JsonSchema::Violation> first;
    out_ = &first;
    // It is known not to fit; this is about where and why.
    if (fits(*branches[i], value, path) || first.empty()) continue;
    const std::pair<bool, std::size_t> score{
        first_weight_ != Weight::value,
        1 + 2 * first_depth_ + (first_weight_ == Weight::type ? 0 : 1)};
    if (score > best_score) {
      best_score = score;
      best = i;
      told = std::move(first.front());
    }
  }
  out_ = out;
  most_ = most;
  if (told.message.empty()) return {};
  const std::string where = told.pointer == path.text() ? "" : told.pointer + ": ";
  const std::string which =
      branches.size() == 1 ? "" : fmt::format("the nearest is number {}: ", best + 1);
  return fmt::format(": {}{}{}", which, where, told.message);
}

}  // namespace slogate
