#include <algorithm>

#include "scenarios/compile/flow_scope.h"

namespace slogate {

void TemplateBuilder::slot(const TemplatePart& part, std::size_t number, Escape escape) {
  pieces_.push_back({std::move(pending_), static_cast<std::int32_t>(number), false, escape,
                     part.filters, part.text});
  pending_.clear();
}

void TemplateBuilder::code(const TemplatePart& part, std::size_t key,
                           std::optional<std::size_t> counter, Escape escape) {
  slot(part, key, escape);
  Template::Piece& piece = pieces_.back();
  piece.totp = true;
  if (!counter) return;
  piece.counter = static_cast<std::int32_t>(*counter);
  piece.counter_name = part.counter;
}

bool TemplateBuilder::in_query() const {
  const auto asks = [](const Template::Piece& piece) {
    return piece.literal.find('?') != std::string::npos;
  };
  return pending_.find('?') != std::string::npos || std::ranges::any_of(pieces_, asks);
}

Template TemplateBuilder::build() {
  if (!pending_.empty()) pieces_.push_back({std::move(pending_), -1, false, Escape::none, {}});
  return Template(std::move(pieces_), secret_);
}

}  // namespace slogate
