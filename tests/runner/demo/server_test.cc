#include "runner/demo/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include "runner/clock/clock.h"
#include "scenarios/compile/digest.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

std::unique_ptr<DemoServer> started(const DemoOptions& options = {}) {
  auto demo = DemoServer::start(options);
  EXPECT_TRUE(demo) << demo.error().text();
  return std::move(*demo);
}

// httplib's own client, one connection kept open.
std::unique_ptr<httplib::Client> client_of(const DemoServer& demo) {
  auto client = std::make_unique<httplib::Client>("127.0.0.1", demo.port());
  client->set_keep_alive(true);
  client->set_tcp_nodelay(true);
  client->set_read_timeout(60);
  return client;
}

httplib::Headers bearer(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

TEST(DemoServer, ServesTheShellOnEveryPath) {
  const auto demo = started();
  const auto client = client_of(*demo);
  for (const char* path :
       {"/", "/auth", "/admin", "/public/qr/1", "/health", "/assets/missing.js"}) {
    const auto answer = client->Get(path);
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 200) << path;
    EXPECT_EQ(answer->get_header_value("Content-Type"), "text/html") << path;
    EXPECT_NE(answer->body.find("<title>LifeTimeCircle – Service Heft 4.0 (Web)</title>"),
              std::string::npos)
        << path;
    EXPECT_NE(answer->body.find("<div id=\"root\">"), std::string::npos) << path;
  }
}

TEST(DemoServer, ServesTheAssetsThatTheShellNames) {
  const auto demo = started();
  const auto client = client_of(*demo);
  const std::string shell = client->Get("/")->body;
  const auto named = [&](const std::string& attribute) {
    const std::size_t begin = shell.find(attribute + "=\"/assets/") + attribute.size() + 2;
    return shell.substr(begin, shell.find('"', begin) - begin);
  };
  const auto script = client->Get(named("src"));
  EXPECT_EQ(script->get_header_value("Content-Type"), "application/javascript");
  EXPECT_NE(script->body.find("/api/health"), std::string::npos);
  const auto style = client->Get(named("href"));
  EXPECT_EQ(style->get_header_value("Content-Type"), "text/css");
}

TEST(DemoServer, RefusesToTakeDataOnAPage) {
  const auto demo = started();
  EXPECT_EQ(client_of(*demo)->Post("/", "x", "text/plain")->status, 405);
}

TEST(DemoServer, AnswersHealth) {
  const auto demo = started();
  const auto answer = client_of(*demo)->Get("/api/health");
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(answer->body, R"({"ok":true})");
}

TEST(DemoServer, SendsTheApiRootToThePublicSite) {
  const auto demo = started();
  const auto client = client_of(*demo);
  const auto root = client->Get("/api/");
  EXPECT_EQ(root->status, 307);
  EXPECT_EQ(root->get_header_value("Location"), "/public/site");
  EXPECT_EQ(client->Get("/api")->get_header_value("Location"), "/api/");
}

TEST(DemoServer, AnswersAnUnknownApiPathWith404) {
  const auto demo = started();
  const auto client = client_of(*demo);
  for (const char* path :
       {"/api/docs", "/api/openapi.json", "/api/api/health", "/api/public/qr/"}) {
    const auto answer = client->Get(path);
    EXPECT_EQ(answer->status, 404) << path;
    EXPECT_EQ(answer->body, R"({"detail":"Not Found"})") << path;
  }
}

TEST(DemoServer, GivesEveryVehicleALightAndTheDisclaimer) {
  const auto demo = started();
  const auto client = client_of(*demo);
  std::set<std::string> lights;
  for (int id = 0; id < 50; ++id) {
    const auto answer = client->Get("/api/public/qr/vehicle-" + std::to_string(id));
    ASSERT_EQ(answer->status, 200);
    const json body = json::parse(answer->body);
    lights.insert(body["trust_light"].get<std::string>());
    EXPECT_EQ(
        body["disclaimer"],
        "Die Trust-Ampel bewertet ausschließlich die Dokumentations- und Nachweisqualität. Sie "
        "ist keine Aussage über den technischen Zustand des Fahrzeugs.");
    for (const char* name : {"hint", "history_status", "evidence_status", "verification_level",
                             "accident_status", "accident_status_label"}) {
      EXPECT_TRUE(body[name].is_string()) << name;
    }
  }
  EXPECT_EQ(lights, (std::set<std::string>{"rot", "orange", "gelb", "gruen"}));
}

TEST(DemoServer, EchoesAGoodRequestIdAndMakesItsOwnOtherwise) {
  const auto demo = started();
  const auto client = client_of(*demo);
  const auto echo = [&](const std::string& id) {
    return client->Get("/api/health", {{"X-Request-Id", id}})->get_header_value("X-Request-Id");
  };
  EXPECT_EQ(echo("run-1.a_b:c"), "run-1.a_b:c");
  EXPECT_EQ(echo(std::string(128, 'a')), std::string(128, 'a'));
  for (const std::string& bad :
       {std::string("short"), std::string(129, 'a'), std::string("with space")}) {
    EXPECT_NE(echo(bad), bad);
    EXPECT_GE(echo(bad).size(), 6U);
  }
}

