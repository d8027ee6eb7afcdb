#include "runner/net/timeout_text.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

using namespace std::chrono_literals;

TEST(TimeoutText, NamesTheLimitAndItsLength) {
  EXPECT_EQ(timeout_text({ExchangeStage::connect, TimeLimit::connect, 5s}),
            "the connection did not stand within 5 s; the server had not accepted the connection");
  EXPECT_EQ(timeout_text({ExchangeStage::wait, TimeLimit::first_byte, 1500ms}),
            "the first byte of the answer did not come within 1.5 s");
  EXPECT_EQ(timeout_text({ExchangeStage::wait, TimeLimit::total, 1min}),
            "the whole exchange did not end within 1 min; nothing of the answer had come");
}

TEST(TimeoutText, SaysHowFarTheExchangeHadCome) {
  EXPECT_EQ(timeout_text({ExchangeStage::resolve, TimeLimit::connect, 5s}),
            "the connection did not stand within 5 s; the name service had not answered");
  EXPECT_EQ(timeout_text({ExchangeStage::handshake, TimeLimit::total, 5s}),
            "the whole exchange did not end within 5 s; the TLS handshake had not ended");
  EXPECT_EQ(timeout_text({ExchangeStage::send, TimeLimit::total, 5s, false, 1'048'576}),
            "the whole exchange did not end within 5 s; 1,048,576 bytes of the request had gone");
  EXPECT_EQ(timeout_text({ExchangeStage::receive, TimeLimit::total, 5s, false, 1}),
            "the whole exchange did not end within 5 s; 1 byte of the answer's head had come");
  EXPECT_EQ(timeout_text({ExchangeStage::receive, TimeLimit::total, 5s, true, 12'345}),
            "the whole exchange did not end within 5 s; 12,345 bytes of the body had come");
}

}  // namespace
}  // namespace slogate
