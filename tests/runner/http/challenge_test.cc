#include "runner/http/challenge.h"

#include <gtest/gtest.h>

#include <string>

namespace slogate {
namespace {

using Item = ChallengeReader::Item;

// The items in a row: `Basic` for a scheme, ` realm=x` for a parameter, ` (abc=)` for a token68,
// `!` for what is malformed.
std::string items(std::string_view field, bool parameters_only = false) {
  ChallengeReader reader(field, parameters_only);
  std::string out;
  for (;;) {
    switch (reader.next()) {
      case Item::scheme:
        out.append(out.empty() ? "" : "; ").append(reader.name());
        break;
      case Item::parameter:
        out.append(" ").append(reader.name()).append("=").append(reader.value());
        break;
      case Item::token68:
        out.append(" (").append(reader.value()).append(")");
        break;
      case Item::malformed:
        EXPECT_EQ(reader.next(), Item::end);
        return out + " !";
      case Item::end:
        EXPECT_EQ(reader.next(), Item::end);
        return out;
    }
  }
}

TEST(ChallengeReader, ReadsSeveralChallengesOfOneField) {
  EXPECT_EQ(items("Basic realm=\"a, b\", Digest realm=x,nonce = \"1\" , qop=\"auth\""),
            "Basic realm=a, b; Digest realm=x nonce=1 qop=auth");
  EXPECT_EQ(items("Negotiate, Basic realm=x"), "Negotiate; Basic realm=x");
  EXPECT_EQ(items("Negotiate"), "Negotiate");
  EXPECT_EQ(items("Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=s"),
            "Newauth realm=apps type=1 title=Login to \\\"apps\\\"; Basic realm=s");
}

TEST(ChallengeReader, ReadsTokens) {
  EXPECT_EQ(items("Negotiate abc+/~==, Digest realm=x"), "Negotiate (abc+/~==); Digest realm=x");
  EXPECT_EQ(items("NTLM TlRM"), "NTLM (TlRM)");
}

TEST(ChallengeReader, EmptyMembersOfAListAreNothing) {
  EXPECT_EQ(items(", ,Digest realm=x,, ,nonce=1, "), "Digest realm=x nonce=1");
  EXPECT_EQ(items("Digest ,realm=x"), "Digest realm=x");
  EXPECT_EQ(items(""), "");
  EXPECT_EQ(items(" , "), "");
}

TEST(ChallengeReader, ReadsAListOfParametersAlone) {
  EXPECT_EQ(items("nextnonce=\"a\", qop=auth", true), " nextnonce=a qop=auth");
}

TEST(ChallengeReader, StopsAtWhatIsMalformed) {
  EXPECT_EQ(items("Digest realm=\"open"), "Digest !");
  EXPECT_EQ(items("Digest realm=\"open\\"), "Digest !");
  EXPECT_EQ(items("Digest realm=\"a\"b"), "Digest realm=a !");
  EXPECT_EQ(items("Digest realm=a nonce=b"), "Digest realm=a !");
  EXPECT_EQ(items("Digest realm=,nonce=b"), "Digest (realm=) nonce=b");
  EXPECT_EQ(items("Digest a=b,realm=,nonce=b"), "Digest a=b !");
  EXPECT_EQ(items("Digest realm=\"a\x01\""), "Digest !");
  EXPECT_EQ(items("realm=a"), " !");
  EXPECT_EQ(items("=a"), " !");
  EXPECT_EQ(items("\"Digest\""), " !");
  EXPECT_EQ(items("Digest;realm=a"), " !");
  EXPECT_EQ(items("Digest realm nonce"), "Digest !");
  EXPECT_EQ(items("Digest abc== realm=x"), "Digest !");
}

TEST(QuotedString, IsReadAndWrittenWithItsBackslashes) {
  std::string out;
  append_unescaped("a\\\"b\\\\c\\d", out);
  EXPECT_EQ(out, "a\"b\\cd");
  std::string quoted;
  append_quoted(out, quoted);
  EXPECT_EQ(quoted, "\"a\\\"b\\\\cd\"");
}

std::string asks(std::initializer_list<std::string> fields) {
  Response response;
  for (const std::string& field : fields) response.headers.push_back({"WWW-Authenticate", field});
  return unasked("Basic", response);
}

TEST(Unasked, NamesTheSchemesThatAServerAsksForInstead) {
  EXPECT_EQ(asks({"Bearer"}), "the server asks for Bearer, not for Basic");
  EXPECT_EQ(asks({"Bearer realm=x, error=e", "Digest realm=r, nonce=n", "bearer"}),
            "the server asks for Bearer or Digest, not for Basic");
  EXPECT_EQ(asks({"A b==, B, C x=1, D, E"}), "the server asks for A, B, C or D, not for Basic");
  EXPECT_EQ(asks({std::string(50, 'x')}),
            "the server asks for " + std::string(40, 'x') + ", not for Basic");
  EXPECT_EQ(asks({}), "the server asks for no credentials: its answer has no WWW-Authenticate");
}

TEST(Unasked, SaysNothingWhereTheSchemeIsAskedForOrTheFieldIsBroken) {
  EXPECT_EQ(asks({"Digest realm=r, nonce=n, bASIC realm=x"}), "");
  EXPECT_EQ(asks({"Bearer realm=\"x"}), "");
}

}  // namespace
}  // namespace slogate
