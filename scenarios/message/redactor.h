// Takes secrets out of text before it leaves the process: the plain value and its URL, base64, JSON- and HTML-escaped
// forms, base64 also of one of the others. Base64 is found at each of the three alignments in a longer text.
//
//   Redactor redactor;
//   redactor.add("s3cr3t-token");
//   redactor.redact("Bearer s3cr3t-token")   // "Bearer ***"
//
// Values under kShortestSecret bytes are redacted only where they stand as a whole word (six-digit codes): otherwise
// they would eat the report; their base64 digits, from six on, are replaced anywhere. Not thread safe; each worker owns
// one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slogate {

class Redactor {
 public:
  static constexpr std::size_t kShortestSecret = 8;

  // Whether taking the secret out of a report would tear other words apart: under kShortestSecret characters of Unicode.
  // Not an e-mail address: it is like nothing else in a report, however short it is.
  [[nodiscard]] static bool too_short(std::string_view secret);

  // Adds a value and its encoded forms; an empty value and a known one are ignored.
  void add(std::string_view secret);
  // Adds only the base64 forms of a text that holds a secret: as it is, its other parts may be read.
  void add_encoded(std::string_view text);
  // Adds a short member of a secret JSON object or array: redacted where it is a whole value, as `"7391"`, or 7391 between
  // the marks of JSON; a word that is written so stays in a sentence.
  void add_member(std::string_view member);

  // The text with every form of every secret replaced by `***`.
  [[nodiscard]] std::string redact(std::string_view text) const;
  // `place` is a place in the text, and then the same one in what is returned; npos stays.
  [[nodiscard]] std::string redact(std::string_view text, std::size_t& place) const;

  // [begin, end) of every form in the text, by their begin; they may overlap. None where it is switched off.
  using Places = std::vector<std::pair<std::size_t, std::size_t>>;
  [[nodiscard]] Places places_in(std::string_view text) const;
  // Whether the text is a part of a known form, and not the whole of it.
  [[nodiscard]] bool knows_part(std::string_view text) const;

  [[nodiscard]] bool empty() const { return size_ == 0; }

  // Switches redaction off. Only the test that shows that the redaction test bites calls it.
  void disable() { disabled_ = true; }

 private:
  // Where a form counts; the later ones are narrower.
  enum class Stand : std::uint8_t { anywhere, word, json_value };
  struct Form {
    std::string text;
    Stand stand = Stand::anywhere;
  };
  void add_form(std::string text, Stand stand);

  std::array<std::vector<Form>, 256>
      forms_;  // by their first character: few to look at for each place
  std::size_t size_ = 0;
  bool disabled_ = false;
};

}  // namespace slogate
