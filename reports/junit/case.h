// One testcase of the JUnit file and the suite that counts it. A case holds at most one of failure,
// error and skipped, so that every reader counts the same; further failures of a step stand in that
// one's body.
//
//   SuiteNode suite(root, "smoke.auth");
//   pugi::xml_node node = suite.add_case({.name = "01 shell", .seconds = 0.012});
//   suite.fail(node, "assert.check", "expected 200, got 502", body);
//   suite.close();                      // writes the counts
//
// Text may be anything: it is made plain here. The body is cut at kBodyBytes and the output at
// kOutputBytes, together 8 KiB a case: readers load the whole file into memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "reports/model/plain_text.h"

namespace slogate::report {

inline constexpr std::size_t kBodyBytes = 6 * 1024;
inline constexpr std::size_t kOutputBytes = 2 * 1024;
inline constexpr std::size_t kNameBytes = 240;  // readers stop at 255 characters
inline constexpr std::size_t kMessageBytes = 1024;

// Three decimals with a point, whatever the locale; what is negative or no number becomes 0.000.
[[nodiscard]] std::string seconds_text(double seconds);

struct CaseFacts {
  std::string name;
  double seconds = 0;
  std::string file;  // empty: neither file nor line is written
  int line = 0;
};

class SuiteNode {
 public:
  SuiteNode(pugi::xml_node parent, std::string_view name);

  // An attribute of the suite itself, left out where it is empty.
  void set(const char* attribute, std::string_view value);
  void property(const char* name, std::string_view value);

  pugi::xml_node add_case(const CaseFacts& facts);

  // The one result of a case. The message is repeated at the top of the body, because some readers
  // show only that.
  void fail(pugi::xml_node test, std::string_view type, std::string_view message,
            std::string_view body);
  void error(pugi::xml_node test, std::string_view type, std::string_view message,
             std::string_view body);
  void skip(pugi::xml_node test, std::string_view message);
  void output(pugi::xml_node test, std::string_view text);

  // Writes tests, failures, errors, skipped and time. The suite is complete afterwards.
  void close();

  [[nodiscard]] int tests() const { return tests_; }
  [[nodiscard]] int failures() const { return failures_; }
  [[nodiscard]] int errors() const { return errors_; }
  [[nodiscard]] long long milliseconds() const { return milliseconds_; }

 private:
  void result(pugi::xml_node test, const char* element, std::string_view type,
              std::string_view message, std::string_view body);

  pugi::xml_node node_;
  pugi::xml_node properties_;
  std::string name_;
  int tests_ = 0;
  int failures_ = 0;
  int errors_ = 0;
  int skipped_ = 0;
  long long milliseconds_ = 0;  // whole ones, so that the sum is the sum of what is written
};

}  // namespace slogate::report
