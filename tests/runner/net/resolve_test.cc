// Overrides of where names lead. Names that stand here are never looked up.
#include "tests/runner/net/one_exchanger.h"

namespace slogate::support {
namespace {

using ResolveTest = OneExchanger;

ResolveOverride entry(std::string host, std::uint16_t port, std::string address) {
  ResolveOverride out;
  out.host = std::move(host);
  out.port = port;
  out.address = std::move(address);
  out.at = {"suite.json", 4, 7};
  return out;
}

TEST_F(ResolveTest, AnOverrideLeadsToItsAddressAndKeepsTheName) {
  std::string got;
  RawServer server([&](Peer& peer) {
    got = peer.read_request();
    peer.answer("ok");
  });
  use({entry("shop.invalid", server.port(), "127.0.0.1")});
  const std::string authority = "shop.invalid:" + std::to_string(server.port());
  const Exchange done = exchange("http://" + authority + "/x");
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_NE(got.find("\r\nHost: " + authority + "\r\n"), std::string::npos) << got;
}

TEST_F(ResolveTest, AnOverrideIsForItsPortOnly) {
  const auto table = ResolveTable::make({entry("shop.invalid", 8443, "127.0.0.1")}).value();
  EXPECT_NE(table.find({true, "shop.invalid", 8443}), nullptr);
  EXPECT_EQ(table.find({true, "shop.invalid", 443}), nullptr);
  EXPECT_EQ(table.find({true, "other.invalid", 8443}), nullptr);
}

TEST_F(ResolveTest, TheFirstOverrideOfAHostAndPortCounts) {
  const auto table =
      ResolveTable::make({entry("a.invalid", 80, "127.0.0.2"), entry("a.invalid", 80, "127.0.0.1")})
          .value();
  EXPECT_EQ(table.find({false, "a.invalid", 80})->address().to_string(), "127.0.0.2");
}

TEST_F(ResolveTest, AnAddressThatIsNoneIsRefusedWithItsPlace) {
  const auto table = ResolveTable::make({entry("a.invalid", 80, "127.0.0.300")});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().text(), "suite.json:4:7: \"127.0.0.300\" is no IPv4 or IPv6 address\n");
}

TEST_F(ResolveTest, ARefusedOverrideSaysTheAddress) {
  std::uint16_t port = 0;
  {
    const RawServer closed([](Peer&) {});
    port = closed.port();
  }
  use({entry("shop.invalid", port, "127.0.0.1")});
  const Exchange done = exchange("http://shop.invalid:" + std::to_string(port) + "/");
  EXPECT_EQ(done.outcome, Outcome::connect_refused);
  EXPECT_EQ(done.detail,
            "connecting to 127.0.0.1:" + std::to_string(port) + ": Connection refused");
}

}  // namespace
}  // namespace slogate::support
