#include "runner/demo/auth.h"

#include <gtest/gtest.h>

#include "runner/demo/api.h"
#include "tests/runner/demo/caller.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class DemoAuth : public testing::Test {
 protected:
  struct SignIn {
    std::string challenge;
    std::string otp;  // empty: none in the answer
  };

  SignIn request(const std::string& email, UnixSeconds after = 0s,
                 const std::string& client = "127.0.0.1") {
    Call call = later(call_to("POST", "/api/auth/request", json{{"email", email}}.dump()), after);
    call.client = client;
    const Answer answer = answer_api(call, state_);
    EXPECT_EQ(answer.status, 200);
    const json body = json_of(answer);
    EXPECT_EQ(body["ok"], true);
    EXPECT_TRUE(body["message"].is_string());
    return {body["challenge_id"], body["dev_otp"].is_null() ? "" : body["dev_otp"]};
  }

  Answer verify(const std::string& email, const std::string& challenge, const std::string& otp,
                UnixSeconds after = 0s) {
    const json body = {{"email", email}, {"challenge_id", challenge}, {"otp", otp}};
    return answer_api(later(call_to("POST", "/api/auth/verify", body.dump()), after), state_);
  }

  std::string sign_in(const std::string& email) {
    const SignIn sent = request(email);
    return json_of(verify(email, sent.challenge, sent.otp))["access_token"];
  }

  static std::string wrong(const std::string& otp) { return otp == "000000" ? "000001" : "000000"; }

  DemoState state_;
};

TEST_F(DemoAuth, SignsInWithTheCodeOfTheAnswer) {
  const SignIn sent = request("a@example.org");
  ASSERT_EQ(sent.otp.size(), 6U);
  const Answer answer = verify("a@example.org", sent.challenge, sent.otp);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.type, "application/json");
  EXPECT_EQ(json_of(answer)["token_type"], "bearer");
  EXPECT_EQ(json_of(answer)["expires_at"], "2026-03-02T12:00:00+00:00");
  EXPECT_GE(json_of(answer)["access_token"].get<std::string>().size(), 32U);
}

TEST_F(DemoAuth, HidesTheCodeWhenItIsNotExposed) {
  state_.expose_otp = false;
  EXPECT_EQ(request("a@example.org").otp, "");
}

TEST_F(DemoAuth, RefusesAnAddressThatIsNone) {
  for (const char* body : {R"({"email":"nobody"})", R"({"email":"@x"})", R"({"email":"a@b@c"})",
                           R"({"email":5})", R"({})", "no json", ""}) {
    const Answer answer = answer_api(call_to("POST", "/api/auth/request", body), state_);
    EXPECT_EQ(answer.status, 422) << body;
    EXPECT_TRUE(json_of(answer)["detail"].is_array()) << body;
  }
}

TEST_F(DemoAuth, TellsTheRoleUntilTheLogout) {
  const std::string token = sign_in("a@example.org");
  const Answer me = answer_api(with_token(call_to("GET", "/api/auth/me"), token), state_);
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(json_of(me)["role"], "user");
  EXPECT_TRUE(json_of(me)["user_id"].is_string());
  const Answer out = answer_api(with_token(call_to("POST", "/api/auth/logout"), token), state_);
  EXPECT_EQ(out.status, 200);
  EXPECT_EQ(out.body, R"({"ok":true})");
  EXPECT_EQ(answer_api(with_token(call_to("GET", "/api/auth/me"), token), state_).status, 401);
}

TEST_F(DemoAuth, KnowsNobodyWithoutAToken) {
  const Answer answer = answer_api(call_to("GET", "/api/auth/me"), state_);
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.body, R"({"detail":"unauthorized"})");
}

TEST_F(DemoAuth, EndsASessionAfter24Hours) {
  const std::string token = sign_in("a@example.org");
  const Call me = with_token(call_to("GET", "/api/auth/me"), token);
  EXPECT_EQ(answer_api(later(me, 24h - 1s), state_).status, 200);
  EXPECT_EQ(answer_api(later(me, 24h), state_).status, 401);
}

TEST_F(DemoAuth, RefusesAWrongCodeAndThatOfAnotherChallenge) {
  const SignIn first = request("a@example.org");
  SignIn second = request("a@example.org");
  while (second.otp == first.otp) second = request("a@example.org");
  const Answer answer = verify("a@example.org", second.challenge, first.otp);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, R"({"detail":"INVALID"})");
  EXPECT_EQ(verify("a@example.org", first.challenge, first.otp).status, 200);
}

TEST_F(DemoAuth, RefusesAnotherAddressForTheChallenge) {
  const SignIn sent = request("a@example.org");
  EXPECT_EQ(verify("b@example.org", sent.challenge, sent.otp).body, R"({"detail":"INVALID"})");
}

TEST_F(DemoAuth, AcceptsACodeOnce) {
  const SignIn sent = request("a@example.org");
  EXPECT_EQ(verify("a@example.org", sent.challenge, sent.otp).status, 200);
  EXPECT_EQ(verify("a@example.org", sent.challenge, sent.otp).body, R"({"detail":"INVALID"})");
}

