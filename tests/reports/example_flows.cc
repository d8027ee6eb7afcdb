#include "tests/reports/example_flows.h"

namespace slogate::report {
namespace {

StepLine step(const std::string& name, const std::string& request, const std::string& file,
              int line) {
  StepLine result;
  result.name = name;
  result.request = request;
  result.state = State::pass;
  result.requests = 1;
  result.file = "scenarios/go-live/" + file;
  result.line = line;
  return result;
}

void timed(StepLine& line, const std::string& text, double seconds) {
  line.response = {text, text, text, text};
  line.service = line.response;
  line.p50_seconds = seconds;
  line.total_seconds = seconds;
}

FlowLine flow(const std::string& name, const std::string& title, const std::string& route) {
  FlowLine result;
  result.name = name;
  result.title = title;
  result.route = route;
  result.state = State::pass;
  result.iterations = 1;
  return result;
}

FlowLine start_page() {
  FlowLine result = flow("start", "Public start page", "/");
  StepLine shell = step("shell", "GET /", "start.json", 8);
  timed(shell, "12 ms", 0.0121);
  shell.exchanges = {
      {"GET /: 200 in 12 ms",
       "GET / HTTP/1.1\nHost: staging.lifetimecircle.de\nUser-Agent: slogate/0.1.0",
       "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<!doctype html><title>LifeTimeCircle – Service "
       "Heft 4.0 (Web)</title><div id=\"root\"></div>",
       {"status is 200", "title is \"LifeTimeCircle – Service Heft 4.0 (Web)\"",
        "has <div id=\"root\">"}}};
  StepLine page = step("page", "page with its assets", "start.json", 5);
  page.requests = 3;
  page.tags = {"page"};
  timed(page, "96 ms", 0.0958);
  result.steps = {shell, page};
  return result;
}

FailureLine bad_gateway() {
  FailureLine failure;
  failure.type = "assert.check";
  failure.title = "The answer is not what the flow expects";
  failure.expected = "status 200";
  failure.got = "502";
  failure.because = "the proxy answers, the app behind it does not";
  failure.excerpt =
      "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
      "Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";
  failure.curl =
      "curl -i -X POST -H 'Content-Type: application/json' -d '{\"email\": \"check@example.org\"}' "
      "https://staging.lifetimecircle.de/api/auth/request";
  failure.request_id = "7f3c2a9e-auth-1";
  failure.at = "0.3 s after the start, iteration 1";
  failure.file = "scenarios/go-live/auth.json";
  failure.line = 21;
  return failure;
}

FlowLine auth() {
  FlowLine result = flow("auth", "Sign-in", "/auth");
  result.state = State::fail;
  result.failed_iterations = 1;
  StepLine shell = step("shell", "GET /auth", "auth.json", 9);
  timed(shell, "9.8 ms", 0.0098);
  StepLine request = step("request-code", "POST ${api}/auth/request", "auth.json", 17);
  request.state = State::fail;
  request.failed = 1;
  request.tags = {"api"};
  timed(request, "182 ms", 0.1824);
  request.outcomes = {{"assert.check", "1"}};
  request.failures = {bad_gateway()};
  request.exchanges = {
      {"POST /api/auth/request: 502 in 182 ms",
       "POST /api/auth/request HTTP/1.1\nHost: staging.lifetimecircle.de\nx-request-id: "
       "7f3c2a9e-auth-1",
       "HTTP/1.1 502 Bad Gateway\nServer: nginx/1.22.1\nContent-Type: text/html\n\n<html>…",
       {"NOT MET status is 200"}}};
  StepLine verify = step("verify", "POST ${api}/auth/verify", "auth.json", 33);
  verify.state = State::skipped;
  verify.requests = 0;
  verify.reason = "not reached: request-code failed";
  result.steps = {shell, request, verify};
  return result;
}

FlowLine health() {
  FlowLine result = flow("health", "Health through TLS", "/api/health");
  result.state = State::error;
  result.failed_iterations = 1;
  StepLine certificate = step("certificate", "GET ${api}/health", "health.json", 7);
  certificate.state = State::error;
  certificate.failed = 1;
  certificate.outcomes = {{"tls.cert.expired", "1"}};
  FailureLine expired;
  expired.type = "tls.cert.expired";
  expired.title = "The server's certificate has expired";
  expired.is_error = true;
  expired.got = "certificate of staging.lifetimecircle.de ended on 2026-03-05";
  expired.at = "0.1 s after the start, iteration 1";
  expired.file = "scenarios/go-live/health.json";
  expired.line = 7;
  certificate.failures = {expired};
  result.steps = {certificate};
  return result;
}

void under_load(StepLine& line, std::uint64_t requests) {
  line.requests = requests;
  line.response = {"8.2 ms", "21 ms", "41 ms", "88 ms"};
  line.service = {"8.1 ms", "20 ms", "39 ms", "87 ms"};
  line.p50_seconds = 0.00821;
  line.total_seconds = 0.00821 * static_cast<double>(requests);
}

}  // namespace

std::vector<FlowLine> smoke_flows() {
  FlowLine admin = flow("admin", "Admin with step-up", "/admin");
  admin.state = State::skipped;
  admin.iterations = 0;
  admin.reason = "left out: ADMIN_TOKEN and USER_TOKEN are not set";
  StepLine users = step("users-without-token", "GET ${api}/admin/users", "admin.json", 12);
  users.state = State::skipped;
  users.requests = 0;
  admin.steps = {users};
  FlowLine qr = flow("public-qr", "Public QR page", "/public/qr/:vehicle_id");
  StepLine call = step("trust-light", "GET ${api}/public/qr/${vehicle_id}", "public-qr.json", 14);
  call.tags = {"api"};
  timed(call, "14 ms", 0.0143);
  qr.steps = {call};
  return {start_page(), auth(), qr, admin, health()};
}

std::vector<FlowLine> load_flows() {
  FlowLine sign_in = flow("auth", "Sign-in", "/auth");
  sign_in.reason = "sign-in started, not completed: no code in the answer";
  StepLine request = step("request-code", "POST ${api}/auth/request", "auth.json", 17);
  timed(request, "31 ms", 0.0312);
  request.requests = 2;
  sign_in.steps = {request};
  FlowLine qr = flow("public-qr", "Public QR page", "/public/qr/:vehicle_id");
  qr.iterations = 3700;
  StepLine call = step("trust-light", "GET ${api}/public/qr/${vehicle_id}", "public-qr.json", 14);
  under_load(call, 3700);
  call.failed = 1;
  call.outcomes = {{"io.timeout", "1"}};
  FailureLine late;
  late.type = "io.timeout";
  late.title = "The answer did not start in time";
  late.is_error = true;
  late.got = "nothing within 5 s";
  late.at = "6.2 s after the start, iteration 2291";
  late.file = "scenarios/go-live/public-qr.json";
  late.line = 14;
  call.failures = {late};
  qr.steps = {call};
  FlowLine admin = flow("admin", "Admin with step-up", "/admin");
  admin.iterations = 300;
  for (const char* name : {"users-without-token", "users-as-user", "users-as-admin"}) {
    StepLine users = step(name, "GET ${api}/admin/users", "admin.json", 12);
    under_load(users, 300);
    admin.steps.push_back(users);
  }
  return {sign_in, qr, admin};
}

}  // namespace slogate::report
