#include "runner/demo/form_login.h"

#include <chrono>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "runner/demo/secret.h"
#include "scenarios/compile/digest.h"

namespace slogate {
namespace {

constexpr std::string_view kCookie = "session_id";
constexpr std::size_t kMaxSessions = 10'000;
constexpr UnixSeconds kSessionLife = std::chrono::hours(24);
constexpr UnixSeconds kFormLife = std::chrono::minutes(10);
constexpr std::int64_t kTimeStep = 30;
constexpr std::int64_t kSkew = 1;  // time steps that a clock may be off (RFC 6238 5.2)

std::string page(std::string_view title, std::string_view content) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head><meta "
      "charset=\"utf-8\"><title>{0}</title></head>\n"
      "<body>\n<h1>{0}</h1>\n{1}\n</body>\n</html>\n",
      title, content);
}

std::string csrf_field(std::string_view csrf) {
  return fmt::format("<input type=\"hidden\" name=\"csrf_token\" value=\"{}\">", csrf);
}

std::string login_page(std::string_view csrf, std::string_view note) {
  return page("Sign in",
              fmt::format("{}<form method=\"post\" action=\"/login\">\n{}\n"
                          "<label>E-mail <input type=\"email\" name=\"email\"></label>\n"
                          "<label>Password <input type=\"password\" name=\"password\"></label>\n"
                          "<button>Sign in</button>\n</form>",
                          note, csrf_field(csrf)));
}

std::string account_page(std::string_view email, std::string_view csrf) {
  return page(
      "Account",
      fmt::format("<p id=\"user\">{0}</p>\n"
                  "<form id=\"step-up\" method=\"post\" action=\"/account/step-up\">\n{1}\n"
                  "<label>Code <input name=\"code\" autocomplete=\"one-time-code\"></label>\n"
                  "<button>Confirm</button>\n</form>\n"
                  "<form id=\"logout\" method=\"post\" action=\"/logout\">\n{1}\n"
                  "<button>Sign out</button>\n</form>",
                  email, csrf_field(csrf)));
}

Answer refusal(int status, std::string_view why) {
  return html_answer(status, page("Refused", fmt::format("<p id=\"error\">{}</p>", why)));
}

// No Secure: the demo speaks plain HTTP on loopback, where browsers would drop such a cookie.
void set_cookie(Answer& answer, std::string_view value) {
  answer.headers.emplace_back("Set-Cookie",
                              fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax", kCookie, value));
}

std::string field_of(const std::map<std::string, std::string>& form, const std::string& name) {
  const auto it = form.find(name);
  return it == form.end() ? std::string() : it->second;
}

}  // namespace

FormLogin::FormLogin(Person person)
    : person_(std::move(person)), key_(decode_base32(person_.totp_key).value_or("")) {}

bool FormLogin::serves(std::string_view path) {
  return path == "/login" || path == "/logout" || path == "/account" || path == "/account/admin" ||
         path == "/account/step-up";
}

Answer FormLogin::answer(const Call& call) {
  const std::lock_guard lock(mutex_);
  const bool reads = call.method == "GET" || call.method == "HEAD";
  const bool posts = call.method == "POST";
  if (call.path == "/login" && reads) return show_login(call);
  if (call.path == "/login" && posts) return sign_in(call);
  if (call.path == "/logout" && posts) return sign_out(call);
  if (call.path == "/account/step-up" && posts) return step_up(call);
  const bool shown = call.path == "/account" || call.path == "/account/admin";
  if (shown && reads) return show_signed_in(call);
  Answer answer = refusal(405, "This page does not take such a request.");
  answer.headers.emplace_back("Allow", shown                   ? "GET"
                                       : call.path == "/login" ? "GET, POST"
                                                               : "POST");
  return answer;
}

std::string FormLogin::open(bool signed_in, UnixSeconds now) {
  while (order_.size() >= kMaxSessions) {
    sessions_.erase(order_.front());
    order_.pop_front();
  }
  std::string id = random_token();
  sessions_[id] = {random_token(), signed_in, false, now + (signed_in ? kSessionLife : kFormLife)};
  order_.push_back(id);
  return id;
}

FormLogin::Session* FormLogin::session_of(const Call& call) {
  const auto it = sessions_.find(cookie_of(call, kCookie));
  return it == sessions_.end() || call.now >= it->second.expires ? nullptr : &it->second;
}

Answer FormLogin::show_login(const Call& call) {
  const std::string id = open(false, call.now);
  Answer answer = html_answer(200, login_page(sessions_[id].csrf, ""));
  set_cookie(answer, id);
  return answer;
}

Answer FormLogin::sign_in(const Call& call) {
  const Session* session = session_of(call);
  const auto form = form_of(call.body);
  if (session == nullptr || field_of(form, "csrf_token") != session->csrf) {
    return refusal(403, "The form is not this session's or has run out.");
  }
  const bool known =
      field_of(form, "email") == person_.email && field_of(form, "password") == person_.password;
  if (!known) {
    return html_answer(
        401, login_page(session->csrf, "<p id=\"error\">Wrong e-mail or password.</p>\n"));
  }
  // A new id: one that was planted before the sign-in is worth nothing after it.
  sessions_.erase(cookie_of(call, kCookie));
  Answer answer = see_other("/account");
  set_cookie(answer, open(true, call.now));
  return answer;
}

Answer FormLogin::sign_out(const Call& call) {
  const Session* session = session_of(call);
  if (session == nullptr || !session->signed_in) return see_other("/login");
  if (field_of(form_of(call.body), "csrf_token") != session->csrf) {
    return refusal(403, "The form is not this session's or has run out.");
  }
  sessions_.erase(cookie_of(call, kCookie));
  return see_other("/login");
}

FormLogin::Code FormLogin::check_code(std::string_view code, UnixSeconds now) {
  const std::int64_t current = now.count() / kTimeStep;
  bool used = false;
  for (std::int64_t step = current - kSkew; step <= current + kSkew; ++step) {
    if (step < 0 || totp_code(key_, step * kTimeStep) != code) continue;
    if (step > last_step_) {
      last_step_ = step;
      return Code::accepted;
    }
    used = true;
  }
  return used ? Code::used : Code::wrong;
}

Answer FormLogin::step_up(const Call& call) {
  Session* session = session_of(call);
  if (session == nullptr || !session->signed_in) return see_other("/login");
  const auto form = form_of(call.body);
  if (field_of(form, "csrf_token") != session->csrf) {
    return refusal(403, "The form is not this session's or has run out.");
  }
  switch (check_code(field_of(form, "code"), call.now)) {
    case Code::wrong:
      return refusal(403, "Wrong code.");
    case Code::used:
      return refusal(403, "This code was used before, wait for the next one.");
    case Code::accepted:
      break;
  }
  session->stepped_up = true;
  return see_other("/account/admin");
}

Answer FormLogin::show_signed_in(const Call& call) {
  const Session* session = session_of(call);
  if (session == nullptr || !session->signed_in) return see_other("/login");
  if (call.path == "/account") return html_answer(200, account_page(person_.email, session->csrf));
  if (!session->stepped_up) return refusal(403, "This page needs a code.");
  return html_answer(200,
                     page("Administration", fmt::format("<p id=\"user\">{}</p>", person_.email)));
}

}  // namespace slogate
