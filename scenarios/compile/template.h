// Text with slots, resolved once: literal bytes and slot numbers, so that rendering is appending.
//
//   "Bearer ${token}"  ->  "Bearer " + slot 7
//
// Forms: `${name}` a variable, capture, feed column (`${vehicles.id}`) or built-in; `${env:NAME}`,
// `${secret:NAME}`; `${totp:name}` the RFC 6238 code (SHA-1, six digits, 30 s) of the base32 key in
// that variable; `$${` is a literal `${`. What is constant is folded into the literals, escaped
// where it stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/compile/frame.h"

namespace slogate {

// How a slot's value is written: as it is, inside a JSON string, in an x-www-form-urlencoded body,
// or in the path or query of a URL.
enum class Escape : std::uint8_t { none, json, form, url };

// Appends the text, escaped.
void append_escaped(std::string_view text, Escape escape, std::string& out);

class Template {
 public:
  struct Piece {
    std::string literal;     // before the slot
    std::int32_t slot = -1;  // -1: none follows
    bool totp = false;       // the slot holds a base32 key: append its one-time code
    Escape escape = Escape::none;
  };

  Template() = default;
  // `secret`: a value in it must not be shown; whoever explains the template shows its source
  // instead.
  explicit Template(std::vector<Piece> pieces, bool secret = false)
      : pieces_(std::move(pieces)), secret_(secret) {}

  // Appends the text to `out`. Every slot must be set (compile guarantees it, or the step's `when`
  // does); an unset one renders as nothing.
  void render(const Frame& frame, std::string& out) const;
  [[nodiscard]] std::string render(const Frame& frame) const;

  // True where it holds no slot; text() is then the whole.
  [[nodiscard]] bool constant() const;
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
  [[nodiscard]] bool secret() const { return secret_; }
  // True where it holds a one-time code.
  [[nodiscard]] bool has_totp() const;

 private:
  std::vector<Piece> pieces_;
  bool secret_ = false;
};

}  // namespace slogate
