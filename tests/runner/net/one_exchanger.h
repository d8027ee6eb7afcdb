// A fixture: one exchanger on real sockets, and an exchange as a plain call. Limits are long unless
// a test makes them short.
#pragma once

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <memory>
#include <string>

#include "runner/net/socket_network.h"
#include "tests/support/raw_server.h"

namespace slogate::support {

class OneExchanger : public testing::Test {
 protected:
  explicit OneExchanger(const std::string& ca_file = "")
      : clock_(loop_), tls_(TlsContext::make(ca_file).value()) {
    use({});
    limits_.total = std::chrono::seconds(20);
    limits_.connect = std::chrono::seconds(20);
    limits_.first_byte = std::chrono::seconds(20);
  }

  // Begins anew, with these overrides.
  void use(const std::vector<ResolveOverride>& overrides) {
    table_ = ResolveTable::make(overrides).value();
    network_ = std::make_unique<SocketNetwork>(clock_, tls_, &table_);
    exchanger_ = network_->make_exchanger();
  }

  Exchange exchange(const std::string& url, const std::string& method = "GET",
                    const std::string& body = "") {
    Request request;
    request.method = method;
    request.url = *parse_url(url);
    request.body = body;
    return exchange(request);
  }

  Exchange exchange(const Request& request) {
    Exchange out;
    limits_.begin = clock_.now();
    loop_.restart();
    spawn(loop_, exchanger_->exchange(request, limits_, out), [this](std::exception_ptr error) {
      loop_.stop();  // the deadline's alarm may still be set
      if (error) std::rethrow_exception(error);
    });
    loop_.run();
    EXPECT_EQ(ERR_peek_error(), 0U) << "left for the next session of the thread";
    return out;
  }

  Loop loop_{1};
  RealClock clock_;
  TlsContext tls_;
  ResolveTable table_ = ResolveTable::make({}).value();
  std::unique_ptr<SocketNetwork> network_;
  std::unique_ptr<Exchanger> exchanger_;
  ExchangeLimits limits_;
};

}  // namespace slogate::support
