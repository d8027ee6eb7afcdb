// What needs ::1. ctest counts this binary as skipped where a machine has none: the words that are
// written here are its SKIP_REGULAR_EXPRESSION.
#include <iostream>

#include "tests/runner/net/one_exchanger.h"

namespace slogate::support {
namespace {

using Ipv6Test = OneExchanger;

bool is_missing(const RawServer& server) {
  if (server.port() != 0) return false;
  std::cout << "skipped: this machine has no ::1\n";
  return true;
}

TEST_F(Ipv6Test, ReachesIpv6WithItsBracketsInTheHostField) {
  std::string got;
  const RawServer server(
      [&](Peer& peer) {
        got = peer.read_request();
        peer.answer("ok");
      },
      RawServer::On::ipv6);
  if (is_missing(server)) return;
  const std::string authority = "[::1]:" + std::to_string(server.port());
  const Exchange done = exchange("http://" + authority + "/");
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_NE(got.find("\r\nHost: " + authority + "\r\n"), std::string::npos) << got;
}

TEST_F(Ipv6Test, AnOverrideMayLeadToIpv6) {
  const RawServer server(
      [&](Peer& peer) {
        peer.read_request();
        peer.answer("six");
      },
      RawServer::On::ipv6);
  if (is_missing(server)) return;
  ResolveOverride override;
  override.host = "127.0.0.1";
  override.port = server.port();
  override.address = "::1";
  use({override});
  const Exchange done = exchange("http://127.0.0.1:" + std::to_string(server.port()) + "/");
  EXPECT_EQ(done.response.body, "six") << done.detail;
}

}  // namespace
}  // namespace slogate::support
