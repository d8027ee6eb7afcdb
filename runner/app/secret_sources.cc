#include "runner/app/secret_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <string_view>

namespace slogate {
namespace {

namespace fs = std::filesystem;
using Values = std::map<std::string, std::string>;

const std::string* find(const Values& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() || found->second.empty() ? nullptr : &found->second;
}

// The file's text without its last line break; nothing, and told, where it cannot be read.
std::optional<std::string> read_file(const fs::path& file, const std::string& name,
                                     Diagnostics& told) {
  const auto wrong = [&](std::string_view what) {
    told.add({}, fmt::format("{}: the file {} {}", name, file.string(), what));
    return std::nullopt;
  };
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) return wrong("does not exist");
  if (!fs::is_regular_file(status)) return wrong("is no regular file");
  std::ifstream in(file, std::ios::binary);
  std::string text(kLargestSecret + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (in.fail() && !in.eof())) return wrong("cannot be read");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kLargestSecret) return wrong("is over 64 KiB, too much for a secret");
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  if (text.find('\0') != std::string::npos) return wrong("holds a NUL, it is no text");
  return text;
}

void read_lines(std::istream& in, const std::vector<std::string>& names, Values& out,
                Diagnostics& told) {
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const auto wrong = [&](std::string what) {
      told.add({}, fmt::format("--secrets -: line {} of standard input {}", number, what));
    };
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || equals == 0) {
      wrong("is not of the form NAME=VALUE");
      continue;
    }
    if (line.size() > kLargestSecret) {
      wrong("is over 64 KiB, too much for a secret");
      continue;
    }
    const std::string name = line.substr(0, equals);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      // What stands before the `=` may be a part of a secret that holds one: only a name that is nearly known is shown.
      const std::string meant = nearest_word(name, names);
      wrong(meant.empty() ? "has a name that the suite does not ask for"
                          : fmt::format("has the name {}, did you mean {}?", name, meant));
      continue;
    }
    if (!out.emplace(name, line.substr(equals + 1)).second) wrong("gives " + name + " again");
  }
}

}  // namespace

Result<Values> read_secrets(const Values& environment, const std::vector<std::string>& names,
                            const std::string& from, std::istream& in) {
  Diagnostics told;
  Values given;
  if (from == "-") read_lines(in, names, given, told);
  std::error_code error;
  if (!from.empty() && from != "-" && !fs::is_directory(from, error)) {
    told.add({}, fmt::format("--secrets {}: is no folder; - reads standard input", from));
  }
  const std::string* credentials = find(environment, "CREDENTIALS_DIRECTORY");
  Values out;
  for (const std::string& name : names) {
    if (find(environment, name) != nullptr) continue;
    std::optional<fs::path> file;
    if (const std::string* named = find(environment, name + "_FILE")) {
      file = *named;
    } else if (credentials != nullptr && fs::exists(fs::path(*credentials) / name, error)) {
      file = fs::path(*credentials) / name;
    } else if (!from.empty() && from != "-" && fs::exists(fs::path(from) / name, error)) {
      file = fs::path(from) / name;
    }
    if (file) {
      if (auto text = read_file(*file, name, told)) out[name] = std::move(*text);
    } else if (const std::string* line = find(given, name)) {
      out[name] = *line;
    }
  }
  if (!told.empty()) return told;
  return out;
}

}  // namespace slogate
