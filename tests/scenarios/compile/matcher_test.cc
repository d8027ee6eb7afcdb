#include "scenarios/compile/value.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

TEST(Digits, AreAsFewAsGiveTheNumberBack) {
  EXPECT_EQ(digits_of(404), "404");
  EXPECT_EQ(digits_of(-1), "-1");
  EXPECT_EQ(digits_of(0.1), "0.1");
}

TEST(TextPool, GivesTheSameMemoryAgain) {
  TextPool pool;
  std::string& first = pool.next();
  first = "one";
  std::string& second = pool.next();
  EXPECT_NE(&first, &second);
  pool.clear();
  EXPECT_EQ(&pool.next(), &first);
  EXPECT_EQ(first, "");
}

}  // namespace
}  // namespace slogate
