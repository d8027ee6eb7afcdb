// What a CSV feed may look like, and each way in which it may not.
#include <gtest/gtest.h>

#include "scenarios/data/row_scan.h"
#include "tests/scenarios/data/feed_folder.h"

namespace slogate {
namespace {

using test::all_rows;
using test::FeedFolder;
using test::Rows;
using test::streamed;

class Csv : public testing::Test {
 protected:
  // The same in memory and read piece by piece, or the test fails.
  Rows rows(std::string_view text) {
    folder_.write("f.csv", text);
    const Rows kept = all_rows(*folder_.open("f.csv"));
    EXPECT_EQ(all_rows(*folder_.open("f.csv", streamed())), kept);
    return kept;
  }
  std::string problem(std::string_view text) {
    const std::string told = folder_.problems("f.csv", text);
    EXPECT_EQ(folder_.problems("f.csv", text, streamed()), told);
    return told;
  }

  FeedFolder folder_;
};

TEST_F(Csv, ReadsNamesAndRows) {
  folder_.write("f.csv", "id,name\r\n1,one\r\n2,two\r\n");
  const Feed feed = *folder_.open("f.csv");
  EXPECT_EQ(feed.columns(), (std::vector<std::string>{"id", "name"}));
  EXPECT_EQ(all_rows(feed), (Rows{{"1", "one"}, {"2", "two"}}));
}

TEST_F(Csv, TakesPlainLineFeedsAndAMissingLastLineBreak) {
  EXPECT_EQ(rows("id\n1\n2"), (Rows{{"1"}, {"2"}}));
  EXPECT_EQ(rows("id\r\n1\n2\r\n"), (Rows{{"1"}, {"2"}}));
}

TEST_F(Csv, QuotedFieldsHoldCommasQuotesAndLineBreaks) {
  EXPECT_EQ(rows("a,b\n\"x, \"\"y\"\"\",\"1\r\n2\"\n"), (Rows{{"x, \"y\"", "1\r\n2"}}));
  EXPECT_EQ(rows("a\n\"\"\"\"\n"), (Rows{{"\""}}));
  EXPECT_EQ(rows("a,b\n\"\n\",\"\"\n3,4"), (Rows{{"\n", ""}, {"3", "4"}}));
  EXPECT_EQ(rows("a\n\"last\""), (Rows{{"last"}}));
}

TEST_F(Csv, KeepsEmptyFieldsAndBlanks) {
  EXPECT_EQ(rows("a,b,c\n, x ,\"\"\n"), (Rows{{"", " x ", ""}}));
  EXPECT_EQ(rows("a,b\n1,\n,"), (Rows{{"1", ""}, {"", ""}}));
}

TEST_F(Csv, TakesAnEmptyLineAsARowOfTheOnlyColumn) {
  EXPECT_EQ(rows("a\n1\n\n2\n"), (Rows{{"1"}, {""}, {"2"}}));
}

TEST_F(Csv, PassesOverAByteOrderMark) {
  folder_.write("f.csv", "\xEF\xBB\xBFid\n1\n");
  EXPECT_EQ(folder_.open("f.csv")->columns().front(), "id");
  EXPECT_EQ(rows("\xEF\xBB\xBF\"id\"\n1\n"), (Rows{{"1"}}));
}

TEST_F(Csv, KeepsCharactersBeyondAscii) {
  EXPECT_EQ(rows("a\nJ\xC3\xBCrgen \xE2\x82\xAC \xF0\x9F\x9A\x97\n"),
            (Rows{{"J\xC3\xBCrgen \xE2\x82\xAC \xF0\x9F\x9A\x97"}}));
}

TEST_F(Csv, RefusesARowWithAnotherNumberOfFields) {
  EXPECT_EQ(problem("a,b\n1,2\n3\n"),
            "f.csv:3:1: this row has 1 field, the first line names 2 columns\n");
}

TEST_F(Csv, TellsAllSuchRows) {
  EXPECT_EQ(problem("a\n1,2\n3\n4,5,6"),
            "f.csv:2:1: this row has 2 fields, the first line names 1 column\n"
            "f.csv:4:1: this row has 3 fields, the first line names 1 column\n");
}

TEST_F(Csv, TellsTenFaultsAndThatItStopsThere) {
  std::string text = "a\n";
  for (int i = 0; i < 20; ++i) text += "1,2\n";
  const std::string told = problem(text);
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 11);
  EXPECT_TRUE(
      told.ends_with("f.csv:11:1: this row has 2 fields, the first line names 1 column\n"
                     "f.csv: further faults are not looked for\n"));
}

TEST_F(Csv, CountsLinesInsideQuotes) {
  EXPECT_EQ(problem("a,b\n\"1\n1\",2\n3,4,5\n"),
            "f.csv:4:1: this row has 3 fields, the first line names 2 columns\n");
}

TEST_F(Csv, RefusesARepeatedColumn) {
  EXPECT_EQ(problem("id,name,id\n1,2,3\n"), "f.csv:1:9: the column \"id\" is named twice\n");
}

TEST_F(Csv, RefusesAColumnWithoutAName) {
  EXPECT_EQ(problem("id,\n1,2\n"),
            "f.csv:1:4: a column without a name: the first line names the columns\n");
  EXPECT_EQ(problem("\n1\n"),
            "f.csv:1:1: a column without a name: the first line names the columns\n");
}

TEST_F(Csv, RefusesColumnsThatCannotStandInATemplate) {
  EXPECT_EQ(problem("id,\"user, id\", b\n1,2,3\n"),
            "f.csv:1:4: the column \"user, id\" cannot stand in ${…}, a name has letters, digits, "
            "_ and - and begins with a letter or _\n"
            "f.csv:1:15: the column \" b\" cannot stand in ${…}, a name has letters, digits, "
            "_ and - and begins with a letter or _\n");
  EXPECT_EQ(problem("1st\nx\n"),
            "f.csv:1:1: the column \"1st\" cannot stand in ${…}, a name has letters, digits, "
            "_ and - and begins with a letter or _\n");
  EXPECT_EQ(problem("_a,B-2\n1,2\n"), "");
}

TEST_F(Csv, HasAtMostAThousandColumns) {
  std::string names = "c0";
  for (int i = 1; i < 1000; ++i) names += ",c" + std::to_string(i);
  EXPECT_EQ(problem(names + "\n" + std::string(999, ',')), "");
  EXPECT_EQ(problem(names + ",more\n" + std::string(1000, ',')),
            "f.csv:1:1: 1001 columns, at most 1000 can be read\n");
}

TEST_F(Csv, RefusesAnEmptyFile) {
  const char* empty = "f.csv:1:1: the file is empty: its first line must name the columns\n";
  EXPECT_EQ(problem(""), empty);
  EXPECT_EQ(problem("\xEF\xBB\xBF"), empty);
}

TEST_F(Csv, RefusesAFileWithoutRows) {
  const char* bare = "f.csv:1:1: the file has no rows, only the names of its columns\n";
  EXPECT_EQ(problem("id\n"), bare);
  EXPECT_EQ(problem("id"), bare);
}

TEST_F(Csv, RefusesAnUnclosedQuote) {
  EXPECT_EQ(problem("a,b\n1,\"two\n"), "f.csv:2:3: a quote is opened here and never closed\n");
  EXPECT_EQ(problem("\"a"), "f.csv:1:1: a quote is opened here and never closed\n");
}

TEST_F(Csv, RefusesAQuoteInTheMiddleOfAField) {
  EXPECT_EQ(problem("a\nx\"y\n"),
            "f.csv:2:2: a quote in the middle of a field: quote the whole field and double the "
            "quote\n");
}

TEST_F(Csv, RefusesTextAfterAClosingQuote) {
  EXPECT_EQ(problem("a\n\"x\"y\n"),
            "f.csv:2:4: after a closing quote only a comma or the end of the line may stand\n");
}

TEST_F(Csv, RefusesACarriageReturnAlone) {
  const std::string why = "a carriage return alone, lines end with a line feed or with both\n";
  EXPECT_EQ(problem("a\nx\ry\n"), "f.csv:2:2: " + why);
  EXPECT_EQ(problem("a\nx\r"), "f.csv:2:2: " + why);
}

TEST_F(Csv, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(problem("a\nx\nsome text\xC3(\nz\n"),
            "f.csv:3:10: invalid UTF-8, save the file as UTF-8\n");
  EXPECT_EQ(problem("a\n\xED\xA0\x80\n"), "f.csv:2:1: invalid UTF-8, save the file as UTF-8\n");
  EXPECT_EQ(problem("\xFF\xFE"
                    "a"),
            "f.csv:1:1: invalid UTF-8, save the file as UTF-8\n");
}

TEST_F(Csv, RefusesANul) {
  EXPECT_EQ(problem(std::string_view("a\n12345678\0", 11)),
            "f.csv:2:9: a NUL byte, the file is no text\n");
}

TEST_F(Csv, TakesARowOfOneMebibyteAndNoLonger) {
  const std::string longest(kLongestRow - 1, 'x');
  EXPECT_EQ(problem("a\n" + longest + "\n1\n"), "");
  EXPECT_EQ(problem("a\n" + longest + "x\n1\n"),
            "f.csv:2:1: a row of more than 1 MiB, the most that is read\n");
  EXPECT_EQ(problem("a\n" + longest + longest + longest),
            "f.csv:2:1: a row of more than 1 MiB, the most that is read\n");
}

TEST_F(Csv, TellsWhereTheQuoteOfAnEndlessRowIsOpened) {
  EXPECT_EQ(problem("a,b\n1,\"" + std::string(2 * kLongestRow, '\n') + "\"\n"),
            "f.csv:2:3: a quote is opened here and not closed within 1 MiB\n");
}

}  // namespace
}  // namespace slogate
