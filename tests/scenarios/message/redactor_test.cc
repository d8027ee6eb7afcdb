#include "scenarios/message/redactor.h"

#include <gtest/gtest.h>

#include "scenarios/message/url.h"

namespace slogate {
namespace {

constexpr std::string_view kSecret = "s3cr3t/tok+en=\"x\"";

std::string redacted(std::string_view secret, std::string_view text) {
  Redactor redactor;
  redactor.add(secret);
  return redactor.redact(text);
}

// Padded base64, written apart from the redactor's own.
std::string base64(std::string_view bytes, bool url = false) {
  const std::string_view alphabet =
      url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned value = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      value = value * 256 + (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : alphabet[(value >> (18 - 6 * k)) & 63U];
    }
  }
  return out;
}

TEST(Redactor, WithoutSecretsChangesNothing) {
  EXPECT_TRUE(Redactor().empty());
  EXPECT_EQ(Redactor().redact("text"), "text");
}

TEST(Redactor, IgnoresAnEmptySecret) {
  Redactor redactor;
  redactor.add("");
  EXPECT_TRUE(redactor.empty());
}

TEST(Redactor, ReplacesThePlainValueWhereverItStands) {
  EXPECT_EQ(redacted("abcdefgh", "Bearer abcdefgh, xabcdefghx"), "Bearer ***, x***x");
}

TEST(Redactor, ReplacesThePercentEncodedValueInBothCases) {
  const std::string upper = percent_encode(kSecret);
  ASSERT_NE(upper.find("%2F"), std::string::npos);
  EXPECT_EQ(redacted(kSecret, "/x?t=" + upper + "&y"), "/x?t=***&y");
  EXPECT_EQ(redacted(kSecret, "t=s3cr3t%2ftok%2ben%3d%22x%22"), "t=***");
}

TEST(Redactor, ReplacesTheFormEncodedValue) {
  EXPECT_EQ(redacted("pass word 1", "p=pass+word+1&q"), "p=***&q");
  EXPECT_EQ(redacted("pass word 1", "p=pass%20word%201&q"), "p=***&q");
}

TEST(Redactor, ReplacesTheJsonEscapedValue) {
  EXPECT_EQ(redacted(kSecret, R"({"t":"s3cr3t/tok+en=\"x\""})"), R"({"t":"***"})");
  EXPECT_EQ(redacted(kSecret, R"({"t":"s3cr3t\/tok+en=\"x\""})"), R"({"t":"***"})");
}

TEST(Redactor, ReplacesTheJsonEscapedValueInAscii) {
  EXPECT_EQ(redacted("schlüssel𝄞1", R"("schl\u00fcssel\ud834\udd1e1")"), R"("***")");
  EXPECT_EQ(redacted("schlüssel𝄞1", R"("schl\u00FCssel\uD834\uDD1E1")"), R"("***")");
  EXPECT_EQ(redacted("line\nbreak\x01", R"("line\nbreak\u0001")"), R"("***")");
}

TEST(Redactor, ReplacesTheHtmlEscapedValue) {
  EXPECT_EQ(redacted("a<b>&'c'\"d", "<p>a&lt;b&gt;&amp;&#39;c&#39;&quot;d</p>"), "<p>***</p>");
}

TEST(Redactor, ReplacesBase64OfTheValueAlone) {
  for (const std::string_view secret : {"abcdefgh", "abcdefghi", "abcdefghij"}) {
    EXPECT_EQ(redacted(secret, "x " + base64(secret) + " y"), "x *** y") << secret;
  }
}

TEST(Redactor, ReplacesBase64AtEveryAlignment) {
  const std::string secret = "topsecret-value?>";
  for (const bool url : {false, true}) {
    for (const std::string_view before : {"user:", "user1:", "user12:"}) {
      const std::string whole = base64(std::string(before) + secret + "|tail", url);
      const std::string clean = redacted(secret, whole);
      EXPECT_NE(clean.find("***"), std::string::npos) << before;
      // At most the digits that a neighbour has a part in stay: one at each end.
      EXPECT_LE(clean.size(), whole.size() + 3 - secret.size() * 4 / 3 + 2) << before << clean;
    }
  }
}

TEST(Redactor, ReplacesAShortSecretInsideOfBase64) {
  EXPECT_NE(redacted("123456", "Basic " + base64("user:123456")).find("***"), std::string::npos);
}

TEST(Redactor, ReplacesAShortSecretOnlyAsAWholeWord) {
  EXPECT_EQ(redacted("123456", "code 123456, order 91234567"), "code ***, order 91234567");
  EXPECT_EQ(redacted("123456", "\"123456\" x123456 123456x 123456"), "\"***\" x123456 123456x ***");
}

TEST(Redactor, AnEscapeBeforeAShortSecretIsNoPartOfTheWord) {
  EXPECT_EQ(redacted("123456", "code%20123456"), "code%20***");
  EXPECT_EQ(redacted("123456", R"("code\n123456")"), R"("code\n***")");
}

TEST(Redactor, EightCharactersAreEnoughToStandAnywhere) {
  EXPECT_EQ(redacted("12345678", "x12345678x"), "x***x");
  EXPECT_EQ(redacted("1234567", "x1234567x"), "x1234567x");
}

TEST(Redactor, ReplacesTheLongerOfTwoSecrets) {
  Redactor redactor;
  redactor.add("abcdefgh");
  redactor.add("abcdefgh-ijkl");
  EXPECT_EQ(redactor.redact("abcdefgh-ijkl abcdefgh"), "*** ***");
}

TEST(Redactor, LeavesNoRestOfOverlappingSecrets) {
  Redactor redactor;
  redactor.add("abcdefgh1234");
  redactor.add("1234ijklmnop");
  EXPECT_EQ(redactor.redact("<abcdefgh1234ijklmnop>"), "<***>");
}

TEST(Redactor, TwoSecretsSideBySideAreTwoMarks) {
  Redactor redactor;
  redactor.add("abcdefgh");
  EXPECT_EQ(redactor.redact("abcdefghabcdefgh"), "******");
}

TEST(Redactor, SwitchedOffItShowsEverything) {
  Redactor redactor;
  redactor.add("abcdefgh");
  redactor.disable();
  EXPECT_EQ(redactor.redact("abcdefgh"), "abcdefgh");
}

TEST(Redactor, ReplacesAValueThatIsPercentEncodedTwice) {
  EXPECT_EQ(redacted("pass/word 1", "/in?next=%2Fx%3Fp%3Dpass%252Fword%25201%26y"),
            "/in?next=%2Fx%3Fp%3D***%26y");
  EXPECT_EQ(redacted("pass/word 1", "next=pass%2Fword%2B1"), "next=***");
  EXPECT_EQ(redacted("123456", "next=a%2520123456"), "next=a%2520***");
}

TEST(Redactor, SaysWhereAPlaceHasGone) {
  Redactor redactor;
  redactor.add("abcdefghijkl");
  const std::string_view text = "one abcdefghijkl two abcdefghijkl";
  const auto moved = [&](std::size_t place) {
    EXPECT_EQ(redactor.redact(text, place), "one *** two ***");
    return place;
  };
  EXPECT_EQ(moved(0), 0U);
  EXPECT_EQ(moved(9), 4U);
  EXPECT_EQ(moved(17), 8U);
  EXPECT_EQ(moved(25), 12U);
  EXPECT_EQ(moved(std::string_view::npos), std::string_view::npos);
}

// No six of the base64 digits that stand for the secret are left.
TEST(Redactor, ReplacesCredentialsThatAreEncodedTwice) {
  const std::string secret = "hunter22-of-sam";
  for (const std::string_view user : {"", "sam:", "anne:", "helen:"}) {
    const std::string once = base64(std::string(user) + secret);
    for (const std::string_view before : {"", "x", "xy"}) {
      const std::string twice = base64(std::string(before) + once);
      const std::string clean = redacted(secret, twice);
      EXPECT_NE(clean.find("***"), std::string::npos) << user << before;
      // What is left are digits that a neighbour has a part in: of `user:`, and a few at each end.
      EXPECT_LE(clean.size(), (before.size() + user.size() * 4 / 3) * 4 / 3 + 3 + 12)
          << user << " " << clean;
    }
  }
}

TEST(Redactor, ReplacesBase64ThatIsPercentEncoded) {
  const std::string secret = "topsecret-value?>~~";
  const std::string once = base64("u:" + secret);
  ASSERT_NE(once.find('/'), std::string::npos) << once;
  EXPECT_NE(redacted(secret, "a=" + percent_encode(once) + "&b").find("***"), std::string::npos);
  EXPECT_EQ(redacted(secret, percent_encode(base64(secret))), "***");
}

TEST(Redactor, ReplacesBase64OfTheEscapedValue) {
  const std::string url = base64("user=sam&password=" + percent_encode(kSecret) + "&x=1");
  EXPECT_NE(redacted(kSecret, url).find("***"), std::string::npos) << redacted(kSecret, url);
  const std::string json = base64(R"({"t":"s3cr3t/tok+en=\"x\"","n":1})");
  EXPECT_NE(redacted(kSecret, json).find("***"), std::string::npos) << redacted(kSecret, json);
  const std::string ascii = base64(R"({"t":"schl\u00fcssel\ud834\udd1e1"})");
  EXPECT_NE(redacted("schlüssel𝄞1", ascii).find("***"), std::string::npos);
}