TEST(DemoServer, GivesAllThatTheSuitesAskFor) {
  const auto demo = started();
  const auto names = demo->environment();
  EXPECT_EQ(names.at("BASE_URL"), "http://127.0.0.1:" + std::to_string(demo->port()));
  for (const char* secret : {"ADMIN_TOKEN", "USER_TOKEN", "FORM_PASSWORD", "FORM_TOTP_KEY"}) {
    EXPECT_GE(names.at(secret).size(), 32U) << secret;
  }
  for (const char* address : {"LOGIN_EMAIL", "FORM_EMAIL"}) {
    EXPECT_NE(names.at(address).find('@'), std::string::npos) << address;
  }
}

TEST(DemoServer, MakesOtherSecretsAtEachStart) {
  const auto one = started()->environment();
  const auto two = started()->environment();
  for (const char* secret : {"ADMIN_TOKEN", "USER_TOKEN", "FORM_PASSWORD", "FORM_TOTP_KEY"}) {
    EXPECT_NE(one.at(secret), two.at(secret)) << secret;
  }
}

TEST(DemoServer, KnowsTheGivenTokens) {
  const auto demo = started();
  const auto client = client_of(*demo);
  const auto names = demo->environment();
  EXPECT_EQ(client->Get("/api/admin/users", bearer(names.at("ADMIN_TOKEN")))->status, 200);
  EXPECT_EQ(client->Get("/api/admin/users", bearer(names.at("USER_TOKEN")))->status, 403);
  EXPECT_EQ(client->Get("/api/admin/users")->status, 401);
}

TEST(DemoServer, WalksTheSignInOverTheWire) {
  const auto demo = started();
  const auto client = client_of(*demo);
  const std::string email = demo->environment().at("LOGIN_EMAIL");
  const auto sent =
      client->Post("/api/auth/request", json{{"email", email}}.dump(), "application/json");
  ASSERT_EQ(sent->status, 200);
  const json challenge = json::parse(sent->body);
  const json proof = {
      {"email", email}, {"challenge_id", challenge["challenge_id"]}, {"otp", challenge["dev_otp"]}};
  const auto verified = client->Post("/api/auth/verify", proof.dump(), "application/json");
  ASSERT_EQ(verified->status, 200);
  const httplib::Headers mine = bearer(json::parse(verified->body)["access_token"]);
  EXPECT_EQ(client->Get("/api/auth/me", mine)->status, 200);
  EXPECT_EQ(client->Post("/api/auth/logout", mine, "", "application/json")->status, 200);
  EXPECT_EQ(client->Get("/api/auth/me", mine)->status, 401);
}

TEST(DemoServer, SpendsAGrantOverTheWire) {
  const auto demo = started();
  const auto client = client_of(*demo);
  httplib::Headers admin = bearer(demo->environment().at("ADMIN_TOKEN"));
  const json me = json::parse(client->Get("/api/auth/me", admin)->body);
  const std::string path = "/api/admin/users/" + me["user_id"].get<std::string>() + "/role";
  const auto granted =
      client->Post("/api/admin/step-up/grant", admin, R"({"scope":"role_grant","ttl_seconds":60})",
                   "application/json");
  ASSERT_EQ(granted->status, 200);
  admin.emplace("X-Admin-Step-Up", json::parse(granted->body)["token"].get<std::string>());
  EXPECT_EQ(client->Post(path, admin, R"({"role":"admin"})", "application/json")->status, 200);
  EXPECT_EQ(client->Post(path, admin, R"({"role":"admin"})", "application/json")->body,
            R"({"detail":"admin_step_up_invalid"})");
}

TEST(DemoServer, SignsInByFormOverTheWire) {
  const auto demo = started();
  const auto client = client_of(*demo);
  const auto names = demo->environment();
  const auto part = [](const std::string& text, const std::string& before, char end) {
    const std::size_t begin = text.find(before) + before.size();
    return text.substr(begin, text.find(end, begin) - begin);
  };
  const auto form = client->Get("/login");
  httplib::Headers cookie = {{"Cookie", part(form->get_header_value("Set-Cookie"), "", ';')}};
  const auto signed_in =
      client->Post("/login", cookie,
                   httplib::Params{{"email", names.at("FORM_EMAIL")},
                                   {"password", names.at("FORM_PASSWORD")},
                                   {"csrf_token", part(form->body, "value=\"", '"')}});
  ASSERT_EQ(signed_in->status, 303);
  cookie = {{"Cookie", part(signed_in->get_header_value("Set-Cookie"), "", ';')}};
  const auto account = client->Get("/account", cookie);
  EXPECT_EQ(account->status, 200);
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(wall_now().time_since_epoch());
  const auto stepped = client->Post(
      "/account/step-up", cookie,
      httplib::Params{{"code", totp_code(*decode_base32(names.at("FORM_TOTP_KEY")), now.count())},
                      {"csrf_token", part(account->body, "value=\"", '"')}});
  EXPECT_EQ(stepped->status, 303);
  EXPECT_EQ(client->Get("/account/admin", cookie)->status, 200);
}

