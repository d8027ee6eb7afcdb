#include "tests/sim/contract_app.h"

#include <nlohmann/json.hpp>

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr const char* kPage = R"(<!doctype html><html lang="de"><head><meta charset="utf-8">
<title>LifeTimeCircle – Service Heft 4.0 (Web)</title>
<script type="module" src="/assets/index-1.js"></script><link rel="stylesheet" href="/assets/index-1.css">
</head><body><div id="root"></div></body></html>)";

constexpr const char* kDisclaimer =
    "Die Trust-Ampel bewertet ausschließlich die Dokumentations- und Nachweisqualität. Sie ist "
    "keine Aussage über "
    "den technischen Zustand des Fahrzeugs.";

Answer reply(int status, const json& body) {
  return json_answer(status, body.dump());
}

Answer detail(int status, const char* text) {
  return reply(status, {{"detail", text}});
}

std::string bearer(const Call& call) {
  const std::string field = call.header("authorization");
  return field.starts_with("Bearer ") ? field.substr(7) : std::string();
}

std::string text_of(const json& body, const char* name) {
  return body.is_object() && body.contains(name) && body[name].is_string()
             ? body[name].get<std::string>()
             : "";
}

// 20 to 40 ms, from nothing but the request's number.
std::chrono::nanoseconds pace(std::uint64_t number) {
  return 20ms + std::chrono::microseconds(number * 7'919 % 20'000);
}

}  // namespace

Script ContractApp::script() {
  return [this](const Call& call) { return respond(call); };
}

std::optional<int> ContractApp::fault(const Call& call) {
  if (faults_.outage_from && call.wall >= *faults_.outage_from && call.wall < faults_.outage_until)
    return 503;
  if (faults_.every_nth_500 > 0 && (call.number + 1) % faults_.every_nth_500 == 0) return 500;
  return std::nullopt;
}

Answer ContractApp::respond(const Call& call) {
  const std::string path = call.target().substr(0, call.target().find('?'));
  Answer out;
  if (const auto status = fault(call)) {
    ++spoiled_;
    out = reply(*status, {{"error", "internal_error"}});
  } else if (!call.request.url.origin.tls &&
             call.request.url.origin.host == "staging.lifetimecircle.de") {
    out = answer(301);
    out.headers.push_back({"location", "https://staging.lifetimecircle.de" + path});
  } else {
    out = route(call, path);
  }
  if (const std::string id = call.header("x-request-id"); !id.empty())
    out.headers.push_back({"x-request-id", id});
  out.connect = 10ms;
  out.delay = pace(call.number);
  if (call.request.url.origin.tls) {
    TlsSession session;
    session.version = "TLSv1.3";
    session.not_after = std::chrono::floor<std::chrono::seconds>(call.wall) + std::chrono::days(60);
    out.tls = std::make_shared<TlsSession>(session);
  }
  return out;
}

Answer ContractApp::route(const Call& call, const std::string& path) {
  if (path.starts_with("/api/")) return api(call, path.substr(4));
  if (path == "/assets/index-1.js") return answer(200, 0ms, "start()", "application/javascript");
  if (path == "/assets/index-1.css") return answer(200, 0ms, "body{}", "text/css");
  return answer(200, 0ms, kPage, "text/html; charset=utf-8");
}

Answer ContractApp::api(const Call& call, const std::string& path) {
  if (path == "/health") return reply(200, {{"ok", true}});
  if (path.starts_with("/public/qr/"))
    return reply(200, {{"trust_light", "gelb"}, {"disclaimer", kDisclaimer}});
  if (path.starts_with("/auth/")) return auth(call, path.substr(5));
  if (path.starts_with("/admin/")) return admin(call, path.substr(6));
  return detail(404, "Not Found");
}

Answer ContractApp::auth(const Call& call, const std::string& path) {
  const json body = json::parse(call.request.body, nullptr, false);
  if (path == "/request") {
    const std::string id = made("challenge-");
    const std::string code = std::to_string(100'000 + made_ % 900'000);
    challenges_[id] = {code, call.wall + 10min};
    json out = {{"ok", true}, {"challenge_id", id}, {"message", "sent"}, {"dev_otp", nullptr}};
    if (faults_.gives_codes) out["dev_otp"] = code;
    return reply(200, out);
  }
  if (path == "/verify") {
    const auto found = challenges_.find(text_of(body, "challenge_id"));
    if (found == challenges_.end() || found->second.code != text_of(body, "otp"))
      return detail(400, "INVALID");
    const bool late = call.wall > found->second.until;
    challenges_.erase(found);
    if (late) return detail(400, "EXPIRED");
    const std::string token = made("session-token-");
    sessions_[token] = "user";
    return reply(200, {{"access_token", token}, {"token_type", "bearer"}, {"expires_at", "later"}});
  }
  const std::string token = bearer(call);
  if (token == kAdminToken && path == "/me")
    return reply(200, {{"user_id", "admin-1"}, {"role", "admin"}});
  const auto session = sessions_.find(token);
  if (session == sessions_.end()) return detail(401, "unauthorized");
  if (path == "/me") return reply(200, {{"user_id", "user-7"}, {"role", session->second}});
  sessions_.erase(session);
  return reply(200, {{"ok", true}});
}

Answer ContractApp::admin(const Call& call, const std::string& path) {
  const bool outlived = faults_.tokens_until && call.wall >= *faults_.tokens_until;
  const std::string token = outlived ? std::string() : bearer(call);
  if (token != kAdminToken)
    return token == kUserToken ? detail(403, "forbidden") : detail(401, "unauthorized");
  if (path == "/users") {
    return reply(
        200,
        json::array({{{"user_id", "admin-1"}, {"role", "admin"}, {"created_at", "2026-03-01"}}}));
  }
  if (path == "/step-up/grant") {
    const std::string grant = made("step-up-grant-");
    grants_[grant] = false;
    return reply(
        200, {{"ok", true}, {"scope", "role_grant"}, {"step_up_token", grant}, {"one_time", true}});
  }
  constexpr std::string_view kUsers = "/users/";
  const std::string rest = path.substr(kUsers.size());
  return set_role(call, rest.substr(0, rest.find('/')));
}

Answer ContractApp::set_role(const Call& call, const std::string& user) {
  const std::string grant = call.header("x-admin-step-up");
  if (grant.empty()) return detail(403, "admin_step_up_required");
  const auto found = grants_.find(grant);
  if (found == grants_.end() || found->second) return detail(403, "admin_step_up_invalid");
  if (user != "admin-1") return detail(404, "user_not_found");
  grants_.erase(found);
  const json body = json::parse(call.request.body, nullptr, false);
  return reply(200, {{"old_role", "admin"}, {"new_role", text_of(body, "role")}});
}

}  // namespace slogate::support
