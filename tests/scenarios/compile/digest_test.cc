#include "scenarios/compile/digest.h"

#include <gtest/gtest.h>

#include <iterator>
#include <string>

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

TEST(Totp, GivesTheEightDigitCodesOfRfc6238AppendixB) {
  struct Row {
    std::int64_t time;
    const char *sha1, *sha256, *sha512;
  };
  constexpr Row kRows[] = {{59, "94287082", "46119246", "90693936"},
                           {1111111109, "07081804", "68084774", "25091201"},
                           {1111111111, "14050471", "67062674", "99943326"},
                           {1234567890, "89005924", "91819424", "93441116"},
                           {2000000000, "69279037", "90698825", "38618901"},
                           {20000000000, "65353130", "77737706", "47863826"}};
  const std::string key32 = kKey + "123456789012";
  const std::string key64 = kKey + kKey + kKey + "1234";
  for (const Row& row : kRows) {
    EXPECT_EQ(totp_code(kKey, row.time, {.digits = 8, .hash = Hash::sha1}), row.sha1);
    EXPECT_EQ(totp_code(key32, row.time, {.digits = 8, .hash = Hash::sha256}), row.sha256);
    EXPECT_EQ(totp_code(key64, row.time, {.digits = 8, .hash = Hash::sha512}), row.sha512);
  }
}

TEST(Totp, TakesAPeriodAndSevenDigits) {
  EXPECT_EQ(totp_code(kKey, 119, {.digits = 7, .period = 60}), hotp_code(kKey, 1, {.digits = 7}));
  EXPECT_EQ(totp_code(kKey, 1, {.digits = 7, .period = 1}), "4287082");
  EXPECT_EQ(totp_code(kKey, 59, {.period = 0}), totp_code(kKey, 59, {.period = 1}));
}

TEST(Hotp, GivesTheCodesOfRfc4226AppendixD) {
  constexpr const char* kCodes[] = {"755224", "287082", "359152", "969429", "338314",
                                    "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t i = 0; i < std::size(kCodes); ++i) EXPECT_EQ(hotp_code(kKey, i), kCodes[i]);
}

TEST(Hotp, KeepsToSixToEightDigits) {
  EXPECT_EQ(hotp_code(kKey, 1, {.digits = 1}), "287082");
  EXPECT_EQ(hotp_code(kKey, 1, {.digits = 20}), "94287082");
  EXPECT_EQ(hotp_code(kKey, 1, {.hash = Hash::md5}).size(), 6U);
  EXPECT_EQ(hotp_code("", 0).size(), 6U);
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

TEST(Hash, GivesTheDigestsOfRfc1321AndFips180) {
  EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha512_hex("abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(encode_hex(hash_bytes(Hash::sha512_256, "abc")),
            "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
}

TEST(Hash, PartsAreHashedAsIfInARow) {
  std::string out = "x";
  EXPECT_TRUE(append_hash_hex(Hash::sha256, {"a", "", "bc"}, out));
  EXPECT_EQ(out, "x" + sha256_hex("abc"));
}

TEST(Hmac, GivesTheCodesOfRfc4231And2202) {
  const std::string key(20, '\x0b');
  EXPECT_EQ(encode_hex(hmac_sha256(key, "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(encode_hex(hmac(Hash::sha512, key, "Hi There")),
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
            "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
  EXPECT_EQ(encode_hex(hmac(Hash::sha1, "Jefe", "what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(encode_hex(hmac_sha256(std::string(131, '\xaa'),
                                   "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, TakesAnEmptyKey) {
  EXPECT_EQ(encode_hex(hmac_sha256({}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hex, IsReadInBothCases) {
  EXPECT_EQ(encode_hex(std::string("\0\xff\x10", 3)), "00ff10");
  EXPECT_EQ(decode_hex("00Ff10"), std::string("\0\xff\x10", 3));
  EXPECT_EQ(decode_hex(""), "");
  EXPECT_EQ(decode_hex("0"), std::nullopt);
  EXPECT_EQ(decode_hex("0g"), std::nullopt);
}

TEST(Base64, DecodesWithAndWithoutPadding) {
  for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    const std::string padded = encode_base64(text);
    EXPECT_EQ(decode_base64(padded), text);
    EXPECT_EQ(decode_base64(padded.substr(0, padded.find('='))), text);
    EXPECT_EQ(decode_base64url(encode_base64url(text)), text);
    EXPECT_EQ(encode_base64url(text), padded.substr(0, padded.find('=')));
  }
}

TEST(Base64, EveryByteComesBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(decode_base64(encode_base64(all)), all);
  EXPECT_EQ(decode_base64url(encode_base64url(all)), all);
}

TEST(Base64, TheTwoAlphabetsAreKeptApart) {
  EXPECT_EQ(encode_base64("\xfb\xff"), "+/8=");
  EXPECT_EQ(encode_base64url("\xfb\xff"), "-_8");
  EXPECT_EQ(decode_base64("-_8"), std::nullopt);
  EXPECT_EQ(decode_base64url("+/8"), std::nullopt);
}

TEST(Base64, RefusesWhatIsNotWhole) {
  for (const char* text : {"Z", "Zg=", "Zg===", "Zm8==", "=", "==", "====", "Z===", "Zm9v=",
                           "Zg==Zg==", "Zm 9v", "Zm9v\n", "Zh==", "Zm9=", "Zm9v===="}) {
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  }
}

TEST(BasicCredentials, AreThoseOfRfc7617) {
  EXPECT_EQ(basic_credentials("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_credentials("test", "123\xC2\xA3"), "Basic dGVzdDoxMjPCow==");
  EXPECT_EQ(basic_credentials("", "a:b"), "Basic OmE6Yg==");
}

TEST(BasicCredentials, AreRefusedWhereTheServerWouldReadOthers) {
  EXPECT_EQ(basic_credentials("a:b", "c"), std::nullopt);
  EXPECT_EQ(basic_credentials("a\n", "c"), std::nullopt);
  EXPECT_EQ(basic_credentials("a", "c\x7f"), std::nullopt);
  EXPECT_EQ(basic_credentials("\xff", "c"), std::nullopt);
}

}  // namespace
}  // namespace slogate
