// What BodyView has decoded and parsed so far. Private to this folder; the public face is check.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "scenarios/compile/check.h"
#include "scenarios/compile/json_text.h"
#include "scenarios/compile/value.h"
#include "scenarios/content/markup.h"

namespace slogate {

struct BodyView::Parsed {
  Parsed();
  ~Parsed();
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;

  // Forgets the answer before and keeps its memory, up to a bound.
  void begin(const Response& response, std::uint64_t most);

  // The decoded body; empty where that failed, `text_fault` then says why.
  [[nodiscard]] std::string_view text();
  // nullptr where the body is no JSON text (RFC 8259), nested too deeply or too large; `fault` then
  // says so, and where, and `broken_at` is that place.
  [[nodiscard]] const JsonText* json_text(std::string_view& fault);
  // The same as a whole document.
  [[nodiscard]] const nlohmann::json* json(std::string_view& fault);
  // nullptr where the body is empty, too large or no well-formed XML.
  [[nodiscard]] MarkupTree* markup(std::string_view& fault);

  std::string text_fault;
  std::size_t broken_at = std::string_view::npos;  // where the last parse that failed gave up
  Scratch scratch;
  XPathValue xpath;

 private:
  enum class State : std::uint8_t { untried, good, bad };

  [[nodiscard]] std::string_view obstacle();

  const Response* response_ = nullptr;
  std::uint64_t most_ = 0;
  State text_state_ = State::untried;
  State json_text_state_ = State::untried;
  State json_state_ = State::untried;
  State markup_state_ = State::untried;
  std::string_view text_;
  std::string codings_;
  std::string decoded_;
  JsonText json_text_;
  std::string json_fault_;
  std::unique_ptr<nlohmann::json> json_;
  MarkupTree markup_;
  std::string markup_fault_;
  std::size_t markup_broken_at_ = std::string_view::npos;
};

}  // namespace slogate
