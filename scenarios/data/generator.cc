#include "scenarios/data/generator.h"

#include <array>
#include <charconv>

#include "scenarios/data/timestamp.h"

namespace slogate {
namespace {

void append_number(std::int64_t value, std::string& out) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// `value` units of 10^-digits, every digit written.
void append_decimal(std::int64_t value, unsigned digits, std::string& out) {
  std::array<char, 24> text{};
  const std::uint64_t size =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  const auto end = std::to_chars(text.data(), text.data() + text.size(), size).ptr;
  const auto length = static_cast<std::size_t>(end - text.data());
  if (value < 0) out += '-';
  if (digits == 0) {
    out.append(text.data(), length);
    return;
  }
  const std::size_t whole = length > digits ? length - digits : 0;
  if (whole == 0) out += '0';
  out.append(text.data(), whole);
  out += '.';
  if (length < digits) out.append(digits - length, '0');
  out.append(text.data() + whole, length - whole);
}

// RFC 9562 5.4: 122 random bits, version 4, variant 10.
void append_uuid(RandomStream& random, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  const std::uint64_t high = (random.next() & ~0xf000ULL) | 0x4000ULL;
  const std::uint64_t low = (random.next() & ~(3ULL << 62U)) | (2ULL << 62U);
  for (unsigned digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) out += '-';
    const std::uint64_t half = digit < 16 ? high : low;
    out += kHex[(half >> (60U - digit % 16U * 4U)) & 15U];
  }
}

// from + step * ordinal; parse_generator() has seen to it that a run does not leave the range.
std::int64_t counted(const GeneratorSpec& spec, std::uint64_t ordinal) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(spec.from) +
                                   static_cast<std::uint64_t>(spec.step) * ordinal);
}

}  // namespace

void generate(const GeneratorSpec& spec, const Draw& draw, std::string& out) {
  RandomStream random(draw, spec.stream);
  switch (spec.kind) {
    case GeneratorKind::counter:
      append_number(counted(spec, draw.ordinal), out);
      break;
    case GeneratorKind::uuid:
      append_uuid(random, out);
      break;
    case GeneratorKind::random_int:
      append_number(random.between(spec.low, spec.high), out);
      break;
    case GeneratorKind::random_float:
      append_decimal(random.between(spec.low, spec.high), spec.digits, out);
      break;
    case GeneratorKind::random_string:
      for (std::uint32_t i = 0; i < spec.length; ++i) {
        out += spec.alphabet[random.below(spec.alphabet.size())];
      }
      break;
    case GeneratorKind::choice:
      out += spec.choices[random.below(spec.choices.size())];
      break;
    case GeneratorKind::timestamp:
      append_timestamp(spec.format, draw.unix_ms + spec.offset_ms, out);
      break;
  }
}

}  // namespace slogate
