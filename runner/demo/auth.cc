#include "runner/demo/auth.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <string>

#include <nlohmann/json.hpp>

namespace slogate {
namespace {

using nlohmann::json;

struct Document {
  std::string_view type;
  std::string_view version;
};
constexpr std::array<Document, 2> kRequired = {{{"terms", "v1"}, {"privacy", "v1"}}};

// A text field of the body; nullptr when it is missing, empty or no text.
const std::string* text_field(const json& body, const char* name) {
  if (!body.is_object()) return nullptr;
  const auto it = body.find(name);
  if (it == body.end()) return nullptr;
  const auto* text = it->get_ptr<const std::string*>();
  return text == nullptr || text->empty() ? nullptr : text;
}

json parsed(const Call& call) {
  return json::parse(call.body, nullptr, false);
}

// Lower case without blanks around; empty when it is no address.
std::string email_of(const std::string& text) {
  constexpr std::size_t kLongest = 254;  // RFC 5321 4.5.3.1.3
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  std::string email = text.substr(begin, text.find_last_not_of(' ') - begin + 1);
  const std::size_t at = email.find('@');
  const bool fits = email.size() <= kLongest && at != 0 && at != std::string::npos &&
                    at + 1 < email.size() && email.find('@', at + 1) == std::string::npos;
  if (!fits) return {};
  std::transform(email.begin(), email.end(), email.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return email;
}

Answer answer_request(const Call& call, DemoState& state) {
  const json body = parsed(call);
  const std::string* given = text_field(body, "email");
  if (given == nullptr) return field_answer("email", "field required");
  const std::string email = email_of(*given);
  if (email.empty()) return field_answer("email", "value is not a valid email address");
  const std::lock_guard lock(state.mutex);
  const Codes::Sent sent = state.codes.request(email, call.client, call.now);
  // Over a limit the answer looks the same: who asks must not learn whose addresses are in use.
  json answer = {{"ok", true},
                 {"challenge_id", sent.challenge},
                 {"message", "Wenn die Adresse bekannt ist, ist ein Code unterwegs."},
                 {"dev_otp", nullptr}};
  if (state.expose_otp && !sent.code.empty()) answer["dev_otp"] = sent.code;
  return json_answer(200, answer.dump());
}

Answer answer_verify(const Call& call, DemoState& state) {
  const json body = parsed(call);
  const std::string* email = text_field(body, "email");
  if (email == nullptr) return field_answer("email", "field required");
  const std::string* challenge = text_field(body, "challenge_id");
  if (challenge == nullptr) return field_answer("challenge_id", "field required");
  const std::string* otp = text_field(body, "otp");
  if (otp == nullptr) return field_answer("otp", "field required");
  const std::lock_guard lock(state.mutex);
  const std::string address = email_of(*email);
  switch (state.codes.verify(address, *challenge, *otp, call.client, call.now)) {
    case Codes::Verified::invalid:
      return detail_answer(400, "INVALID");
    case Codes::Verified::expired:
      return detail_answer(400, "EXPIRED");
    case Codes::Verified::locked:
      return detail_answer(429, "LOCKED");
    case Codes::Verified::rate_limit:
      return detail_answer(429, "RATE_LIMIT");
    case Codes::Verified::accepted:
      break;
  }
  const std::string id = state.accounts.add(address, "user", call.now);
  const BearerSession session = state.accounts.open_session(id, call.now);
  return json_answer(200, json{{"access_token", session.token},
                               {"token_type", "bearer"},
                               {"expires_at", iso_time(session.expires)}}
                              .dump());
}

json required_documents() {
  json list = json::array();
  for (const Document& document : kRequired) {
    list.push_back({{"doc_type", document.type}, {"doc_version", document.version}});
  }
  return list;
}

Answer answer_status(const Account& account) {
  json accepted = json::array();
  for (const auto& [type, version] : account.consents) {
    accepted.push_back({{"doc_type", type}, {"doc_version", version}});
  }
  return json_answer(200, json{{"required", required_documents()},
                               {"accepted", accepted},
                               {"is_complete", account.consents.size() == kRequired.size()}}
                              .dump());
}

Answer answer_accept(const Call& call, Account& account) {
  const json body = parsed(call);
  if (!body.is_object() || !body.contains("consents") || !body["consents"].is_array()) {
    return field_answer("consents", "field required");
  }
  std::set<std::pair<std::string, std::string>> accepted = account.consents;
  for (const json& entry : body["consents"]) {
    for (const char* name : {"doc_type", "doc_version", "accepted_at", "source"}) {
      if (text_field(entry, name) == nullptr) return field_answer(name, "field required");
    }
    const std::string type = *text_field(entry, "doc_type");
    const std::string version = *text_field(entry, "doc_version");
    const bool known = std::any_of(kRequired.begin(), kRequired.end(), [&](const Document& d) {
      return d.type == type && d.version == version;
    });
    if (!known) return detail_answer(400, "consent_document_unknown");
    accepted.emplace(type, version);
  }
  account.consents = std::move(accepted);
  return json_answer(200, R"({"ok":true})");
}

// The routes that need a session: signed-in people only, and moderators are kept out of `me` and
// `logout`.
Answer answer_signed_in(const Call& call, std::string_view path, DemoState& state) {
  const std::lock_guard lock(state.mutex);
  const std::string token = bearer_of(call);
  Account* account = state.accounts.holder(token, call.now);
  if (account == nullptr) return detail_answer(401, "unauthorized");
  if (account->role == "moderator") return detail_answer(403, "forbidden");
  if (path == "/auth/me") {
    return json_answer(200, json{{"user_id", account->id}, {"role", account->role}}.dump());
  }
  if (path == "/auth/logout") {
    state.accounts.close_session(token);
    return json_answer(200, R"({"ok":true})");
  }
  if (path == "/consent/status") return answer_status(*account);
  return answer_accept(call, *account);
}

}  // namespace

Answer answer_auth(const Call& call, std::string_view path, DemoState& state) {
  const bool reads = call.method == "GET" || call.method == "HEAD";
  const bool posts = call.method == "POST";
  if (path == "/auth/request") return posts ? answer_request(call, state) : method_answer("POST");
  if (path == "/auth/verify") return posts ? answer_verify(call, state) : method_answer("POST");
  if (path == "/auth/logout" || path == "/consent/accept") {
    return posts ? answer_signed_in(call, path, state) : method_answer("POST");
  }
  if (path == "/auth/me" || path == "/consent/status") {
    return reads ? answer_signed_in(call, path, state) : method_answer("GET");
  }
  if (path == "/consent/current") {
    if (!reads) return method_answer("GET");
    return json_answer(200, json{{"required", required_documents()}}.dump());
  }
  return detail_answer(404, "Not Found");
}

}  // namespace slogate