std::string redacted_member(std::string_view member, std::string_view text) {
  Redactor redactor;
  redactor.add_member(member);
  return redactor.redact(text);
}

TEST(Redactor, ReplacesAShortMemberWhereItIsAWholeText) {
  EXPECT_EQ(redacted_member("7391", R"({"pin": "7391", "id": "73910"})"),
            R"({"pin": ***, "id": "73910"})");
  EXPECT_EQ(redacted_member("7391", R"("{\"pin\":\"7391\"}")"), R"("{\"pin\":***}")");
  EXPECT_EQ(redacted_member("7391", "q=%7B%22pin%22%3A%227391%22%7D"), "q=%7B%22pin%22%3A***%7D");
  EXPECT_EQ(redacted_member("bearer", "Bearer is no bearer"), "Bearer is no bearer");
}

TEST(Redactor, ReplacesAShortNumberWhereItIsAWholeValue) {
  EXPECT_EQ(redacted_member("7391", R"({"pin": 7391, "all": [7391,7391 ]})"),
            R"({"pin": ***, "all": [***,*** ]})");
  EXPECT_EQ(redacted_member("7391", "7391"), "***");
  EXPECT_EQ(redacted_member("7391", "%7B%22pin%22%3A7391%7D"), "%7B%22pin%22%3A***%7D");
  EXPECT_EQ(redacted_member("7391", "7391 ms, 17391, {\"a\": 7391.5}"),
            "7391 ms, 17391, {\"a\": 7391.5}");
}

TEST(Redactor, ReplacesAShortMemberInsideOfBase64) {
  const std::string encoded = base64(R"({"kind": 1, "pin": "7391"})");
  EXPECT_NE(redacted_member("7391", encoded).find("***"), std::string::npos);
}

TEST(Redactor, KnowsAPartOfASecret) {
  Redactor redactor;
  redactor.add("header.payload.signature");
  EXPECT_TRUE(redactor.knows_part("payload"));
  EXPECT_FALSE(redactor.knows_part("header.payload.signature"));
  EXPECT_FALSE(redactor.knows_part("something else"));
}

TEST(Redactor, CountsTheCharactersOfAValueAndNotItsBytes) {
  EXPECT_TRUE(Redactor::too_short("schlüss"));
  EXPECT_FALSE(Redactor::too_short("schlüsse"));
  EXPECT_TRUE(Redactor::too_short("пароль1"));
  EXPECT_TRUE(Redactor::too_short("𝄞𝄞𝄞𝄞𝄞𝄞𝄞"));
  EXPECT_FALSE(Redactor::too_short("𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞"));
  EXPECT_TRUE(Redactor::too_short("\xff\xfe\xff\xfe\xff\xfe\xff"));
  EXPECT_FALSE(Redactor::too_short("\xff\xfe\xff\xfe\xff\xfe\xff\xfe"));
}

TEST(Redactor, CallsAShortValueTooShortUnlessItIsAnAddress) {
  EXPECT_TRUE(Redactor::too_short("1234567"));
  EXPECT_FALSE(Redactor::too_short("12345678"));
  EXPECT_FALSE(Redactor::too_short("a@b.de"));
  EXPECT_FALSE(Redactor::too_short(""));
}

}  // namespace
}  // namespace slogate
