#include "runner/app/secret_sources.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using Values = std::map<std::string, std::string>;
using test::SuiteFolder;

const std::vector<std::string> kNames{"ADMIN_TOKEN", "SHOP_PASSWORD"};

class SecretSources : public testing::Test {
 protected:
  Values values(const Values& environment, const std::string& from = "",
                const std::string& input = "") {
    std::istringstream in(input);
    const auto read = read_secrets(environment, kNames, from, in);
    return read ? *read : Values{{"error", read.error().text()}};
  }
  // What is wrong, without the folder's path.
  std::string wrong(const Values& environment, const std::string& from = "",
                    const std::string& input = "") {
    std::string text = values(environment, from, input)["error"];
    for (std::size_t at; (at = text.find(path())) != std::string::npos;)
      text.replace(at, path().size(), "DIR");
    return text;
  }
  std::string path(const std::string& name = "") const {
    return name.empty() ? folder_.path().string() : (folder_.path() / name).string();
  }

  SuiteFolder folder_;
};

TEST_F(SecretSources, AreNotAskedForWhatTheEnvironmentSets) {
  folder_.write("ADMIN_TOKEN", "from-the-folder");
  EXPECT_EQ(values({{"ADMIN_TOKEN", "from-the-environment"}}, path()), (Values{}));
}

TEST_F(SecretSources, ReadTheFileThatNameFileNames) {
  folder_.write("token", "abcdefgh\n");
  EXPECT_EQ(values({{"ADMIN_TOKEN_FILE", path("token")}}), (Values{{"ADMIN_TOKEN", "abcdefgh"}}));
}

TEST_F(SecretSources, ReadSystemdsCredentials) {
  folder_.write("SHOP_PASSWORD", "abcdefgh");
  EXPECT_EQ(values({{"CREDENTIALS_DIRECTORY", path()}}), (Values{{"SHOP_PASSWORD", "abcdefgh"}}));
}

TEST_F(SecretSources, ReadAFolderAndLeaveOutFilesThatNobodyAsksFor) {
  folder_.write("SHOP_PASSWORD", "abcdefgh\r\n");
  folder_.write("OTHER", "x");
  EXPECT_EQ(values({}, path()), (Values{{"SHOP_PASSWORD", "abcdefgh"}}));
}

TEST_F(SecretSources, ReadStandardInput) {
  EXPECT_EQ(values({}, "-", "SHOP_PASSWORD=a=b c\n\nADMIN_TOKEN=xyz\r\n"),
            (Values{{"ADMIN_TOKEN", "xyz"}, {"SHOP_PASSWORD", "a=b c"}}));
}

TEST_F(SecretSources, PreferNameFileThenCredentialsThenTheFolder) {
  folder_.write("named", "first");
  folder_.write("credentials/ADMIN_TOKEN", "second");
  folder_.write("folder/ADMIN_TOKEN", "third");
  Values environment{{"CREDENTIALS_DIRECTORY", path("credentials")}};
  EXPECT_EQ(values(environment, path("folder"))["ADMIN_TOKEN"], "second");
  environment["ADMIN_TOKEN_FILE"] = path("named");
  EXPECT_EQ(values(environment, path("folder"))["ADMIN_TOKEN"], "first");
}

TEST_F(SecretSources, TakeOneLineBreakOff) {
  folder_.write("ADMIN_TOKEN", "two\nlines\n\n");
  EXPECT_EQ(values({}, path())["ADMIN_TOKEN"], "two\nlines\n");
}

TEST_F(SecretSources, TellAFileThatIsNotThere) {
  EXPECT_EQ(wrong({{"ADMIN_TOKEN_FILE", path("token")}}),
            "ADMIN_TOKEN: the file DIR/token does not exist\n");
}

TEST_F(SecretSources, TellAFolderWhereAFileIsMeant) {
  EXPECT_EQ(wrong({{"ADMIN_TOKEN_FILE", path()}}),
            "ADMIN_TOKEN: the file DIR is no regular file\n");
}

TEST_F(SecretSources, TellAFileThatIsTooLarge) {
  folder_.write("ADMIN_TOKEN", std::string(kLargestSecret + 1, 'a'));
  EXPECT_EQ(wrong({}, path()),
            "ADMIN_TOKEN: the file DIR/ADMIN_TOKEN is over 64 KiB, too much for a secret\n");
}

TEST_F(SecretSources, TellAFileThatIsNoText) {
  folder_.write("ADMIN_TOKEN", std::string("a\0b", 3));
  EXPECT_EQ(wrong({}, path()),
            "ADMIN_TOKEN: the file DIR/ADMIN_TOKEN holds a NUL, it is no text\n");
}

TEST_F(SecretSources, TellAPlaceThatIsNoFolder) {
  EXPECT_EQ(wrong({}, path("nowhere")),
            "--secrets DIR/nowhere: is no folder; - reads standard input\n");
}

TEST_F(SecretSources, TellAWrongLineWithoutShowingIt) {
  EXPECT_EQ(wrong({}, "-", "hunter2hunter2\n"),
            "--secrets -: line 1 of standard input is not of the form NAME=VALUE\n");
  EXPECT_EQ(wrong({}, "-", "aGVsbG8=\n"),
            "--secrets -: line 1 of standard input has a name that the suite does not ask for\n");
}

TEST_F(SecretSources, TellANameThatIsNearlyKnown) {
  EXPECT_EQ(wrong({}, "-", "SHOP_PASWORD=x\n"),
            "--secrets -: line 1 of standard input has the name SHOP_PASWORD, did you mean "
            "SHOP_PASSWORD?\n");
}

TEST_F(SecretSources, TellANameThatIsGivenTwice) {
  EXPECT_EQ(wrong({}, "-", "ADMIN_TOKEN=x\nADMIN_TOKEN=y\n"),
            "--secrets -: line 2 of standard input gives ADMIN_TOKEN again\n");
}

}  // namespace
}  // namespace slogate
