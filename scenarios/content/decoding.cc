#include "scenarios/content/decoding.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "scenarios/message/exchange.h"

namespace slogate {
namespace {

using Fault = Decoding::Fault;

enum class Coding : std::uint8_t { identity, gzip, deflate, br, zstd };

// What a library may put out at once: small enough for the stack, large enough for few calls.
constexpr std::size_t kChunk = 32U << 10U;
// zlib counts its input in an unsigned int.
constexpr std::size_t kMostInput = 1U << 30U;
// zstd windows: what every decoder of the web must allow (RFC 9659), and what we allow at most.
constexpr int kSmallestWindowLog = 23;
constexpr int kLargestWindowLog = 27;

Decoding fault_of(Fault fault, std::string detail) {
  return {fault, std::move(detail)};
}

Decoding malformed(std::string_view name, std::string_view why) {
  return fault_of(Fault::malformed, fmt::format("the {} data are malformed: {}", name, why));
}

Decoding ends_early(std::string_view name) {
  return fault_of(Fault::truncated, fmt::format("the {} data end early", name));
}

Decoding garbage_after(std::string_view name) {
  return fault_of(Fault::malformed, fmt::format("more bytes follow after the {} data", name));
}

Decoding too_large(std::uint64_t cap) {
  return fault_of(Fault::too_large, fmt::format("the decoded body is larger than {} bytes", cap));
}

// The decoded text of one stage. The string grows in doublings but never over the cap.
class Sink {
 public:
  Sink(std::string& out, std::uint64_t cap) : out_(out), cap_(cap) { out_.clear(); }

  // False where the cap is reached.
  [[nodiscard]] bool take(const std::uint8_t* data, std::size_t size) {
    if (size > cap_ - out_.size()) return false;
    const std::size_t needed = out_.size() + size;
    if (needed > out_.capacity()) {
      const std::uint64_t doubled = std::max<std::uint64_t>(needed, 2 * out_.capacity());
      out_.reserve(static_cast<std::size_t>(std::min(doubled, cap_)));
    }
    out_.append(reinterpret_cast<const char*>(data), size);
    return true;
  }
  [[nodiscard]] std::uint64_t cap() const { return cap_; }

 private:
  std::string& out_;
  std::uint64_t cap_;
};

using Chunk = std::array<std::uint8_t, kChunk>;

// One zlib stream over a body: the inflate state and what of the body is still to be fed.
class Inflater {
 public:
  Inflater(std::string_view name, std::string_view body) : name_(name), rest_(body) {}
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  [[nodiscard]] bool open(int window_bits) {
    stream_ = {};
    return inflateInit2(&stream_, window_bits) == Z_OK;
  }

  // Up to the end of one member; what stands after it stays in rest().
  [[nodiscard]] Decoding member(Sink& sink) {
    Chunk chunk;
    while (true) {
      const std::size_t fed = std::min(rest_.size(), kMostInput);
      // zlib reads through it only; its type is older than const.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));
      stream_.avail_in = static_cast<uInt>(fed);
      stream_.next_out = chunk.data();
      stream_.avail_out = static_cast<uInt>(chunk.size());
      const int result = inflate(&stream_, Z_NO_FLUSH);
      rest_.remove_prefix(fed - stream_.avail_in);
      const std::size_t made = chunk.size() - stream_.avail_out;
      if (made > 0 && !sink.take(chunk.data(), made)) return too_large(sink.cap());
      if (result == Z_STREAM_END) return {};
      if (result == Z_NEED_DICT) return malformed(name_, "they want a dictionary");
      if (result == Z_MEM_ERROR) return malformed(name_, "no memory to decode them");
      if (result != Z_OK && result != Z_BUF_ERROR) {
        return malformed(name_, stream_.msg == nullptr ? "no reason given" : stream_.msg);
      }
      // Room was left and nothing is left to read: the end is missing.
      if (rest_.empty() && stream_.avail_out > 0) return ends_early(name_);
    }
  }

