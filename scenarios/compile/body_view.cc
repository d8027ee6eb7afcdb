#include "scenarios/compile/body_view.h"

#include <nlohmann/json.hpp>

namespace slogate {

bool nested_deeper_than(std::string_view text, std::size_t limit) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > limit) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

BodyView::Parsed::Parsed(std::string_view text) : body(text) {}
BodyView::Parsed::~Parsed() = default;

const nlohmann::json* BodyView::Parsed::json() {
  if (!json_tried) {
    json_tried = true;
    if (body.size() <= kMostParsed && !nested_deeper_than(body, kMostNesting)) {
      auto document = nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
      if (!document.is_discarded())
        json_document = std::make_unique<const nlohmann::json>(std::move(document));
    }
  }
  return json_document.get();
}

const Html* BodyView::Parsed::html() {
  if (!html_tried) {
    html_tried = true;
    if (!body.empty() && body.size() <= kMostParsed) html_document = Html::parse(body);
  }
  return html_document.get();
}

BodyView::BodyView(const Exchange& exchange) : exchange_(exchange) {}
BodyView::~BodyView() = default;

BodyView::Parsed& BodyView::parsed() const {
  if (!parsed_) parsed_ = std::make_unique<Parsed>(exchange_.response.body);
  return *parsed_;
}

}  // namespace slogate
