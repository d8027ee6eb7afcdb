#include "scenarios/compile/telling_place.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/body_view.h"
#include "scenarios/content/pointer.h"

namespace slogate {
namespace {

using Tokens = std::vector<std::string>;

constexpr std::size_t kNowhere = std::string_view::npos;

std::size_t place_at(const BodyView& body, const Tokens& tokens) {
  std::string_view fault;
  const JsonText* text = body.parsed().json_text(fault);
  const JsonText::Node* node = text == nullptr ? nullptr : text->find(tokens);
  return node == nullptr ? kNowhere : node->begin;
}

// The tokens that lead to a value from one around it, last one first; false where it is not there.
bool path_to(const nlohmann::json& target, const nlohmann::json& from, Tokens& tokens) {
  if (&from == &target) return true;
  if (!from.is_structured()) return false;
  std::size_t index = 0;
  for (auto item = from.begin(); item != from.end(); ++item, ++index) {
    if (!path_to(target, *item, tokens)) continue;
    tokens.push_back(from.is_object() ? item.key() : std::to_string(index));
    return true;
  }
  return false;
}

// The number that the value has among those that the source found: filters take one for one.
std::size_t number_in_source(const Found& found, std::optional<std::size_t> member) {
  if (member) return *member;
  // After the filter `index` it is not the first.
  const std::vector<Value>& items = found.scratch.items;
  const Value& value = found.value;
  const auto same = std::ranges::find_if(items, [&](const Value& item) {
    return !item.text.empty() && item.text.data() == value.text.data();
  });
  return same == items.end() ? 0 : static_cast<std::size_t>(same - items.begin());
}

// A node of the parsed document, where the value is one or was made of one.
const nlohmann::json* node_at(const Matcher& matcher, const Found& found,
                              std::optional<std::size_t> member) {
  if (const nlohmann::json* tree = value_at(found, member).tree) return tree;
  if (matcher.source != Source::jsonpath) return nullptr;
  const std::vector<const nlohmann::json*>& nodes = found.scratch.nodes;
  const std::size_t index = number_in_source(found, member);
  return index < nodes.size() ? nodes[index] : nullptr;
}

// The tokens of a value in the body's JSON; false where it cannot be told.
bool tokens_of(const Matcher& matcher, const BodyView& body, const Found& found,
               std::optional<std::size_t> member, Tokens& tokens) {
  tokens.clear();
  if (matcher.source != Source::json && matcher.source != Source::jsonpath) return false;
  std::string_view fault;
  if (const nlohmann::json* node = node_at(matcher, found, member)) {
    const nlohmann::json* root = body.parsed().json(fault);
    if (root == nullptr || !path_to(*node, *root, tokens)) return false;
    std::ranges::reverse(tokens);
    return true;
  }
  if (matcher.source != Source::json) return false;
  tokens = matcher.pointer;
  if (member) tokens.push_back(std::to_string(*member));
  return true;
}

std::size_t nearest_above(const Matcher& matcher, const BodyView& body) {
  Tokens tokens = matcher.pointer;
  while (!tokens.empty()) {
    tokens.pop_back();
    if (const std::size_t place = place_at(body, tokens); place != kNowhere) return place;
  }
  return kNowhere;
}

std::size_t place_in_markup(const Matcher& matcher, const BodyView& body, std::size_t index) {
  std::string_view fault;
  MarkupTree* const tree = body.parsed().markup(fault);
  return tree == nullptr ? kNowhere : tree->place_of(*matcher.xpath, index, body.text());
}

}  // namespace

const Value& value_at(const Found& found, std::optional<std::size_t> member) {
  const std::vector<Value>& values = found.list ? found.scratch.items : found.scratch.members;
  return member && *member < values.size() ? values[*member] : found.value;
}

std::size_t place_of_view(std::string_view part, std::string_view body) {
  const std::less_equal<> not_behind;
  if (part.empty() || !not_behind(body.data(), part.data()) ||
      !not_behind(part.data() + part.size(), body.data() + body.size())) {
    return kNowhere;
  }
  return static_cast<std::size_t>(part.data() - body.data());
}

std::string namespace_hint(const Matcher& matcher, const BodyView& body, const Found& found) {
  if (matcher.source != Source::xpath || !matcher.xpath || found.unreadable) return {};
  const Value& value = found.value;
  const bool nothing = value.kind == Value::Kind::missing ||
                       (value.kind == Value::Kind::number && value.number == 0) ||
                       (value.kind == Value::Kind::boolean && !value.boolean);
  std::string_view fault;
  const MarkupTree* const tree = nothing ? body.parsed().markup(fault) : nullptr;
  const auto name = tree == nullptr ? std::nullopt : tree->namespaced(*matcher.xpath);
  if (!name) return {};
  return fmt::format("; \"{}\" stands in the namespace {} here: write //{}", name->name,
                     name->space, name->write);
}

std::size_t telling_place(const Matcher& matcher, const BodyView& body, const Found& found,
                          std::optional<std::size_t> member) {
  if (!member && found.at != kNowhere) return found.at;
  if (!matcher.needs_body()) return kNowhere;
  std::size_t place = place_of_view(value_at(found, member).text, body.text());
  if (place == kNowhere && matcher.source == Source::xpath)
    place = place_in_markup(matcher, body, number_in_source(found, member));
  Tokens tokens;
  if (place == kNowhere && tokens_of(matcher, body, found, member, tokens))
    place = place_at(body, tokens);
  if (place == kNowhere) place = found.at;
  return place == kNowhere && matcher.source == Source::json ? nearest_above(matcher, body) : place;
}

std::size_t place_of_match(const re2::RE2& pattern, std::string_view text) {
  re2::StringPiece match;
  if (!pattern.Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, &match, 1))
    return kNowhere;
  return static_cast<std::size_t>(match.data() - text.data());
}

std::size_t place_below(const Matcher& matcher, const BodyView& body, const Found& found,
                        std::optional<std::size_t> member, const std::string& pointer,
                        std::size_t otherwise) {
  Tokens below;
  Tokens tokens;
  if (!split_pointer(pointer, below) || !tokens_of(matcher, body, found, member, tokens))
    return otherwise;
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
