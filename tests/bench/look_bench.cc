// What looking at an answer costs on top of its exchange. The aim: three checks, one capture and
// two variables in under 2 us.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "tests/scenarios/compile/look_bench.h"

namespace slogate {
namespace {

Exchange small_answer() {
  return answer(200,
                R"({"ok": true, "id": 4711, "user": {"name": "Ada", "roles": ["admin", "guest"]},)"
                R"( "token": "a-token-that-is-longer-than-any-small-string", "next": null})",
                {{"Date", "Thu, 29 Feb 2024 11:34:56 GMT"},
                 {"Content-Type", "application/json; charset=utf-8"},
                 {"Cache-Control", "no-store"}});
}

void run(benchmark::State& state, const Exchange& exchange, const std::vector<CheckSpec>& specs,
         const std::vector<CaptureSpec>& capture_specs = {}, const std::string& rendered = {}) {
  LookBench bench;
  BodyReader reader;
  std::vector<Check> checks;
  std::vector<Capture> captures;
  for (const CheckSpec& spec : specs) checks.push_back(bench.check(spec).value());
  for (const CaptureSpec& spec : capture_specs) captures.push_back(bench.capture(spec).value());
  const Template text = bench.text(rendered);
  std::string out;
  for (auto _ : state) {
    out.clear();
    text.render(bench.frame(), out);
    const BodyView body(exchange, {}, nullptr, BodyView::kMostDecoded, &reader);
    bool held = true;
    for (const Check& check : checks)
      held = !check.evaluate(body, bench.frame(), {}).has_value() && held;
    for (const Capture& capture : captures)
      held = !capture.take(body, bench.frame(), false).has_value() && held;
    if (!held) state.SkipWithError("a check does not hold");
    benchmark::DoNotOptimize(out.data());
  }
}

void ThreeChecksOneCaptureTwoVariables(benchmark::State& state) {
  run(state, small_answer(),
      {check_spec(Source::status, "", Predicate::equals, "200"),
       check_spec(Source::header, "content-type", Predicate::starts_with, "\"application/json\""),
       check_spec(Source::json, "/user/name", Predicate::equals, "\"${name}\"")},
      {capture_spec("x", Source::json, "/token")}, "/users/${name}?token=${token}");
}
void ParseAndOnePointer(benchmark::State& state) {
  run(state, small_answer(), {check_spec(Source::json, "/ok", Predicate::equals)});
}
void Status(benchmark::State& state) {
  run(state, small_answer(), {check_spec(Source::status, "", Predicate::equals, "200")});
}
void BodyContains(benchmark::State& state) {
  run(state, small_answer(), {check_spec(Source::body, "", Predicate::contains, "\"admin\"")});
}
void RegexGroup(benchmark::State& state) {
  run(state, small_answer(),
      {check_spec(Source::regex, "\"token\": \"([^\"]+)\"", Predicate::exists)},
      {capture_spec("x", Source::regex, "\"token\": \"([^\"]+)\"")});
}
void JsonPathByDocument(benchmark::State& state) {
  run(state, small_answer(),
      {check_spec(Source::jsonpath, "$.user.roles[*]", Predicate::contains, "\"guest\"")});
}
void XPathOfASmallPage(benchmark::State& state) {
  run(state,
      answer(200,
             "<html><head><title>Shop</title></head><body><form><input name=csrf value=abc>"
             "</form></body></html>"),
      {check_spec(Source::xpath, "//title", Predicate::equals, "\"Shop\"")},
      {capture_spec("x", Source::xpath, "//input[@name='csrf']/@value")});
}

// A body of 10 MB: nothing copies it.
void TenMegabytesContainsRegexSize(benchmark::State& state) {
  const std::string body = std::string(10'000'000, 'x') + " the end 42";
  run(state, answer(200, body),
      {check_spec(Source::body, "", Predicate::contains, "\"the end\""),
       check_spec(Source::regex, "end ([0-9]+)", Predicate::equals, "42"),
       check_spec(Source::size, "body", Predicate::at_least, "10000000")});
}

BENCHMARK(ThreeChecksOneCaptureTwoVariables);
BENCHMARK(ParseAndOnePointer);
BENCHMARK(Status);
BENCHMARK(BodyContains);
BENCHMARK(RegexGroup);
BENCHMARK(JsonPathByDocument);
BENCHMARK(XPathOfASmallPage);
BENCHMARK(TenMegabytesContainsRegexSize)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace slogate
