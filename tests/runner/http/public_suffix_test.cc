#include "runner/http/public_suffix.h"

#include <gtest/gtest.h>

#include <string>

namespace slogate {
namespace {

TEST(PublicSuffix, KnowsTheListsRulesAndExceptions) {
  ASSERT_EQ(available_suffix_rules(), SuffixRules::list);
  for (const char* suffix : {"com", "co.uk", "github.io", "kawasaki.jp", "x.kawasaki.jp", "test"}) {
    EXPECT_TRUE(is_public_suffix(suffix)) << suffix;
  }
  for (const char* site :
       {"example.com", "shop.co.uk", "me.github.io", "city.kawasaki.jp", "a.test"}) {
    EXPECT_FALSE(is_public_suffix(site)) << site;
  }
}

TEST(PublicSuffix, WithoutAListAnyNameWithADotIsASite) {
  EXPECT_TRUE(is_public_suffix("com", SuffixRules::dots));
  EXPECT_TRUE(is_public_suffix("localhost", SuffixRules::dots));
  EXPECT_FALSE(is_public_suffix("co.uk", SuffixRules::dots));
}

TEST(PublicSuffix, NamesThatAreNoneCountAsSuffixes) {
  EXPECT_TRUE(is_public_suffix(""));
  EXPECT_TRUE(is_public_suffix("example.com."));
  EXPECT_TRUE(is_public_suffix("a." + std::string(254, 'x')));
}

}  // namespace
}  // namespace slogate
