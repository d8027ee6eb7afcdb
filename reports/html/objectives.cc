#include "reports/html/sections.h"
#include "reports/model/finding.h"

namespace slogate::report {
namespace {

// The scope and the place in the suite, under the objective's title.
void add_objective(const ObjectiveLine& line, Markup& page) {
  page.open("tr").open("td").chip(line.state).close("td");
  page.open("th", "scope=\"row\"").text(line.title.empty() ? line.name : line.title);
  std::string small = line.claim;
  if (!line.scope.empty()) small += " over " + line.scope;
  page.optional("small", "", small);
  page.close("th");
  page.cell(line.limit, true);
  page.open("td", "class=\"n strong\"").text(measured_text(line)).close("td");
  page.open("td", "class=\"n\"").text(line.bound.empty() ? "-" : line.bound);
  page.optional("small", "", line.wilson.empty() ? "" : "Wilson: " + line.wilson);
  page.close("td");
  page.open("td", "class=\"n\"").text(count_text(line.samples));
  if (line.effective_samples != 0 && line.effective_samples != line.samples)
    page.optional("small", "", "count like " + count_text(line.effective_samples));
  page.close("td");
  page.open("td", "class=\"evidence\"").text(line.evidence);
  std::string origin = line.decision;
  if (!line.file.empty()) origin += (origin.empty() ? "" : ", ") + location(line.file, line.line);
  page.optional("small", "", origin);
  page.close("td").close("tr").line();
}

}  // namespace

void add_objectives(const Report& report, Markup& page) {
  if (report.objectives.empty()) return;
  page.raw("<section>\n<h2 id=\"objectives\">Objectives</h2>\n");
  page.raw(
      "<p class=\"hint\">What the app must hold. <b>observed</b>: the measured value decides. "
      "<b>confident</b>: "
      "the bound, which holds with 95 % confidence, must be on the right side of the limit "
      "too.</p>\n");
  page.begin_table("Objectives with limit, measured value, bound and samples", "objectives");
  page.raw("<thead>\n<tr>")
      .head("State")
      .head("Objective")
      .head("Limit", true)
      .head("Measured", true);
  page.head("Bound", true).head("Samples", true).head("Evidence").raw("</tr>\n</thead>\n<tbody>\n");
  for (const ObjectiveLine& line : report.objectives) add_objective(line, page);
  page.raw("</tbody>\n").end_table().raw("</section>\n");
}

}  // namespace slogate::report
