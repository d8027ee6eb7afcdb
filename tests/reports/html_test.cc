#include <algorithm>
#include <sstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/model/writers.h"
#include "tests/reports/example.h"
#include "tests/reports/program.h"

namespace slogate::report {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const Report& report) {
  std::ostringstream out;
  write_html(report, out);
  return out.str();
}

// What stands between < and >, in order; the style sheet's text is left out and so is the value of
// aria-label, the only attribute that repeats a name.
std::vector<std::string> tags(const std::string& page) {
  std::vector<std::string> result;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    std::string tag = page.substr(at + 1, page.find('>', at) - at - 1);
    if (const std::size_t label = tag.find("aria-label=\""); label != std::string::npos) {
      const std::size_t begin = label + 12;
      tag.erase(begin, tag.find('"', begin) - begin);
    }
    result.push_back(tag);
  }
  return result;
}

std::string name_of(const std::string& tag) {
  return tag.substr(0, tag.find(' '));
}

TEST(Html, SaysTheVerdictFirst) {
  const std::string page = page_of(failing_smoke());
  EXPECT_LT(page.find("<h1>Fail</h1>"), page.find("<h2"));
  EXPECT_THAT(page, HasSubstr("Sign-in does not start (502 from the proxy); not checked: admin."));
}

TEST(Html, SaysWhatWasNotChecked) {
  EXPECT_THAT(
      page_of(failing_smoke()),
      HasSubstr(
          "<dt>admin</dt><dd>ADMIN_TOKEN and USER_TOKEN are not set (--skip-flow admin)</dd>"));
  EXPECT_THAT(page_of(passing_load()), HasSubstr("Nothing: every flow of the suite was checked."));
}

TEST(Html, CountsFlowsAndTellsSetupAndTeardownBehindThem) {
  Report report = passing_load();
  const std::size_t flows = report.flows.size();
  const auto add = [&report](const char* name, State state) {
    FlowLine line;
    line.name = name;
    line.state = state;
    line.apart = true;
    report.flows.push_back(line);
  };
  add("setup", State::pass);
  add("teardown", State::fail);
  add("ready", State::skipped);
  const std::string count = std::to_string(flows);
  EXPECT_THAT(page_of(report),
              HasSubstr("<dt>Flows</dt><dd>" + count + " of " + count +
                        " passed, setup passed, teardown failed, ready not walked</dd>"));
}

TEST(Html, TellsAtAStepWhatItsCountsDoNotHold) {
  Report report = passing_load();
  EXPECT_THAT(page_of(report), Not(HasSubstr("not counted")));
  report.flows[0].steps[0].never_sent = 3;
  report.flows[0].steps[0].unanswered = 1'200;
  EXPECT_THAT(page_of(report), HasSubstr("<small>of the failed, 3 were never sent; 1,200 not "
                                         "counted: no answer when the run ended</small>"));
}

TEST(Html, ShowsAnObjectiveWithLimitValueBoundAndSamples) {
  EXPECT_THAT(page_of(passing_load()), HasSubstr("<td class=\"n\">&lt; 2 s</td><td class=\"n "
                                                 "strong\">41 ms</td><td class=\"n\">at most 44 "
                                                 "ms</td><td class=\"n\">4,600</td>"));
}

