#include "reports/junit/case.h"

#include <cmath>

#include <fmt/format.h>

namespace slogate::report {
namespace {

long long to_milliseconds(double seconds) {
  if (!std::isfinite(seconds) || seconds <= 0) return 0;
  return std::llround(std::min(seconds, 1e12) * 1000.0);
}

std::string milliseconds_text(long long milliseconds) {
  return fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
}

std::string line_of(std::string_view text, std::size_t limit) {
  return clipped(plain_text(text, Lines::fold, limit), limit);
}

// Readers show the message or the body, so neither is ever empty.
std::string message_of(std::string_view text, std::string_view otherwise) {
  return line_of(text.empty() ? otherwise : text, kMessageBytes);
}

void set_attribute(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

}  // namespace

std::string seconds_text(double seconds) {
  return milliseconds_text(to_milliseconds(seconds));
}

SuiteNode::SuiteNode(pugi::xml_node parent, std::string_view name)
    : node_(parent.append_child("testsuite")), name_(line_of(name, kNameBytes)) {
  set_attribute(node_, "name", name_);
}

void SuiteNode::set(const char* attribute, std::string_view value) {
  if (!value.empty()) set_attribute(node_, attribute, line_of(value, kMessageBytes));
}

void SuiteNode::property(const char* name, std::string_view value) {
  if (value.empty()) return;
  if (!properties_) properties_ = node_.prepend_child("properties");
  pugi::xml_node property = properties_.append_child("property");
  set_attribute(property, "name", name);
  set_attribute(property, "value", line_of(value, kMessageBytes));
}

pugi::xml_node SuiteNode::add_case(const CaseFacts& facts) {
  const long long milliseconds = to_milliseconds(facts.seconds);
  pugi::xml_node test = node_.append_child("testcase");
  set_attribute(test, "classname", name_);
  set_attribute(test, "name", line_of(facts.name, kNameBytes));
  set_attribute(test, "time", milliseconds_text(milliseconds));
  if (!facts.file.empty()) {
    set_attribute(test, "file", line_of(facts.file, kMessageBytes));
    if (facts.line > 0) set_attribute(test, "line", fmt::format("{}", facts.line));
  }
  ++tests_;
  milliseconds_ += milliseconds;
  return test;
}

void SuiteNode::result(pugi::xml_node test, const char* element, std::string_view type,
                       std::string_view message, std::string_view body) {
  pugi::xml_node node = test.append_child(element);
  const std::string line = message_of(message, element);
  set_attribute(node, "type", line_of(type.empty() ? element : type, kNameBytes));
  set_attribute(node, "message", line);
  std::string text = line;
  if (!body.empty()) text += "\n" + plain_text(body, Lines::keep, kBodyBytes);
  node.append_child(pugi::node_pcdata).set_value(clipped(std::move(text), kBodyBytes).c_str());
}

void SuiteNode::fail(pugi::xml_node test, std::string_view type, std::string_view message,
                     std::string_view body) {
  result(test, "failure", type, message, body);
  ++failures_;
}

void SuiteNode::error(pugi::xml_node test, std::string_view type, std::string_view message,
                      std::string_view body) {
  result(test, "error", type, message, body);
  ++errors_;
}

void SuiteNode::skip(pugi::xml_node test, std::string_view message) {
  pugi::xml_node node = test.append_child("skipped");
  const std::string line = message_of(message, "skipped");
  set_attribute(node, "message", line);
  node.append_child(pugi::node_pcdata).set_value(line.c_str());
  ++skipped_;
}

void SuiteNode::output(pugi::xml_node test, std::string_view text) {
  if (text.empty()) return;
  const std::string shown = clipped(plain_text(text, Lines::keep, kOutputBytes), kOutputBytes);
  test.append_child("system-out").append_child(pugi::node_pcdata).set_value(shown.c_str());
}

void SuiteNode::close() {
  // Inserted behind the name, so that the file reads name, counts, time, then where and when.
  pugi::xml_attribute last = node_.attribute("name");
  const auto add = [&](const char* name, const std::string& value) {
    last = node_.insert_attribute_after(name, last);
    last.set_value(value.c_str());
  };
  add("tests", fmt::format("{}", tests_));
  add("failures", fmt::format("{}", failures_));
  add("errors", fmt::format("{}", errors_));
  add("skipped", fmt::format("{}", skipped_));
  add("time", milliseconds_text(milliseconds_));
}

}  // namespace slogate::report
