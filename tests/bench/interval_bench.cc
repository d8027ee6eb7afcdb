// What one interval costs when it is closed: 120 histograms are merged into the totals, encoded for
// the run file and cleared. The aim is under 50 us, in both readings of "20 values in 120
// histograms": 20 in all, and 20 in each.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "runner/measure/histogram.h"

namespace slogate {
namespace {

constexpr std::size_t kHistograms = 120;

// Log-uniform from 100 us to 2 s: hardly two values share a chunk, so this is the dear case.
std::int64_t random_value(std::mt19937_64& random) {
  const double part = static_cast<double>(random() >> 11) / 9007199254740992.0;
  return static_cast<std::int64_t>(100 * std::pow(20'000.0, part));
}

std::vector<Histogram> filled(std::size_t values, bool each) {
  std::mt19937_64 random(1);
  std::vector<Histogram> histograms(kHistograms);
  if (each) {
    for (Histogram& histogram : histograms) {
      for (std::size_t i = 0; i < values; ++i) histogram.record_us(random_value(random), 1);
    }
  } else {
    for (std::size_t i = 0; i < values; ++i)
      histograms[random() % kHistograms].record_us(random_value(random), 1);
  }
  return histograms;
}

void close_interval(benchmark::State& state, bool each) {
  const std::vector<Histogram> recorded = filled(20, each);
  std::vector<Histogram> stored(kHistograms);
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    for (std::size_t i = 0; i < kHistograms; ++i) {
      stored[i].clear();
      stored[i].add(recorded[i]);
      stored[i].encode(bytes);
    }
    benchmark::DoNotOptimize(bytes.data());
    benchmark::ClobberMemory();
  }
  state.counters["bytes"] = static_cast<double>(bytes.size());
}

void TwentyValuesInAll(benchmark::State& state) {
  close_interval(state, false);
}
void TwentyValuesEach(benchmark::State& state) {
  close_interval(state, true);
}

void RecordOneValue(benchmark::State& state) {
  std::mt19937_64 random(1);
  std::vector<std::int64_t> values(4096);
  for (std::int64_t& value : values) value = random_value(random);
  Histogram histogram;
  std::size_t next = 0;
  for (auto _ : state) histogram.record_us(values[next++ % values.size()], 1);
  benchmark::DoNotOptimize(histogram.count());
}

BENCHMARK(TwentyValuesInAll)->Unit(benchmark::kMicrosecond);
BENCHMARK(TwentyValuesEach)->Unit(benchmark::kMicrosecond);
BENCHMARK(RecordOneValue);

}  // namespace
}  // namespace slogate
