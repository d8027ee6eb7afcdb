// The sentences that the sources of a folder hold: every string literal of more than one word, with
// adjacent ones joined and the places of values cut out.
//
//   for (const MessageLiteral& literal : message_literals("scenarios/suite")) …
//
// Used to hold the corpus of wrong files against the rules that the code has.
#pragma once

#include <cctype>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace slogate::test {

struct MessageLiteral {
  std::string file;  // without folder
  std::string text;  // as the code has it, escapes resolved
  std::vector<std::string> fragments;

  // Whether the fragments stand in the message, in their order.
  [[nodiscard]] bool stands_in(std::string_view message) const {
    for (const std::string& fragment : fragments) {
      const std::size_t at = message.find(fragment);
      if (at == std::string_view::npos) return false;
      message.remove_prefix(at + fragment.size());
    }
    return true;
  }
};

inline bool is_sentence(std::string_view text) {
  bool letter = false;
  for (const char c : text) letter = letter || std::isalpha(static_cast<unsigned char>(c)) != 0;
  return letter && text.find(' ') != std::string_view::npos;
}

// Cuts out {} and {0}; {{ is a brace.
inline std::vector<std::string> fragments_of(const std::string& text) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool twice = i + 1 < text.size() && text[i + 1] == text[i];
    if ((text[i] == '{' || text[i] == '}') && twice) {
      out.back() += text[i++];
    } else if (text[i] == '{' && text.find('}', i) != std::string::npos) {
      i = text.find('}', i);
      out.emplace_back();
    } else {
      out.back() += text[i];
    }
  }
  return out;
}

// Reads the literal whose opening quote stands at `at`, which is moved behind its end.
inline std::string take_literal(const std::string& code, std::size_t& at) {
  std::string out;
  for (++at; code[at] != '"'; ++at) {
    if (code[at] == '\\') {
      ++at;
      out += std::string_view("nrt").find(code[at]) != std::string_view::npos ? '\n' : code[at];
    } else {
      out += code[at];
    }
  }
  ++at;
  return out;
}

inline std::vector<std::string> literals_of(const std::string& code) {
  std::vector<std::string> out;
  std::size_t joined = std::string::npos;  // where a further literal would belong to the last one
  for (std::size_t at = 0; at < code.size();) {
    if (code.compare(at, 2, "//") == 0 || code[at] == '#') {
      at = std::min(code.find('\n', at), code.size());
    } else if (code[at] == '\'' && at > 0 &&
               std::isalnum(static_cast<unsigned char>(code[at - 1])) == 0) {
      at = std::min(code.find('\'', at + (code[at + 1] == '\\' ? 3 : 2)), code.size() - 1) + 1;
    } else if (code[at] == '"') {
      const bool more = joined == at;
      const std::string text = take_literal(code, at);
      if (more) {
        out.back() += text;
      } else {
        out.push_back(text);
      }
      joined = code.find_first_not_of(" \t\n", at);
    } else {
      ++at;
    }
  }
  return out;
}

inline std::vector<MessageLiteral> message_literals(const std::filesystem::path& folder) {
  std::vector<MessageLiteral> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".cc" && path.extension() != ".h") continue;
    std::ifstream in(path, std::ios::binary);
    const std::string code((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    for (const std::string& text : literals_of(code)) {
      if (is_sentence(text)) out.push_back({path.filename().string(), text, fragments_of(text)});
    }
  }
  return out;
}

}  // namespace slogate::test
