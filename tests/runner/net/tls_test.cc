// What only a TLS connection shows: names, certificates, files through it.
#include <csignal>

#include "tests/runner/net/files.h"
#include "tests/runner/net/one_exchanger.h"
#include "tests/runner/net/tls_server.h"

namespace slogate::support {
namespace {

// The certificate must be on disk before the fixture's context is made.
struct Trusted {
  Trusted() : certificate("DNS:*.shop.invalid,DNS:plain.invalid,IP:127.0.0.1") {
    certificate.write(file());
    // The program ignores it too: a server that is gone must not end a run.
    std::signal(SIGPIPE, SIG_IGN);
  }
  [[nodiscard]] std::string file() const { return files.path("ca.pem"); }
  SentFiles files;
  Certificate certificate;
};

class TlsTest : private Trusted, public OneExchanger {
 protected:
  TlsTest() : OneExchanger(Trusted::file()) {}

  // A server that answers "ok" and keeps what it saw.
  TlsServer server() {
    return TlsServer(Trusted::certificate, [this](TlsPeer& peer) {
      name_ = peer.name();
      request_ = peer.read_request();
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
  }
  [[nodiscard]] const SentFiles& files() const { return Trusted::files; }
  [[nodiscard]] const Certificate& certificate() const { return Trusted::certificate; }

  Exchange named(const std::string& host, std::uint16_t port) {
    use({{host, port, "127.0.0.1", {}}});
    return exchange("https://" + host + ":" + std::to_string(port) + "/");
  }

  std::string name_;
  std::string request_;
};

TEST_F(TlsTest, AnOverrideKeepsTheNameForCertificateAndServer) {
  const TlsServer target = server();
  const Exchange done = named("app.shop.invalid", target.port());
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_EQ(name_, "app.shop.invalid");
  EXPECT_EQ(done.tls->host, "*.shop.invalid");
  EXPECT_EQ(done.tls->version, "TLSv1.3");
}

TEST_F(TlsTest, TellsTheCertificatesNameThatFits) {
  const TlsServer target = server();
  EXPECT_EQ(named("plain.invalid", target.port()).tls->host, "plain.invalid");
}

TEST_F(TlsTest, ANameThatTheCertificateDoesNotHoldIsRefused) {
  const TlsServer target = server();
  const Exchange done = named("other.invalid", target.port());
  EXPECT_EQ(done.outcome, Outcome::tls_cert_host);
  EXPECT_EQ(done.detail, "the certificate does not name other.invalid");
}

TEST_F(TlsTest, AnAddressIsNotSentAsAName) {
  const TlsServer target = server();
  const Exchange done = exchange("https://127.0.0.1:" + std::to_string(target.port()) + "/");
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_EQ(name_, "");
  EXPECT_EQ(done.tls->host, "127.0.0.1");
}

TEST_F(TlsTest, AFileGoesThroughByteForByte) {
  const TlsServer target = server();
  const std::string text = numbered(5 * (64U << 10U) + 17);
  Request request;
  request.method = "PUT";
  request.url = *parse_url("https://127.0.0.1:" + std::to_string(target.port()) + "/");
  request.body = "<>";
  request.files = {{1, files().make("large.bin", text)}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_TRUE(request_.ends_with("\r\n\r\n<" + text + ">"));
}

TEST_F(TlsTest, ARefusalEndsTheSendingOfALargeFile) {
  const TlsServer target(certificate(), [](TlsPeer& peer) {
    (void)peer.read(100);
    peer.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\n\r\nmuch");
    pollfd end{peer.peer().descriptor(), POLLRDHUP, 0};
    ::poll(&end, 1, -1);
  });
  Request request;
  request.method = "POST";
  request.url = *parse_url("https://127.0.0.1:" + std::to_string(target.port()) + "/");
  request.files = {{0, files().make("large.bin", numbered(32U << 20U))}};
  const Exchange done = exchange(request);
  EXPECT_EQ(done.outcome, Outcome::ok) << done.detail;
  EXPECT_EQ(done.response.status, 413);
  EXPECT_EQ(done.response.body, "much");
  EXPECT_LT(done.bytes_out, 32U << 20U);
}

}  // namespace
}  // namespace slogate::support
