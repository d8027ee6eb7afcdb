// A compiled JSON Schema held against one document. Private to this folder.
//
//   SchemaWalk walk(&violations);   // or nullptr: no words, and an end at the first fault
//   walk.document_fits(*program.root, document)
//
// For one document and one thread; its limits are those of JsonSchema::validate().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "scenarios/content/json_schema.h"

namespace slogate {

struct SchemaNode;

class SchemaWalk {
 public:
  explicit SchemaWalk(std::vector<JsonSchema::Violation>* out) : out_(out) {}

  [[nodiscard]] bool document_fits(const SchemaNode& root, const nlohmann::json& document);
  // True where a limit was reached, and so nothing is known.
  [[nodiscard]] bool given_up() const { return given_up_; }

 private:
  // The way to a value, on the stack: written out only where something is wrong there.
  struct Path {
    const Path* parent = nullptr;
    std::string_view name;  // of a property; an item has none
    std::size_t index = 0;
    bool is_item = false;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::size_t depth() const;
  };
  // How much a fault says about which branch of an anyOf was meant.
  enum class Weight { other, type, value };

  using Json = nlohmann::json;

  [[nodiscard]] bool fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool quietly(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool type_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool value_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool number_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool string_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool array_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool items_fit(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool items_differ(const Json& value, const Path& path);
  [[nodiscard]] bool object_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool property_fits(const SchemaNode& node, const std::string& name,
                                   const Json& value, const Path& object);
  [[nodiscard]] bool names_fit(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool dependencies_fit(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool combined_fit(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool any_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool one_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] bool condition_fits(const SchemaNode& node, const Json& value, const Path& path);
  [[nodiscard]] std::string nearest(const std::vector<const SchemaNode*>& branches,
                                    const Json& value, const Path& path);

  // Writes a violation where one is wanted; false, always, so that a check can return it.
  template <class Words>
  bool fault(const Path& path, Weight weight, Words&& words) {
    if (done()) return false;
    if (out_->empty()) {
      first_depth_ = path.depth();
      first_weight_ = weight;
    }
    out_->push_back({path.text(), words()});
    return false;
  }
  [[nodiscard]] bool done() const { return out_ == nullptr || out_->size() >= most_; }

  std::vector<JsonSchema::Violation>* out_;
  std::size_t most_ = JsonSchema::kMostViolations;
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
  bool given_up_ = false;
  // Of the first fault of a branch: how deep it lies and of what weight it is.
  std::size_t first_depth_ = 0;
  Weight first_weight_ = Weight::other;
};

}  // namespace slogate
