// Reads WWW-Authenticate and its kin (RFC 9110 11.2 to 11.6.1): several challenges in one field,
// quoted or bare values, without copying. Authentication-Info, a list of parameters alone, too.
//
//   ChallengeReader reader("Basic realm=x, Digest realm=\"a b\", nonce=1");
//   while (reader.next() != ChallengeReader::Item::end) ...
//   // scheme Basic, parameter realm=x, scheme Digest, parameter realm="a b", parameter nonce=1
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scenarios/message/exchange.h"

namespace slogate {

class ChallengeReader {
 public:
  // `malformed` is the last item of a field, as `end` is.
  enum class Item { scheme, parameter, token68, end, malformed };

  // The field's value must outlive the reader. With `parameters_only` it begins with a parameter.
  explicit ChallengeReader(std::string_view field, bool parameters_only = false)
      : field_(field), in_challenge_(parameters_only) {}

  Item next();

  // Of the last item: a scheme's or a parameter's name.
  [[nodiscard]] std::string_view name() const { return name_; }

  // A parameter's value or the token68. Of a quoted string what stands between its quotes,
  // backslashes included.
  [[nodiscard]] std::string_view value() const { return value_; }

 private:
  void skip_blanks();
  bool skip_commas();
  [[nodiscard]] bool at_item_end() const;
  bool read_token68();
  bool read_value();
  [[nodiscard]] std::string_view read_token();
  Item fail();

  std::string_view field_;
  std::size_t at_ = 0;
  bool in_challenge_ = false;
  bool after_scheme_ = false;
  std::string_view name_, value_;
};

// Why an answer with 401 does not ask for credentials of that scheme: what it asks for instead, as
// the server spells it ("the server asks for Basic or Bearer, not for Digest"), or that it asks for
// none. Empty where it does, or where the field cannot be read. At most four schemes are named.
[[nodiscard]] std::string unasked(std::string_view scheme, const Response& response);

// A quoted string's value without its backslashes, appended; and with the ones that it needs,
// between quotes (RFC 9110 5.6.4).
void append_unescaped(std::string_view value, std::string& out);
void append_quoted(std::string_view value, std::string& out);

}  // namespace slogate
