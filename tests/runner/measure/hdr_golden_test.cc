// The HdrHistogram encodings and log held against the npm package hdr-histogram-js: a file in hdr/,
// whose README.md says how it is made.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "runner/measure/hdr_encoding.h"
#include "runner/measure/hdr_log.h"

namespace slogate {
namespace {

using nlohmann::json;
using Counts = std::vector<std::pair<std::int64_t, std::uint64_t>>;

std::vector<json> lines() {
  std::ifstream file(std::string(SLOGATE_SOURCE_DIR) + "/tests/runner/measure/hdr/golden.jsonl");
  std::vector<json> out;
  for (std::string line; std::getline(file, line);) out.push_back(json::parse(line));
  return out;
}

std::vector<json> histograms() {
  std::vector<json> out = lines();
  std::erase_if(out, [](const json& line) { return !line.contains("recorded"); });
  return out;
}

Histogram recorded(const json& line) {
  Histogram histogram;
  for (const auto& [value, count] : line.at("recorded").get<Counts>())
    histogram.record_us(value, count);
  return histogram;
}

Counts buckets(const Histogram& histogram) {
  Counts out;
  histogram.for_each([&out](std::size_t index, std::uint64_t count) {
    out.emplace_back(Histogram::lowest_of(index), count);
  });
  return out;
}

Histogram decoded(const std::string& text) {
  std::string fault;
  const auto histogram = decode_hdr_base64(text, fault);
  EXPECT_TRUE(histogram) << fault << " in " << text;
  return histogram.value_or(Histogram());
}

TEST(HdrGolden, HasFiftyRandomHistogramsAndTheEdges) {
  EXPECT_EQ(histograms().size(), 56U);
}

TEST(HdrGolden, ThePackageReadsWhatSlogateRecordsBucketForBucket) {
  for (const json& line : histograms())
    EXPECT_EQ(buckets(recorded(line)), line.at("read").get<Counts>()) << line.at("name");
}

TEST(HdrGolden, SlogateStillWritesTheBytesThatThePackageRead) {
  for (const json& line : histograms()) {
    const std::string shown = line.at("ours").get<std::string>();
    EXPECT_EQ(encode_hdr(recorded(line)), encode_hdr(decoded(shown))) << line.at("name");
    EXPECT_EQ(encode_hdr_base64(recorded(line)).substr(0, 8), shown.substr(0, 8));
  }
}

TEST(HdrGolden, SlogateReadsWhatThePackageWritesBucketForBucket) {
  for (const json& line : histograms()) {
    const Histogram read = decoded(line.at("theirs").get<std::string>());
    EXPECT_EQ(buckets(read), line.at("read").get<Counts>()) << line.at("name");
  }
}

// The lines of a log with each histogram as its buckets: what zlib makes of them is its own affair.
std::string readable(const std::string& log) {
  std::istringstream lines_of_log(log);
  std::string out;
  for (std::string line; std::getline(lines_of_log, line);) {
    const std::size_t at = line.find("HISTFAAA");
    out += line.substr(0, at);
    if (at != std::string::npos) {
      for (const auto& [value, count] : buckets(decoded(line.substr(at))))
        out += std::to_string(value) + ":" + std::to_string(count) + " ";
    }
    out += '\n';
  }
  return out;
}

std::string replayed(const std::vector<std::string>& calls) {
  std::ostringstream out;
  HdrLog log(out);
  for (const std::string& call : calls) {
    std::istringstream words(call);
    std::string command;
    std::string tag;
    std::int64_t begin = 0;
    words >> command;
    if (command == "begin") {
      std::string origin;
      words >> begin;
      std::getline(words >> std::ws, origin);
      log.begin(origin, begin);
      continue;
    }
    std::int64_t end = 0;
    words >> tag >> begin >> end;
    Histogram histogram;
    for (std::string pair; words >> pair && pair != "-";)
      histogram.record_us(std::stoll(pair), std::stoull(pair.substr(pair.find(':') + 1)));
    log.line(tag == "-" ? "" : tag, begin, end, histogram);
  }
  return out.str();
}

TEST(HdrGolden, SlogateStillWritesTheLogThatThePackageRead) {
  const json line = lines().back();
  EXPECT_EQ(readable(replayed(line.at("calls").get<std::vector<std::string>>())),
            readable(line.at("log").get<std::string>()));
}

TEST(HdrGolden, ThePackageFindsTagsTimesAndCountsInTheLog) {
  const json line = lines().back();
  std::istringstream log(line.at("log").get<std::string>());
  std::vector<std::string> histograms_of_log;
  for (std::string text; std::getline(log, text);) {
    if (const std::size_t at = text.find("HISTFAAA"); at != std::string::npos)
      histograms_of_log.push_back(text.substr(at));
  }
  const json& read = line.at("read");
  ASSERT_EQ(read.size(), histograms_of_log.size());
  for (std::size_t i = 0; i < read.size(); ++i)
    EXPECT_EQ(buckets(decoded(histograms_of_log[i])), read[i].at("counts").get<Counts>()) << i;
  EXPECT_EQ(read[0].at("tag"), "NO TAG");
  EXPECT_EQ(read[4].at("tag"), "home/a%20shell/response");
  EXPECT_EQ(read[4].at("start_ms"), 1'772'791'201'000);
  EXPECT_EQ(read[4].at("end_ms"), 1'772'791'202'001);
}

}  // namespace
}  // namespace slogate
