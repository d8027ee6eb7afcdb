#include "scenarios/message/body_file.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdio>
#include <string>

namespace slogate {
namespace {

// A descriptor of a file that has no name any more.
int file_of(const std::string& text) {
  std::FILE* file = std::tmpfile();
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
  const int copy = ::dup(::fileno(file));
  std::fclose(file);
  return copy;
}

TEST(BodyFile, IsReadFromAnyPlaceWithoutMoving) {
  const BodyFile file(file_of("0123456789"), 10, "a.bin");
  std::string bytes(4, ' ');
  EXPECT_TRUE(file.read(6, bytes));
  EXPECT_EQ(bytes, "6789");
  EXPECT_TRUE(file.read(0, bytes));
  EXPECT_EQ(bytes, "0123");
}

TEST(BodyFile, SaysWhereBytesAreMissing) {
  const BodyFile file(file_of("0123"), 10, "a.bin");
  std::string bytes(6, ' ');
  EXPECT_FALSE(file.read(0, bytes));
  EXPECT_FALSE(BodyFile(-1, 1, "gone").read(0, bytes));
}

}  // namespace
}  // namespace slogate
