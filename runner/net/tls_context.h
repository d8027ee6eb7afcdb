// The TLS settings that all connections of a run share: TLS 1.2 and 1.3, verification of chain and host on, ALPN http/1.1.
//
// May be used by all workers at once. The system's certificates are read for the first session: that takes 20 ms of CPU
// time, and a run over plain HTTP never needs them.
#pragma once

#include <memory>
#include <string>

#include "scenarios/message/exchange.h"
#include "scenarios/suite/diagnostic.h"

using BIO = struct bio_st;
using SSL_CTX = struct ssl_ctx_st;
using SSL = struct ssl_st;

namespace slogate {

class TlsContext {
 public:
  // `ca_file`: PEM certificates to trust instead of the system's; empty: the system's. Error: unreadable or no PEM.
  [[nodiscard]] static Result<TlsContext> make(const std::string& ca_file);

  // A client session for that host (SNI and host check set), which takes the connected socket over. nullptr only without
  // memory.
  [[nodiscard]] SSL* make_session(const std::string& host, BIO* socket) const;

 private:
  struct SystemTrust;
  TlsContext(std::shared_ptr<SSL_CTX> context, std::shared_ptr<SystemTrust> trust)
      : context_(std::move(context)), system_trust_(std::move(trust)) {}

  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<SystemTrust> system_trust_;  // nullptr where a file is trusted instead
};

// What a finished handshake agreed on, with the certificate's name that fits `host`.
[[nodiscard]] TlsSession describe_session(const SSL* session, const std::string& host);

// Why a handshake failed: the certificate's fault by name, else the protocol's with OpenSSL's reason. Takes the
// thread's error queue.
struct TlsFailure {
  Outcome outcome = Outcome::tls_other;
  std::string detail;
};
[[nodiscard]] TlsFailure handshake_failure(const SSL* session, const std::string& host);

}  // namespace slogate
