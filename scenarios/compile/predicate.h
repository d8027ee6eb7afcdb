// Whether a finding is what a check expects. Private to this folder.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/compile/matcher.h"

namespace slogate {

// The number that a text is, blanks around it aside; nothing where it is none, or not finite.
[[nodiscard]] std::optional<double> number_in(std::string_view text);

// A check's expectation for one frame. Each string in `spec.expected` holds the index of its
// template in `integer`. Renders into a buffer of its own only what is not constant.
class Expectation {
 public:
  Expectation(const Matcher& matcher, const CheckSpec& spec, const std::vector<Template>& templates,
              const Frame& frame)
      : matcher_(matcher), spec_(spec), templates_(templates), frame_(frame) {}

  [[nodiscard]] bool met_by(const Found& found);

 private:
  [[nodiscard]] bool exists(const Found& found) const;
  [[nodiscard]] bool compare(const Found& found);
  [[nodiscard]] bool search(std::string_view text);
  [[nodiscard]] bool order(const Found& found);
  [[nodiscard]] bool equals(const Json& expected, const Found& found);
  [[nodiscard]] bool equals(const Json& expected, const nlohmann::json& value);
  [[nodiscard]] bool is_type(const Found& found) const;
  [[nodiscard]] bool has_count(const Found& found);
  [[nodiscard]] std::optional<double> number(const Json& expected);
  [[nodiscard]] std::string_view rendered(const Json& expected);
  [[nodiscard]] bool same_text(std::string_view a, std::string_view b) const;

  const Matcher& matcher_;
  const CheckSpec& spec_;
  const std::vector<Template>& templates_;
  const Frame& frame_;
  std::string buffer_;
};

}  // namespace slogate
