// An Exchanger on sockets; see exchanger.h for what it promises. A request is sent again only where the server had
// closed a kept connection meanwhile: nothing of an answer was read, and the method may be repeated (RFC 9110 9.2.2).
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "runner/clock/deadline.h"
#include "runner/http/response_parser.h"
#include "runner/net/connection.h"
#include "runner/net/exchanger.h"
#include "runner/net/resolver.h"

namespace slogate {

class SocketExchanger final : public Exchanger {
 public:
  SocketExchanger(Clock& clock, const TlsContext& tls);

  [[nodiscard]] Task<void> exchange(const Request& request, const ExchangeLimits& limits,
                                    Exchange& into) override;
  void abort() override;
  void close() override { kept_.clear(); }

 private:
  // What the deadline means at the moment: where the exchange has got to.
  enum class Stage : std::uint8_t { resolve, connect, send, wait, receive };
  struct Kept {
    Origin origin;
    std::unique_ptr<Connection> connection;
    SteadyTime last_used;
  };

  void expire();
  void limit(Stage stage, SteadyTime stage_end);
  [[nodiscard]] Outcome expired_outcome() const;
  [[nodiscard]] bool fail(Exchange& into, Outcome outcome, std::string detail);
  [[nodiscard]] std::unique_ptr<Connection> take_kept(const Request& request);
  [[nodiscard]] Task<bool> open(const Origin& origin, const ExchangeLimits& limits, Exchange& into);
  [[nodiscard]] Task<bool> send_and_receive(const Request& request, const ExchangeLimits& limits,
                                            Exchange& into);
  [[nodiscard]] Task<bool> receive(const ExchangeLimits& limits, Exchange& into);
  void finish(const Request& request, Exchange& into);

  Clock& clock_;
  const TlsContext& tls_;
  Deadline deadline_;
  Resolution resolution_;
  std::vector<Kept> kept_;
  std::unique_ptr<Connection> current_;
  ResponseParser parser_;
  std::string wire_;
  std::array<char, 16384> buffer_;
  Stage stage_ = Stage::resolve;
  SteadyTime total_end_{};
  bool expired_ = false;
  bool total_expired_ = false;
  bool aborted_ = false;
};

}  // namespace slogate
