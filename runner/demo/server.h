// The stand-in for the app under test: pages, API, limits and grants as the guarded product has
// them, and the form-login routes that other apps have.
//
//   auto demo = DemoServer::start({.latency = 20ms});
//   if (!demo) return demo.error();
//   run_against((*demo)->url(), (*demo)->environment());
//
// Serves on threads of its own, at most 2,048 connections at a time, until stop() or destruction.
// All secrets are made at the start and die with it. One thread owns the DemoServer; requests() may
// be read from any.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runner/demo/faults.h"
#include "scenarios/suite/diagnostic.h"

namespace slogate {

struct DemoOptions {
  std::string listen_host = "127.0.0.1";
  std::uint16_t port = 0;                // 0: a free one
  std::chrono::milliseconds latency{0};  // each answer comes so much later
  std::chrono::milliseconds jitter{0};   // give or take so much, uniformly
  double error_rate = 0;                 // share of API answers that are a 500, 0 to 1
  std::vector<RouteFault> fail = {};
  std::chrono::milliseconds stall_every{
      0};  // 0: never; else all answers that fall in a stall wait for its end
  std::chrono::milliseconds stall_for{0};
  bool expose_otp = true;  // sign-in codes stand in the answer, as with LTC_DEV_EXPOSE_OTP=1
  std::uint64_t seed = 1;  // of jitter and errors; not of secrets
};

class DemoServer {
 public:
  // Listens and serves. Fails when the options contradict each other or the address cannot be
  // listened on.
  [[nodiscard]] static Result<std::unique_ptr<DemoServer>> start(const DemoOptions& options);
  ~DemoServer();
  DemoServer(const DemoServer&) = delete;
  DemoServer& operator=(const DemoServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:8080"
  // What the shipped suites ask for: BASE_URL, LOGIN_EMAIL, ADMIN_TOKEN, USER_TOKEN; FORM_EMAIL,
  // FORM_PASSWORD and FORM_TOTP_KEY (base32).
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  [[nodiscard]] std::uint64_t requests() const;  // answered or being answered

  // Ends every wait and connection; answers that are being written are written. May be called
  // twice.
  void stop();

 private:
  class Running;
  explicit DemoServer(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

}  // namespace slogate
