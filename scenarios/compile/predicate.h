// Whether a finding is what a check expects. Private to this folder.
//
// Each question has three answers: a predicate that cannot be asked of such a value (the order of a
// text that is no number) does not hold, and neither does its negation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compile/matcher.h"

namespace slogate {

// A check's expectation for one frame. Each string in `spec.expected` holds the index of its
// template in `integer`. Renders into the scratch only what is not constant.
class Expectation {
 public:
  Expectation(const Matcher& matcher, const CheckSpec& spec, const std::vector<Template>& templates,
              const Frame& frame)
      : matcher_(matcher), spec_(spec), templates_(templates), frame_(frame) {}

  [[nodiscard]] bool met_by(Found& found);

  // Why an expected text could not be rendered; empty where none was asked for or all could be.
  [[nodiscard]] const std::string& why() const { return why_; }
  // With `each`, where it is not met: the number of the member that is to blame.
  [[nodiscard]] std::optional<std::size_t> culprit() const { return culprit_; }
  // What a value violates of the schema that it should fit.
  struct Violation {
    std::string pointer;
    std::string message;
    std::size_t more = 0;
  };
  [[nodiscard]] std::optional<Violation> violation(const Value& value) const;

 private:
  enum class Answer : std::uint8_t { no, yes, unfit };

  [[nodiscard]] static Answer answer(bool yes) { return yes ? Answer::yes : Answer::no; }
  [[nodiscard]] bool holds(Answer answer) const {
    return !broken_ && answer != Answer::unfit && (answer == Answer::yes) != spec_.negated;
  }
  [[nodiscard]] bool exists(const Found& found) const;
  [[nodiscard]] bool met_by_each(Found& found);
  [[nodiscard]] Answer ask(Found& found);
  [[nodiscard]] Answer ask_list(Found& found);
  [[nodiscard]] Answer ask(const Value& value, Scratch& scratch);
  [[nodiscard]] Answer ask_empty(const Value& value) const;
  [[nodiscard]] Answer search(const Value& value, Scratch& scratch);
  [[nodiscard]] Answer search(std::string_view text, Scratch& scratch);
  [[nodiscard]] Answer order(const Value& value, Scratch& scratch);
  [[nodiscard]] Answer within(const Json& range, double value, Scratch& scratch);
  [[nodiscard]] Answer ask_length(const Value& value, Scratch& scratch);
  [[nodiscard]] Answer ask_count(const Value& value, Scratch& scratch);
  [[nodiscard]] bool is_type(const Value& value) const;
  [[nodiscard]] bool equals(const Json& expected, const Value& value, Scratch& scratch);
  [[nodiscard]] bool equals_number(const Json& expected, const Value& value, Scratch& scratch);
  [[nodiscard]] bool equals_tree(const Json& expected, const nlohmann::json& tree,
                                 Scratch& scratch);
  [[nodiscard]] std::optional<double> number(const Json& expected, Scratch& scratch);
  [[nodiscard]] std::string_view rendered(const Json& expected, Scratch& scratch);
  [[nodiscard]] bool same_text(std::string_view a, std::string_view b) const;

  const Matcher& matcher_;
  const CheckSpec& spec_;
  const std::vector<Template>& templates_;
  const Frame& frame_;
  std::optional<std::size_t> culprit_;
  bool broken_ = false;  // an expected template could not be rendered
  std::string why_;
};

// The first value that stands twice among them; nothing where each stands once.
[[nodiscard]] std::optional<Value> first_double(const std::vector<Value>& values);

// 3 of the status class "3xx"; 0 for any other text.
[[nodiscard]] int status_class(std::string_view text);

// Characters (Unicode code points) of a UTF-8 text; of a broken one about as many.
[[nodiscard]] std::size_t characters_in(std::string_view text);

// A text's length as the predicate `length` counts it: bytes of the body as it is, else characters.
[[nodiscard]] bool counts_bytes(const Matcher& matcher);

}  // namespace slogate
