#include "runner/demo/secret.h"

#include <random>
#include <string_view>

namespace slogate {
namespace {

std::string random_text(std::string_view alphabet, std::size_t length) {
  // One device per call: the standard does not say that one may be shared by threads.
  std::random_device device;
  std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
  std::string text;
  text.reserve(length);
  while (text.size() < length) text += alphabet[pick(device)];
  return text;
}

}  // namespace

std::string random_token() {
  return random_text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 43);
}

std::string random_digits(std::size_t length) {
  return random_text("0123456789", length);
}

std::string random_base32_key() {
  return random_text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32);
}

}  // namespace slogate
