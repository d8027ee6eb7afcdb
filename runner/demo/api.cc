#include "runner/demo/api.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include <nlohmann/json.hpp>

#include "runner/demo/admin.h"
#include "runner/demo/auth.h"

namespace slogate {
namespace {

using nlohmann::json;

constexpr std::string_view kDisclaimer =
    "Die Trust-Ampel bewertet ausschließlich die Dokumentations- und Nachweisqualität. Sie ist "
    "keine Aussage über den technischen Zustand des Fahrzeugs.";

struct Light {
  std::string_view trust_light, hint, history, evidence, verification, accident, accident_label;
};
constexpr std::array<Light, 4> kLights = {{
    {"rot", "Kaum Nachweise vorhanden.", "leer", "fehlt", "niedrig", "unbekannt", "Unbekannt"},
    {"orange", "Einzelne Nachweise.", "lückenhaft", "teilweise", "niedrig", "unbekannt",
     "Unbekannt"},
    {"gelb", "Gute Nachweise.", "überwiegend", "teilweise", "mittel", "unfallfrei", "Unfallfrei"},
    {"gruen", "Durchgehende Nachweise.", "vollständig", "vollständig", "hoch", "unfallfrei",
     "Unfallfrei"},
}};

// FNV-1a, its bits mixed down: the same vehicle has the same light in every demo.
std::size_t light_of(std::string_view vehicle) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : vehicle) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  hash = (hash ^ (hash >> 32U)) * 0x9e3779b97f4a7c15U;
  return static_cast<std::size_t>((hash >> 32U) % kLights.size());
}

Answer answer_qr(std::string_view vehicle) {
  const Light& light = kLights[light_of(vehicle)];
  return json_answer(200, json{{"trust_light", light.trust_light},
                               {"hint", light.hint},
                               {"history_status", light.history},
                               {"evidence_status", light.evidence},
                               {"verification_level", light.verification},
                               {"accident_status", light.accident},
                               {"accident_status_label", light.accident_label},
                               {"disclaimer", kDisclaimer}}
                              .dump());
}

Answer answer_health(const Call& call, DemoState& state) {
  const std::string token = bearer_of(call);
  if (!token.empty()) {
    const std::lock_guard lock(state.mutex);
    const Account* account = state.accounts.holder(token, call.now);
    if (account != nullptr && account->role == "moderator") return detail_answer(403, "forbidden");
  }
  return json_answer(200, R"({"ok":true})");
}

Answer to_public_site() {
  Answer answer{307, "", "", {}};
  answer.headers.emplace_back("Location", "/public/site");
  return answer;
}

}  // namespace

bool is_api(std::string_view path) {
  return path == "/api" || path.starts_with("/api/");
}

Answer answer_api(const Call& call, DemoState& state) {
  if (call.path == "/api") {  // nginx adds the slash itself, before anything is proxied
    Answer answer{301, "", "", {}};
    answer.headers.emplace_back("Location", "/api/");
    return answer;
  }
  const std::string_view path = std::string_view(call.path).substr(4);
  const bool reads = call.method == "GET" || call.method == "HEAD";
  if (path == "/") return reads ? to_public_site() : method_answer("GET");
  if (path == "/health") return reads ? answer_health(call, state) : method_answer("GET");
  constexpr std::string_view kQr = "/public/qr/";
  if (path.starts_with(kQr) && path.size() > kQr.size() &&
      path.find('/', kQr.size()) == std::string_view::npos) {
    return reads ? answer_qr(path.substr(kQr.size())) : method_answer("GET");
  }
  if (path.starts_with("/auth/") || path.starts_with("/consent/")) {
    return answer_auth(call, path, state);
  }
  if (path.starts_with("/admin/")) return answer_admin(call, path, state);
  return detail_answer(404, "Not Found");
}

std::string request_id_for(const Call& call, std::string_view made) {
  constexpr std::size_t kShortest = 6;
  constexpr std::size_t kLongest = 128;
  const std::string& id = call.request_id;
  const bool fits = id.size() >= kShortest && id.size() <= kLongest &&
                    std::all_of(id.begin(), id.end(), [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                             (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == ':' || c == '-';
                    });
  return fits ? id : std::string(made);
}

}  // namespace slogate
