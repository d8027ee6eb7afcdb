// The names in an XPath expression that libxml2 would look up only while it evaluates: functions,
// variables and prefixes. Private to this folder.
//
//   scan_xpath("//a:item[foo(.)]")   // function "foo" at 9, prefix "a"
//
// A scanner, no parser: what the grammar forbids is libxml2's to refuse. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace slogate {

struct XPathNames {
  struct Name {
    std::string_view text;  // of the expression that was scanned
    std::size_t at = 0;     // its offset in bytes
  };
  std::vector<Name> functions;
  std::vector<Name> variables;
  std::vector<Name> prefixes;
  std::vector<Name> elements;  // names of elements without a prefix
};

// Tokens as XPath 1.0 3.7 tells names from operators. Node tests such as text() are no functions.
[[nodiscard]] XPathNames scan_xpath(std::string_view expression);

// True for the functions of XPath 1.0 4.
[[nodiscard]] bool known_xpath_function(std::string_view name);

}  // namespace slogate
