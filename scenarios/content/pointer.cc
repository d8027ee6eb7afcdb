#include "scenarios/content/pointer.h"

#include <charconv>

#include <nlohmann/json.hpp>

namespace slogate {
namespace {

// RFC 6901 4: digits without a leading zero. `-`, the place after the last item, holds no value.
const nlohmann::json* item_at(const nlohmann::json& array, const std::string& token) {
  std::size_t index = 0;
  const char* end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data(), end, index);
  const bool leading_zero = token.size() > 1 && token.front() == '0';
  if (error != std::errc() || stop != end || leading_zero || index >= array.size()) return nullptr;
  return &array[index];
}

}  // namespace

bool split_pointer(std::string_view pointer, std::vector<std::string>& tokens) {
  tokens.clear();
  if (pointer.empty()) return true;
  if (pointer.front() != '/') return false;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (pointer[i] == '~') {
      ++i;
      if (i == pointer.size() || (pointer[i] != '0' && pointer[i] != '1')) return false;
      tokens.back() += pointer[i] == '0' ? '~' : '/';
    } else {
      tokens.back() += pointer[i];
    }
  }
  return true;
}

const nlohmann::json* follow_pointer(const nlohmann::json& root,
                                     const std::vector<std::string>& tokens) {
  const nlohmann::json* value = &root;
  for (const std::string& token : tokens) {
    if (value->is_object()) {
      const auto member = value->find(token);
      value = member == value->end() ? nullptr : &*member;
    } else {
      value = value->is_array() ? item_at(*value, token) : nullptr;
    }
    if (value == nullptr) return nullptr;
  }
  return value;
}

}  // namespace slogate
