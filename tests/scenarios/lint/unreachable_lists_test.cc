// What one list of steps means for those that are walked after it: sessions, setup and teardown.
#include <gtest/gtest.h>

#include "tests/scenarios/lint/lint_said.h"

namespace slogate {
namespace {

using test::flow_of;

std::string step(const std::string& name, const std::string& members = "") {
  return R"({"name": ")" + name + R"(", "request": "GET /")" +
         (members.empty() ? "" : ", " + members) + "}";
}

std::string when(const std::string& condition) {
  return R"("when": {"variable": )" + condition + "}";
}

TEST(UnreachableLists, TellsASessionThatIsNeverOpened) {
  const auto session = [](const std::string& members) {
    return test::lint_said("", flow_of(R"(, "session": {"shared_by": "user", "steps": [
      {"name": "in", "request": "POST /in", "captures": {"t": {"json": "/t"}})" +
                                           members +
                                           R"(}], "end": [{"name": "out", "request": "POST /out",
      "headers": {"t": "${t}"}}]})",
                                       step("a", when(R"("t", "exists": false)"))));
  };
  EXPECT_EQ(
      session(R"(, "checks": [{"status": 200}, {"status": 303}])"),
      "flow.json: the step \"in\" can never pass: status is 200 and status is 303 cannot both "
      "hold, and no iteration of the flow begins\n");
  EXPECT_EQ(session(""),
            "flow.json: the step \"a\" is sent only where t is an empty text: the step \"in\" "
            "captures it or fails\n");
}

TEST(UnreachableLists, TellsTheEndOfASessionThatIsNeverSent) {
  const auto end = [](const std::string& condition) {
    return test::lint_said("", flow_of(R"(, "session": {"shared_by": "user", "steps": [
      {"name": "in", "request": "POST /in", "captures": {"t": {"status": true}}}],
      "end": [{"name": "out", "request": "POST /out/${t}", "when": {"variable": "t")" +
                                           condition + "}}]}",
                                       step("a")));
  };
  EXPECT_EQ(end(R"(, "exists": false)"),
            "flow.json: the step \"out\" is never sent: t is always set here\n");
  EXPECT_EQ(end(""), "");
}

TEST(UnreachableLists, TellsASetupThatCanNeverPass) {
  const auto setup = [](const std::string& members) {
    return test::lint_said(R"(, "setup": [{"name": "seed", "request": "POST /seed",
      "captures": {"t": {"status": true}})" +
                               members + R"(}],
      "teardown": [{"name": "drop", "request": "POST /drop/${t}"},
                   {"name": "say", "request": "GET /", "when": {"variable": "t", "exists": false}}])",
                           flow_of("", step("a", when(R"("t", "exists": false)"))));
  };
  EXPECT_EQ(setup(R"(, "checks": [{"status": 200}, {"status": 404}])"),
            "suite.json: the step \"seed\" can never pass: status is 200 and status is 404 cannot "
            "both hold, and no flow is walked\n");
  // A teardown is walked after a setup that failed as well.
  EXPECT_EQ(setup(""), "flow.json: the step \"a\" is never sent: t is always set here\n");
}

TEST(UnreachableLists, LeavesWhatASetupMayLeaveOut) {
  EXPECT_EQ(test::lint_said(R"(, "setup": [
      {"name": "first", "request": "GET /", "captures": {"x": {"json": "/x", "optional": true}}},
      {"name": "ask", "request": "GET /", "when": {"variable": "x"}, "stop": true},
      {"name": "seed", "request": "POST /seed/${x}", "captures": {"t": {"status": true}}}])",
                            flow_of("", step("a", when(R"("t", "exists": false)")))),
            "");
}

TEST(UnreachableLists, LeavesTheValuesOfASessionThatIsRenewedInBetween) {
  EXPECT_EQ(
      test::lint_said("", flow_of(R"(, "session": {"shared_by": "user", "steps": [
      {"name": "in", "request": "POST /in", "captures": {"t": {"json": "/t", "optional": true}}}],
      "renew": {"on_status": [401]}})",
                                  "{" + when(R"("t")") + R"(, "steps": [)" + step("a") + ", " +
                                      step("b", when(R"("t", "exists": false)")) + "]}")),
      "");
}

TEST(UnreachableLists, TellsWhatTheEndOfASessionDoesNotKnow) {
  const auto end = [](const std::string& capture) {
    return test::lint_said("", flow_of(R"(, "session": {"shared_by": "user", "steps": [
      {"name": "in", "request": "POST /in"}], "end": [{"name": "out", "request": "POST /out/${id}"}]})",
                                       R"({"name": "a", "request": "GET /", "captures": {"id":
      {"json": "/id")" + capture + "}}}"));
  };
  EXPECT_EQ(end(""),
            "flow.json: the capture \"id\" has no value here: the step \"a\" captures it in an "
            "iteration, and the end of a session knows what its steps captured\n");
  EXPECT_EQ(end(R"(, "scope": "user")"), "");
}

TEST(UnsetCaptures, LeaveAValueThatIsCapturedWhereItIsMissing) {
  const auto once = [](const std::string& condition) {
    return test::lint_said("", flow_of("", R"({"name": "a", "request": "GET /",
      "captures": {"o": {"json": "/o", "optional": true}}}, {"name": "once", "request": "GET /?o=1",
      "captures": {"mark": {"header": "etag", "scope": "user"}}, "when": {"variable": )" +
                                               condition + R"(}},
      {"name": "use", "request": "GET /${mark}"},
      {"name": "o", "request": "GET /${o}", "when": {"variable": "o"}})"));
  };
  EXPECT_EQ(once(R"("mark", "exists": false)"), "");
  EXPECT_EQ(
      once(R"("o", "exists": false)"),
      "flow.json: the capture \"mark\" may be unset here: the step \"once\" is sent only under "
      "a condition\n");
}

TEST(UnsetCaptures, StandAtTheTextThatUsesThem) {
  const auto place = [](const std::string& use) {
    return test::lint_said("", R"({"name": "home", "steps": [{"name": "a", "request": "GET /",
 "captures": {"c": {"json": "/c", "optional": true}}}, {"name": "b", "request": "POST /",
)" + use + "}]}",
                           true);
  };
  const std::string why =
      ": the capture \"c\" may be unset here: the step \"a\" captures it only where its answer "
      "holds "
      "one\n";
  EXPECT_EQ(place(R"( "json": {"x": ["1", "${c}"]})"), "flow.json:3:22" + why);
  EXPECT_EQ(place(R"( "multipart": [{"name": "n", "value": "${c}"}])"), "flow.json:3:39" + why);
  EXPECT_EQ(place(R"( "checks": [{"json": "/x", "equals": "${c}"}])"), "flow.json:3:38" + why);
}

}  // namespace
}  // namespace slogate
