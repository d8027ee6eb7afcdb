// Text with slots, resolved once: literal bytes and slot numbers, so that rendering is appending.
//
//   "Bearer ${token}"  ->  "Bearer " + slot 7
//
// Forms: `${name}` a variable, capture, feed column (`${vehicles.id}`) or built-in; `${env:NAME}`, `${secret:NAME}`;
// `${totp:name}` the RFC 6238 code (SHA-1, six digits, 30 s) of the base32 key in that variable; `$${` is a literal
// `${`. What is constant is folded into the literals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compile/frame.h"

namespace slogate {

class Template {
 public:
  struct Piece {
    std::string literal;  // before the slot
    std::int32_t slot = -1;  // -1: none follows
    bool totp = false;       // the slot holds a base32 key: append its one-time code
  };

  Template() = default;
  explicit Template(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

  // Appends the text to `out`. Every slot must be set (compile guarantees it, or the step's `when` does); an unset
  // one renders as nothing.
  void render(const Frame& frame, std::string& out) const;
  [[nodiscard]] std::string render(const Frame& frame) const;

  // True where it holds no slot; text() is then the whole.
  [[nodiscard]] bool constant() const;
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::vector<Piece> pieces_;
};

}  // namespace slogate
