// libFuzzer entry: templates. The first line of the input is a template, the rest the value of its
// slots `${v}` and `${item}`. It is compiled as a header, a query, a form, a JSON body and the name
// of a file, and rendered; whatever the value is, it must not leave the place where it stands.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "scenarios/compile/compiled_flow.h"
#include "scenarios/message/utf8.h"

namespace {

using namespace slogate;

// Ends the run where a claim does not hold; stays on in every build.
void claim(bool holds) {
  if (!holds) std::abort();
}

bool is_one_of(char c, std::string_view marks) {
  const bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alnum || marks.find(c) != std::string_view::npos;
}

bool holds_only(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [marks](char c) { return is_one_of(c, marks); });
}

StepSpec step_of(const std::string& name, const std::string& url) {
  StepSpec step;
  step.name = name;
  step.method = "POST";
  step.url = {url, {"flow.json", 2, 3}};
  step.at = {"flow.json", 2, 1};
  return step;
}

Json text_value(std::string text) {
  Json value;
  value.kind = Json::Kind::string;
  value.string = std::move(text);
  value.at = {"flow.json", 3, 3};
  return value;
}

Json object_of(const std::string& text) {
  Json value;
  value.kind = Json::Kind::object;
  value.members.push_back({"a", {}, text_value(text)});
  return value;
}

// A step that captures `v`, and three that use the template in their ways.
Suite suite_of(const std::string& text) {
  const TemplateText where{text, {"flow.json", 4, 5}};
  StepSpec first = step_of("first", "/");
  CaptureSpec capture;
  capture.name = "v";
  capture.source = Source::status;
  first.captures = {capture};
  StepSpec json = step_of("json", "/");
  json.headers = {{"x-template", where}};
  json.query = {{"q", where}};
  json.body_kind = BodyKind::json;
  json.body = object_of(text);
  StepSpec form = step_of("form", "/");
  form.body_kind = BodyKind::form;
  form.body = object_of(text);
  Flow flow;
  flow.name = "f";
  flow.file = "flow.json";
  flow.steps.steps = {first, json, form};
  Suite suite;
  suite.name = "fuzz";
  suite.target = {"http://app.example", {"suite.json", 1, 1}};
  VariableSpec variable;
  variable.name = "known";
  variable.value = TemplateText{"a \"known\" value\n", {"suite.json", 2, 1}};
  suite.variables = {variable};
  suite.flows = {flow};
  return suite;
}

std::string rendered(const Template& text, const Frame& frame) {
  std::string out = "before";
  const bool good = text.render(frame, out);
  std::string again = "before";
  std::string why;
  claim(text.render(frame, again, &why) == good && again == out && (good || !why.empty()));
  return out.substr(6);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (size > 4096) return 0;
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string text(input.substr(0, line));
  const std::string_view value = input.substr(std::min(line + 1, input.size()));
  const auto suite = compile(suite_of(text), {{"NAME", "from the environment"}}, {});
  if (!suite) {
    claim(!suite.error().text().empty());
    return 0;
  }
  const CompiledSteps& steps = suite->flows[0].steps;
  Frame frame(suite->flows[0].slots);
  frame.unix_seconds = 1'772'791'200;
  for (std::size_t slot = 0; slot < frame.size(); ++slot) frame.set(slot, value);

  const CompiledRequest& json = steps[1].request;
  claim(holds_only(rendered(json.query, frame), "-._~%="));
  (void)rendered(json.headers.at(0).second, frame);
  const std::string body = rendered(json.body.at(0).text, frame);
  // What the JSON reader of flows takes: it refuses a NUL and what is no UTF-8.
  const bool readable = find_invalid_utf8(body) == std::string_view::npos &&
                        body.find("\\u0000") == std::string::npos;
  if (readable) claim(static_cast<bool>(parse_json("body.json", body)));
  const std::string form = rendered(steps[2].request.body.at(0).text, frame);
  claim(holds_only(form, "-._*+%="));
  claim(std::ranges::count(form, '=') == 1);
  return 0;
}
