#include <algorithm>

#include <fmt/format.h>

#include "reports/html/sections.h"
#include "reports/model/finding.h"

namespace slogate::report {
namespace {

constexpr std::size_t kExchangeBytes = 16 * 1024;  // of each request and each answer
constexpr std::size_t kExchangesBytes =
    640 * 1024;  // of all together: the page stays under 1 MiB in a usual smoke run
constexpr std::size_t kExchanges = 500;

// What the page may still spend on exchanges.
struct Budget {
  std::size_t bytes = kExchangesBytes;
  std::size_t count = kExchanges;
  std::size_t left_out = 0;

  bool take(const ExchangeLine& exchange) {
    const std::size_t need = std::min(exchange.request.size(), kExchangeBytes) +
                             std::min(exchange.response.size(), kExchangeBytes);
    if (count == 0 || need > bytes) {
      ++left_out;
      return false;
    }
    --count;
    bytes -= need;
    return true;
  }
};

void add_latency(const Latency& latency, Markup& page) {
  for (const std::string* value : {&latency.p50, &latency.p95, &latency.p99, &latency.max}) {
    page.cell(value->empty() ? "-" : *value, true);
  }
}

void add_step(const StepLine& step, bool both_times, Markup& page) {
  page.open("tr")
      .open("td")
      .chip(step.state)
      .close("td")
      .open("th", "scope=\"row\"")
      .text(step.name);
  page.optional("small", "", step.request);
  page.optional("small", "", remark(step));
  for (const Fact& outcome : step.outcomes) {
    page.element("small", "", outcome.value + " × " + outcome.name);
  }
  page.close("th");
  page.cell(count_text(step.requests), true);
  page.cell(count_text(step.failed), true);
  add_latency(step.response, page);
  if (both_times) page.cell(step.service.p99.empty() ? "-" : step.service.p99, true);
  page.close("tr").line();
}

void add_steps(const FlowLine& flow, bool both_times, Markup& page) {
  if (flow.steps.empty()) return;
  page.begin_table("Steps of flow " + flow.name + " with response times", "steps");
  page.raw("<thead>\n<tr>").head("State").head("Step").head("Requests", true).head("Failed", true);
  page.head("p50", true).head("p95", true).head("p99", true).head("Max", true);
  if (both_times) page.head("Service p99", true);
  page.raw("</tr>\n</thead>\n<tbody>\n");
  for (const StepLine& step : flow.steps) add_step(step, both_times, page);
  page.raw("</tbody>\n").end_table();
}

void add_exchange(const ExchangeLine& exchange, Markup& page) {
  page.open("details").element("summary", "", exchange.title).line();
  if (!exchange.checks.empty()) {
    page.raw("<p class=\"label\">Checks</p>\n<ul>\n");
    for (const std::string& check : exchange.checks) page.element("li", "", check).line();
    page.raw("</ul>\n");
  }
  page.raw("<p class=\"label\">Sent</p>\n").pre("Request", exchange.request, kExchangeBytes);
  page.raw("<p class=\"label\">Received</p>\n").pre("Response", exchange.response, kExchangeBytes);
  page.close("details").line();
}

void add_exchanges(const FlowLine& flow, Budget& budget, Markup& page) {
  Markup inner;
  std::size_t shown = 0;
  const std::size_t left_out = budget.left_out;
  for (const StepLine& step : flow.steps) {
    for (const ExchangeLine& exchange : step.exchanges) {
      if (!budget.take(exchange)) continue;
      ++shown;
      add_exchange(exchange, inner);
    }
  }
  if (shown + budget.left_out == left_out) return;
  page.raw("<details class=\"exchanges\">");
  page.element("summary", "", fmt::format("What was sent and received ({})", shown))
      .line()
      .raw(inner.html());
  if (budget.left_out > left_out) {
    page.element("p", "class=\"hint\"",
                 fmt::format("{} more are in report.json: this page would become too large.",
                             budget.left_out - left_out));
  }
  page.raw("</details>\n");
}

std::string counts(const FlowLine& flow) {
  if (flow.iterations == 0 && flow.dropped == 0) return {};
  std::string text = fmt::format("walked {} {}", count_text(flow.iterations),
                                 flow.iterations == 1 ? "time" : "times");
  if (flow.failed_iterations > 0)
    text += fmt::format(", {} of them with a failure", count_text(flow.failed_iterations));
  if (flow.dropped > 0)
    text += fmt::format(", {} more dropped before they could start", count_text(flow.dropped));
  return text;
}

void add_flow(const FlowLine& flow, bool both_times, Budget& budget, Markup& page) {
  page.raw("<div class=\"flow\">\n").open("h3").text(flow.title.empty() ? flow.name : flow.title);
  page.chip(flow.state).close("h3").line();
  page.open("p", "class=\"hint\"").element("code", "", flow.name);
  if (!flow.route.empty()) page.text(" ").element("code", "", flow.route);
  const std::string times = counts(flow);
  if (!times.empty()) page.text(" " + times);
  page.close("p").line();
  page.optional("p", "class=\"remark\"", flow.reason);
  for (const std::string& note : flow.notes) page.element("p", "class=\"remark\"", note).line();
  add_steps(flow, both_times, page);
  add_exchanges(flow, budget, page);
  page.raw("</div>\n");
}

}  // namespace

void add_flows(const Report& report, Markup& page) {
  page.raw("<section>\n<h2 id=\"flows\">Flows and steps</h2>\n");
  if (report.flows.empty()) page.raw("<p>No flow was walked.</p>\n");
  if (report.load) {
    page.raw(
        "<p class=\"hint\">p99: of a hundred requests, ninety-nine were at least this fast. Times "
        "are response "
        "times, waiting for a free user included; the service time starts when the request is "
        "sent.</p>\n");
  }
  Budget budget;
  for (const FlowLine& flow : report.flows) add_flow(flow, report.load, budget, page);
  page.raw("</section>\n");
}

}  // namespace slogate::report
