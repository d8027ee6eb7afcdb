// Secret columns of feeds: in what is told of their own iteration and of later ones, in every encoding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/user/told.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kRows =
    "name,password,pin\nsam,\"first, pass\"\"word\",7391\nanne,second-password,0042\n";

CompiledSuite fed(const std::string& steps,
                  const std::string& feed = R"("secret": ["password"], "one_time": ["pin"])") {
  return suite_of(
      R"("feeds": {"user": {"file": "users.csv", )" + feed + R"(}}, "steps": [)" + steps + "]", {},
      {}, {{"users.csv", kRows}});
}

constexpr const char* kSignIn =
    R"({"name": "in", "request": "POST /in?u=${user.name}", "json": {"password": "${user.password}", "pin": "${user.pin}"}})";

TEST(SecretRows, AreShownNeitherInTheRequestNorWhereTheServerEchoesThem) {
  OneUser user(
      fed(kSignIn),
      [](const Call&) {
        return json_answer(
            403, R"({"no": "first, pass\"word", "pin": "7391", "id": "73910", "user": "sam",
                                             "next": "/?p=first%2C%20pass%22word", "b": "Zmlyc3QsIHBhc3Mid29yZA=="})");
      },
      true);
  EXPECT_EQ(user.walk(0), IterationEnd::failed);
  EXPECT_EQ(user.calls()[0].request.body, R"({"password":"first, pass\"word","pin":"7391"})");
  for (const char* hidden : {"first", "7391\"", "Zmlyc3Qs"})
    EXPECT_THAT(everything_told(user), Each(Not(HasSubstr(hidden))));
  ASSERT_THAT(user.recorded().exchanges, SizeIs(1));
  EXPECT_THAT(user.recorded().exchanges[0].request, HasSubstr(R"({"password":"***","pin":"***"})"));
  EXPECT_THAT(user.recorded().exchanges[0].request, HasSubstr("?u=sam "));
  EXPECT_THAT(user.recorded().exchanges[0].response, HasSubstr(R"("id": "73910", "user": "sam")"));
}

TEST(SecretRows, OfASmallFeedAreKnownBeforeTheyAreDealt) {
  OneUser user(
      fed(kSignIn),
      [](const Call&) { return answer(500, 0ms, "anne has second-password and 0042"); }, true);
  EXPECT_EQ(user.walk(0), IterationEnd::failed);
  ASSERT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].excerpt, "anne has *** and 0042");
}

TEST(SecretRows, AndCapturedSecretsAreKnownToOtherUsers) {
  OneUser user(
      fed(R"({"name": "in", "request": "POST /in?p=${user.password|url_encode}", "captures":
                   {"token": {"json": "/t", "secret": true}, "shown": {"json": "/s"}}})"),
      [](const Call&) { return json_answer(200, R"({"t": "token-of-sam", "s": "seen"})"); });
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  std::vector<std::string> known;
  user.memory().each_secret([&](std::string_view secret) { known.emplace_back(secret); });
  EXPECT_THAT(known, ::testing::UnorderedElementsAre("first, pass\"word", "7391", "token-of-sam"));
}

TEST(SecretRows, OfOtherUsersAreNotTold) {
  OneUser user(
      fed(kSignIn), [](const Call&) { return answer(500, 0ms, "bob has bobs-own-token"); }, true);
  user.memory().remember_secret("bobs-own-token");
  EXPECT_EQ(user.walk(0), IterationEnd::failed);
  ASSERT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].excerpt, "bob has ***");
}

TEST(SecretRows, StayKnownInLaterIterations) {
  OneUser user(
      fed(kSignIn),
      [](const Call& call) {
        return call.target() == "/in?u=anne"
                   ? answer(500, 0ms, "not like first, pass\"word and 7391")
                   : answer(200);
      },
      true);
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::failed);
  ASSERT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].excerpt, "not like *** and ***");
}

TEST(SecretRows, AreKnownToAnotherUserOfTheSessionThatWasOpenedWithThem) {
  OneUser user(suite_of(R"("feeds": {"user": {"file": "users.csv", "secret": ["password"]}},
      "session": {"shared_by": "run", "steps": [
        {"name": "in", "request": "POST /in", "form": {"p": "${user.password}"}}]},
      "steps": [{"name": "page", "request": "GET /"}])",
                        {}, {}, {{"users.csv", kRows}}),
               everything(200));
  static_cast<void>(user.open_session(0));
  Redactor redactor;
  user.memory().each_secret([&](std::string_view secret) { redactor.add(secret); });
  EXPECT_EQ(redactor.redact("first, pass\"word"), "***");
}

TEST(SecretRows, AreNoneWithoutADeclaration) {
  OneUser user(fed(kSignIn, R"("order": "sequential")"), everything(500), true);
  EXPECT_EQ(user.walk(0), IterationEnd::failed);
  EXPECT_THAT(user.recorded().exchanges[0].request, HasSubstr("7391"));
}

TEST(SecretRows, AreFoundAsTheCredentialsThatWereMadeOfThem) {
  // base64 of "anne:second-password", and that once more.
  const std::string once = "YW5uZTpzZWNvbmQtcGFzc3dvcmQ=";
  const std::string twice = "WVc1dVpUcHpaV052Ym1RdGNHRnpjM2R2Y21RPQ==";
  OneUser user(
      fed(R"({"name": "in", "request": "GET /in", "auth": {"basic": {"user": "${user.name}", "password": "${user.password}"}}})"),
      [&](const Call& call) {
        EXPECT_EQ(call.header("authorization"), "Basic " + once);
        return answer(500, 0ms,
                      "anne " + once + " " + twice + " YW5uZTpzZWNvbmQtcGFzc3dvcmQ%3D end");
      },
      true);
  EXPECT_EQ(user.walk(1), IterationEnd::failed);
  ASSERT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].excerpt, "anne *** *** *** end");
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("YW5u"))));
}

}  // namespace
}  // namespace slogate::support
