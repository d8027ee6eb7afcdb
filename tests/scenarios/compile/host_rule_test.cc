#include "scenarios/compile/host_rule.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

const std::vector<ResolveOverride> kOverrides = {{"localhost", 8443, "192.0.2.1", {}},
                                                 {"app.example", 443, "::1", {}},
                                                 {"app.example", 443, "192.0.2.1", {}}};

TEST(HostRule, TheFirstOverrideOfHostAndPortSaysWhereAConnectionGoes) {
  EXPECT_EQ(reached_host(kOverrides, {true, "app.example", 443}), "::1");
  EXPECT_EQ(reached_host(kOverrides, {true, "app.example", 444}), "app.example");
}

TEST(HostRule, AnOverrideMayNotLeadLoadOffLoopback) {
  const HostLimit limit{true, {}};
  EXPECT_FALSE(may_be_sent(limit, kOverrides, {true, "localhost", 8443}));
  EXPECT_TRUE(may_be_sent(limit, kOverrides, {true, "localhost", 8444}));
}

TEST(HostRule, ANamedHostMayBeLedAnywhere) {
  const HostLimit limit{true, {"localhost"}};
  EXPECT_TRUE(may_be_sent(limit, kOverrides, {true, "localhost", 8443}));
}

TEST(HostRule, ANameThatIsLedToLoopbackIsLoopback) {
  const HostLimit limit{true, {}};
  EXPECT_TRUE(may_be_sent(limit, kOverrides, {true, "app.example", 443}));
  EXPECT_FALSE(may_be_sent(limit, kOverrides, {false, "app.example", 80}));
}

TEST(HostRule, WithoutALimitEveryHostWillDo) {
  EXPECT_TRUE(may_be_sent({}, kOverrides, {true, "localhost", 8443}));
}

}  // namespace
}  // namespace slogate
