#include "scenarios/compile/digest.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

const std::string kKey = "12345678901234567890";  // RFC 6238 appendix B, SHA-1

TEST(Totp, GivesTheCodesOfRfc6238AppendixB) {
  // The appendix has eight digits; six are their last.
  EXPECT_EQ(totp_code(kKey, 59), "287082");
  EXPECT_EQ(totp_code(kKey, 1111111109), "081804");
  EXPECT_EQ(totp_code(kKey, 1111111111), "050471");
  EXPECT_EQ(totp_code(kKey, 1234567890), "005924");
  EXPECT_EQ(totp_code(kKey, 2000000000), "279037");
  EXPECT_EQ(totp_code(kKey, 20000000000), "353130");
}

TEST(Totp, HoldsForThirtySeconds) {
  EXPECT_EQ(totp_code(kKey, 30), totp_code(kKey, 59));
  EXPECT_NE(totp_code(kKey, 59), totp_code(kKey, 60));
}

TEST(Base32, DecodesTheVectorsOfRfc4648) {
  EXPECT_EQ(decode_base32(""), "");
  EXPECT_EQ(decode_base32("MY======"), "f");
  EXPECT_EQ(decode_base32("MZXQ===="), "fo");
  EXPECT_EQ(decode_base32("MZXW6==="), "foo");
  EXPECT_EQ(decode_base32("MZXW6YQ="), "foob");
  EXPECT_EQ(decode_base32("MZXW6YTB"), "fooba");
  EXPECT_EQ(decode_base32("MZXW6YTBOI======"), "foobar");
}

TEST(Base32, IgnoresCaseBlanksAndMissingPadding) {
  EXPECT_EQ(decode_base32("mzxw 6ytb oi"), "foobar");
}

TEST(Base32, RefusesOtherCharacters) {
  EXPECT_EQ(decode_base32("MZXW1"), std::nullopt);
  EXPECT_EQ(decode_base32("MZXW!"), std::nullopt);
}

TEST(Base64, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(encode_base64(""), "");
  EXPECT_EQ(encode_base64("f"), "Zg==");
  EXPECT_EQ(encode_base64("fo"), "Zm8=");
  EXPECT_EQ(encode_base64("foo"), "Zm9v");
  EXPECT_EQ(encode_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(encode_base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encode_base64("foobar"), "Zm9vYmFy");
}

TEST(Sha256, GivesTheDigestsOfFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace slogate
