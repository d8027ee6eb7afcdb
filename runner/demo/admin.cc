#include "runner/demo/admin.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace slogate {
namespace {

using nlohmann::json;

constexpr std::string_view kScope = "role_grant";
constexpr std::string_view kUsers = "/admin/users/";
constexpr std::string_view kRole = "/role";

Answer answer_users(const DemoState& state) {
  constexpr std::size_t kMost = 200;
  json list = json::array();
  for (const Account& account : state.accounts.all()) {
    if (list.size() == kMost) break;
    list.push_back({{"user_id", account.id},
                    {"role", account.role},
                    {"created_at", iso_time(account.created)}});
  }
  return json_answer(200, list.dump());
}

Answer answer_grant(const Call& call, const Account& admin, DemoState& state) {
  constexpr std::int64_t kDefault = 60;
  constexpr std::int64_t kLongest = 3600;
  const json body = json::parse(call.body, nullptr, false);
  if (!body.is_object() || !body.contains("scope")) return field_answer("scope", "field required");
  const auto* scope = body["scope"].get_ptr<const std::string*>();
  if (scope == nullptr || *scope != kScope) return field_answer("scope", "unknown scope");
  std::int64_t ttl = kDefault;
  if (const auto it = body.find("ttl_seconds"); it != body.end()) {
    if (!it->is_number_integer())
      return field_answer("ttl_seconds", "value is not a valid integer");
    ttl = it->get<std::int64_t>();
    if (ttl < 1 || ttl > kLongest) return field_answer("ttl_seconds", "must be from 1 to 3600");
  }
  const std::chrono::seconds life(ttl);
  const std::string token = state.grants.give(admin.id, *scope, life, call.now);
  return json_answer(200, json{{"ok", true},
                               {"scope", *scope},
                               {"step_up_token", token},
                               {"token", token},
                               {"expires_at", iso_time(call.now + life)},
                               {"ttl_seconds", ttl},
                               {"one_time", true},
                               {"header", "X-Admin-Step-Up"}}
                              .dump());
}

Answer answer_role(const Call& call, const Account& admin, std::string_view user,
                   DemoState& state) {
  if (call.step_up.empty()) return detail_answer(403, "admin_step_up_required");
  if (!state.grants.holds(call.step_up, admin.id, kScope, call.now)) {
    return detail_answer(403, "admin_step_up_invalid");
  }
  const json body = json::parse(call.body, nullptr, false);
  if (!body.is_object() || !body.contains("role")) return field_answer("role", "field required");
  const auto* role = body["role"].get_ptr<const std::string*>();
  if (role == nullptr || !is_role(*role)) return field_answer("role", "unknown role");
  Account* account = state.accounts.find(user);
  // Everything up to here is one transaction, rolled back: the grant stays good.
  if (account == nullptr) return detail_answer(404, "user_not_found");
  state.grants.spend(call.step_up);
  const std::string before = account->role;
  account->role = *role;
  return json_answer(
      200,
      json{
          {"ok", true}, {"user_id", account->id}, {"old_role", before}, {"new_role", account->role}}
          .dump());
}

// The user id of `/admin/users/{user_id}/role`; empty for any other path.
std::string_view role_route(std::string_view path) {
  if (!path.starts_with(kUsers) || !path.ends_with(kRole)) return {};
  if (path.size() <= kUsers.size() + kRole.size()) return {};
  const auto user = path.substr(kUsers.size(), path.size() - kUsers.size() - kRole.size());
  return user.find('/') == std::string_view::npos ? user : std::string_view();
}

}  // namespace

Answer answer_admin(const Call& call, std::string_view path, DemoState& state) {
  const bool reads = call.method == "GET" || call.method == "HEAD";
  const bool posts = call.method == "POST";
  const std::string_view user = role_route(path);
  const bool list = path == "/admin/users";
  const bool grant = path == "/admin/step-up/grant";
  if (!list && !grant && user.empty()) return detail_answer(404, "Not Found");
  if (list && !reads) return method_answer("GET");
  if (!list && !posts) return method_answer("POST");

  const std::lock_guard lock(state.mutex);
  const Account* account = state.accounts.holder(bearer_of(call), call.now);
  if (account == nullptr) return detail_answer(401, "unauthorized");
  if (account->role != "admin" && account->role != "superadmin") {
    return detail_answer(403, "forbidden");
  }
  if (list) return answer_users(state);
  if (grant) return answer_grant(call, *account, state);
  return answer_role(call, *account, user, state);
}

}  // namespace slogate
