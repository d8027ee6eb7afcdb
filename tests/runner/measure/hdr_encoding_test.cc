#include "runner/measure/hdr_encoding.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <random>

#include "scenarios/compile/digest.h"

namespace slogate {
namespace {

// Made by another implementation: one sample of value 42, 3 digits, and a highest value of 2,
// because it grows by itself.
constexpr std::string_view kOneSampleOf42 = "HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMIKZAEARAtM=";

std::string hex(std::string_view bytes) {
  return encode_hex(bytes);
}

Histogram of(std::int64_t value_us, std::uint64_t count) {
  Histogram histogram;
  histogram.record_us(value_us, count);
  return histogram;
}

// Values from 1 us to 1 h and over it, as many small ones as large ones.
Histogram random_histogram(std::mt19937_64& random, std::size_t values) {
  Histogram histogram;
  for (std::size_t i = 0; i < values; ++i) {
    const double part = static_cast<double>(random() >> 11) / 9007199254740992.0;
    histogram.record_us(static_cast<std::int64_t>(std::pow(3.7e9, part)), 1 + random() % 3);
  }
  return histogram;
}

// The bytes hold no count of clamped values.
Histogram without_clamped(const Histogram& histogram) {
  Histogram out;
  histogram.for_each([&](std::size_t index, std::uint64_t count) {
    out.record_us(Histogram::lowest_of(index), count);
  });
  return out;
}

std::string fault_of(std::string_view bytes) {
  std::string fault;
  EXPECT_FALSE(decode_hdr(bytes, fault).has_value());
  return fault;
}

std::string compressed_fault_of(std::string_view bytes) {
  std::string fault;
  EXPECT_FALSE(decode_hdr_compressed(bytes, fault).has_value());
  return fault;
}

// An encoding with the payload replaced and the length made right.
std::string with_payload(std::string_view payload) {
  std::string bytes = encode_hdr(Histogram()).substr(0, 40);
  bytes[6] = static_cast<char>(payload.size() >> 8);
  bytes[7] = static_cast<char>(payload.size() & 0xff);
  return bytes.append(payload);
}

TEST(HdrEncoding, ReadsTheKnownSampleOfAnotherWriter) {
  std::string fault;
  const auto histogram = decode_hdr_base64(kOneSampleOf42, fault);
  ASSERT_TRUE(histogram) << fault;
  EXPECT_EQ(*histogram, of(42, 1));
  EXPECT_EQ(fault, "");
}

TEST(HdrEncoding, WritesTheHeaderAndTheRunOfZerosByteForByte) {
  EXPECT_EQ(hex(encode_hdr(of(42, 1))),
            "1c849313"          // cookie
            "00000002"          // bytes of counts
            "00000000"          // index offset
            "00000003"          // digits
            "0000000000000001"  // lowest value
            "00000000d693a400"  // highest value, 3,600,000,000
            "3ff0000000000000"  // ratio, 1.0
            "5302");            // 42 zeros, then 1
}

TEST(HdrEncoding, WritesAnEmptyHistogramAsOneZero) {
  EXPECT_EQ(hex(encode_hdr(Histogram()).substr(40)), "00");
}

TEST(HdrEncoding, WritesASingleZeroAsACountAndMoreAsARun) {
  Histogram histogram;
  histogram.record_us(1, 1);
  histogram.record_us(3, 1);
  histogram.record_us(6, 1);
  EXPECT_EQ(hex(encode_hdr(histogram).substr(40)),
            "00020002"
            "0302");
}

TEST(HdrEncoding, TakesASingleZeroInBothForms) {
  std::string fault;
  const auto as_count = decode_hdr(with_payload(std::string("\x00\x02", 2)), fault);
  const auto as_run = decode_hdr(with_payload("\x01\x02"), fault);
  ASSERT_TRUE(as_count && as_run);
  EXPECT_EQ(*as_count, of(1, 1));
  EXPECT_EQ(*as_run, of(1, 1));
}

TEST(HdrEncoding, TextOfTheKnownSeriesBeginsAsEveryOneDoes) {
  Histogram histogram;
  for (std::int64_t i = 1; i <= 10'000; ++i) histogram.record_us(i * 317, 1);
  const std::string text = encode_hdr_base64(histogram);
  EXPECT_TRUE(text.starts_with("HISTFAAA")) << text;
  std::string fault;
  const auto back = decode_hdr_base64(text, fault);
  ASSERT_TRUE(back) << fault;
  EXPECT_EQ(back->quantile(0.5).count(), 1'585'151);
  EXPECT_EQ(back->quantile(0.99).count(), 3'139'583);
}

TEST(HdrEncoding, EveryFormGivesBackWhatWasEncoded) {
  std::mt19937_64 random(31);
  std::string fault;
  for (int round = 0; round < 100; ++round) {
    const Histogram histogram = random_histogram(random, random() % 400);
    const Histogram expected = without_clamped(histogram);
    ASSERT_EQ(decode_hdr(encode_hdr(histogram), fault), expected) << round << fault;
    ASSERT_EQ(decode_hdr_compressed(encode_hdr_compressed(histogram), fault), expected) << round;
    ASSERT_EQ(decode_hdr_base64(encode_hdr_base64(histogram), fault), expected) << round;
  }
}

TEST(HdrEncoding, EveryBucketAtOnceComesBack) {
  Histogram histogram;
  const std::size_t last = Histogram::index_of(Histogram::kHighestUs);
  for (std::size_t index = 1; index <= last; ++index)
    histogram.record_us(Histogram::lowest_of(index), index);
  std::string fault;
  EXPECT_EQ(decode_hdr_base64(encode_hdr_base64(histogram), fault), histogram) << fault;
}

TEST(HdrEncoding, ClampedValuesComeBackAsOneHour) {
  Histogram histogram;
  histogram.record_us(Histogram::kHighestUs + 1, 3);
  std::string fault;
  const auto back = decode_hdr_base64(encode_hdr_base64(histogram), fault);
  ASSERT_TRUE(back) << fault;
  EXPECT_EQ(*back, of(Histogram::kHighestUs, 3));
  EXPECT_EQ(back->clamped(), 0U);
}

TEST(HdrEncoding, CountsOfEveryLengthComeBack) {
  std::string fault;
  for (int bit = 0; bit < 63; ++bit) {
    for (const std::uint64_t count :
         {(std::uint64_t{1} << bit) - 1, std::uint64_t{1} << bit, (std::uint64_t{1} << bit) + 1}) {
      const Histogram histogram = of(7, count);
      ASSERT_EQ(decode_hdr(encode_hdr(histogram), fault), histogram) << count << fault;
    }
  }
}

TEST(HdrEncoding, WritesTwoToTheFiftyThreeInEightBytesAndMoreInNine) {
  EXPECT_EQ(hex(encode_hdr(of(1, std::uint64_t{1} << 53)).substr(41)), "8080808080808020");
  EXPECT_EQ(hex(encode_hdr(of(1, std::uint64_t{1} << 62)).substr(41)), "808080808080808080");
}

TEST(HdrEncoding, OfASumIsTheSumOfWhatIsDecoded) {
  std::mt19937_64 random(32);
  std::string fault;
  for (int round = 0; round < 30; ++round) {
    const Histogram a = without_clamped(random_histogram(random, random() % 200));
    const Histogram b = without_clamped(random_histogram(random, random() % 200));
    const Histogram c = without_clamped(random_histogram(random, random() % 200));
    const auto coded = [&](const Histogram& histogram) {
      return decode_hdr_base64(encode_hdr_base64(histogram), fault).value();
    };
    Histogram left = a;
    left.add(coded(b));
    left = coded(left);
    left.add(c);
    Histogram right = coded(b);
    right.add(coded(c));
    right.add(coded(a));
    ASSERT_EQ(left, right) << round;
    ASSERT_EQ(encode_hdr_base64(left), encode_hdr_base64(right)) << round;
  }
}

TEST(HdrDamage, EveryTruncationIsRefused) {
  std::mt19937_64 random(33);
  const Histogram histogram = random_histogram(random, 150);
  const std::string plain = encode_hdr(histogram);
  const std::string compressed = encode_hdr_compressed(histogram);
  const std::string text = encode_hdr_base64(histogram);
  std::string fault;
  for (std::size_t length = 0; length < plain.size(); ++length)
    ASSERT_FALSE(decode_hdr(plain.substr(0, length), fault)) << length;
  for (std::size_t length = 0; length < compressed.size(); ++length)
    ASSERT_FALSE(decode_hdr_compressed(compressed.substr(0, length), fault)) << length;
  for (std::size_t length = 0; length < text.size(); ++length)
    ASSERT_TRUE(!decode_hdr_base64(text.substr(0, length), fault) || text[length] == '=') << length;
}

TEST(HdrDamage, AFlippedBitOfTheCompressedFormIsRefusedOrChangesNoCount) {
  std::mt19937_64 random(34);
  const Histogram histogram = without_clamped(random_histogram(random, 150));
  const std::string compressed = encode_hdr_compressed(histogram);
  std::string fault;
  std::size_t refused = 0;
  for (std::size_t at = 0; at < compressed.size() * 8; ++at) {
    std::string damaged = compressed;
    damaged[at / 8] = static_cast<char>(damaged[at / 8] ^ 1 << at % 8);
    const auto decoded = decode_hdr_compressed(damaged, fault);
    if (decoded) {
      ASSERT_EQ(*decoded, histogram) << at;
    } else {
      ASSERT_NE(fault, "") << at;
      ++refused;
    }
  }
  // The four bits of the cookie that readers pass over, and some of zlib's header.
  EXPECT_GE(refused, compressed.size() * 8 - 16);
}

TEST(HdrDamage, RandomPayloadsNeitherCrashNorCountOverTheRange) {
  std::mt19937_64 random(35);
  std::string fault;
  for (int round = 0; round < 20'000; ++round) {
    std::string payload(random() % 40, '\0');
    for (char& c : payload) c = static_cast<char>(random() & 0xff);
    if (const auto decoded = decode_hdr(with_payload(payload), fault)) {
      ASSERT_LE(decoded->max().count(), Histogram::highest_of(Histogram::kCounts - 1)) << round;
    }
  }
}

TEST(HdrDamage, AFlippedByteOfThePlainFormNeverCrashes) {
  std::mt19937_64 random(36);
  const std::string plain = encode_hdr(random_histogram(random, 80));
  std::string fault;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string damaged = plain;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      const bool decoded = decode_hdr(damaged, fault).has_value();
      EXPECT_EQ(decoded, fault.empty()) << at;
    }
  }
}

TEST(HdrDamage, SaysWhatIsWrongWithTheHeader) {
  std::string bytes = encode_hdr(of(42, 1));
  EXPECT_EQ(fault_of(bytes.substr(0, 39)), "it has 39 bytes, and its header alone would have 40");
  EXPECT_EQ(fault_of(bytes + "x"), "its counts have 3 bytes, and it says 2");
  std::string other = bytes;
  other[3] = 0x01;
  EXPECT_EQ(fault_of(other), "it does not begin as an HdrHistogram of version 2");
  other = bytes;
  other[15] = 2;
  other[23] = 9;
  EXPECT_EQ(fault_of(other), "it has 2 digits and the lowest value 9, and slogate's have 3 and 1");
}

TEST(HdrDamage, SaysWhatIsWrongWithTheCounts) {
  EXPECT_EQ(fault_of(with_payload("\xff\xff")), "its last count is cut off");
  EXPECT_EQ(fault_of(with_payload("\x02")), "it counts values of 0, and slogate's begin at 1 us");
  // 23,553 zeros, one more than there are buckets; then 23,552 and a count.
  EXPECT_EQ(fault_of(with_payload("\x81\xf0\x02")), "a run of 23553 zeros does not fit into it");
  EXPECT_EQ(fault_of(with_payload("\xff\xef\x02\x02")),
            "it has more counts than there are buckets");
  EXPECT_EQ(fault_of(with_payload("\xff\xff\xff\xff\xff\xff\xff\xff\xff")),
            "a run of 9223372036854775808 zeros does not fit into it");
  EXPECT_EQ(fault_of(with_payload("\xfd\xef\x02\x02")), "it counts values over 1 h");
  const std::string most = "\xfe\xff\xff\xff\xff\xff\xff\xff\xff";  // 2^63 - 1
  EXPECT_EQ(fault_of(with_payload(std::string("\0", 1) + most + "\x02")),
            "its counts add up to more than 64 bits hold");
}

TEST(HdrDamage, SaysWhatIsWrongWithTheCompressedForm) {
  const std::string bytes = encode_hdr_compressed(of(42, 1));
  EXPECT_EQ(compressed_fault_of("HIST"), "it has 4 bytes, and its header alone would have 8");
  EXPECT_EQ(compressed_fault_of(encode_hdr(of(42, 1))),
            "it does not begin as a compressed HdrHistogram of version 2");
  EXPECT_EQ(compressed_fault_of(bytes + "x"),
            "its compressed data have " + std::to_string(bytes.size() - 7) +
                " bytes, and it says " + std::to_string(bytes.size() - 8));
  std::string damaged = bytes;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  EXPECT_EQ(compressed_fault_of(damaged), "its compressed data are damaged");
  std::string cut = bytes.substr(0, bytes.size() - 1);
  --cut[7];
  EXPECT_EQ(compressed_fault_of(cut), "its compressed data are cut off");
  std::string longer = bytes + "x";
  ++longer[7];
  EXPECT_EQ(compressed_fault_of(longer), "more bytes follow its compressed data");
  std::string fault;
  EXPECT_FALSE(decode_hdr_base64("HISTFAAA!", fault));
  EXPECT_EQ(fault, "it is no base64");
}

TEST(HdrDamage, AStreamThatInflatesWithoutEndIsCutAtTheMostThatAHistogramNeeds) {
  const std::string zeros(1'000'000, '\0');
  uLongf size = compressBound(zeros.size());
  std::string stream(size, '\0');
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(stream.data()), &size,
                     reinterpret_cast<const Bytef*>(zeros.data()), zeros.size()),
            Z_OK);
  std::string bomb = encode_hdr_compressed(Histogram()).substr(0, 8);
  bomb[6] = static_cast<char>(size >> 8);
  bomb[7] = static_cast<char>(size & 0xff);
  EXPECT_EQ(compressed_fault_of(bomb + stream.substr(0, size)),
            "it inflates to more than 212008 bytes");
}

TEST(HdrDamage, ATextLongerThanAnyHistogramNeedsIsNotEvenDecoded) {
  std::string fault;
  EXPECT_FALSE(decode_hdr_base64(std::string(300'000, 'A'), fault));
  EXPECT_EQ(fault, "its text has 300000 letters, more than any needs");
}

}  // namespace
}  // namespace slogate
