#include "runner/demo/admin.h"

#include <gtest/gtest.h>

#include "runner/demo/api.h"
#include "tests/runner/demo/caller.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class DemoAdmin : public testing::Test {
 protected:
  DemoAdmin()
      : admin_id_(state_.accounts.add("admin@example.org", "admin", kNoon)),
        user_id_(state_.accounts.add("user@example.org", "user", kNoon)),
        admin_(state_.accounts.open_session(admin_id_, kNoon).token),
        user_(state_.accounts.open_session(user_id_, kNoon).token) {}

  Answer users(const std::string& token) {
    return answer_api(with_token(call_to("GET", "/api/admin/users"), token), state_);
  }
  Answer grant(const std::string& token,
               const std::string& body = R"({"scope":"role_grant","ttl_seconds":60})") {
    return answer_api(with_token(call_to("POST", "/api/admin/step-up/grant", body), token), state_);
  }
  std::string grant_token() { return json_of(grant(admin_))["step_up_token"]; }
  Answer set_role(const std::string& user, const std::string& step_up,
                  const std::string& role = "user", UnixSeconds after = 0s) {
    Call call = call_to("POST", "/api/admin/users/" + user + "/role", json{{"role", role}}.dump());
    call.step_up = step_up;
    return answer_api(later(with_token(call, admin_), after), state_);
  }

  DemoState state_;
  std::string admin_id_;
  std::string user_id_;
  std::string admin_;
  std::string user_;
};

TEST_F(DemoAdmin, ListsUsersForAdminsOnly) {
  EXPECT_EQ(users("").status, 401);
  EXPECT_EQ(users("unknown").status, 401);
  EXPECT_EQ(users(user_).status, 403);
  const Answer answer = users(admin_);
  EXPECT_EQ(answer.status, 200);
  ASSERT_EQ(json_of(answer).size(), 2U);
  EXPECT_EQ(json_of(answer)[0], (json{{"user_id", admin_id_},
                                      {"role", "admin"},
                                      {"created_at", "2026-03-01T12:00:00+00:00"}}));
}

TEST_F(DemoAdmin, ListsUsersForSuperadminsToo) {
  state_.accounts.find(admin_id_)->role = "superadmin";
  EXPECT_EQ(users(admin_).status, 200);
}

TEST_F(DemoAdmin, ListsAtMost200Users) {
  for (int i = 0; i < 300; ++i) {
    state_.accounts.add("u" + std::to_string(i) + "@example.org", "user", kNoon);
  }
  EXPECT_EQ(json_of(users(admin_)).size(), 200U);
}

TEST_F(DemoAdmin, GivesAGrantToAdminsOnly) {
  EXPECT_EQ(grant("").status, 401);
  EXPECT_EQ(grant(user_).status, 403);
  const Answer answer = grant(admin_);
  EXPECT_EQ(answer.status, 200);
  const json body = json_of(answer);
  EXPECT_EQ(body["ok"], true);
  EXPECT_EQ(body["scope"], "role_grant");
  EXPECT_EQ(body["ttl_seconds"], 60);
  EXPECT_EQ(body["one_time"], true);
  EXPECT_EQ(body["header"], "X-Admin-Step-Up");
  EXPECT_EQ(body["token"], body["step_up_token"]);
  EXPECT_EQ(body["expires_at"], "2026-03-01T12:01:00+00:00");
}

TEST_F(DemoAdmin, RefusesAGrantThatMakesNoSense) {
  for (const char* body : {"", "{}", R"({"scope":"everything"})", R"({"scope":7})",
                           R"({"scope":"role_grant","ttl_seconds":0})",
                           R"({"scope":"role_grant","ttl_seconds":"1"})"}) {
    EXPECT_EQ(grant(admin_, body).status, 422) << body;
  }
}

TEST_F(DemoAdmin, DemandsAStepUpForTheRole) {
  const Answer answer = set_role(user_id_, "");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body, R"({"detail":"admin_step_up_required"})");
}

TEST_F(DemoAdmin, RefusesAWrongGrant) {
  const Answer answer = set_role(user_id_, "wrong");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body, R"({"detail":"admin_step_up_invalid"})");
}

TEST_F(DemoAdmin, DoesNotSpendAGrantOnAnUnknownUser) {
  const std::string token = grant_token();
  const Answer answer = set_role("nobody", token);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, R"({"detail":"user_not_found"})");
  EXPECT_EQ(set_role("nobody", token).status, 404);
  EXPECT_EQ(set_role(admin_id_, token, "admin").status, 200);
}

TEST_F(DemoAdmin, SpendsAGrantOnTheUnchangedRoleOnce) {
  const std::string token = grant_token();
  const Answer answer = set_role(admin_id_, token, "admin");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json_of(answer)["old_role"], "admin");
  EXPECT_EQ(json_of(answer)["new_role"], "admin");
  EXPECT_EQ(set_role(admin_id_, token, "admin").body, R"({"detail":"admin_step_up_invalid"})");
}

TEST_F(DemoAdmin, LetsAGrantExpire) {
  const std::string token = grant_token();
  EXPECT_EQ(set_role("nobody", token, "user", 59s).status, 404);
  EXPECT_EQ(set_role("nobody", token, "user", 60s).status, 403);
}

TEST_F(DemoAdmin, BindsAGrantToTheAdminWhoAsked) {
  const std::string other = state_.accounts.add("second@example.org", "admin", kNoon);
  const std::string session = state_.accounts.open_session(other, kNoon).token;
  const std::string token = json_of(grant(session))["token"];
  EXPECT_EQ(set_role("nobody", token).status, 403);
}

TEST_F(DemoAdmin, ChangesARole) {
  EXPECT_EQ(set_role(user_id_, grant_token(), "dealer").status, 200);
  EXPECT_EQ(state_.accounts.find(user_id_)->role, "dealer");
}

TEST_F(DemoAdmin, RefusesARoleThatDoesNotExist) {
  EXPECT_EQ(set_role(user_id_, grant_token(), "king").status, 422);
  EXPECT_EQ(state_.accounts.find(user_id_)->role, "user");
}

TEST_F(DemoAdmin, AnswersOtherPathsWith404) {
  for (const char* path : {"/api/admin/", "/api/admin/users/", "/api/admin/users//role",
                           "/api/admin/users/a/b/role"}) {
    EXPECT_EQ(answer_api(call_to("GET", path), state_).status, 404) << path;
  }
}

TEST(DemoAccounts, DropsTheOldestButNeverTheGivenOnes) {
  Accounts accounts;
  const std::string given = accounts.add("given@example.org", "admin", kNoon);
  accounts.keep_all();
  const std::string first = accounts.add("0@example.org", "user", kNoon);
  for (int i = 1; i < 10'000; ++i) accounts.add(std::to_string(i) + "@example.org", "user", kNoon);
  EXPECT_EQ(accounts.all().size(), 10'000U);
  EXPECT_NE(accounts.find(given), nullptr);
  EXPECT_EQ(accounts.find(first), nullptr);
}

}  // namespace
}  // namespace slogate
