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

  // Why an expected text could not be rendered, or is no number and should be one; else empty.
  [[nodiscard]] const std::string& why() const { return why_; }
  // Where it is not met: the number of the list's member that is to blame, where one is.
  [[nodiscard]] std::optional<std::size_t> culprit() const { return culprit_; }
  // Where in a text, which value_at() gives, the part or the match begins that must not be there.
  [[nodiscard]] std::optional<std::size_t> hit() const { return hit_; }
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
  [[nodiscard]] bool judge(Found& found);
  void find_hit(Found& found);
  [[nodiscard]] bool exists(const Found& found) const;
  [[nodiscard]] bool met_by_each(Found& found);
  [[nodiscard]] Answer ask(Found& found);
  [[nodiscard]] Answer ask_list(Found& found);
  [[nodiscard]] Answer ask_unique(const std::vector<Value>& values);
  [[nodiscard]] Answer ask_member(const std::vector<Value>& values, Scratch& scratch);
  [[nodiscard]] Answer ask_part(const std::vector<Value>& values, Scratch& scratch);
  template <class Test>
  [[nodiscard]] Answer ask_any(const std::vector<Value>& values, const Test& test) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!test(values[i])) continue;
      culprit_ = i;
      return Answer::yes;
    }
    return Answer::no;
  }
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
  [[nodiscard]] bool equals_text(const Json& expected, std::string_view text, Scratch& scratch);
  [[nodiscard]] bool equals_number(const Json& expected, const Value& value, Scratch& scratch);
  [[nodiscard]] bool equals_tree(const Json& expected, const nlohmann::json& tree,
                                 Scratch& scratch);
  [[nodiscard]] std::optional<double> number(const Json& expected, Scratch& scratch);
  // The same, of a comparison by size: says why there is none.
  [[nodiscard]] std::optional<double> limit(const Json& expected, Scratch& scratch);
  // What `${name|json}` stands for; any other value itself.
  [[nodiscard]] const Json& resolved(const Json& expected, Scratch& scratch);
  [[nodiscard]] const Template* template_of(const Json& expected) const;
  [[nodiscard]] std::string_view rendered(const Json& expected, Scratch& scratch);
  [[nodiscard]] bool same_text(std::string_view a, std::string_view b) const;

  const Matcher& matcher_;
  const CheckSpec& spec_;
  const std::vector<Template>& templates_;
  const Frame& frame_;
  std::optional<std::size_t> culprit_;
  std::optional<std::size_t> hit_;
  bool broken_ = false;  // an expected template could not be rendered
  std::string why_;
};

// The number of the first value that stands before it already; nothing where each stands once.
[[nodiscard]] std::optional<std::size_t> first_double(const std::vector<Value>& values);

// 3 of the status class "3xx"; 0 for any other text.
[[nodiscard]] int status_class(std::string_view text);

// Characters (Unicode code points) of a UTF-8 text; of a broken one about as many.
[[nodiscard]] std::size_t characters_in(std::string_view text);

// A text's length as the predicate `length` counts it: bytes of the body as it is, else characters.
[[nodiscard]] bool counts_bytes(const Matcher& matcher);

}  // namespace slogate
