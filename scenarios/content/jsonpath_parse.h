// From the text of a JSONPath query to its tree, by recursive descent: one function for each rule of
// RFC 9535's grammar, types of functions checked on the way (2.4.3). Private to this folder.
//
//   Query query;
//   if (!Parser(text, fault).parse(query)) ...  // fault says why and where
#pragma once

#include <cstddef>
#include <string_view>

#include "scenarios/content/jsonpath.h"
#include "scenarios/content/jsonpath_query.h"
#include "scenarios/content/jsonpath_text.h"

namespace slogate::jsonpath {

class Parser {
 public:
  Parser(std::string_view text, JsonPath::Fault& fault) : text_(text, fault) {}

  bool parse(Query& out);

 private:
  // jsonpath_parse.cc: queries, segments, selectors.
  bool segments(Query& out);
  bool segment(Segment& out);
  bool brackets(Segment& out);
  bool selector(Selector& out, std::string_view after);
  bool index_or_slice(Selector& out);
  bool filter(Selector& out);

  // jsonpath_condition.cc: what stands in a filter. Blanks before each are already read.
  bool any_of(Condition& out);
  bool all_of(Condition& out);
  bool basic(Condition& out);
  bool parentheses(Condition& out);
  bool test_or_comparison(Condition& out, bool negated);
  bool comparable(const Operand& operand, std::size_t at);
  bool operand(Operand& out, std::string_view expected);
  bool query(Operand& out);
  bool literal_or_call(Operand& out);
  bool call(std::string_view name, std::size_t at, Call& out);
  bool argument(std::string_view name, Operand& out);
  bool takes_value(std::string_view name, const Operand& operand, std::size_t at);
  bool takes_query(std::string_view name, const Operand& operand, std::size_t at);
  bool compile_literal_pattern(Call& out, std::size_t at);

  bool enter();

  Text text_;
  std::size_t depth_ = 0;  // parentheses, filters and calls that are open
};

}  // namespace slogate::jsonpath
