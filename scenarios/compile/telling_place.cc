#include "scenarios/compile/telling_place.h"

#include <nlohmann/json.hpp>

#include "scenarios/compile/body_view.h"
#include "scenarios/content/pointer.h"

namespace slogate {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

std::size_t place_at(const BodyView& body, const std::vector<std::string>& tokens) {
  std::string_view fault;
  const JsonText* text = body.parsed().json_text(fault);
  const JsonText::Node* node = text == nullptr ? nullptr : text->find(tokens);
  return node == nullptr ? kNowhere : node->begin;
}

}  // namespace

std::size_t telling_place(const Matcher& matcher, const BodyView& body, const Found& found) {
  if (found.at != kNowhere) return found.at;
  if (matcher.source != Source::json) return kNowhere;
  std::vector<std::string> tokens = matcher.pointer;
  while (!tokens.empty()) {
    tokens.pop_back();
    if (const std::size_t place = place_at(body, tokens); place != kNowhere) return place;
  }
  return kNowhere;
}

std::size_t place_of_match(const re2::RE2& pattern, std::string_view text) {
  re2::StringPiece match;
  if (!pattern.Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, &match, 1))
    return kNowhere;
  return static_cast<std::size_t>(match.data() - text.data());
}

std::size_t place_below(const Matcher& matcher, const BodyView& body, const std::string& pointer,
                        std::size_t otherwise) {
  std::vector<std::string> below;
  if (!split_pointer(pointer, below)) return otherwise;
  std::vector<std::string> tokens = matcher.pointer;
  tokens.insert(tokens.end(), below.begin(), below.end());
  const std::size_t place = place_at(body, tokens);
  return place == kNowhere ? otherwise : place;
}

void load_tree(const Matcher& matcher, const BodyView& body, Found& found) {
  const bool tree =
      found.value.kind == Value::Kind::array || found.value.kind == Value::Kind::object;
  if (found.list || !tree || found.value.tree != nullptr) return;
  std::string_view fault;
  const nlohmann::json* root = body.parsed().json(fault);
  if (root != nullptr) found.value.tree = follow_pointer(*root, matcher.pointer);
}

}  // namespace slogate
