#include "scenarios/suite/confined_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

namespace fs = std::filesystem;
using test::one_step;
using test::suite_with;
using test::SuiteFolder;

// Two folders beside each other: the suite may read the first only.
class ConfinedFile : public testing::Test {
 protected:
  ConfinedFile() {
    both_.write("suite/inside.json", "inside");
    both_.write("outside/secret.json", "secret");
  }
  std::string fault(const std::string& name) {
    return read_confined_file(both_.path() / "suite", name, text_);
  }

  SuiteFolder both_;
  std::string text_;
};

TEST_F(ConfinedFile, IsReadWhole) {
  EXPECT_EQ(fault("inside.json"), "");
  EXPECT_EQ(text_, "inside");
}

TEST_F(ConfinedFile, MayLieBelow) {
  both_.write("suite/a/b.json", "below");
  EXPECT_EQ(fault("a/b.json"), "");
  EXPECT_EQ(text_, "below");
}

TEST_F(ConfinedFile, MayBeALinkThatStaysInside) {
  fs::create_symlink("inside.json", both_.path() / "suite/link.json");
  EXPECT_EQ(fault("link.json"), "");
}

TEST_F(ConfinedFile, MayNotBeALinkThatLeadsOut) {
  fs::create_symlink("../outside/secret.json", both_.path() / "suite/link.json");
  EXPECT_EQ(fault("link.json"),
            "leads out by a symbolic link, it must lie in or below the suite's folder");
  fs::create_directory_symlink(both_.path() / "outside", both_.path() / "suite/door");
  EXPECT_EQ(fault("door/secret.json"),
            "leads out by a symbolic link, it must lie in or below the suite's folder");
  EXPECT_EQ(text_, "");
}

TEST_F(ConfinedFile, MayBeBehindALinkedFolderInside) {
  both_.write("suite/real/deep/x.json", "deep");
  fs::create_directory_symlink("real/deep", both_.path() / "suite/short");
  fs::create_symlink("../../inside.json", both_.path() / "suite/real/deep/up.json");
  EXPECT_EQ(fault("short/x.json"), "");
  EXPECT_EQ(text_, "deep");
  EXPECT_EQ(fault("short/up.json"), "");
  EXPECT_EQ(text_, "inside");
}

TEST_F(ConfinedFile, MayNotBeALinkWithAnAbsoluteTarget) {
  fs::create_symlink(both_.path() / "suite/inside.json", both_.path() / "suite/link.json");
  EXPECT_EQ(fault("link.json"),
            "leads out by a symbolic link, it must lie in or below the suite's folder");
}

TEST_F(ConfinedFile, MayNotLeadOutAndInAgain) {
  fs::create_symlink("../suite/inside.json", both_.path() / "suite/link.json");
  EXPECT_EQ(fault("link.json"),
            "leads out by a symbolic link, it must lie in or below the suite's folder");
}

TEST_F(ConfinedFile, MayNotBeAFolder) {
  both_.write("suite/a/b.json", "below");
  EXPECT_EQ(fault("a"), "is a folder, name the file in it");
  EXPECT_EQ(fault("."), "is a folder, name the file in it");
  EXPECT_EQ(fault("a/"), "is a folder, name the file in it");
}

TEST_F(ConfinedFile, TellsWhatIsNotThere) {
  fs::create_symlink("gone.json", both_.path() / "suite/dangling.json");
  EXPECT_EQ(fault("none.json"), "does not exist");
  EXPECT_EQ(fault("dangling.json"), "does not exist");
  EXPECT_EQ(fault("inside.json/x"), "cannot be read: Not a directory");
}

TEST_F(ConfinedFile, HasTheCallersLimit) {
  EXPECT_EQ(read_confined_file(both_.path() / "suite", "inside.json", text_, 6), "");
  EXPECT_EQ(read_confined_file(both_.path() / "suite", "inside.json", text_, 5),
            "is larger than 5 bytes, the most that is read");
}

