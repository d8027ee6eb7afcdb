#include "scenarios/compile/feed.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace slogate {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& text) {
  const Feed feed = read_csv("f.csv", text).value();
  Rows rows;
  for (std::size_t i = 0; i < feed.size(); ++i) rows.push_back(feed.row(i));
  return rows;
}

std::string problem_of(const std::string& text) {
  const auto feed = read_csv("f.csv", text);
  return feed ? "" : feed.error().list.front().text();
}

TEST(Csv, ReadsNamesAndRows) {
  const Feed feed = read_csv("f.csv", "id,name\r\n1,one\r\n2,two\r\n").value();
  EXPECT_EQ(feed.columns(), (std::vector<std::string>{"id", "name"}));
  EXPECT_EQ(feed.row(1), (std::vector<std::string>{"2", "two"}));
}

TEST(Csv, TakesPlainLineFeedsAndAMissingLastLineBreak) {
  EXPECT_EQ(rows_of("id\n1\n2"), (Rows{{"1"}, {"2"}}));
}

TEST(Csv, QuotedFieldsHoldCommasQuotesAndLineBreaks) {
  EXPECT_EQ(rows_of("a,b\n\"x, \"\"y\"\"\",\"1\r\n2\"\n"), (Rows{{"x, \"y\"", "1\r\n2"}}));
}

TEST(Csv, KeepsEmptyFieldsAndBlanks) {
  EXPECT_EQ(rows_of("a,b,c\n, x ,\"\"\n"), (Rows{{"", " x ", ""}}));
}

TEST(Csv, PassesOverAByteOrderMark) {
  EXPECT_EQ(read_csv("f.csv", "\xEF\xBB\xBFid\n1\n").value().columns().front(), "id");
}

TEST(Csv, DealsRowsRoundAndRound) {
  const Feed feed = read_csv("f.csv", "id\n1\n2\n3\n").value();
  EXPECT_EQ(feed.row(7).front(), "2");
}

TEST(Csv, RefusesARowWithAnotherNumberOfFields) {
  EXPECT_EQ(problem_of("a,b\n1,2\n3\n"),
            "f.csv:3:1: this row has 1 field, the first line names 2 columns");
}

TEST(Csv, CountsLinesInsideQuotes) {
  EXPECT_EQ(problem_of("a,b\n\"1\n1\",2\n3,4,5\n"),
            "f.csv:4:1: this row has 3 fields, the first line names 2 columns");
}

TEST(Csv, RefusesARepeatedColumn) {
  EXPECT_EQ(problem_of("id,name,id\n1,2,3\n"), "f.csv:1:1: the column \"id\" is named twice");
}

TEST(Csv, RefusesAColumnWithoutAName) {
  EXPECT_EQ(problem_of("id,\n1,2\n"),
            "f.csv:1:1: a column without a name: the first line names the columns");
}

TEST(Csv, RefusesAnEmptyFile) {
  EXPECT_EQ(problem_of(""), "f.csv:1:1: the file is empty: its first line must name the columns");
}

TEST(Csv, RefusesAFileWithoutRows) {
  EXPECT_EQ(problem_of("id\n"), "f.csv:1:1: the file has no rows, only the names of its columns");
}

TEST(Csv, RefusesAnUnclosedQuote) {
  EXPECT_EQ(problem_of("a,b\n1,\"two\n"), "f.csv:2:3: a quote is opened here and never closed");
}

TEST(Csv, RefusesAQuoteInTheMiddleOfAField) {
  EXPECT_EQ(
      problem_of("a\nx\"y\n"),
      "f.csv:2:2: a quote in the middle of a field: quote the whole field and double the quote");
}

TEST(Csv, RefusesTextAfterAClosingQuote) {
  EXPECT_EQ(problem_of("a\n\"x\"y\n"),
            "f.csv:2:4: after a closing quote only a comma or the end of the line may stand");
}

TEST(Csv, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(problem_of("a\nx\n\xC3(\n"), "f.csv:3:1: this line is not UTF-8");
  EXPECT_EQ(problem_of("a\n\xED\xA0\x80\n"), "f.csv:2:1: this line is not UTF-8");
  EXPECT_EQ(problem_of("a\nJ\xC3\xBCrgen \xE2\x82\xAC\n"), "");
}

class ReadConfined : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "slogate-confined-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ / "suite");
    std::ofstream(folder_ / "suite" / "data.csv") << "id\n1\n";
    std::ofstream(folder_ / "outside.csv") << "secret\n";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string read(const std::string& file, std::uint64_t limit = 1000) {
    const auto text = read_confined(folder_ / "suite", file, limit, {"flow.json", 3, 9});
    return text ? *text : text.error().list.front().text();
  }

  std::filesystem::path folder_;
};

TEST_F(ReadConfined, ReadsAFileOfTheFolder) {
  EXPECT_EQ(read("data.csv"), "id\n1\n");
}

TEST_F(ReadConfined, RefusesAPathThatClimbs) {
  EXPECT_EQ(
      read("../outside.csv"),
      "flow.json:3:9: cannot read \"../outside.csv\": it must lie in or below the suite's folder");
}

TEST_F(ReadConfined, RefusesAnAbsolutePath) {
  EXPECT_EQ(
      read("/etc/hostname"),
      "flow.json:3:9: cannot read \"/etc/hostname\": it must lie in or below the suite's folder");
}

TEST_F(ReadConfined, RefusesASymbolicLinkOutOfTheFolder) {
  std::filesystem::create_symlink("../outside.csv", folder_ / "suite" / "link.csv");
  EXPECT_EQ(read("link.csv"),
            "flow.json:3:9: cannot read \"link.csv\": it leads out of the suite's folder");
}

TEST_F(ReadConfined, RefusesAFolder) {
  EXPECT_EQ(read("."), "flow.json:3:9: cannot read \".\": it is no regular file");
}

TEST_F(ReadConfined, RefusesAPipeWithoutWaitingForAWriter) {
  ASSERT_EQ(::mkfifo((folder_ / "suite" / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read("pipe"), "flow.json:3:9: cannot read \"pipe\": it is no regular file");
}

TEST_F(ReadConfined, RefusesAFileOverTheLimit) {
  EXPECT_EQ(read("data.csv", 4),
            "flow.json:3:9: cannot read \"data.csv\": it is larger than 4 bytes");
}

TEST_F(ReadConfined, NamesAMissingFile) {
  EXPECT_EQ(read("none.csv"), "flow.json:3:9: cannot read \"none.csv\": No such file or directory");
}

}  // namespace
}  // namespace slogate
