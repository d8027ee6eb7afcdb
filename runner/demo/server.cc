#include "runner/demo/server.h"

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "runner/clock/clock.h"
#include "runner/demo/api.h"
#include "runner/demo/form_login.h"
#include "runner/demo/listener.h"
#include "runner/demo/pages.h"
#include "runner/demo/secret.h"
#include "runner/demo/state.h"

namespace slogate {
namespace {

using std::chrono::duration_cast;

UnixSeconds unix_now() {
  return duration_cast<UnixSeconds>(wall_now().time_since_epoch());
}

std::string new_address(std::string_view who) {
  return fmt::format("{}-{}@example.org", who, random_digits(8));
}

FaultPlan::Settings faults_of(const DemoOptions& options) {
  return {options.latency,     options.jitter,    options.error_rate, options.fail,
          options.stall_every, options.stall_for, options.seed};
}

Call call_of(const httplib::Request& in) {
  return {in.method,
          in.path,
          in.remote_addr,
          in.get_header_value("Authorization"),
          in.get_header_value("X-Admin-Step-Up"),
          in.get_header_value("X-Request-Id"),
          in.get_header_value("Cookie"),
          in.body,
          unix_now()};
}

}  // namespace

class DemoServer::Running {
 public:
  explicit Running(const DemoOptions& options);
  ~Running() { stop(); }

  // An empty text, or why the address cannot be listened on.
  [[nodiscard]] std::string listen();
  void stop();

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  [[nodiscard]] std::uint64_t requests() const { return requests_.load(); }

 private:
  void serve(const httplib::Request& in, httplib::Response& out);
  Answer answer_of(const Call& call, std::uint64_t n);
  void wait(std::chrono::microseconds delay);

  const DemoOptions options_;
  const FaultPlan faults_;
  const SteadyTime began_;
  const FormLogin::Person person_;
  const std::string request_prefix_;
  std::string login_email_;
  std::string admin_token_;
  std::string user_token_;
  DemoState state_;
  FormLogin form_login_;
  Listener listener_;
  std::thread thread_;
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> api_answers_{0};
  std::mutex wait_mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
};

DemoServer::Running::Running(const DemoOptions& options)
    : options_(options),
      faults_(faults_of(options)),
      began_(steady_now()),
      person_{new_address("form"), random_token(), random_base32_key()},
      request_prefix_(random_token().substr(0, 16)),
      form_login_(person_),
      listener_([this](const httplib::Request& in, httplib::Response& out) { serve(in, out); }) {
  const UnixSeconds now = unix_now();
  Accounts& accounts = state_.accounts;
  state_.expose_otp = options_.expose_otp;
  login_email_ = new_address("login");
  accounts.add(login_email_, "user", now);
  admin_token_ = accounts.open_session(accounts.add(new_address("admin"), "admin", now), now).token;
  user_token_ = accounts.open_session(accounts.add(new_address("user"), "user", now), now).token;
  accounts.keep_all();
}

std::string DemoServer::Running::listen() {
  if (!listener_.open(options_.listen_host, options_.port)) {
    const int why = errno;
    return fmt::format(
        "the demo cannot listen on {}:{}: {}", options_.listen_host, options_.port,
        why == 0 ? "no address of this machine" : std::generic_category().message(why));
  }
  thread_ = std::thread([this] { listener_.serve(); });
  listener_.wait_ready();
  return {};
}

void DemoServer::Running::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(wait_mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  listener_.close();
  thread_.join();
}

std::string DemoServer::Running::url() const {
  std::string host = options_.listen_host;
  if (host == "0.0.0.0") host = "127.0.0.1";  // every address, so the nearest one
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return fmt::format("http://{}:{}", host, port());
}

std::map<std::string, std::string> DemoServer::Running::environment() const {
  return {{"BASE_URL", url()},
          {"LOGIN_EMAIL", login_email_},
          {"ADMIN_TOKEN", admin_token_},
          {"USER_TOKEN", user_token_},
          {"FORM_EMAIL", person_.email},
          {"FORM_PASSWORD", person_.password},
          {"FORM_TOTP_KEY", person_.totp_key}};
}

void DemoServer::Running::wait(std::chrono::microseconds delay) {
  if (delay.count() <= 0) return;
  std::unique_lock lock(wait_mutex_);
  wake_.wait_for(lock, delay, [&] { return stopping_; });
}

Answer DemoServer::Running::answer_of(const Call& call, std::uint64_t n) {
  if (const auto status = faults_.status_of(call.path)) {
    return {*status, "text/plain", fmt::format("this route was told to answer {}\n", *status), {}};
  }
  if (!is_api(call.path)) {
    return FormLogin::serves(call.path) ? form_login_.answer(call) : answer_page(call);
  }
  const bool error = faults_.is_error(api_answers_++);
  Answer answer =
      error ? json_answer(500, R"({"error":"internal_error"})") : answer_api(call, state_);
  answer.headers.emplace_back("X-Request-Id",
                              request_id_for(call, fmt::format("{}-{}", request_prefix_, n)));
  return answer;
}

void DemoServer::Running::serve(const httplib::Request& in, httplib::Response& out) {
  const std::uint64_t n = requests_++;
  const Answer answer = answer_of(call_of(in), n);
  wait(faults_.delay_of(n));
  wait(faults_.stall_left(duration_cast<std::chrono::microseconds>(steady_now() - began_)));
  out.status = answer.status;
  for (const auto& [name, value] : answer.headers) out.set_header(name, value);
  if (!answer.type.empty()) out.set_content(answer.body, answer.type);
}

DemoServer::DemoServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}
DemoServer::~DemoServer() = default;

Result<std::unique_ptr<DemoServer>> DemoServer::start(const DemoOptions& options) {
  if (std::string why = FaultPlan::complaint(faults_of(options)); !why.empty()) {
    return Diagnostics(Diagnostic{{}, std::move(why)});
  }
  auto running = std::make_unique<Running>(options);
  if (std::string why = running->listen(); !why.empty()) {
    return Diagnostics(Diagnostic{{}, std::move(why)});
  }
  return std::unique_ptr<DemoServer>(new DemoServer(std::move(running)));
}

std::uint16_t DemoServer::port() const {
  return running_->port();
}
std::string DemoServer::url() const {
  return running_->url();
}
std::map<std::string, std::string> DemoServer::environment() const {
  return running_->environment();
}
std::uint64_t DemoServer::requests() const {
  return running_->requests();
}
void DemoServer::stop() {
  running_->stop();
}

}  // namespace slogate