TEST_F(ConfinedFile, OpensForReadingPieceByPiece) {
  OpenFile file;
  ASSERT_EQ(open_confined_file(both_.path() / "suite", "inside.json", file), "");
  EXPECT_EQ(file.size(), 6U);
  char letters[3] = {};
  ASSERT_EQ(::pread(file.descriptor(), letters, 3, 2), 3);
  EXPECT_EQ(std::string(letters, 3), "sid");
}

TEST_F(ConfinedFile, KnowsWhetherItChangedSinceItWasOpened) {
  OpenFile file;
  ASSERT_EQ(open_confined_file(both_.path() / "suite", "inside.json", file), "");
  EXPECT_TRUE(file.unchanged());
  fs::resize_file(both_.path() / "suite/inside.json", 3);
  EXPECT_FALSE(file.unchanged());
}

TEST_F(ConfinedFile, IsClosedOnceWhenItsOwnerMoves) {
  OpenFile file;
  ASSERT_EQ(open_confined_file(both_.path() / "suite", "inside.json", file), "");
  const int descriptor = file.descriptor();
  {
    const OpenFile other = std::move(file);
    EXPECT_EQ(other.descriptor(), descriptor);
    EXPECT_FALSE(file.is_open());  // NOLINT: what a moved file is, is part of its promise
  }
  char letter = 0;
  EXPECT_EQ(::pread(descriptor, &letter, 1, 0), -1);
}

TEST_F(ConfinedFile, MayNotLieInAFolderWhoseNameOnlyBeginsAlike) {
  both_.write("suite2/x.json", "x");
  fs::create_symlink("../suite2/x.json", both_.path() / "suite/x.json");
  EXPECT_EQ(fault("x.json"),
            "leads out by a symbolic link, it must lie in or below the suite's folder");
}

TEST_F(ConfinedFile, MayNotClimb) {
  EXPECT_EQ(fault("../outside/secret.json"),
            "leads out by .., it must lie in or below the suite's folder");
  EXPECT_EQ(fault("a/../inside.json"),
            "leads out by .., it must lie in or below the suite's folder");
}

TEST_F(ConfinedFile, MayNotBeAbsolute) {
  EXPECT_EQ(fault((both_.path() / "suite/inside.json").string()),
            "is an absolute path, it must lie in or below the suite's folder");
}

TEST_F(ConfinedFile, MayNotBeNameless) {
  EXPECT_EQ(fault(""), "is empty, name a file in the suite's folder");
  EXPECT_EQ(fault(std::string("a\0b", 3)), "holds a NUL, name a file in the suite's folder");
}

TEST_F(ConfinedFile, MayNotBeAPipe) {
  ASSERT_EQ(::mkfifo((both_.path() / "suite/pipe.json").c_str(), 0600), 0);
  EXPECT_EQ(fault("pipe.json"), "is no regular file");
}

TEST_F(ConfinedFile, MayNotBeLargerThanSixteenMebibytes) {
  both_.write("suite/large.json", "");
  fs::resize_file(both_.path() / "suite/large.json", kLargestFile);
  EXPECT_EQ(fault("large.json"), "");
  fs::resize_file(both_.path() / "suite/large.json", kLargestFile + 1);
  EXPECT_EQ(fault("large.json"), "is larger than 16 MiB, the most that is read");
}

TEST_F(ConfinedFile, TellsALinkThatGoesRound) {
  fs::create_symlink("round.json", both_.path() / "suite/round.json");
  EXPECT_EQ(fault("round.json"), "cannot be read: Too many levels of symbolic links");
}

TEST(LoadSuite, DoesNotFollowALinkOutOfItsFolder) {
  SuiteFolder folder;
  folder.write("flow.json", one_step(""));
  folder.write("in/suite.json", suite_with(""));
  fs::create_symlink("../flow.json", folder.path() / "in/flow.json");
  EXPECT_EQ(folder.problems("in/suite.json"),
            "in/suite.json:1:58: the flow file \"flow.json\" leads out by a symbolic link, it must "
            "lie in or below the "
            "suite's folder\n");
}

}  // namespace
}  // namespace slogate
