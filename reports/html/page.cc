// One page that shows everything without script, network or a second file. The policy in its head
// forbids both, so that even a mistake in the escaping could not load or run anything.
#include <ostream>

#include <fmt/format.h>

#include "reports/html/sections.h"
#include "reports/model/finding.h"
#include "reports/model/writers.h"

namespace slogate::report {
namespace {

// Drawn once, used beside every state word.
constexpr std::string_view kSigns =
    "<svg width=\"0\" height=\"0\" class=\"defs\" aria-hidden=\"true\">"
    "<symbol id=\"sign-good\" viewBox=\"0 0 24 24\"><path d=\"M4 12.5l5.5 5.5L20 "
    "6.5\"></path></symbol>"
    "<symbol id=\"sign-bad\" viewBox=\"0 0 24 24\"><path d=\"M5 5l14 14M19 5L5 "
    "19\"></path></symbol>"
    "<symbol id=\"sign-unsure\" viewBox=\"0 0 24 24\"><path d=\"M7.5 8.5a4.5 4.5 0 1 1 6.8 "
    "3.9c-1.6 1-2.3 1.8-2.3 "
    "3.6M12 20v.5\"></path></symbol>"
    "<symbol id=\"sign-none\" viewBox=\"0 0 24 24\"><path d=\"M5 12h14\"></path></symbol></svg>\n";

std::string title_of(const Report& report) {
  return report.suite_title.empty() ? report.suite : report.suite_title;
}

void open_page(const Report& report, Markup& page) {
  page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  page.raw(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n");
  page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  page.raw(
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n");
  page.open("title")
      .text(word(report.verdict))
      .text(": ")
      .text(title_of(report))
      .close("title")
      .line();
  page.raw("<style>\n").raw(page_css()).raw("</style>\n</head>\n<body>\n").raw(kSigns);
  page.open("header", "class=\"top\"").element("span", "class=\"brand\"", "slogate");
  page.open("span").text(title_of(report)).close("span");
  const std::string kind = report.profile.empty() || report.profile == report.command
                               ? report.command
                               : report.command + ", profile " + report.profile;
  page.optional("span", "class=\"kind\"", kind);
  page.close("header").line().open("main").line();
}

void add_links(const Report& report, Markup& page) {
  page.open("nav", "aria-label=\"Parts of this report\"");
  const auto link = [&page](const char* id, const char* text) {
    page.open("a", fmt::format("href=\"#{}\"", id)).text(text).close("a");
  };
  if (!report.objectives.empty()) link("objectives", "Objectives");
  const std::vector<Finding> all = findings(report);
  if (!all.empty() && !is_tolerated(all.front())) link("failures", "What failed");
  link("flows", "Flows and steps");
  if (!all.empty() && is_tolerated(all.back())) link("tolerated", "Failures within the limits");
  if (!report.warnings.empty()) link("warnings", "Warnings");
  link("run", "About this run");
  if (!report.not_seen.empty()) link("not-seen", "What this report cannot see");
  page.close("nav").line();
}

void add_warnings(const Report& report, Markup& page) {
  if (report.warnings.empty()) return;
  page.raw("<section>\n<h2 id=\"warnings\">Warnings</h2>\n<ul>\n");
  for (const std::string& warning : report.warnings) page.element("li", "", warning).line();
  page.raw("</ul>\n</section>\n");
}

void add_facts(std::string_view caption, const std::vector<Fact>& facts, Markup& page) {
  page.begin_table(caption, "facts");
  page.raw("<tbody>\n");
  for (const Fact& fact : facts) {
    page.open("tr").element("th", "scope=\"row\"", fact.name).cell(fact.value).close("tr").line();
  }
  page.raw("</tbody>\n").end_table();
}

void add_run(const Report& report, Markup& page) {
  page.raw(
      "<section>\n<h2 id=\"run\">About this run</h2>\n<div class=\"pair\">\n<div>\n<h3>The "
      "run</h3>\n");
  std::vector<Fact> facts = {{"target", report.target},
                             {"suite", report.suite},
                             {"started", report.started},
                             {"run id", report.run_id},
                             {"sent from", report.host},
                             {"version of slogate", report.version},
                             {"complete", report.complete ? "yes" : "no"},
                             {"exit code", fmt::format("{}", report.exit_code)}};
  facts.insert(facts.end(), report.facts.begin(), report.facts.end());
  add_facts("Facts about the run", facts, page);
  page.raw("</div>\n");
  if (!report.generator.empty()) {
    page.raw("<div>\n<h3>The load generator</h3>\n");
    page.raw(
        "<p class=\"hint\">Whether the numbers can be believed: how well slogate itself kept its "
        "plan.</p>\n");
    add_facts("Facts about the load generator", report.generator, page);
    page.raw("</div>\n");
  }
  page.raw("</div>\n</section>\n");
}

void add_not_seen(const Report& report, Markup& page) {
  if (report.not_seen.empty()) return;
  page.raw("<section class=\"callout\">\n<h2 id=\"not-seen\">What this report cannot see</h2>\n");
  page.raw(
      "<p>slogate looks at the app from outside. A pass says nothing about these:</p>\n<ul>\n");
  for (const std::string& item : report.not_seen) page.element("li", "", item).line();
  page.raw("</ul>\n</section>\n");
}

}  // namespace

void write_html(const Report& report, std::ostream& out) {
  Markup page;
  open_page(report, page);
  add_verdict(report, page);
  add_links(report, page);
  add_objectives(report, page);
  add_failures(report, page);
  add_flows(report, page);
  add_tolerated(report, page);
  add_warnings(report, page);
  add_run(report, page);
  add_not_seen(report, page);
  page.raw("</main>\n<footer>").text("slogate " + report.version + ", run " + report.run_id);
  page.raw("</footer>\n</body>\n</html>\n");
  out << page.html();
}

}  // namespace slogate::report
