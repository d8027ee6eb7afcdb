// Takes secrets out of text before it leaves the process: the plain value and its URL, base64,
// JSON- and HTML-escaped forms. Base64 is found at each of the three alignments in a longer text.
//
//   Redactor redactor;
//   redactor.add("s3cr3t-token");
//   redactor.redact("Bearer s3cr3t-token")   // "Bearer ***"
//
// Values under kShortestSecret characters are redacted only where they stand as a whole word
// (six-digit codes): otherwise they would eat the report; their base64 digits, from six
// on, are replaced anywhere. Not thread safe; each worker owns one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slogate {

class Redactor {
 public:
  static constexpr std::size_t kShortestSecret = 8;

  // Adds a value and its encoded forms; an empty value and a known one are ignored.
  void add(std::string_view secret);

  // The text with every form of every secret replaced by `***`, longest first.
  [[nodiscard]] std::string redact(std::string_view text) const;
  // `place` is a place in the text, and then the same one in what is returned; npos stays.
  [[nodiscard]] std::string redact(std::string_view text, std::size_t& place) const;

  [[nodiscard]] bool empty() const { return forms_.empty(); }

  // Switches redaction off. Only the test that shows that the redaction test bites calls it.
  void disable() { disabled_ = true; }

 private:
  struct Form {
    std::string text;
    bool whole_word = false;
  };
  void add_form(std::string text, bool whole_word);
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> places_in(
      std::string_view text) const;

  std::vector<Form> forms_;  // longest first
  bool disabled_ = false;
};

}  // namespace slogate
