#include "runner/demo/form_login.h"

#include <gtest/gtest.h>

#include "scenarios/compile/digest.h"
#include "tests/runner/demo/caller.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

constexpr const char* kKey = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";  // RFC 6238 appendix B

class DemoFormLogin : public testing::Test {
 protected:
  Answer get(const std::string& path) { return send(call_to("GET", path)); }
  Answer post(const std::string& path, const std::string& body) {
    return send(call_to("POST", path, body));
  }
  // As a browser: sends the cookie that it has and keeps the one that it gets.
  Answer send(Call call) {
    call.cookies = "theme=dark; " + cookie_;
    call.now = now_;
    Answer answer = login_.answer(call);
    if (const std::string set = header_of(answer, "Set-Cookie"); !set.empty()) {
      cookie_ = set.substr(0, set.find(';'));
    }
    return answer;
  }
  static std::string csrf_in(const Answer& answer) {
    const std::string before = "name=\"csrf_token\" value=\"";
    const std::size_t at = answer.body.find(before);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + before.size();
    return answer.body.substr(begin, answer.body.find('"', begin) - begin);
  }
  Answer sign_in() {
    return post("/login",
                "email=a%40example.org&password=p%2B+w&csrf_token=" + csrf_in(get("/login")));
  }
  Answer step_up(const std::string& code) {
    return post("/account/step-up", "code=" + code + "&csrf_token=" + csrf_in(get("/account")));
  }
  std::string code() const { return totp_code(*decode_base32(kKey), now_.count()); }

  FormLogin login_{{"a@example.org", "p+ w", kKey}};
  UnixSeconds now_ = kNoon;
  std::string cookie_;
};

TEST_F(DemoFormLogin, ShowsAFormWithATokenAndACookie) {
  const Answer answer = get("/login");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.type, "text/html; charset=utf-8");
  EXPECT_GE(csrf_in(answer).size(), 32U);
  EXPECT_TRUE(cookie_.starts_with("session_id="));
}

TEST_F(DemoFormLogin, SignsInWith303AndAnHttpOnlyCookie) {
  const Answer answer = sign_in();
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(header_of(answer, "Location"), "/account");
  EXPECT_TRUE(header_of(answer, "Set-Cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax"));
  const Answer account = get("/account");
  EXPECT_EQ(account.status, 200);
  EXPECT_NE(account.body.find("<p id=\"user\">a@example.org</p>"), std::string::npos);
}

TEST_F(DemoFormLogin, ChangesTheSessionAtTheSignIn) {
  get("/login");
  const std::string before = cookie_;
  sign_in();
  EXPECT_NE(cookie_, before);
}

TEST_F(DemoFormLogin, RefusesAWrongPassword) {
  const Answer answer =
      post("/login", "email=a%40example.org&password=x&csrf_token=" + csrf_in(get("/login")));
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(get("/account").status, 303);
}

TEST_F(DemoFormLogin, RefusesAFormWithoutItsToken) {
  get("/login");
  EXPECT_EQ(post("/login", "email=a%40example.org&password=p%2B+w").status, 403);
  EXPECT_EQ(post("/login", "email=a%40example.org&password=p%2B+w&csrf_token=x").status, 403);
}

TEST_F(DemoFormLogin, RefusesAFormOfTenMinutesAgo) {
  const std::string csrf = csrf_in(get("/login"));
  now_ += 10min;
  EXPECT_EQ(post("/login", "email=a%40example.org&password=p%2B+w&csrf_token=" + csrf).status, 403);
}

TEST_F(DemoFormLogin, SendsStrangersToTheForm) {
  for (const char* path : {"/account", "/account/admin"}) {
    const Answer answer = get(path);
    EXPECT_EQ(answer.status, 303) << path;
    EXPECT_EQ(header_of(answer, "Location"), "/login") << path;
  }
  EXPECT_EQ(header_of(post("/account/step-up", "code=1"), "Location"), "/login");
}

TEST_F(DemoFormLogin, ForbidsTheAdministrationBeforeTheStepUp) {
  sign_in();
  EXPECT_EQ(get("/account/admin").status, 403);
}

TEST_F(DemoFormLogin, OpensTheAdministrationByACode) {
  sign_in();
  const Answer answer = step_up(code());
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(header_of(answer, "Location"), "/account/admin");
  EXPECT_EQ(get("/account/admin").status, 200);
}

TEST_F(DemoFormLogin, RefusesAWrongCode) {
  sign_in();
  const Answer answer = step_up("12345x");
  EXPECT_EQ(answer.status, 403);
  EXPECT_NE(answer.body.find("Wrong code."), std::string::npos);
  EXPECT_EQ(get("/account/admin").status, 403);
}

TEST_F(DemoFormLogin, RefusesTheSameCodeTwiceInOneTimeStep) {
  sign_in();
  EXPECT_EQ(step_up(code()).status, 303);
  sign_in();  // another session of the same person
  const Answer answer = step_up(code());
  EXPECT_EQ(answer.status, 403);
  EXPECT_NE(answer.body.find("This code was used before"), std::string::npos);
  now_ += 30s;
  EXPECT_EQ(step_up(code()).status, 303);
}

TEST_F(DemoFormLogin, AllowsForAClockThatIsOneStepOff) {
  sign_in();
  const std::string earlier = code();
  now_ += 30s;
  EXPECT_EQ(step_up(earlier).status, 303);
  now_ += 60s;
  const std::string stale = totp_code(*decode_base32(kKey), (now_ - 60s).count());
  EXPECT_EQ(step_up(stale).status, 403);
}

TEST_F(DemoFormLogin, RefusesAStepUpWithoutTheFormsToken) {
  sign_in();
  EXPECT_EQ(post("/account/step-up", "code=" + code()).status, 403);
  EXPECT_EQ(get("/account/admin").status, 403);
}

TEST_F(DemoFormLogin, EndsTheSessionAtTheSignOut) {
  sign_in();
  const Answer answer = post("/logout", "csrf_token=" + csrf_in(get("/account")));
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(header_of(answer, "Location"), "/login");
  EXPECT_EQ(get("/account").status, 303);
}

TEST_F(DemoFormLogin, KeepsTheSessionWhenTheSignOutLacksItsToken) {
  sign_in();
  EXPECT_EQ(post("/logout", "").status, 403);
  EXPECT_EQ(get("/account").status, 200);
}

TEST_F(DemoFormLogin, NamesTheMethodThatIsMeant) {
  const Answer answer = get("/account/step-up");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(header_of(answer, "Allow"), "POST");
}

}  // namespace
}  // namespace slogate
