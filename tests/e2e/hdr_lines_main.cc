// slogate's HdrHistogram code as a program, for tests that hold it against other implementations.
// A line in, a line out:
//
//   encode VALUE:COUNT VALUE:COUNT …       base64, as in .hlog files
//   plain VALUE:COUNT …                    hex of the encoding that is not compressed
//   decode BASE64                          LOWEST:COUNT of each bucket, or "refused: why"
//   begin SECONDS|- ORIGIN                 the head of a log, its lines joined by \n in letters
//   line TAG|- BEGIN_NS END_NS VALUE:COUNT …   one interval of a log, likewise
//
// Values are microseconds; "-" alone stands for no values.
#include <fmt/core.h>

#include <cstdint>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

#include "runner/measure/hdr_encoding.h"
#include "runner/measure/hdr_log.h"
#include "scenarios/compile/digest.h"

namespace {

slogate::Histogram read_counts(std::istream& words) {
  slogate::Histogram histogram;
  for (std::string word; words >> word;) {
    const std::size_t colon = word.find(':');
    if (colon == std::string::npos) continue;
    histogram.record_us(std::stoll(word.substr(0, colon)), std::stoull(word.substr(colon + 1)));
  }
  return histogram;
}

std::string counts_text(const slogate::Histogram& histogram) {
  std::string out;
  histogram.for_each([&out](std::size_t index, std::uint64_t count) {
    out +=
        fmt::format("{}{}:{}", out.empty() ? "" : " ", slogate::Histogram::lowest_of(index), count);
  });
  return out.empty() ? "-" : out;
}

std::string decoded(std::istream& words) {
  std::string text;
  words >> text;
  std::string fault;
  const auto histogram = slogate::decode_hdr_base64(text, fault);
  return histogram ? counts_text(*histogram) : "refused: " + fault;
}

std::string in_one_line(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\\n" : std::string(1, c);
  return out;
}

std::string log_head(std::istream& words) {
  std::string base;
  std::string origin;
  words >> base;
  std::getline(words >> std::ws, origin);
  std::ostringstream log;
  slogate::HdrLog(log).begin(origin, base == "-" ? std::nullopt : std::optional(std::stoll(base)));
  return in_one_line(log.str());
}

std::string log_line(std::istream& words) {
  std::string tag;
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  words >> tag >> begin_ns >> end_ns;
  std::ostringstream log;
  slogate::HdrLog(log).line(tag == "-" ? "" : tag, begin_ns, end_ns, read_counts(words));
  return in_one_line(log.str());
}

std::string answer(const std::string& line) {
  std::istringstream words(line);
  std::string command;
  words >> command;
  if (command == "encode") return slogate::encode_hdr_base64(read_counts(words));
  if (command == "plain") return slogate::encode_hex(slogate::encode_hdr(read_counts(words)));
  if (command == "decode") return decoded(words);
  if (command == "begin") return log_head(words);
  if (command == "line") return log_line(words);
  return "unknown command";
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << answer(line) << std::endl;
  return 0;
}
