// What a run will need of descriptors and ports, and what is said where they are short.
#include "runner/app/generator_needs.h"

#include <sys/resource.h>

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/app/compiled_suite.h"

namespace slogate {
namespace {

using test::compiled;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kPage = R"({"name": "page", "request": "GET /"})";
constexpr const char* kUsers = R"({"users": 300, "for": "30s"})";

GeneratorNeeds needs(const std::string& steps, const std::string& profile = kUsers,
                     std::size_t workers = 1, bool target_within = false, bool rate_rises = false) {
  const CompiledSuite suite = compiled(steps, "", "", profile);
  const auto load = std::ranges::find(suite.source.profiles, "load", &Profile::name);
  const LoadPlan plan = make_plan(*load, {suite.flows.front().name});
  return needs_of(suite, plan, workers, target_within, rate_rises);
}

TEST(GeneratorNeeds, AreAConnectionOfEachUserAndWhatWorkersAndFilesHold) {
  const GeneratorNeeds one = needs(kPage);
  EXPECT_EQ(one.users, 300U);
  EXPECT_EQ(one.connections, 1U);
  EXPECT_EQ(one.descriptors, 300U + 8U + 24U);
  EXPECT_EQ(needs(kPage, kUsers, 4).descriptors, 300U + 32U + 24U);
}

TEST(GeneratorNeeds, CountTheUsersThatAnOpenModelMayHave) {
  EXPECT_EQ(needs(kPage, R"({"rate": "10/s", "for": "30s", "max_users": 70})").users, 70U);
  const char* few = R"({"rate": "2/s", "for": "3s", "max_users": 70})";
  EXPECT_EQ(needs(kPage, few).users, 6U);
  EXPECT_EQ(needs(kPage, few, 1, false, true).users, 70U);
  EXPECT_EQ(needs(kPage, R"({"iterations": 5})").users, 1U);
}

TEST(GeneratorNeeds, CountAllUsersOfAClosedModelAtItsHighest) {
  EXPECT_EQ(needs(kPage, R"({"users": 5000, "for": "30s"})").users, 5000U);
  EXPECT_EQ(
      needs(kPage, R"({"stages": [{"to": 40, "over": "5s"}, {"to": 2, "over": "5s"}]})").users,
      40U);
}

TEST(GeneratorNeeds, CountEachAddressThatAFlowLeadsToOnce) {
  const std::string two =
      std::string(kPage) + R"(, {"name": "other", "request": "GET http://127.0.0.1:9/x"})";
  EXPECT_EQ(needs(two).connections, 2U);
  EXPECT_EQ(needs(two + R"(, {"name": "again", "request": "GET /2"})").connections, 2U);
}

TEST(GeneratorNeeds, AreBothEndsOfAConnectionToATargetWithin) {
  EXPECT_EQ(needs(kPage, kUsers, 1, true).descriptors, 600U + 8U + 24U);
}

GeneratorNeeds of(std::uint64_t users, std::uint64_t connections) {
  return {users, connections, users * connections + 32, "127.0.0.1:8080"};
}

TEST(Shortages, AreNoneWhereEverythingFits) {
  EXPECT_THAT(shortages(of(100, 2), {232, 100}), IsEmpty());
  EXPECT_THAT(shortages(of(100, 2), {0, 0}), IsEmpty());  // the system does not say
}

TEST(Shortages, OfDescriptorsAreToldWithWhatIsNeeded) {
  EXPECT_THAT(shortages(of(1000, 2), {1024, 28232}),
              ElementsAre("1,000 users with 2 connections each may need 2,032 descriptors, and "
                          "`ulimit -Hn` allows 1,024: raise that limit, or use fewer users"));
  EXPECT_THAT(shortages(of(1, 1), {20, 28232}),
              ElementsAre("1 user with one connection each may need 33 descriptors, and `ulimit "
                          "-Hn` allows 20: raise that limit, or use fewer users"));
}

TEST(Shortages, OfPortsNameTheAddress) {
  EXPECT_THAT(shortages(of(40'000, 1), {100'000, 28'232}),
              ElementsAre("40,000 users may need as many ports towards 127.0.0.1:8080, and "
                          "net.ipv4.ip_local_port_range holds 28,232: widen it, or use fewer "
                          "users"));
}

// Leaves the process's limits as they were.
GeneratorLimits raised_from(rlim_t soft, std::uint64_t needed) {
  rlimit before{};
  EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{std::min(soft, before.rlim_max), before.rlim_max};
  EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  const GeneratorLimits granted = raise_limits({1, 1, needed, ""});
  rlimit after{};
  EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(granted.descriptors, after.rlim_cur);
  EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  return granted;
}

TEST(Limits, RaiseTheSoftLimitAsFarAsTheHardOneLetsThem) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(raised_from(64, 100).descriptors, std::min<rlim_t>(200, limit.rlim_max));
  EXPECT_EQ(raised_from(64, 1ULL << 40U).descriptors,
            std::min<rlim_t>(2ULL << 40U, limit.rlim_max));
}

TEST(Limits, LeaveASoftLimitAloneThatIsEnough) {
  EXPECT_EQ(raised_from(64, 20).descriptors, 64U);
}

}  // namespace
}  // namespace slogate
