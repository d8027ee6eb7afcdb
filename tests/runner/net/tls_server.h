// A TLS server on loopback with a certificate made for the test, on top of RawServer.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/raw_server.h"

namespace slogate::support {

// A self-signed certificate for those names ("DNS:*.shop.invalid,IP:127.0.0.1"), and its key.
class Certificate {
 public:
  explicit Certificate(const std::string& names)
      : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free),
        certificate_(X509_new(), X509_free) {
    X509* made = certificate_.get();
    X509_set_version(made, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    X509_gmtime_adj(X509_getm_notBefore(made), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made), 86400);
    X509_set_pubkey(made, key_.get());
    X509_NAME* name = X509_get_subject_name(made);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("slogate test"), -1, -1, 0);
    X509_set_issuer_name(made, name);
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, made, made, nullptr, nullptr, 0);
    for (const auto& [id, value] : {std::pair<int, std::string>{NID_subject_alt_name, names},
                                    {NID_basic_constraints, "critical,CA:TRUE"}}) {
      X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
      X509_add_ext(made, extension, -1);
      X509_EXTENSION_free(extension);
    }
    X509_sign(made, key_.get(), EVP_sha256());
  }

  // As PEM, for TlsContext::make.
  void write(const std::string& file) const {
    std::FILE* out = std::fopen(file.c_str(), "w");
    if (out == nullptr) return;
    PEM_write_X509(out, certificate_.get());
    std::fclose(out);
  }
  [[nodiscard]] X509* certificate() const { return certificate_.get(); }
  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }

 private:
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
  std::unique_ptr<X509, void (*)(X509*)> certificate_;
};

// One connection after its handshake.
class TlsPeer {
 public:
  TlsPeer(SSL_CTX* context, Peer& peer) : peer_(peer), session_(SSL_new(context), SSL_free) {
    SSL_set_fd(session_.get(), peer.descriptor());
    good_ = SSL_accept(session_.get()) == 1;
  }
  [[nodiscard]] bool good() const { return good_; }
  // The name that the client asked for (SNI); empty where it named none.
  [[nodiscard]] std::string name() const {
    const char* asked = SSL_get_servername(session_.get(), TLSEXT_NAMETYPE_host_name);
    return asked == nullptr ? "" : asked;
  }
  std::string read(std::size_t most) {
    std::string text(most, '\0');
    const int got = SSL_read(session_.get(), text.data(), static_cast<int>(most));
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }
  // Head and body by its Content-Length.
  std::string read_request() {
    std::string text;
    while (text.find("\r\n\r\n") == std::string::npos) {
      const std::string more = read(4096);
      if (more.empty()) return text;
      text += more;
    }
    const std::size_t at = text.find("Content-Length: ");
    if (at == std::string::npos) return text;
    const std::size_t whole = text.find("\r\n\r\n") + 4 + std::stoul(text.substr(at + 16));
    while (text.size() < whole) {
      const std::string more = read(65536);
      if (more.empty()) break;
      text += more;
    }
    return text;
  }
  void write(std::string_view text) {
    SSL_write(session_.get(), text.data(), static_cast<int>(text.size()));
  }
  [[nodiscard]] Peer& peer() { return peer_; }

 private:
  Peer& peer_;
  std::unique_ptr<SSL, void (*)(SSL*)> session_;
  bool good_ = false;
};

class TlsServer {
 public:
  TlsServer(const Certificate& certificate, std::function<void(TlsPeer&)> handler)
      : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free),
        server_([context = context_.get(), handler = std::move(handler)](Peer& peer) {
          TlsPeer session(context, peer);
          if (session.good()) handler(session);
        }) {
    SSL_CTX_use_certificate(context_.get(), certificate.certificate());
    SSL_CTX_use_PrivateKey(context_.get(), certificate.key());
  }
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  RawServer server_;
};

}  // namespace slogate::support