  void next_member() { inflateReset(&stream_); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view name_;
  std::string_view rest_;
  z_stream stream_{};
};

Decoding no_decoder(std::string_view name) {
  return malformed(name, "no memory for the decoder");
}

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

// True where a next gzip member begins, or may begin with the bytes that are there.
bool begins_gzip(std::string_view rest) {
  return byte_at(rest, 0) == 0x1f && (rest.size() == 1 || byte_at(rest, 1) == 0x8b);
}

Decoding undo_gzip(std::string_view body, Sink& sink) {
  constexpr int kGzipOnly = 15 + 16;
  Inflater inflater("gzip", body);
  if (!inflater.open(kGzipOnly)) return no_decoder("gzip");
  while (true) {
    if (Decoding decoding = inflater.member(sink); decoding.fault != Fault::none) return decoding;
    if (inflater.rest().empty()) return {};
    if (!begins_gzip(inflater.rest())) return garbage_after("gzip");
    inflater.next_member();
  }
}

// The two bytes of a zlib header (RFC 1950 2.2). A raw stream cannot begin so: its first block would
// be a stored one with padding that is not zero.
bool begins_zlib(std::string_view body) {
  constexpr unsigned kDeflate = 8;
  const unsigned first = byte_at(body, 0);
  if ((first & 0x0fU) != kDeflate || (first >> 4U) > 7) return false;
  return body.size() == 1 || (first * 256 + byte_at(body, 1)) % 31 == 0;
}

Decoding undo_deflate(std::string_view body, Sink& sink) {
  constexpr int kRaw = -15;
  constexpr int kZlib = 15;
  Inflater inflater("deflate", body);
  if (!inflater.open(begins_zlib(body) ? kZlib : kRaw)) return no_decoder("deflate");
  if (Decoding decoding = inflater.member(sink); decoding.fault != Fault::none) return decoding;
  return inflater.rest().empty() ? Decoding() : garbage_after("deflate");
}

struct CloseBrotli {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

Decoding undo_brotli(std::string_view body, Sink& sink) {
  const std::unique_ptr<BrotliDecoderState, CloseBrotli> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  if (!state) return no_decoder("br");
  const auto* input = reinterpret_cast<const std::uint8_t*>(body.data());
  std::size_t left = body.size();
  Chunk chunk;
  while (true) {
    std::uint8_t* output = chunk.data();
    std::size_t room = chunk.size();
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state.get(), &left, &input, &room, &output, nullptr);
    if (!sink.take(chunk.data(), chunk.size() - room)) return too_large(sink.cap());
    switch (result) {
      case BROTLI_DECODER_RESULT_SUCCESS:
        return left == 0 ? Decoding() : garbage_after("br");
      case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
        return ends_early("br");
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        break;
      case BROTLI_DECODER_RESULT_ERROR:
        return malformed("br", "no brotli stream");
    }
  }
}

struct CloseZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

Decoding zstd_fault(std::size_t result, bool first_frame) {
  switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_prefix_unknown:
      return first_frame ? malformed("zstd", "no zstd frame") : garbage_after("zstd");
    case ZSTD_error_frameParameter_windowTooLarge:
      return fault_of(Fault::too_large, "the zstd data want a larger window than is allowed");
    default:
      return malformed("zstd", ZSTD_getErrorName(result));
  }
}

Decoding undo_zstd(std::string_view body, Sink& sink) {
  const std::unique_ptr<ZSTD_DCtx, CloseZstd> context(ZSTD_createDCtx());
  if (!context) return no_decoder("zstd");
  const int window = std::clamp(static_cast<int>(std::bit_width(sink.cap())), kSmallestWindowLog,
                                kLargestWindowLog);
  if (ZSTD_isError(ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, window)) != 0U) {
    return no_decoder("zstd");
  }
  ZSTD_inBuffer input{body.data(), body.size(), 0};
  Chunk chunk;
  bool first_frame = true;
  while (true) {
    ZSTD_outBuffer output{chunk.data(), chunk.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context.get(), &output, &input);
    if (ZSTD_isError(result) != 0U) return zstd_fault(result, first_frame);
    if (!sink.take(chunk.data(), output.pos)) return too_large(sink.cap());
    const bool frame_ended = result == 0;
    if (frame_ended) first_frame = false;
    if (input.pos == input.size && output.pos < output.size) {
      return frame_ended ? Decoding() : ends_early("zstd");
    }
    // A frame that ends with the chunk exactly full has nothing more to give.
    if (frame_ended && input.pos == input.size) return {};
  }
}

Decoding undo(Coding coding, std::string_view body, std::uint64_t cap, std::string& out) {
  Sink sink(out, cap);
  // What an inner coding leaves empty has no outer one.
  if (body.empty()) return {};
  switch (coding) {
    case Coding::gzip:
      return undo_gzip(body, sink);
    case Coding::deflate:
      return undo_deflate(body, sink);
    case Coding::br:
      return undo_brotli(body, sink);
    case Coding::zstd:
      return undo_zstd(body, sink);
    case Coding::identity:
      break;
  }
  if (body.size() > cap) return too_large(cap);
  out.assign(body);
  return {};
}

std::optional<Coding> coding_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Coding>, 6> kNames{
      {{"gzip", Coding::gzip},
       {"x-gzip", Coding::gzip},
       {"deflate", Coding::deflate},
       {"br", Coding::br},
       {"zstd", Coding::zstd},
       {"identity", Coding::identity}}};
  for (const auto& [known, coding] : kNames) {
    if (same_name(name, known)) return coding;
  }
  return std::nullopt;
}

