#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "reports/html/sections.h"
#include "reports/model/finding.h"

namespace slogate::report {
namespace {

constexpr std::size_t kFailures =
    100;  // told in full; more make the page slow and nobody reads them
constexpr std::size_t kExcerptBytes = 4096;

void add_fact(const char* name, const std::string& value, Markup& page) {
  if (value.empty()) return;
  page.element("dt", "", name).element("dd", "", value).line();
}

void add_failure(const Finding& finding, Markup& page) {
  const FailureLine& failure = *finding.failure;
  const State state = is_tolerated(finding) ? State::not_applicable
                      : failure.is_error    ? State::error
                                            : State::fail;
  page.open("article", fmt::format("class=\"failure {}\"", family(state))).line();
  page.open("h3")
      .text(place(finding))
      .chip(state, is_tolerated(finding) ? "within the limits" : word(state));
  page.close("h3").line();
  page.element("p", "class=\"what\"", failure.title.empty() ? message(failure) : failure.title)
      .line();
  page.raw("<dl>\n");
  add_fact("Expected", failure.expected, page);
  add_fact("Got", failure.got, page);
  add_fact("Because", failure.because, page);
  add_fact("Request", finding.step->request, page);
  add_fact("When", failure.at, page);
  add_fact("Request id", failure.request_id, page);
  add_fact("Defined in", location(failure.file, failure.line), page);
  add_fact("Kind", failure.type, page);
  page.raw("</dl>\n");
  if (!failure.excerpt.empty()) {
    page.raw("<p class=\"label\">What the app answered</p>\n")
        .pre("Excerpt of the answer", failure.excerpt, kExcerptBytes);
  }
  if (!failure.curl.empty()) {
    page.raw("<p class=\"label\">Try it again</p>\n")
        .pre("Command line to repeat the request", failure.curl, kExcerptBytes);
  }
  if (finding.step->more_failures > 0 && &finding.step->failures.back() == finding.failure) {
    page.element("p", "class=\"hint\"",
                 fmt::format("{} more failed requests of this step are counted and not listed.",
                             finding.step->more_failures));
  }
  page.raw("</article>\n");
}

using Position = std::vector<Finding>::const_iterator;

void add_list(Position begin, Position end, Markup& page) {
  const auto count = static_cast<std::size_t>(end - begin);
  for (Position at = begin; at != begin + static_cast<std::ptrdiff_t>(std::min(count, kFailures));
       ++at) {
    add_failure(*at, page);
  }
  if (count > kFailures) {
    page.element("p", "", fmt::format("And {} more, listed in report.json.", count - kFailures));
  }
}

}  // namespace

void add_failures(const Report& report, Markup& page) {
  const std::vector<Finding> all = findings(report);
  const auto end = std::find_if(all.begin(), all.end(), is_tolerated);
  if (end == all.begin()) return;
  page.raw("<section>\n<h2 id=\"failures\">What failed</h2>\n");
  if (report.load)
    page.raw("<p class=\"hint\">The first failures of each kind, with the answer that came.</p>\n");
  add_list(all.begin(), end, page);
  page.raw("</section>\n");
}

void add_tolerated(const Report& report, Markup& page) {
  const std::vector<Finding> all = findings(report);
  const auto begin = std::find_if(all.begin(), all.end(), is_tolerated);
  if (begin == all.end()) return;
  page.raw(
      "<section>\n<h2 id=\"tolerated\">Failures within the limits</h2>\n<p class=\"hint\">These "
      "requests "
      "failed. The objectives allow so many, so they do not change the verdict.</p>\n");
  add_list(begin, all.end(), page);
  page.raw("</section>\n");
}

}  // namespace slogate::report
