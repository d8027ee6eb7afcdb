#include "tests/reports/example.h"

namespace slogate::report {
namespace {

class Spoiler {
 public:
  explicit Spoiler(const std::string& text) : text_(text) {}

  void operator()(std::string& field) const { field += text_; }
  void operator()(std::vector<std::string>& fields) const {
    for (std::string& field : fields) (*this)(field);
  }
  void operator()(std::vector<Fact>& facts) const {
    for (Fact& fact : facts) all(fact.name, fact.value);
  }
  void operator()(Latency& latency) const {
    all(latency.p50, latency.p95, latency.p99, latency.max);
  }

  template <class... Fields>
  void all(Fields&... fields) const {
    ((*this)(fields), ...);
  }

 private:
  const std::string& text_;
};

void spoil(StepLine& step, const Spoiler& spoiler) {
  spoiler.all(step.name, step.request, step.tags, step.reason, step.outcomes, step.response,
              step.service, step.file);
  for (FailureLine& line : step.failures) {
    spoiler.all(line.type, line.title, line.expected, line.got, line.because, line.excerpt,
                line.curl, line.request_id, line.at, line.file);
  }
  for (ExchangeLine& line : step.exchanges)
    spoiler.all(line.title, line.request, line.response, line.checks);
}

}  // namespace

Report with_text_everywhere(const std::string& text) {
  Report report = failing_smoke();
  report.warnings = {"a warning"};
  report.flows[1].notes = {"a note"};
  report.flows[1].reason = "a remark";
  const Spoiler spoiler(text);
  spoiler.all(report.version, report.suite, report.suite_title, report.command, report.profile,
              report.target, report.run_id, report.host, report.sentence, report.reasons,
              report.facts, report.not_checked, report.not_seen, report.generator, report.warnings);
  for (ObjectiveLine& line : report.objectives) {
    spoiler.all(line.name, line.title, line.claim, line.scope, line.decision, line.measured,
                line.bound, line.wilson, line.limit, line.evidence, line.file);
  }
  for (FlowLine& flow : report.flows) {
    spoiler.all(flow.name, flow.title, flow.route, flow.reason, flow.notes);
    for (StepLine& step : flow.steps) spoil(step, spoiler);
  }
  return report;
}

std::string hostile_text() {
  std::string text =
      "</script><script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>\" "
      "onmouseover='x' "
      "]]><!-- --!> &lt;&#60; <?php ?>\n::error::owned\r\n  ::set-output "
      "name=x::y\n##[error]owned\n::add-mask::x\n"
      "| a | b |\n```\n~~~\n# heading\n- [x](javascript:alert(3)) ![i](http://evil.example/i) "
      "@everyone $x$ "
      "\x1b[31mred\x1b[0m\x1b]0;title\x07\b\b\x7f\xc2\x9b"
      "2J \xe2\x80\xae"
      "dlrow \xe2\x81\xa6x \xe2\x80\x8b\xef\xbb\xbf \xef\xbf\xbe \xf3\xa0\x81\x81 "
      "\xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82 \xc3";
  text += std::string(1, '\0') + " end";
  return text;
}

}  // namespace slogate::report
