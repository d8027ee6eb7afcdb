#include "scenarios/content/decoding.h"

#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slogate {
namespace {

using Fault = Decoding::Fault;

constexpr std::uint64_t kPlenty = 64U << 20U;

std::string zlib_encoded(std::string_view text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string gzip(std::string_view text) {
  return zlib_encoded(text, 15 + 16);
}
std::string zlib_wrapped(std::string_view text) {
  return zlib_encoded(text, 15);
}
std::string raw_deflate(std::string_view text) {
  return zlib_encoded(text, -15);
}

std::string brotli(std::string_view text) {
  std::string out(BrotliEncoderMaxCompressedSize(text.size()) + 32, '\0');
  std::size_t size = out.size();
  EXPECT_EQ(BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                                  reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                                  reinterpret_cast<std::uint8_t*>(out.data())),
            BROTLI_TRUE);
  out.resize(size);
  return out;
}

// With a checksum, as `zstd` the program writes it; `window` 0 is the level's own.
std::string zstd(std::string_view text, int window = 0) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  if (window > 0) {
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  }
  std::string out(ZSTD_compressBound(text.size()) + 64, '\0');
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  ZSTD_inBuffer input{text.data(), text.size(), 0};
  // Fed before it is ended: else the frame would be a single segment without a window of its own.
  while (input.pos < input.size) ZSTD_compressStream2(context, &output, &input, ZSTD_e_continue);
  EXPECT_EQ(ZSTD_compressStream2(context, &output, &input, ZSTD_e_end), 0U);
  ZSTD_freeCCtx(context);
  out.resize(output.pos);
  return out;
}

struct Case {
  std::string_view coding;
  std::string_view name;  // in messages
  std::function<std::string(std::string_view)> encode;
};

std::vector<Case> all_codings() {
  return {{"gzip", "gzip", gzip},
          {"x-gzip", "gzip", gzip},
          {"deflate", "deflate", zlib_wrapped},
          {"deflate", "deflate", raw_deflate},
          {"br", "br", brotli},
          {"zstd", "zstd", [](std::string_view text) { return zstd(text); }}};
}