TEST(DemoServer, KeepsAConnectionForManyRequests) {
  const auto demo = started();
  const auto client = client_of(*demo);
  for (int i = 0; i < 300; ++i) {
    const auto answer = client->Get("/api/health");
    ASSERT_TRUE(answer);
    ASSERT_NE(answer->get_header_value("Connection"), "close");
  }
  EXPECT_EQ(demo->requests(), 300U);
}

TEST(DemoServer, ServesManyOpenConnectionsAtOnce) {
  const auto demo = started();
  std::vector<std::unique_ptr<httplib::Client>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(client_of(*demo));
    const auto answer = clients.back()->Get("/api/health");  // stays connected
    ASSERT_TRUE(answer) << i;
  }
  for (const auto& client : clients) EXPECT_EQ(client->Get("/api/health")->status, 200);
}

TEST(DemoServer, AnswersHeadWithoutABody) {
  const auto demo = started();
  const auto answer = client_of(*demo)->Head("/");
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "");
}

TEST(DemoServer, BearsAVeryLongPath) {
  const auto demo = started();
  const auto answer = client_of(*demo)->Get("/" + std::string(8000, 'a'));
  EXPECT_EQ(answer->status, 200);
}

TEST(DemoServer, DoesNotTakeTheBodyOfAGetForARequest) {
  const auto demo = started();
  const auto client = client_of(*demo);
  httplib::Request request;
  request.method = "GET";
  request.path = "/api/health";
  request.body = "GET /api/health HTTP/1.1\r\n\r\n";
  EXPECT_EQ(client->send(request)->status, 200);
  EXPECT_EQ(client->Get("/api/health")->status, 200);
  EXPECT_EQ(demo->requests(), 2U);
}

TEST(DemoServer, FailsTheRouteThatItIsToldTo) {
  const auto demo = started({.fail = {{"/api/auth/request", 503}}});
  const auto client = client_of(*demo);
  const auto answer = client->Post("/api/auth/request", R"({"email":"a@b"})", "application/json");
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "text/plain");
  EXPECT_EQ(answer->body, "this route was told to answer 503\n");
  EXPECT_EQ(client->Get("/api/health")->status, 200);
}

TEST(DemoServer, MixesErrorsIntoApiAnswersOnly) {
  const auto demo = started({.error_rate = 1});
  const auto client = client_of(*demo);
  const auto answer = client->Get("/api/health");
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body, R"({"error":"internal_error"})");
  EXPECT_EQ(client->Get("/")->status, 200);
}

TEST(DemoServer, AnswersNoSoonerThanTheLatency) {
  const auto demo = started({.latency = 30ms});
  const auto client = client_of(*demo);
  const SteadyTime began = steady_now();
  ASSERT_TRUE(client->Get("/api/health"));
  EXPECT_GE(steady_now() - began, 30ms);
}

TEST(DemoServer, EndsAWaitWhenStopped) {
  const auto demo = started({.latency = 24h});
  std::atomic<int> status{0};
  std::thread asker([&] {
    const auto answer = client_of(*demo)->Get("/api/health");
    status = answer ? answer->status : -1;
  });
  while (demo->requests() == 0) std::this_thread::yield();
  demo->stop();
  asker.join();
  EXPECT_EQ(status, 200);
}

TEST(DemoServer, StopsWhileConnectionsAreOpen) {
  const auto demo = started();
  const auto client = client_of(*demo);
  ASSERT_TRUE(client->Get("/api/health"));
  demo->stop();
  demo->stop();
  EXPECT_FALSE(client->Get("/api/health"));
}

TEST(DemoServer, SaysThatThePortIsInUse) {
  const auto demo = started();
  const auto second = DemoServer::start({.port = demo->port()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().list.front().message,
            "the demo cannot listen on 127.0.0.1:" + std::to_string(demo->port()) +
                ": Address already in use");
}

TEST(DemoServer, SaysThatTheAddressIsNotOurs) {
  const auto demo = DemoServer::start({.listen_host = "192.0.2.1"});
  ASSERT_FALSE(demo);
  EXPECT_EQ(demo.error().list.front().message,
            "the demo cannot listen on 192.0.2.1:0: Cannot assign requested address");
}

TEST(DemoServer, RefusesOptionsThatContradict) {
  const auto demo = DemoServer::start({.error_rate = 1.5});
  ASSERT_FALSE(demo);
  EXPECT_EQ(demo.error().list.front().message,
            "the error rate 1.5 is no share, which lies from 0 to 1");
}

}  // namespace
}  // namespace slogate
