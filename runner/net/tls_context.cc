#include "runner/net/tls_context.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <cstring>
#include <ctime>
#include <mutex>

namespace slogate {
namespace {

std::string last_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return std::strerror(static_cast<int>(ERR_GET_REASON(code)));
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "no reason given";
}

bool is_address(const std::string& host) {
  unsigned char buffer[16];
  return inet_pton(AF_INET, host.c_str(), buffer) == 1 ||
         inet_pton(AF_INET6, host.c_str(), buffer) == 1;
}

std::chrono::sys_seconds seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
}

std::string name_text(const X509_NAME* name) {
  char text[256] = "";
  if (name != nullptr) X509_NAME_oneline(name, text, sizeof text);
  return text;
}

std::string day(std::chrono::sys_seconds time) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

// "*.example.org" for app.example.org; an address stands for itself.
std::string fitting_name(const X509* certificate, const std::string& host) {
  // OpenSSL 3.0 asks for a certificate that it may fill caches of.
  auto* subject = const_cast<X509*>(certificate);
  if (is_address(host)) return X509_check_ip_asc(subject, host.c_str(), 0) == 1 ? host : "";
  char* name = nullptr;
  const int fits = X509_check_host(subject, host.c_str(), host.size(),
                                   X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, &name);
  std::string out = fits == 1 && name != nullptr ? name : "";
  OPENSSL_free(name);
  return out;
}

}  // namespace

struct TlsContext::SystemTrust {
  std::once_flag read;
};

Result<TlsContext> TlsContext::make(const std::string& ca_file) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (!context) return Diagnostics(Diagnostic{{}, "OpenSSL has no TLS client: " + last_error()});
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  // A record's head and its content in one call.
  SSL_CTX_set_read_ahead(context.get(), 1);
  static constexpr unsigned char kAlpn[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(context.get(), kAlpn, sizeof kAlpn);
  if (ca_file.empty()) return TlsContext(std::move(context), std::make_shared<SystemTrust>());
  if (SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr) != 1) {
    return Diagnostics(Diagnostic{
        {ca_file, 0, 0}, "no certificates could be read, a PEM file was meant: " + last_error()});
  }
  return TlsContext(std::move(context), nullptr);
}

SSL* TlsContext::make_session(const std::string& host, BIO* socket) const {
  // Without them no certificate is trusted, which the handshake's failure says.
  if (system_trust_) {
    std::call_once(system_trust_->read,
                   [this] { SSL_CTX_set_default_verify_paths(context_.get()); });
  }
  SSL* session = socket != nullptr ? SSL_new(context_.get()) : nullptr;
  if (session == nullptr) {
    BIO_free(socket);
    return nullptr;
  }
  SSL_set_connect_state(session);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str());
  } else {
    SSL_set_tlsext_host_name(session, host.c_str());
    SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(session, host.c_str());
  }
  SSL_set_bio(session, socket, socket);
  return session;
}

TlsSession describe_session(const SSL* session, const std::string& host) {
  TlsSession out;
  out.version = SSL_get_version(session);
  if (const X509* certificate = SSL_get0_peer_certificate(session)) {
    out.subject = name_text(X509_get_subject_name(certificate));
    out.issuer = name_text(X509_get_issuer_name(certificate));
    out.host = fitting_name(certificate, host);
    out.not_after = seconds_of(X509_get0_notAfter(certificate));
  }
  return out;
}

TlsFailure handshake_failure(const SSL* session, const std::string& host) {
  const long verified = SSL_get_verify_result(session);
  const std::string reason = last_error();
  const X509* certificate = SSL_get0_peer_certificate(session);
  switch (verified) {
    case X509_V_OK:
      break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {Outcome::tls_cert_expired,
              certificate != nullptr
                  ? fmt::format("the certificate of {} ran out on {}", host,
                                day(seconds_of(X509_get0_notAfter(certificate))))
                  : fmt::format("a certificate in the chain of {} ran out", host)};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {Outcome::tls_cert_expired,
              fmt::format("the certificate of {} is not valid yet", host)};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {Outcome::tls_cert_host, fmt::format("the certificate does not name {}", host)};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return {Outcome::tls_cert_selfsigned,
              fmt::format("the certificate of {} is signed by itself", host)};
    default:
      return {Outcome::tls_cert_untrusted,
              fmt::format("the certificate of {} is not trusted: {}", host,
                          X509_verify_cert_error_string(verified))};
  }
  return {Outcome::tls_protocol, fmt::format("no TLS with {}: {}", host, reason)};
}

}  // namespace slogate
