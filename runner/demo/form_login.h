// Sign-in as other apps have it: a form with a CSRF token, a session cookie, a page for signed-in
// users, and a page behind a second factor (RFC 6238).
//
//   FormLogin login({.email = "a@example.org", .password = "…", .totp_key = "JBSWY3DP…"});
//   if (FormLogin::serves(call.path)) return login.answer(call);
//
// Any thread. At most 10,000 sessions, the oldest go first; one lives 24 hours, an unused form 10
// minutes.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "runner/demo/call.h"

namespace slogate {

class FormLogin {
 public:
  struct Person {
    std::string email;
    std::string password;
    std::string totp_key;  // base32
  };

  explicit FormLogin(Person person);

  // /login, /logout, /account and what is below it.
  [[nodiscard]] static bool serves(std::string_view path);
  [[nodiscard]] Answer answer(const Call& call);

 private:
  struct Session {
    std::string csrf;
    bool signed_in = false;
    bool stepped_up = false;
    UnixSeconds expires{0};
  };
  enum class Code { accepted, wrong, used };

  Answer show_login(const Call& call);
  Answer sign_in(const Call& call);
  Answer sign_out(const Call& call);
  Answer step_up(const Call& call);
  Answer show_signed_in(const Call& call);
  std::string open(bool signed_in, UnixSeconds now);
  Session* session_of(const Call& call);
  Code check_code(std::string_view code, UnixSeconds now);

  Person person_;
  std::string key_;  // bytes of totp_key
  std::mutex mutex_;
  std::map<std::string, Session, std::less<>> sessions_;
  std::deque<std::string> order_;
  std::int64_t last_step_ =
      -1;  // the newest time step whose code was accepted (RFC 6238 5.2: once only)
};

}  // namespace slogate