TEST_F(DemoAuth, LetsACodeExpireAfterTenMinutes) {
  const SignIn sent = request("a@example.org");
  const Answer answer = verify("a@example.org", sent.challenge, sent.otp, 10min);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, R"({"detail":"EXPIRED"})");
  const SignIn young = request("a@example.org");
  EXPECT_EQ(verify("a@example.org", young.challenge, young.otp, 10min - 1s).status, 200);
}

TEST_F(DemoAuth, LocksAChallengeAfterFiveWrongCodes) {
  const SignIn sent = request("a@example.org");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(verify("a@example.org", sent.challenge, wrong(sent.otp)).status, 400);
  }
  const Answer answer = verify("a@example.org", sent.challenge, sent.otp);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.body, R"({"detail":"LOCKED"})");
}

TEST_F(DemoAuth, GivesAnAddressFiveCodesInTenMinutes) {
  for (int i = 0; i < 5; ++i) EXPECT_NE(request("a@example.org").otp, "");
  const SignIn over = request("A@Example.org ");  // the same address
  EXPECT_EQ(over.otp, "");
  EXPECT_NE(over.challenge, "");
  EXPECT_EQ(verify("a@example.org", over.challenge, "123456").body, R"({"detail":"INVALID"})");
  EXPECT_EQ(request("a@example.org", 10min - 1s).otp, "");
  EXPECT_NE(request("a@example.org", 10min).otp, "");
}

TEST_F(DemoAuth, GivesAClientTwentyCodesInTenMinutes) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_NE(request("a" + std::to_string(i) + "@example.org").otp, "");
  }
  EXPECT_EQ(request("b@example.org").otp, "");
  EXPECT_NE(request("b@example.org", 0s, "127.0.0.2").otp, "");
  EXPECT_NE(request("b@example.org", 10min).otp, "");
}

TEST_F(DemoAuth, LetsAClientVerifyThirtyTimesInTenMinutes) {
  for (int i = 0; i < 30; ++i) EXPECT_EQ(verify("a@example.org", "none", "123456").status, 400);
  const Answer answer = verify("a@example.org", "none", "123456");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.body, R"({"detail":"RATE_LIMIT"})");
  EXPECT_EQ(verify("a@example.org", "none", "123456", 10min).status, 400);
}

TEST_F(DemoAuth, BearsASmokeAndThen24SignInsAnHour) {
  EXPECT_NE(request("a@example.org").otp, "");
  for (int i = 0; i < 24; ++i) EXPECT_NE(request("a@example.org", i * 150s).otp, "") << i;
}

TEST_F(DemoAuth, ListsTheDocumentsToAcceptToAnyone) {
  const Answer answer = answer_api(call_to("GET", "/api/consent/current"), state_);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json_of(answer)["required"].size(), 2U);
}

TEST_F(DemoAuth, TellsTheConsentOnlyToTheSignedIn) {
  EXPECT_EQ(answer_api(call_to("GET", "/api/consent/status"), state_).status, 401);
  EXPECT_EQ(answer_api(call_to("POST", "/api/consent/accept"), state_).status, 401);
}

TEST_F(DemoAuth, CompletesTheConsentByAccepting) {
  const std::string token = sign_in("a@example.org");
  const Call status = with_token(call_to("GET", "/api/consent/status"), token);
  const json before = json_of(answer_api(status, state_));
  EXPECT_EQ(before["is_complete"], false);
  json consents = json::array();
  for (json entry : before["required"]) {
    entry["accepted_at"] = "2026-03-01T12:00:00Z";
    entry["source"] = "ui";
    consents.push_back(entry);
  }
  const json body = {{"consents", consents}};
  const Call accept = with_token(call_to("POST", "/api/consent/accept", body.dump()), token);
  EXPECT_EQ(answer_api(accept, state_).status, 200);
  const json after = json_of(answer_api(status, state_));
  EXPECT_EQ(after["is_complete"], true);
  EXPECT_EQ(after["accepted"].size(), 2U);
}

TEST_F(DemoAuth, RefusesConsentToAnUnknownDocument) {
  const std::string token = sign_in("a@example.org");
  const char* body =
      R"({"consents":[{"doc_type":"x","doc_version":"v1","accepted_at":"now","source":"ui"}]})";
  const Call accept = with_token(call_to("POST", "/api/consent/accept", body), token);
  EXPECT_EQ(answer_api(accept, state_).body, R"({"detail":"consent_document_unknown"})");
  const Call empty =
      with_token(call_to("POST", "/api/consent/accept", R"({"consents":[{}]})"), token);
  EXPECT_EQ(answer_api(empty, state_).status, 422);
}

TEST_F(DemoAuth, KeepsModeratorsOut) {
  const std::string token = sign_in("m@example.org");
  state_.accounts.find_email("m@example.org")->role = "moderator";
  for (const char* path : {"/api/auth/me", "/api/health"}) {
    EXPECT_EQ(answer_api(with_token(call_to("GET", path), token), state_).status, 403) << path;
  }
  EXPECT_EQ(answer_api(with_token(call_to("POST", "/api/auth/logout"), token), state_).status, 403);
}

TEST_F(DemoAuth, NamesTheMethodThatIsMeant) {
  const Answer answer = answer_api(call_to("GET", "/api/auth/request"), state_);
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.body, R"({"detail":"Method Not Allowed"})");
  EXPECT_EQ(header_of(answer, "Allow"), "POST");
}

}  // namespace
}  // namespace slogate
