// The credentials of a request, and what an answer says about them.
#include <fmt/format.h>

#include <algorithm>

#include "runner/http/challenge.h"
#include "runner/user/request_maker.h"
#include "scenarios/compile/digest.h"

namespace slogate {
namespace {

// A server that asks for ever gets no answer for ever.
constexpr std::uint32_t kMostChallenges = 3;

std::size_t slot_number(BuiltinSlot slot) {
  return static_cast<std::size_t>(slot);
}

}  // namespace

void RequestMaker::add_credentials() {
  const CompiledAuth& auth = compiled_->auth;
  if (auth.kind == AuthKind::none) return;
  user_.clear();
  secret_.clear();
  render(auth.user, user_);
  render(auth.secret, secret_);
  switch (auth.kind) {
    case AuthKind::basic:
      if (!append_basic_credentials(user_, secret_, add_header("authorization").value)) {
        block(
            "basic authentication takes no user name with a colon, and UTF-8 without control "
            "characters only (RFC 7617)");
      }
      break;
    case AuthKind::bearer:
      add_header("authorization").value.append("Bearer ").append(secret_);
      break;
    default:
      add_digest();
      break;
  }
}

RequestMaker::Account& RequestMaker::account() {
  const auto found =
      std::ranges::find_if(accounts_, [this](const auto& each) { return each->user == user_; });
  if (found != accounts_.end()) return **found;
  accounts_.push_back(std::make_unique<Account>(Account{user_, {}}));
  return *accounts_.back();
}

void RequestMaker::add_digest() {
  DigestSession& session = account().session;
  const Origin& origin = request_.url.origin;
  if (!session.ready(origin)) return;  // the first request goes without: it brings the challenge
  text_.clear();
  append_request_id(id_stem_ ^ 0x636e6f6e6365U, iteration_, (number_ << 8U) + tries_++, text_);
  std::string& value = add_header("authorization").value;
  if (!session.append_authorization(origin, user_, secret_, request_.method, request_.url.target,
                                    text_, value)) {
    block(std::string(session.why()));
  }
}

void RequestMaker::add_signature() {
  if (!compiled_->sign) return;
  const CompiledSign& sign = *compiled_->sign;
  frame_->set(slot_number(BuiltinSlot::request_method), request_.method);
  frame_->set(slot_number(BuiltinSlot::request_target), request_.url.target);
  frame_->set(slot_number(BuiltinSlot::request_body), request_.body);
  text_.clear();
  secret_.clear();
  render(sign.over, text_);
  render(sign.key, secret_);
  std::string& value = add_header(sign.header).value;
  value = sign.prefix;
  append_hmac_sha256(secret_, text_, sign.base64, value);
}

bool RequestMaker::take_challenge(const Exchange& exchange) {
  const AuthKind kind = compiled_->auth.kind;
  if (kind == AuthKind::none) return false;
  const Response& response = exchange.response;
  if (!trusted_ || kind != AuthKind::digest) {
    if (response.status == 401) explain_refusal(response);
    return false;
  }
  DigestSession& session = account().session;
  const DigestStep step = session.take(request_.url.origin, response);
  if (step == DigestStep::refused) refusal_ = session.why();
  if (step != DigestStep::again) return false;
  if (challenges_ == kMostChallenges) {
    refusal_ = fmt::format(
        "the server answered {} digest credentials in a row with a new challenge", kMostChallenges);
    return false;
  }
  ++challenges_;
  following_ = Following::credentials;
  return true;
}

// Why the credentials that were sent, or left behind, brought a 401.
void RequestMaker::explain_refusal(const Response& response) {
  if (!trusted_) {
    refusal_ = "the step's credentials were not sent: a redirect led to another origin";
    return;
  }
  const bool basic = compiled_->auth.kind == AuthKind::basic;
  refusal_ = unasked(basic ? "Basic" : "Bearer", response);
  if (!refusal_.empty()) return;
  refusal_ =
      basic ? "the server refused the user name or the password" : "the server refused the token";
}

}  // namespace slogate
