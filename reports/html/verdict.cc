#include <algorithm>

#include <fmt/format.h>

#include "reports/html/sections.h"
#include "reports/model/finding.h"

namespace slogate::report {
namespace {

std::string_view meaning(State verdict) {
  switch (verdict) {
    case State::pass:
      return "Everything that was checked holds.";
    case State::fail:
      return "At least one thing that was checked does not hold. The reasons stand below.";
    default:
      break;
  }
  return "This run cannot say whether the app holds its limits. It is neither a yes nor a no.";
}

std::string capitalised(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z')
    result[0] = static_cast<char>(result[0] - 'a' + 'A');
  return result;
}

// "passed", "failed", "not walked".
std::string_view how_it_went(State state) {
  if (state == State::pass) return "passed";
  return is_trouble(state) ? "failed" : "not walked";
}

// Setup, teardown and the like are no flows of the suite: they are told behind the count.
std::string flow_count(const Report& report) {
  std::size_t passed = 0;
  std::size_t tried = 0;
  std::string apart;
  for (const FlowLine& flow : report.flows) {
    if (flow.apart) {
      apart += fmt::format(", {} {}", flow.name, how_it_went(flow.state));
      continue;
    }
    passed += flow.state == State::pass ? 1 : 0;
    tried += flow.state != State::skipped && flow.state != State::not_applicable ? 1 : 0;
  }
  std::string text = fmt::format("{} of {} passed", passed, tried);
  if (!report.not_checked.empty())
    text += fmt::format(", {} not checked", report.not_checked.size());
  return text + apart;
}

std::string objective_count(const Report& report) {
  const auto count = [&report](State state) {
    return std::count_if(report.objectives.begin(), report.objectives.end(),
                         [state](const ObjectiveLine& line) { return line.state == state; });
  };
  std::string text = fmt::format("{} met", count(State::pass));
  if (const auto broken = count(State::fail); broken > 0)
    text += fmt::format(", {} not met", broken);
  const auto open = count(State::inconclusive) + count(State::error);
  if (open > 0) text += fmt::format(", {} undecided", open);
  return text;
}

void add_tile(const char* name, const std::string& value, Markup& page) {
  if (value.empty()) return;
  page.open("div").element("dt", "", name).element("dd", "", value).close("div").line();
}

// "2026-03-06 10:00:00 UTC" reads better than the form that machines like.
std::string people_time(const std::string& started) {
  if (started.size() < 20 || started[10] != 'T' || started.back() != 'Z') return started;
  return started.substr(0, 10) + " " + started.substr(11, 8) + " UTC";
}

void add_tiles(const Report& report, Markup& page) {
  page.raw("<dl class=\"tiles\">\n");
  add_tile("Checked app", report.target, page);
  add_tile("Flows", flow_count(report), page);
  if (!report.objectives.empty()) add_tile("Objectives", objective_count(report), page);
  add_tile("Started", people_time(report.started), page);
  add_tile("Lasted", length(report.duration_seconds), page);
  page.raw("</dl>\n");
}

void add_reasons(const Report& report, Markup& page) {
  page.raw("<section class=\"card\">\n<h2>Why</h2>\n");
  if (report.reasons.empty()) {
    page.element("p", "", report.sentence).line();
  } else {
    page.raw("<ul class=\"reasons\">\n");
    for (const std::string& reason : report.reasons) page.element("li", "", reason).line();
    page.raw("</ul>\n");
  }
  page.raw("</section>\n");
}

void add_not_checked(const Report& report, Markup& page) {
  if (report.not_checked.empty()) {
    page.raw(
        "<section class=\"card\">\n<h2>Not checked</h2>\n<p>Nothing: every flow of the suite was "
        "checked.</p>\n");
  } else {
    page.raw("<section class=\"card attention\">\n<h2>Not checked</h2>\n<dl class=\"left-out\">\n");
    for (const Fact& fact : report.not_checked) {
      page.element("dt", "", fact.name).element("dd", "", fact.value).line();
    }
    page.raw("</dl>\n");
  }
  page.raw("</section>\n");
}

}  // namespace

void add_verdict(const Report& report, Markup& page) {
  page.open("section", fmt::format("class=\"verdict {}\"", family(report.verdict)))
      .sign(report.verdict)
      .open("div");
  page.element("p", "class=\"kicker\"", "Verdict");
  page.element("h1", "", capitalised(word(report.verdict))).line();
  page.element("p", "class=\"sentence\"", sentence_alone(report)).line();
  page.element("p", "", meaning(report.verdict)).close("div").close("section").line();
  if (!report.complete) {
    page.raw("<p class=\"incomplete\"><strong>Incomplete run.</strong> It did not end by itself. ");
    page.raw("This page shows what was measured until it stopped.</p>\n");
  }
  add_tiles(report, page);
  page.raw("<div class=\"pair\">\n");
  add_reasons(report, page);
  add_not_checked(report, page);
  page.raw("</div>\n");
}

}  // namespace slogate::report
