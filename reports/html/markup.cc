#include "reports/html/markup.h"

#include <fmt/format.h>

#include "reports/model/plain_text.h"

namespace slogate::report {

std::string_view family(State state) {
  switch (state) {
    case State::pass:
      return "good";
    case State::fail:
    case State::error:
      return "bad";
    case State::inconclusive:
      return "unsure";
    case State::skipped:
    case State::not_applicable:
      break;
  }
  return "none";
}

Markup& Markup::raw(std::string_view html) {
  html_ += html;
  return *this;
}

Markup& Markup::open(std::string_view tag, std::string_view attributes) {
  html_ += '<';
  html_ += tag;
  if (!attributes.empty()) {
    html_ += ' ';
    html_ += attributes;
  }
  html_ += '>';
  return *this;
}

Markup& Markup::close(std::string_view tag) {
  html_ += "</";
  html_ += tag;
  html_ += '>';
  return *this;
}

Markup& Markup::line() {
  html_ += '\n';
  return *this;
}

void Markup::escaped(std::string_view plain) {
  for (const char c : plain) {
    switch (c) {
      case '&':
        html_ += "&amp;";
        break;
      case '<':
        html_ += "&lt;";
        break;
      case '>':
        html_ += "&gt;";
        break;
      case '"':
        html_ += "&quot;";
        break;
      case '\'':
        html_ += "&#39;";
        break;
      default:
        html_ += c;
    }
  }
}

Markup& Markup::text(std::string_view text, std::size_t limit) {
  escaped(plain_text(text, Lines::fold, limit));
  return *this;
}

Markup& Markup::lines(std::string_view text, std::size_t limit) {
  escaped(plain_text(text, Lines::keep, limit));
  return *this;
}

Markup& Markup::element(std::string_view tag, std::string_view attributes, std::string_view text) {
  return open(tag, attributes).text(text).close(tag);
}

Markup& Markup::optional(std::string_view tag, std::string_view attributes, std::string_view text) {
  return text.empty() ? *this : element(tag, attributes, text);
}

Markup& Markup::pre(std::string_view label, std::string_view text, std::size_t limit) {
  if (text.empty()) return *this;
  // A line end right behind <pre> is dropped by browsers: this one, not the text's first.
  return open("pre", fmt::format("tabindex=\"0\" role=\"group\" aria-label=\"{}\"", label))
      .line()
      .lines(text, limit)
      .close("pre")
      .line();
}

Markup& Markup::sign(State state) {
  return raw(
      fmt::format("<svg class=\"sign\" aria-hidden=\"true\"><use href=\"#sign-{}\"></use></svg>",
                  family(state)));
}

Markup& Markup::chip(State state) {
  return chip(state, word(state));
}

Markup& Markup::chip(State state, std::string_view text) {
  return open("span", fmt::format("class=\"chip {}\"", family(state)))
      .sign(state)
      .raw(text)
      .close("span");
}

Markup& Markup::begin_table(std::string_view caption, std::string_view kind) {
  raw("<div class=\"scroll ")
      .raw(kind)
      .raw("\" tabindex=\"0\" role=\"region\" aria-label=\"")
      .text(caption)
      .raw("\">");
  return open("table").line().open("caption").text(caption).close("caption").line();
}

Markup& Markup::head(std::string_view text, bool numeric) {
  return element("th", numeric ? "scope=\"col\" class=\"n\"" : "scope=\"col\"", text);
}

Markup& Markup::cell(std::string_view text, bool numeric) {
  return element("td", numeric ? "class=\"n\"" : "", text);
}

Markup& Markup::end_table() {
  return close("table").close("div").line();
}

}  // namespace slogate::report
