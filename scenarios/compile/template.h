// Text with slots, resolved once: literal bytes and slot numbers, so that rendering is appending.
//
//   "Bearer ${token}"  ->  "Bearer " + slot 7
//
// Forms: `${name}` a variable, capture, feed column (`${vehicles.id}`) or built-in; `${env:NAME}`,
// `${secret:NAME}`; `${totp:name}` the RFC 6238 code of the key in that variable, base32 (SHA-1,
// six digits, 30 s) or an otpauth:// address; `${hotp:name:counter}` the RFC 4226 code at the
// counter in the second one; `$${` is a literal `${`. What is constant is folded into the literals,
// escaped where it stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/compile/frame.h"
#include "scenarios/suite/suite.h"

namespace slogate {

// How a value is written.
enum class Escape : std::uint8_t {
  none,
  json,        // inside a JSON string
  form,        // in an x-www-form-urlencoded body
  url,         // in an address, whose literal parts are encoded by the person who wrote them
  query,       // a name or value of a query, literal parts included
  part,        // a quoted name in a multipart header (WHATWG HTML 4.10.21.8)
  json_value,  // a whole value of a JSON text: as it is, and JSON itself or nothing is sent
};

// Appends the text, escaped.
void append_escaped(std::string_view text, Escape escape, std::string& out);

// Whether the text is one JSON value that may stand inside of another one.
[[nodiscard]] bool is_json_value(std::string_view text, JsonText& json);

// Appends what the filters make of the text. False, and why ("is no base64"), where one of them does
// not take it; nothing is appended then.
[[nodiscard]] bool append_filtered(std::string_view text, const std::vector<Filter>& filters,
                                   std::string& out, std::string& why);

class Template {
 public:
  struct Piece {
    std::string literal;     // before the slot
    std::int32_t slot = -1;  // -1: none follows
    bool totp = false;       // the slot holds a key: append its one-time code
    Escape escape = Escape::none;
    std::vector<Filter> filters{};  // text to text; before escaping
    std::string name{};             // the slot's, for whoever reads why it could not be rendered
    std::int32_t counter = -1;      // of a code: the slot of its counter; -1: it goes by the time
    std::string counter_name{};
  };

  Template() = default;
  // `secret`: a value in it must not be shown; whoever explains the template shows its source
  // instead.
  explicit Template(std::vector<Piece> pieces, bool secret = false)
      : pieces_(std::move(pieces)), secret_(secret) {}

  // Appends the text to `out`. False where a slot is unset (an optional capture, one of a step that
  // failed, a feed's null), where a filter does not take its value, or where that is not the JSON
  // or the key or counter that it has to be: nothing stands in its place, and `why` says the first of them.
  // Allocates nothing once `out` and the frame have grown.
  bool render(const Frame& frame, std::string& out, std::string* why = nullptr) const;
  [[nodiscard]] std::string render(const Frame& frame) const;

  // True where it holds no slot; text() is then the whole.
  [[nodiscard]] bool constant() const;
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
  [[nodiscard]] bool secret() const { return secret_; }
  // Of what a check expects: `${name|json}` alone. Its text stands for the value that it is as
  // JSON.
  [[nodiscard]] bool json() const { return json_; }
  void mark_json() { json_ = true; }
  // True where it holds a one-time code.
  [[nodiscard]] bool has_totp() const;

 private:
  bool append_slot(const Piece& piece, const Frame& frame, std::string& out,
                   std::string& why) const;
  bool append_code(const Piece& piece, const Frame& frame, std::string& out,
                   std::string& why) const;
  bool append_value(const Piece& piece, std::string_view value, const Frame& frame,
                    std::string& out, std::string& why) const;

  std::vector<Piece> pieces_;
  bool secret_ = false;
  bool json_ = false;
};

}  // namespace slogate
