// Checks and captures compiled by themselves, in a scope that knows `token` (a secret), `name` and
// `ids` (a list), so that these tests need no whole suite.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/compile/flow_compiler.h"
#include "tests/scenarios/compile/builders.h"

namespace slogate {

class LookBench {
 public:
  explicit LookBench(std::string folder = {}) : suite_(suite_in(std::move(folder))) {
    variables_.resolve_all();
    StepSpec first = step_spec("first", "/first");
    first.captures = {
        capture_spec("token", Source::json, "/token"), capture_spec("name", Source::json, "/name"),
        capture_spec("ids", Source::jsonpath, "$[*]"), capture_spec("x", Source::json, "/x")};
    first.captures[0].secret = true;
    first.captures[2].list = true;
    for (const CaptureSpec& capture : first.captures) scope_.declare(capture, first.name);
    scope_.reached(first);
    frame_ = Frame(scope_.slot_names().size());
    frame_.set(slot("token"), "s3cr3t-value");
    frame_.set(slot("name"), "Ada");
  }

  [[nodiscard]] std::size_t slot(const std::string& name) const { return scope_.name(name).slot; }
  Frame& frame() { return frame_; }
  // What compiling told, joined by line breaks.
  [[nodiscard]] std::string told() const {
    std::string text = told_.text();
    if (text.ends_with('\n')) text.pop_back();
    return text;
  }

  Template text(const std::string& text) { return scope_.compile({text, {}}, Escape::url); }
  std::optional<Check> check(const CheckSpec& spec) { return compile_check(spec, scope_); }
  // Into the slot `x`.
  std::optional<Capture> capture(const CaptureSpec& spec) {
    return compile_capture(spec, slot("x"), scope_);
  }

 private:
  static Suite suite_in(std::string folder) {
    Suite suite = suite_of({});
    suite.folder = std::move(folder);
    return suite;
  }

  Suite suite_;
  Environment environment_;
  CompileOptions options_;
  Diagnostics told_;
  Variables variables_{suite_, environment_, options_, told_};
  FlowScope scope_{variables_, User{"flow \"f\"", {}}, told_};
  Frame frame_;
};

inline std::optional<CheckFailure> failure_of(const CheckSpec& spec, const BodyView& body,
                                              std::int64_t now = 0) {
  LookBench bench;
  const auto check = bench.check(spec);
  if (!check) return CheckFailure{bench.told(), {}, {}, {}, {}};
  return check->evaluate(body, bench.frame(), std::chrono::sys_seconds(std::chrono::seconds(now)));
}

inline std::optional<CheckFailure> failure_of(const CheckSpec& spec, const Exchange& exchange) {
  return failure_of(spec, BodyView(exchange));
}

// "holds", "expected | got", or what is wrong with the check itself.
inline std::string verdict(const CheckSpec& spec, const BodyView& body, std::int64_t now = 0) {
  const auto failure = failure_of(spec, body, now);
  if (!failure) return "holds";
  return failure->at.line == 0 ? failure->expected : failure->expected + " | " + failure->got;
}

inline std::string verdict(const CheckSpec& spec, const Exchange& exchange, std::int64_t now = 0) {
  return verdict(spec, BodyView(exchange), now);
}

inline std::string on_json(const std::string& pointer, Predicate predicate,
                           const std::string& expected, const std::string& body) {
  return verdict(check_spec(Source::json, pointer, predicate, expected), answer(200, body));
}

inline std::string on_status(Predicate predicate, const std::string& expected, int status) {
  return verdict(check_spec(Source::status, "", predicate, expected), answer(status));
}

inline std::string on_header(const std::string& name, Predicate predicate,
                             const std::string& expected, const std::string& value) {
  return verdict(check_spec(Source::header, name, predicate, expected),
                 answer(200, "", {{name, value}}));
}

inline std::string on_body(Predicate predicate, const std::string& expected,
                           const std::string& body) {
  return verdict(check_spec(Source::body, "", predicate, expected), answer(200, body));
}

}  // namespace slogate
