#include "runner/app/source_lines.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace slogate {
namespace {

// A file in a folder of its own, gone at the end.
class SourceLines : public testing::Test {
 protected:
  void SetUp() override {
    std::string form = (std::filesystem::temp_directory_path() / "slogate-lines-XXXXXX").string();
    ASSERT_NE(mkdtemp(form.data()), nullptr);
    folder_ = form;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& text) {
    const std::filesystem::path file = folder_ / "flow.json";
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

  // What is printed below the message.
  std::string below(const std::string& text, int line, int column) {
    const std::string file = write(text);
    const std::string all =
        with_lines(Diagnostics(Diagnostic{{file, line, column}, "something is wrong"}));
    return all.substr(all.find('\n') + 1);
  }

  std::filesystem::path folder_;
};

TEST_F(SourceLines, MarkTheWordThatIsMeant) {
  EXPECT_EQ(below("{\n  \"reqest\": \"GET /\"\n}\n", 2, 3),
            "  2 |   \"reqest\": \"GET /\"\n"
            "    |   ^~~~~~~~\n");
}

TEST_F(SourceLines, MarkAStringToItsClosingQuote) {
  EXPECT_EQ(below(R"(["a \" b", 1])", 1, 2),
            "  1 | [\"a \\\" b\", 1]\n"
            "    |  ^~~~~~~~\n");
}

TEST_F(SourceLines, MarkATemplateInAStringToItsBrace) {
  EXPECT_EQ(below(R"(["GET /${env:USR}/x"])", 1, 8),
            "  1 | [\"GET /${env:USR}/x\"]\n"
            "    |        ^~~~~~~~~~\n");
}

TEST_F(SourceLines, MarkATemplateThatIsNotClosedToTheEndOfItsString) {
  EXPECT_EQ(below(R"({"a": "${usr", "b": {}})", 1, 8),
            "  1 | {\"a\": \"${usr\", \"b\": {}}\n"
            "    |        ^~~~~\n");
}

TEST_F(SourceLines, MarkTheFilterOfATemplateAlone) {
  EXPECT_EQ(below(R"(["${a|trimm|md5}"])", 1, 7),
            "  1 | [\"${a|trimm|md5}\"]\n"
            "    |       ^~~~~\n");
}

TEST_F(SourceLines, PutTheCaretBeneathATemplateBehindWideCharacters) {
  EXPECT_EQ(below(R"(["商店 ${usr}"])", 1, 10),
            "  1 | [\"商店 ${usr}\"]\n"
            "    |        ^~~~~~\n");
}

TEST_F(SourceLines, MarkANumberToTheComma) {
  EXPECT_EQ(below("[12345, 1]", 1, 2),
            "  1 | [12345, 1]\n"
            "    |  ^~~~~\n");
}

TEST_F(SourceLines, MarkWhereAnObjectBegins) {
  EXPECT_EQ(below("[{\"a\": 1}]", 1, 2),
            "  1 | [{\"a\": 1}]\n"
            "    |  ^\n");
}

TEST_F(SourceLines, CountCharactersNotBytes) {
  EXPECT_EQ(below("{\"ü\": \"ö\"}", 1, 8),
            "  1 | {\"ü\": \"ö\"}\n"
            "    |       ^~~\n");
}

TEST_F(SourceLines, PutTheCaretBeneathTheWordBehindWideCharacters) {
  EXPECT_EQ(below("{\"商店\": 5}", 1, 12),
            "  1 | {\"商店\": 5}\n"
            "    |          ^\n");
  EXPECT_EQ(below("[\"🚗\", \"ＡB\"]", 1, 10),
            "  1 | [\"🚗\", \"ＡB\"]\n"
            "    |        ^~~~~\n");
}

TEST_F(SourceLines, CountMarksOverACharacterAsNoCell) {
  EXPECT_EQ(below("[\"u\u0308\", 5]", 1, 9),
            "  1 | [\"u\u0308\", 5]\n"
            "    |       ^\n");
}

TEST_F(SourceLines, ShowAPartOfALongLine) {
  const std::string text =
      "[\"" + std::string(300, 'a') + "\", 5, \"" + std::string(300, 'b') + "\"]";
  EXPECT_EQ(below(text, 1, 306), "  1 | …" + std::string(57, 'a') + "\", 5, \"" +
                                     std::string(36, 'b') + "…\n    | " + std::string(61, ' ') +
                                     "^\n");
}

TEST_F(SourceLines, TurnTabsAndControlCharactersIntoBlanks) {
  EXPECT_EQ(below("\t\x1b[1m5", 1, 6),
            "  1 |   [1m5\n"
            "    |      ^\n");
}

TEST_F(SourceLines, ShowBytesThatAreNoUtf8AsQuestionMarks) {
  EXPECT_EQ(below("[\"\xff\"]", 1, 2),
            "  1 | [\"?\"]\n"
            "    |  ^~~\n");
}

TEST_F(SourceLines, MarkTheEndOfALine) {
  EXPECT_EQ(below("{\r\n", 1, 2),
            "  1 | {\n"
            "    |  ^\n");
}

TEST_F(SourceLines, LeaveOutALineThatIsNotThere) {
  EXPECT_EQ(below("{}\n", 7, 1), "");
}

TEST_F(SourceLines, LeaveOutTheLineOfAFileAsAWhole) {
  EXPECT_EQ(below("{}\n", 0, 0), "");
}

TEST_F(SourceLines, HideALineThatHoldsASecret) {
  const std::string file = write("{\"token\": \"abcdefgh\"}\n");
  EXPECT_EQ(with_lines(Diagnostics(Diagnostic{{file, 1, 11}, "a secret in clear", true})),
            file + ":1:11: a secret in clear\n");
}

TEST_F(SourceLines, EndEachMessageWithOneLineBreak) {
  EXPECT_EQ(with_lines(Diagnostics(Diagnostic{{}, "one\n"})), "one\n");
  EXPECT_EQ(with_lines(Diagnostics(Diagnostic{{}, "one"})), "one\n");
}

TEST_F(SourceLines, HideALineWithASecretFromWhateverIsToldOfIt) {
  const std::string file = write("{\"a\": \"hunter2hunter2\", \"b\": 1}\n{\"c\": 1}\n");
  Diagnostics told;
  told.add({file, 1, 25}, "b");
  told.add({file, 1, 7}, "a");
  told.list.back().hide_line = true;
  told.add({file, 2, 2}, "c");
  EXPECT_EQ(with_lines(told), file + ":1:25: b\n" + file + ":1:7: a\n" + file +
                                  ":2:2: c\n  2 | {\"c\": 1}\n    |  ^~~\n");
}

TEST_F(SourceLines, CountColumnsInCharacters) {
  const std::string file = write("{\"ü\": \"ö\"}");
  EXPECT_EQ(with_lines(Diagnostics(Diagnostic{{file, 1, 8}, "something is wrong"})),
            file + ":1:7: something is wrong\n  1 | {\"ü\": \"ö\"}\n    |       ^~~\n");
}

}  // namespace
}  // namespace slogate