TEST(Html, ShowsAFailureWithAllThatIsKnownOfIt) {
  const std::string page = page_of(failing_smoke());
  for (const char* text : {"<dt>Expected</dt><dd>status 200</dd>", "<dt>Got</dt><dd>502</dd>",
                           "<dt>Because</dt><dd>the proxy answers, the app behind it does not</dd>",
                           "<dt>Request id</dt><dd>7f3c2a9e-auth-1</dd>",
                           "<dt>Defined in</dt><dd>scenarios/go-live/auth.json:21</dd>",
                           "&lt;center&gt;nginx/1.22.1&lt;/center&gt;", "curl -i -X POST"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
}

TEST(Html, KeepsTheExchangesFolded) {
  EXPECT_THAT(page_of(failing_smoke()),
              HasSubstr("<summary>POST /api/auth/request: 502 in 182 ms</summary>"));
}

TEST(Html, SetsToleratedFailuresApart) {
  const std::string page = page_of(passing_load());
  EXPECT_THAT(page, HasSubstr("Failures within the limits</h2>"));
  EXPECT_THAT(page, Not(HasSubstr(">What failed</h2>")));
}

TEST(Html, MarksAnIncompleteRun) {
  EXPECT_THAT(page_of(inconclusive_load()), HasSubstr("<strong>Incomplete run.</strong>"));
  EXPECT_THAT(page_of(passing_load()), Not(HasSubstr("Incomplete run")));
}

TEST(Html, NamesWhatNoOutsideCheckSees) {
  EXPECT_THAT(page_of(passing_load()),
              HasSubstr("<li>backups: that they exist and can be restored</li>"));
}

TEST(Html, ReadsAlone) {
  for (const Report& report : {failing_smoke(), with_text_everywhere(hostile_text())}) {
    const std::string page = page_of(report);
    EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
    EXPECT_THAT(page, Not(HasSubstr("url(")));
    EXPECT_THAT(page, Not(HasSubstr("@import")));
    for (const std::string& tag : tags(page)) {
      for (const char* kind :
           {"script", "link", "img", "iframe", "object", "embed", "base", "form"}) {
        EXPECT_NE(name_of(tag), kind);
      }
      EXPECT_THAT(tag, Not(HasSubstr(" src=")));
      EXPECT_THAT(tag, Not(ContainsRegex(" on[a-z]+=")));
      if (const std::size_t href = tag.find("href=\""); href != std::string::npos) {
        EXPECT_EQ(tag[href + 6], '#');
      }
    }
  }
}

TEST(Html, HasTheSameTagsWhateverTheTargetSends) {
  EXPECT_EQ(tags(page_of(with_text_everywhere(hostile_text()))),
            tags(page_of(with_text_everywhere(" harmless"))));
}

TEST(Html, ClosesEveryElement) {
  for (const Report& report : {failing_smoke(), passing_load(), inconclusive_load()}) {
    std::vector<std::string> open;
    for (const std::string& tag : tags(page_of(report))) {
      const std::string name = name_of(tag);
      if (name == "!DOCTYPE" || name == "meta") continue;
      if (name[0] != '/') {
        open.push_back(name);
        continue;
      }
      ASSERT_FALSE(open.empty()) << tag;
      EXPECT_EQ("/" + open.back(), name);
      open.pop_back();
    }
    EXPECT_TRUE(open.empty());
  }
}

TEST(Html, HasHeadingsInOrder) {
  for (const Report& report : {failing_smoke(), passing_load(), inconclusive_load()}) {
    int level = 0;
    int first_level = 0;
    for (const std::string& tag : tags(page_of(report))) {
      const std::string name = name_of(tag);
      if (name.size() != 2 || name[0] != 'h' || name[1] < '1' || name[1] > '6') continue;
      const int next = name[1] - '0';
      EXPECT_LE(next, level + 1) << tag;
      first_level += next == 1 ? 1 : 0;
      level = next;
    }
    EXPECT_EQ(first_level, 1);
  }
}

TEST(Html, GivesEveryTableHeadAScope) {
  EXPECT_THAT(page_of(failing_smoke()), HasSubstr("<html lang=\"en\">"));
  for (const std::string& tag : tags(page_of(failing_smoke()))) {
    if (name_of(tag) != "th") continue;
    EXPECT_THAT(tag, HasSubstr("scope="));
  }
}

TEST(Html, IsWellFormedForXmllint) {
  for (const Report& report :
       {failing_smoke(), passing_load(), with_text_everywhere(hostile_text())}) {
    const Folder folder;
    const Output output =
        run("xmllint --html --noout --nonet '" + folder.file("report.html", page_of(report)) + "'");
    // This parser knows HTML 4: it does not know the names of newer elements.
    std::istringstream lines(output.text);
    for (std::string line; std::getline(lines, line);) {
      if (line.find(" error : ") != std::string::npos) {
        EXPECT_THAT(
            line, ContainsRegex(
                      "Tag (header|main|nav|section|article|footer|details|summary|svg|symbol|path|"
                      "use) invalid"));
      }
    }
  }
}

TEST(Html, LinksOnlyToPartsThatAreThere) {
  for (const Report& report : {failing_smoke(), passing_load(), inconclusive_load(), Report()}) {
    const std::string page = page_of(report);
    for (std::size_t at = page.find("href=\"#"); at != std::string::npos;
         at = page.find("href=\"#", at + 1)) {
      const std::string id = page.substr(at + 7, page.find('"', at + 7) - at - 7);
      EXPECT_THAT(page, HasSubstr("id=\"" + id + "\""));
    }
  }
}

TEST(Html, StaysSmallWhateverTheTargetSends) {
  Report report = failing_smoke();
  StepLine& step = report.flows[1].steps[1];
  const std::string line(1 << 20, 'x');
  step.failures[0].excerpt = step.failures[0].got = line;
  step.failures.assign(500, step.failures[0]);
  step.exchanges[0].response = line;
  step.exchanges.assign(200, step.exchanges[0]);
  const std::string page = page_of(report);
  EXPECT_LT(page.size(), 2U << 20);
  EXPECT_THAT(page, HasSubstr("And 401 more, listed in report.json."));
  EXPECT_THAT(page, HasSubstr("more are in report.json: this page would become too large."));
}

}  // namespace
}  // namespace slogate::report
