// An app that answers as scenarios/go-live/CONTRACT.md asks, behind a scripted network: written from that page alone, so
// that the shipped suite is held against its own contract.
//
//   ContractApp app;
//   Simulation world(app.script());
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tests/support/scripted_network.h"

namespace slogate::support {

class ContractApp {
 public:
  // What is wrong with it, by the wall clock or by counting.
  struct Faults {
    std::uint64_t every_nth_500 = 0;  // 0: none
    std::optional<WallTime> outage_from;
    WallTime outage_until{};
    std::optional<WallTime> tokens_until;  // the given ones
    bool gives_codes = true;
  };

  ContractApp() = default;
  explicit ContractApp(Faults faults) : faults_(faults) {}

  [[nodiscard]] Script script();
  [[nodiscard]] Answer respond(const Call& call);
  // Requests answered 500 or 503 by a fault.
  [[nodiscard]] std::uint64_t spoiled() const { return spoiled_; }

  static constexpr const char* kAdminToken = "given-admin-token";
  static constexpr const char* kUserToken = "given-user-token";
  static constexpr const char* kEmail = "check@app.example";

 private:
  struct Challenge {
    std::string code;
    WallTime until{};
  };
  [[nodiscard]] std::optional<int> fault(const Call& call);
  [[nodiscard]] Answer route(const Call& call, const std::string& path);
  [[nodiscard]] Answer api(const Call& call, const std::string& path);
  [[nodiscard]] Answer auth(const Call& call, const std::string& path);
  [[nodiscard]] Answer admin(const Call& call, const std::string& path);
  [[nodiscard]] Answer set_role(const Call& call, const std::string& user);
  [[nodiscard]] std::string made(const char* what) { return what + std::to_string(++made_); }

  Faults faults_;
  std::map<std::string, Challenge> challenges_;
  std::map<std::string, std::string> sessions_;  // token to role
  std::map<std::string, bool> grants_;           // grant to spent
  std::uint64_t made_ = 0;
  std::uint64_t spoiled_ = 0;
};

}  // namespace slogate::support
