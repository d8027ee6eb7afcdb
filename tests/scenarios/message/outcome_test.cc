#include "scenarios/message/outcome.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace slogate {
namespace {

Outcome at(std::size_t i) {
  return static_cast<Outcome>(i);
}

TEST(Outcome, WordsAreTheStableOnes) {
  const std::array<std::string_view, kOutcomes> expected{"ok",
                                                         "assert.check",
                                                         "status.429",
                                                         "dns.not_found",
                                                         "dns.failed",
                                                         "dns.timeout",
                                                         "connect.refused",
                                                         "connect.timeout",
                                                         "connect.unreachable",
                                                         "connect.exhausted",
                                                         "tls.cert_expired",
                                                         "tls.cert_host",
                                                         "tls.cert_untrusted",
                                                         "tls.cert_selfsigned",
                                                         "tls.protocol",
                                                         "tls.truncated",
                                                         "tls.other",
                                                         "http.protocol",
                                                         "http.header_limit",
                                                         "http.chunk",
                                                         "http.length",
                                                         "http.redirect_loop",
                                                         "io.reset",
                                                         "io.eof",
                                                         "io.timeout",
                                                         "io.deadline",
                                                         "body.limit",
                                                         "scenario.render"};
  for (std::size_t i = 0; i < kOutcomes; ++i) EXPECT_EQ(word(at(i)), expected[i]);
}

TEST(Outcome, IsFoundByItsWord) {
  for (std::size_t i = 0; i < kOutcomes; ++i) EXPECT_EQ(outcome_of(word(at(i))), at(i));
}

TEST(Outcome, UnknownWordIsNone) {
  EXPECT_FALSE(outcome_of("connect.later"));
  EXPECT_FALSE(outcome_of(""));
}

TEST(Outcome, ExplanationsDifferAndHaveNoFullStop) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    EXPECT_TRUE(seen.insert(explanation(at(i))).second) << word(at(i));
    EXPECT_FALSE(explanation(at(i)).empty());
    EXPECT_NE(explanation(at(i)).back(), '.');
  }
}

TEST(Outcome, OnlyAnsweredAndUnbuiltRequestsAreNoExchangeFailures) {
  std::set<std::string_view> none;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    if (!is_exchange_failure(at(i))) none.insert(word(at(i)));
  }
  EXPECT_EQ(none,
            (std::set<std::string_view>{"ok", "assert.check", "status.429", "scenario.render"}));
}

TEST(Outcome, TimeoutsAreTheDeadlines) {
  std::set<std::string_view> timeouts;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    if (is_timeout(at(i))) timeouts.insert(word(at(i)));
  }
  EXPECT_EQ(timeouts, (std::set<std::string_view>{"dns.timeout", "connect.timeout", "io.timeout",
                                                  "io.deadline"}));
}

TEST(Outcome, OnlyExhaustionIsTheGeneratorsFault) {
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    EXPECT_EQ(is_generator_fault(at(i)), at(i) == Outcome::connect_exhausted);
  }
}

}  // namespace
}  // namespace slogate
