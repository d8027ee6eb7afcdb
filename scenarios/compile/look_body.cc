// Sources that look into the body.
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/body_view.h"
#include "scenarios/compile/digest.h"
#include "scenarios/compile/matcher.h"
#include "scenarios/content/pointer.h"

namespace slogate {
namespace {

constexpr std::size_t kMostMatches = 10'000;  // of one list

void unreadable(Found& out, std::string_view why) {
  out.lose(why);
  out.unreadable = true;
}

// The decoded body; false, and told in `out`, where its codings cannot be undone.
bool readable(const BodyView& body, Found& out, std::string_view& text) {
  BodyView::Parsed& parsed = body.parsed();
  text = parsed.text();
  if (parsed.text_fault.empty()) return true;
  unreadable(out, parsed.text_fault);
  return false;
}

std::size_t offset_in(std::string_view text, const re2::StringPiece& piece) {
  return static_cast<std::size_t>(piece.data() - text.data());
}

Value value_of_piece(const re2::StringPiece& piece) {
  return value_of(std::string_view(piece.data(), piece.size()));
}

// The body has not the form that it is looked into by.
void misformed(const BodyView& body, Found& out, std::string_view why) {
  unreadable(out, why);
  out.at = body.parsed().broken_at;
}

void take_xpath(XPathValue& value, std::string_view nothing, Found& out) {
  out.why = nothing;
  switch (value.kind) {
    case XPathValue::Kind::none:
      unreadable(out, value.why);
      break;
    case XPathValue::Kind::nodes:
      out.begin_list();
      for (const std::string& node : value.nodes)
        out.scratch.items.push_back(value_of(std::string_view(node)));
      out.end_list();
      out.total = value.count;
      break;
    case XPathValue::Kind::text:
      if (!value.text.empty()) {
        out.value = value_of(std::string_view(value.text));
      } else {
        out.why = "an empty text";
        out.blank = true;
      }
      break;
    case XPathValue::Kind::number:
      if (!std::isnan(value.number)) out.value = value_of(value.number);
      out.why = "no number";
      break;
    case XPathValue::Kind::boolean:
      out.value = value_of(value.boolean);
      break;
  }
}

}  // namespace

void Matcher::look_body(const BodyView& body, Found& out) const {
  std::string_view text;
  if (!readable(body, out, text)) return;
  out.value = value_of(text);
  if (text.empty()) out.why = "the body is empty";
}

void Matcher::look_json(const BodyView& body, Found& out) const {
  BodyView::Parsed& parsed = body.parsed();
  std::string_view fault;
  const JsonText* text = parsed.json_text(fault);
  if (text == nullptr) return misformed(body, out, fault);
  const JsonText::Node* node = text->find(pointer);
  if (node == nullptr) return out.lose(nothing);
  out.at = node->begin;
  const bool tree = node->kind == Value::Kind::array || node->kind == Value::Kind::object;
  // Of a key that stands twice in an object only the document knows the members.
  const bool shape = shape_only && (node->kind == Value::Kind::array || node->count == 0);
  if (!as_document && (!tree || shape)) {
    out.value = text->value_of(*node, out.scratch.texts);
    return;
  }
  const nlohmann::json* root = parsed.json(fault);
  if (root == nullptr) return misformed(body, out, fault);
  const nlohmann::json* value = follow_pointer(*root, pointer);
  if (value == nullptr) return out.lose(nothing);
  out.value = value_of(*value);
}

void Matcher::look_jsonpath(const BodyView& body, Found& out) const {
  std::string_view fault;
  const nlohmann::json* root = body.parsed().json(fault);
  if (root == nullptr) return misformed(body, out, fault);
  std::vector<const nlohmann::json*>& nodes = out.scratch.nodes;
  if (!path->select(*root, nodes)) return unreadable(out, "the query finds too much in this body");
  if (path->singular()) {
    if (nodes.empty()) return out.lose(nothing);
    out.value = value_of(*nodes.front());
    return;
  }
  out.begin_list();
  for (const nlohmann::json* node : nodes) out.scratch.items.push_back(value_of(*node));
  out.end_list();
  if (nodes.empty()) out.why = nothing;
}

void Matcher::look_xpath(const BodyView& body, Found& out) const {
  std::string_view fault;
  MarkupTree* tree = body.parsed().markup(fault);
  if (tree == nullptr) return misformed(body, out, fault);
  XPathValue& value = body.parsed().xpath;
  tree->evaluate(*xpath, value);
  take_xpath(value, nothing, out);
}

void Matcher::look_regex(const BodyView& body, Found& out) const {
  std::string_view text;
  if (!readable(body, out, text)) return;
  const re2::StringPiece input(text.data(), text.size());
  // Submatch 0 is the whole match, 1 the first group.
  re2::StringPiece match[2];
  const int wanted = pattern->NumberOfCapturingGroups() > 0 && !bounds_only ? 2 : 1;
  std::size_t from = 0;
  if (all) out.begin_list();
  while (from <= text.size() &&
         pattern->Match(input, from, text.size(), re2::RE2::UNANCHORED, match, wanted)) {
    if (out.at == std::string_view::npos) out.at = offset_in(text, match[0]);
    if (!all) {
      out.value = value_of_piece(match[wanted - 1]);
      return;
    }
    out.scratch.items.push_back(value_of_piece(match[wanted - 1]));
    if (out.scratch.items.size() == kMostMatches) break;
    const std::size_t end = offset_in(text, match[0]) + match[0].size();
    from = match[0].empty() ? end + 1 : end;
  }
  if (all) out.end_list();
  if (!all || out.total == 0) {
    out.lose(text.empty() ? std::string_view("the body is empty") : std::string_view(nothing));
  }
}

void Matcher::look_size(const BodyView& body, Found& out) const {
  if (word == Word::transfer) {
    out.value = value_of(static_cast<double>(body.exchange().response.body_bytes));
    return;
  }
  std::string_view text;
  if (readable(body, out, text)) out.value = value_of(static_cast<double>(text.size()));
}

void Matcher::look_hash(const BodyView& body, Found& out) const {
  std::string_view text;
  if (!readable(body, out, text)) return;
  const Hash hash = word == Word::sha256 ? Hash::sha256
                    : word == Word::sha1 ? Hash::sha1
                                         : Hash::md5;
  std::string& hex = out.scratch.texts.next();
  if (!append_hash_hex(hash, {text}, hex)) return unreadable(out, nothing);
  out.value = value_of(std::string_view(hex));
}

}  // namespace slogate
