// HTML put together element by element. Text goes through plain_text() and is escaped on its way
// in, so nothing that a target sent can become a tag, an attribute or a control character. Tag
// names, attributes and class names are ours.
//
//   Markup page;
//   page.open("p", "class=\"note\"").text(flow.reason).close("p").line();
//   page.element("td", "", step.name);
//
// Writes: one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "reports/model/report.h"

namespace slogate::report {

class Markup {
 public:
  Markup& open(std::string_view tag, std::string_view attributes = {});
  Markup& close(std::string_view tag);
  Markup& line();

  // On one line; line ends are spelled out. At most `limit` bytes are shown.
  Markup& text(std::string_view text, std::size_t limit = 4096);
  // Line ends kept; for <pre>.
  Markup& lines(std::string_view text, std::size_t limit);

  Markup& element(std::string_view tag, std::string_view attributes, std::string_view text);
  // Left out where the text is empty.
  Markup& optional(std::string_view tag, std::string_view attributes, std::string_view text);

  // A <pre> that can be scrolled with the keyboard.
  Markup& pre(std::string_view label, std::string_view text, std::size_t limit);

  // Sign and word of a state, or a word of our own in its place: never colour alone.
  Markup& chip(State state);
  Markup& chip(State state, std::string_view text);
  // The sign alone, hidden from screen readers.
  Markup& sign(State state);

  // A scrollable frame around a table with a caption for screen readers; closed by end_table().
  Markup& begin_table(std::string_view caption, std::string_view kind = {});
  // class "n": numbers, right aligned.
  Markup& head(std::string_view text, bool numeric = false);
  Markup& cell(std::string_view text, bool numeric = false);
  Markup& end_table();

  // Markup of our own, as it stands.
  Markup& raw(std::string_view html);

  [[nodiscard]] const std::string& html() const { return html_; }

 private:
  void escaped(std::string_view plain);

  std::string html_;
};

// "good", "bad", "unsure" or "none": the colour family of a state.
[[nodiscard]] std::string_view family(State state);

}  // namespace slogate::report
