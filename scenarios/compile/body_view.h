// What BodyView has parsed so far. Private to this folder; the public face is check.h.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "scenarios/compile/check.h"
#include "scenarios/compile/markup.h"

namespace slogate {

// Nesting over this is no JSON to us: the same cap as for the suite's own files.
inline constexpr std::size_t kMostNesting = 64;
// Bodies over this are not parsed: `max_body` may be set higher for downloads that nobody looks
// into.
inline constexpr std::size_t kMostParsed = 16U << 20U;

struct BodyView::Parsed {
  explicit Parsed(std::string_view text);
  ~Parsed();
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;

  // nullptr where the body is no JSON text (RFC 8259), nested too deeply or too large.
  [[nodiscard]] const nlohmann::json* json();
  // nullptr where the body is empty or too large.
  [[nodiscard]] const Html* html();

 private:
  std::string_view body;
  bool json_tried = false;
  bool html_tried = false;
  std::unique_ptr<const nlohmann::json> json_document;
  std::unique_ptr<Html> html_document;
};

// True where arrays and objects of a JSON text are nested over `limit`. Counts brackets outside of
// strings.
[[nodiscard]] bool nested_deeper_than(std::string_view text, std::size_t limit);

}  // namespace slogate