Decoding unknown_coding(std::string_view name) {
  constexpr std::size_t kMostShown = 40;
  std::string shown(name.substr(0, kMostShown));
  for (char& c : shown) {
    if (c < ' ' || c > '~' || c == '"') c = '?';
  }
  if (name.size() > kMostShown) shown += "…";
  return fault_of(Fault::unknown_coding, fmt::format("unknown content coding \"{}\", known are {}",
                                                     shown, accepted_codings()));
}

struct Stack {
  std::array<Coding, kMostCodings> codings{};
  std::size_t size = 0;
};

// The elements of a list (RFC 9110 5.6.1: empty ones count for nothing). identity is left out.
Decoding read_codings(std::string_view list, Stack& stack) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view name = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    const std::size_t first = name.find_first_not_of(" \t");
    if (first == std::string_view::npos) continue;
    name = name.substr(first, name.find_last_not_of(" \t") - first + 1);
    const std::optional<Coding> coding = coding_of(name);
    if (!coding) return unknown_coding(name);
    if (*coding == Coding::identity) continue;
    if (stack.size == kMostCodings) {
      return fault_of(Fault::malformed, fmt::format("more than {} content codings", kMostCodings));
    }
    stack.codings[stack.size++] = *coding;
  }
  return {};
}

}  // namespace

Decoding decode_content(std::string_view codings, std::string_view body, std::uint64_t cap,
                        std::string& out) {
  out.clear();
  if (body.empty()) return {};
  Stack stack;
  Decoding decoding = read_codings(codings, stack);
  if (decoding.fault != Fault::none) return decoding;
  if (stack.size == 0) return undo(Coding::identity, body, cap, out);
  // Two strings in turn, so chosen that the last stage writes into `out`.
  std::string other;
  for (std::size_t left = stack.size; left > 0; --left) {
    std::string& target = left % 2 == 1 ? out : other;
    decoding = undo(stack.codings[left - 1], body, cap, target);
    if (decoding.fault != Fault::none) {
      out.clear();
      return decoding;
    }
    body = target;
  }
  return {};
}

std::string_view accepted_codings() {
  return "gzip, deflate, br, zstd";
}

}  // namespace slogate
