// Columns that are never shown: which rows are refused, and that no fault of the file quotes one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/data/feed_folder.h"

namespace slogate {
namespace {

using test::all_rows;
using test::FeedFolder;
using test::Rows;
using ::testing::HasSubstr;
using ::testing::Not;

FeedOptions with(std::vector<SecretColumn> secrets) {
  FeedOptions options;
  options.secrets = std::move(secrets);
  return options;
}

FeedOptions password() {
  return with({{.name = "password", .one_time = false, .at = {}}});
}

constexpr const char* kTooShort =
    " has under 8 characters in this row: taking it out of the reports would tear other words "
    "apart, "
    "use a longer one, or name the column in \"one_time\"";

TEST(SecretColumn, IsReadAsAnyOther) {
  const FeedFolder folder;
  folder.write("users.csv", "name,password\nsam,\"hunter,22\"\nanne,correct horse\n");
  const auto feed = folder.open("users.csv", password());
  ASSERT_TRUE(feed) << feed.error().text();
  EXPECT_EQ(all_rows(*feed), (Rows{{"sam", "hunter,22"}, {"anne", "correct horse"}}));
}

TEST(SecretColumn, RefusesEachRowWithAShortValueAtItsPlace) {
  const FeedFolder folder;
  EXPECT_EQ(folder.problems("users.csv",
                            "name,password\nsam,hunter2\nanne,correct horse\n\"b\nb\",1234\n",
                            password()),
            std::string("users.csv:2:1: the secret \"password\"") + kTooShort +
                "\nusers.csv:4:1: the secret \"password\"" + kTooShort + "\n");
  EXPECT_EQ(
      folder.problems("users.jsonl", "{\"password\": \"long enough\"}\n{\"password\": 1234567}\n",
                      password()),
      std::string("users.jsonl:2:1: the secret \"password\"") + kTooShort + "\n");
}

TEST(SecretColumn, HasEightCharactersAndNotEightBytes) {
  const FeedFolder folder;
  EXPECT_EQ(folder.problems("users.csv", "name,password\nsam,пароль\nanne,парольпа\n", password()),
            std::string("users.csv:2:1: the secret \"password\"") + kTooShort + "\n");
}

TEST(SecretColumn, RefusesThemInAFileThatIsStreamedToo) {
  const FeedFolder folder;
  FeedOptions options = test::streamed();
  options.secrets = password().secrets;
  EXPECT_EQ(folder.problems("users.csv", "name,password\nsam,long enough\nanne,short\n", options),
            std::string("users.csv:3:1: the secret \"password\"") + kTooShort + "\n");
}

TEST(SecretColumn, AnEmptyValueAMissingOneAndAnAddressAreNoneTooShort) {
  const FeedFolder folder;
  EXPECT_EQ(folder.problems("users.csv", "name,password\nsam,\nanne,a@b.de\n", password()), "");
  EXPECT_EQ(folder.problems("users.jsonl", "{\"password\": null}\n", password()), "");
}

TEST(SecretColumn, OfOneTimeValuesMayBeShort) {
  const FeedFolder folder;
  EXPECT_EQ(folder.problems("pins.csv", "pin\n7391\n",
                            with({{.name = "pin", .one_time = true, .at = {}}})),
            "");
}

TEST(SecretColumn, HidesTheLineOfEveryFault) {
  const FeedFolder folder;
  folder.write("users.csv", "name,password\nsam,hunter22,x\nanne,short\n");
  const auto feed = folder.open("users.csv", password());
  ASSERT_FALSE(feed);
  ASSERT_EQ(feed.error().list.size(), 2U);
  for (const Diagnostic& fault : feed.error().list) EXPECT_TRUE(fault.hide_line) << fault.message;
  folder.write("users.csv", "name,password\nsam,hunter22,x\n");
  const auto open = folder.open("users.csv");
  ASSERT_FALSE(open);
  EXPECT_FALSE(open.error().list[0].hide_line);
}

TEST(SecretColumn, NoFaultQuotesWhatMayBeAValue) {
  const FeedFolder folder;
  for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{
           {"users.csv", "sam,hunter2!\nanne,hunter3!\n"},
           {"users.csv", "hunter22,hunter22\n1,2\n"},
           {"users.jsonl", "{\"password\": \"long enough\"}\n{\"password\": hunter22}\n"},
           {"users.jsonl", "{\"password\": \"long enough\"}\n\"hunter22\"\n"}}) {
    const std::string told = folder.problems(name, text, password());
    EXPECT_THAT(told, Not(HasSubstr("hunter"))) << text;
    EXPECT_NE(told, "") << text;
  }
}

}  // namespace
}  // namespace slogate
