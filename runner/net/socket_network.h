// The real network: connections of one virtual user, kept per origin, with every limit of ExchangeLimits enforced by
// one lazily moved deadline.
#pragma once

#include <memory>

#include "runner/clock/clock.h"
#include "runner/net/arrival_clock.h"
#include "runner/net/exchange_buffers.h"
#include "runner/net/exchanger.h"
#include "runner/net/poller.h"
#include "runner/net/resolve_table.h"
#include "runner/net/tls_context.h"

namespace slogate {

// One per worker. Clock, TLS context and overrides outlive it, and it outlives its exchangers.
class SocketNetwork final : public Network {
 public:
  // `overrides`: nullptr where every name is looked up.
  SocketNetwork(Clock& clock, const TlsContext& tls, const ResolveTable* overrides = nullptr)
      : clock_(clock), poller_(clock), tls_(tls), overrides_(overrides) {}
  [[nodiscard]] std::unique_ptr<Exchanger> make_exchanger() override;

 private:
  Clock& clock_;
  Poller poller_;
  StampSwitch stamping_;
  ExchangeBuffers buffers_;
  const TlsContext& tls_;
  const ResolveTable* overrides_;
};

}  // namespace slogate