std::string page() {
  std::string text = "<!doctype html><title>Größe</title>";
  for (int i = 0; i < 5'000; ++i) text += "<li>" + std::to_string(i * 7919) + "</li>";
  return text;
}

// The decoded text, or the fault's sentence in brackets.
std::string decoded(std::string_view codings, std::string_view body, std::uint64_t cap = kPlenty) {
  std::string out = "from before";
  const Decoding decoding = decode_content(codings, body, cap, out);
  if (decoding.fault == Fault::none) {
    EXPECT_EQ(decoding.detail, "");
    return out;
  }
  EXPECT_EQ(out, "") << "nothing half-decoded is left";
  return "[" + decoding.detail + "]";
}

Fault fault(std::string_view codings, std::string_view body, std::uint64_t cap = kPlenty) {
  std::string out;
  return decode_content(codings, body, cap, out).fault;
}

TEST(Decoding, UndoesEachCoding) {
  const std::string text = page();
  for (const Case& coding : all_codings()) {
    EXPECT_EQ(decoded(coding.coding, coding.encode(text)), text) << coding.coding;
    EXPECT_EQ(decoded(coding.coding, coding.encode("")), "") << coding.coding;
    EXPECT_EQ(decoded(coding.coding, coding.encode("x")), "x") << coding.coding;
  }
}

TEST(Decoding, TakesTextsThatEndWhereAChunkEnds) {
  for (const std::size_t size : {32'767U, 32'768U, 32'769U, 65'536U, 131'072U}) {
    const std::string text(size, 'a');
    for (const Case& coding : all_codings()) {
      EXPECT_EQ(decoded(coding.coding, coding.encode(text)), text) << coding.coding << " " << size;
    }
  }
}

TEST(Decoding, TakesNamesInAnyCase) {
  EXPECT_EQ(decoded("GZip", gzip("text")), "text");
  EXPECT_EQ(decoded("ZSTD", zstd("text")), "text");
}

TEST(Decoding, CopiesWhatIsNotEncoded) {
  EXPECT_EQ(decoded("", "text"), "text");
  EXPECT_EQ(decoded("identity", "text"), "text");
  EXPECT_EQ(decoded(" , Identity ,", "text"), "text");
  EXPECT_EQ(decoded("", "text", 4), "text");
  EXPECT_EQ(decoded("", "text", 3), "[the decoded body is larger than 3 bytes]");
}

TEST(Decoding, LeavesAnEmptyBodyEmpty) {
  for (const std::string_view codings : {"gzip", "deflate", "br", "zstd", "gzip, br", "compress"}) {
    EXPECT_EQ(decoded(codings, ""), "") << codings;
  }
}

TEST(Decoding, UndoesAStackFromTheLastToTheFirst) {
  const std::string text = page();
  EXPECT_EQ(decoded("gzip, br", brotli(gzip(text))), text);
  EXPECT_EQ(decoded("deflate,identity,\tzstd", zstd(zlib_wrapped(text))), text);
  EXPECT_EQ(decoded("br,zstd,gzip", gzip(zstd(brotli(text)))), text);
  EXPECT_EQ(decoded("gzip, gzip, gzip, gzip", gzip(gzip(gzip(gzip(text))))), text);
  EXPECT_EQ(fault("br, gzip", brotli(gzip(text))), Fault::malformed);
}

TEST(Decoding, UndoesFourCodingsAtMost) {
  std::string out;
  const Decoding decoding = decode_content("gzip,gzip,gzip,gzip,gzip", "x", kPlenty, out);
  EXPECT_EQ(decoding.fault, Fault::malformed);
  EXPECT_EQ(decoding.detail, "more than 4 content codings");
}

TEST(Decoding, NamesACodingThatItDoesNotKnow) {
  std::string out;
  const Decoding decoding = decode_content("gzip, compress", "x", kPlenty, out);
  EXPECT_EQ(decoding.fault, Fault::unknown_coding);
  EXPECT_EQ(decoding.detail,
            "unknown content coding \"compress\", known are gzip, deflate, br, zstd");
  EXPECT_EQ(decoded("a\"\x01\xff"
                    "b",
                    "x"),
            "[unknown content coding \"a???b\", known are gzip, deflate, br, zstd]");
  EXPECT_EQ(decoded(std::string(50, 'z'), "x"), "[unknown content coding \"" +
                                                    std::string(40, 'z') +
                                                    "…\", known are gzip, deflate, br, zstd]");
}

TEST(Decoding, AsksForWhatItCanUndo) {
  EXPECT_EQ(accepted_codings(), "gzip, deflate, br, zstd");
}

TEST(Decoding, SeesATruncationAtEachByte) {
  const std::string text = "A small page, a small page, and a small page again: 0123456789.";
  for (const Case& coding : all_codings()) {
    const std::string body = coding.encode(text);
    const std::string expected = "[the " + std::string(coding.name) + " data end early]";
    for (std::size_t size = 1; size < body.size(); ++size) {
      EXPECT_EQ(decoded(coding.coding, body.substr(0, size)), expected)
          << coding.coding << " cut after byte " << size << " of " << body.size();
      EXPECT_EQ(fault(coding.coding, body.substr(0, size)), Fault::truncated);
    }
  }
}

TEST(Decoding, RefusesBytesAfterTheEnd) {
  for (const Case& coding : all_codings()) {
    std::string out;
    const Decoding decoding =
        decode_content(coding.coding, coding.encode("text") + "garbage", kPlenty, out);
    EXPECT_EQ(decoding.fault, Fault::malformed) << coding.coding;
    EXPECT_EQ(decoding.detail, "more bytes follow after the " + std::string(coding.name) + " data");
  }
}

TEST(Decoding, JoinsGzipMembersAndZstdFrames) {
  EXPECT_EQ(decoded("gzip", gzip("one ") + gzip("") + gzip("two")), "one two");
  EXPECT_EQ(decoded("zstd", zstd("one ") + zstd("two")), "one two");
  const std::string skippable(
      "\x50\x2a\x4d\x18\x03\x00\x00\x00"
      "abc",
      11);
  EXPECT_EQ(decoded("zstd", skippable + zstd("two") + skippable), "two");
  EXPECT_EQ(decoded("gzip", gzip("one") + "\x1f"), "[the gzip data end early]");
}

TEST(Decoding, VerifiesChecksums) {
  for (const auto& [coding, body] :
       std::vector<std::pair<std::string, std::string>>{{"gzip", gzip("some text")},
                                                        {"deflate", zlib_wrapped("some text")},
                                                        {"zstd", zstd("some text")}}) {
    std::string wrong = body;
    // gzip ends with the checksum and then the length.
    const std::size_t at = coding == "gzip" ? wrong.size() - 6 : wrong.size() - 1;
    wrong[at] = static_cast<char>(wrong[at] ^ 1);
    EXPECT_EQ(fault(coding, wrong), Fault::malformed) << coding;
  }
  std::string wrong_length = gzip("some text");
  wrong_length.back() = 1;
  EXPECT_EQ(decoded("gzip", wrong_length), "[the gzip data are malformed: incorrect length check]");
}

TEST(Decoding, SaysWhatIsMalformed) {
  EXPECT_EQ(decoded("gzip", "<!doctype html>"),
            "[the gzip data are malformed: incorrect header check]");
  EXPECT_EQ(decoded("zstd", "<!doctype html>"), "[the zstd data are malformed: no zstd frame]");
  EXPECT_EQ(decoded("br", "<!doctype html>"), "[the br data are malformed: no brotli stream]");
  EXPECT_EQ(decoded("deflate", "\x07rest"), "[the deflate data are malformed: invalid block type]");
  EXPECT_EQ(decoded("deflate", std::string("\x78\xbb\x00\x00\x00\x01", 6)),
            "[the deflate data are malformed: they want a dictionary]");
}

TEST(Decoding, EndsABombAtTheCap) {
  const std::string zeros(10U << 20U, '\0');
  constexpr std::uint64_t kCap = 1U << 20U;
  for (const Case& coding : all_codings()) {
    std::string out;
    const Decoding decoding = decode_content(coding.coding, coding.encode(zeros), kCap, out);
    EXPECT_EQ(decoding.fault, Fault::too_large) << coding.coding;
    EXPECT_EQ(decoding.detail, "the decoded body is larger than 1048576 bytes");
    EXPECT_LE(out.capacity(), kCap);
  }
}

TEST(Decoding, CapsTheStagesInBetweenToo) {
  // 10 MB of zeros, twice: the outer coding's text is small, the inner one's is not.
  const std::string inner = gzip(std::string(10U << 20U, '\0'));
  EXPECT_EQ(decoded("gzip, gzip", gzip(inner), 1U << 20U),
            "[the decoded body is larger than 1048576 bytes]");
  // And the other way round: what stands between is over the cap, the end result is not.
  std::mt19937 random(7);
  std::string noise;
  for (int i = 0; i < 3'000; ++i) noise.push_back(static_cast<char>(random()));
  EXPECT_EQ(decoded("br, gzip", gzip(brotli(noise)), 2'000),
            "[the decoded body is larger than 2000 bytes]");
}

TEST(Decoding, TakesATextOfExactlyTheCap) {
  const std::string text(100'000, 'x');
  for (const Case& coding : all_codings()) {
    EXPECT_EQ(decoded(coding.coding, coding.encode(text), 100'000), text) << coding.coding;
    EXPECT_EQ(fault(coding.coding, coding.encode(text), 99'999), Fault::too_large);
  }
}

TEST(Decoding, RefusesAWindowOverItsLimit) {
  // 8 MiB is fine whatever the cap, 16 MiB is not where only 1 MiB may come out.
  EXPECT_EQ(decoded("zstd", zstd("text", 23), 1U << 20U), "text");
  EXPECT_EQ(decoded("zstd", zstd("text", 24), 1U << 20U),
            "[the zstd data want a larger window than is allowed]");
  EXPECT_EQ(decoded("zstd", zstd("text", 24), 16U << 20U), "text");
}

TEST(Decoding, KeepsTheCapacityOfItsTarget) {
  std::string out;
  const std::string body = gzip(page());
  ASSERT_EQ(decode_content("gzip", body, kPlenty, out).fault, Fault::none);
  const char* const memory = out.data();
  ASSERT_EQ(decode_content("gzip", body, kPlenty, out).fault, Fault::none);
  EXPECT_EQ(out.data(), memory);
}

TEST(Decoding, SurvivesRandomBytes) {
  std::mt19937 random(20'240'607);
  const std::string text = page().substr(0, 2'000);
  for (const Case& coding : all_codings()) {
    const std::string good = coding.encode(text);
    for (int round = 0; round < 2'000; ++round) {
      std::string body = round % 2 == 0 ? good : std::string(random() % 200 + 1, '\0');
      const std::size_t changes = round % 2 == 0 ? 1 + random() % 4 : body.size();
      for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t at = round % 2 == 0 ? random() % body.size() : i;
        body[at] = static_cast<char>(random());
      }
      std::string out;
      const Decoding decoding = decode_content(coding.coding, body, 1U << 16U, out);
      EXPECT_LE(out.size(), 1U << 16U);
      EXPECT_EQ(decoding.detail.empty(), decoding.fault == Fault::none);
    }
  }
}

}  // namespace
}  // namespace slogate
