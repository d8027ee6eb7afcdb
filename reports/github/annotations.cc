// Workflow commands. GitHub keeps ten error annotations of a step, so nine failures are told, the
// worst first, and one line says how many more there are. A passing run says nothing.
#include <ostream>

#include <fmt/format.h>

#include "reports/model/finding.h"
#include "reports/model/plain_text.h"
#include "reports/model/writers.h"

namespace slogate::report {
namespace {

constexpr std::size_t kAnnotations = 9;
constexpr std::size_t kMessageBytes = 3500;  // the runner cuts at 4096 characters
constexpr std::size_t kTitleBytes = 200;

// What a workflow command gives a meaning to, percent-encoded. "##[" is an older command that a
// runner obeys even in the middle of a line.
std::string encoded(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else if (property && c == ':') {
      out += "%3A";
    } else if (property && c == ',') {
      out += "%2C";
    } else if (c == '[' && out.size() >= 2 && out.compare(out.size() - 2, 2, "##") == 0) {
      out += "\\x5b";
    } else {
      out += c;
    }
  }
  return out;
}

struct Annotation {
  std::string title;
  std::string text;
  std::string file;
  int line = 0;
};

void print(const Annotation& annotation, std::ostream& out) {
  std::string properties;
  if (!annotation.file.empty()) {
    properties =
        "file=" + encoded(plain_text(annotation.file, Lines::fold, kMessageBytes), true) + ",";
    if (annotation.line > 0) properties += fmt::format("line={},", annotation.line);
  }
  const std::string title =
      clipped(plain_text(annotation.title, Lines::fold, kTitleBytes), kTitleBytes);
  const std::string text =
      clipped(plain_text(annotation.text, Lines::keep, kMessageBytes), kMessageBytes);
  out << "::error " << properties << "title=" << encoded(title, true)
      << "::" << encoded(text, false) << '\n';
}

Annotation of(const Finding& finding) {
  const FailureLine& failure = *finding.failure;
  Annotation annotation;
  annotation.title = place(finding);
  annotation.text = message(failure);
  if (!failure.because.empty()) annotation.text += "\nbecause: " + failure.because;
  if (!failure.request_id.empty()) annotation.text += "\nrequest id: " + failure.request_id;
  annotation.file = failure.file.empty() ? finding.step->file : failure.file;
  annotation.line = failure.file.empty() ? finding.step->line : failure.line;
  return annotation;
}

Annotation of(const ObjectiveLine& objective) {
  const std::string measured =
      objective.measured.empty() ? "no data" : "measured " + objective.measured;
  Annotation annotation;
  annotation.title = fmt::format("objective {}: {}", objective.name, word(objective.state));
  annotation.text = fmt::format("{}{}{}: {}", objective.claim,
                                objective.scope.empty() ? "" : " over ", objective.scope, measured);
  if (!objective.evidence.empty()) annotation.text += "\n" + objective.evidence;
  annotation.file = objective.file;
  annotation.line = objective.line;
  return annotation;
}

void add_objectives(const Report& report, State state, std::vector<Annotation>& all) {
  for (const ObjectiveLine& objective : report.objectives) {
    if (objective.state == state) all.push_back(of(objective));
  }
}

std::vector<Annotation> annotations(const Report& report) {
  std::vector<Annotation> all;
  std::vector<Annotation> tolerated;
  for (const Finding& finding : findings(report)) {
    (is_trouble(finding.step->state) ? all : tolerated).push_back(of(finding));
  }
  add_objectives(report, State::fail, all);
  add_objectives(report, State::error, all);
  add_objectives(report, State::inconclusive, all);
  all.insert(all.end(), tolerated.begin(), tolerated.end());
  if (all.empty())
    all.push_back({fmt::format("slogate: {}", word(report.verdict)), report.sentence, "", 0});
  return all;
}

}  // namespace

void write_annotations(const Report& report, std::ostream& out) {
  if (report.verdict == State::pass && report.complete) return;
  const std::vector<Annotation> all = annotations(report);
  for (std::size_t i = 0; i < all.size() && i < kAnnotations; ++i) print(all[i], out);
  if (all.size() > kAnnotations) {
    const std::string rest = fmt::format("and {} more, see the report", all.size() - kAnnotations);
    print({"slogate", rest, "", 0}, out);
  }
}

}  // namespace slogate::report
