// Columns of feeds that are called like a secret.
#include <gtest/gtest.h>

#include "scenarios/lint/lint.h"
#include "tests/scenarios/lint/lint_said.h"

namespace slogate {
namespace {

using test::flow_of;

std::string said_of_feed(const std::string& feed) {
  return test::lint_said(
      "", flow_of(R"(, "feeds": {"user": )" + feed + "}",
                  R"({"name": "in", "request": "POST /", "form": {"user": "${user.name}",
                      "password": "${user.password}", "pin": "${user.api_token|sha256}"}})"));
}

std::string shown(const std::string& column) {
  return "flow.json: the reports show the column \"" + column +
         "\" of the feed \"user\": its \"secret\" takes the names of columns that are never "
         "shown\n";
}

TEST(LintOfFeeds, TellsAColumnThatIsCalledLikeASecret) {
  EXPECT_EQ(said_of_feed(R"("users.csv")"), shown("api_token") + shown("password"));
}

TEST(LintOfFeeds, TakesADeclaredColumnForHidden) {
  EXPECT_EQ(
      said_of_feed(R"({"file": "users.csv", "secret": ["password"], "one_time": ["api_token"]})"),
      "");
  EXPECT_EQ(said_of_feed(R"({"file": "users.csv", "secret": ["password"]})"), shown("api_token"));
}

TEST(LintOfFeeds, SaysNothingOfAColumnThatNothingUses) {
  EXPECT_EQ(test::lint_said("", flow_of(R"(, "feeds": {"user": "users.csv"})",
                                        R"({"name": "in", "request": "GET /${user.name}"})")),
            "");
}

}  // namespace
}  // namespace slogate
