// Where a worker's users put what they measured. Owned by one worker thread; rotate() hands the
// filled interval over and goes on with a cleared one: no lock, no atomic, no allocation after
// warm-up.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "runner/measure/interval.h"
#include "runner/measure/raw_sample.h"

namespace slogate {

class Recorder {
 public:
  // How many findings of one kind (row, outcome, expectation) are kept over the whole run; more are
  // only counted.
  static constexpr std::size_t kFindingsPerKind = 3;
  // And how many in all, so that a flow whose every error text differs stays bounded.
  static constexpr std::size_t kFindings = 500;
  static constexpr std::size_t kExchanges = 2'000;

  Recorder(std::size_t rows, std::size_t flows) : open_(rows, flows) {}

  void record(const Sample& sample) {
    open_.rows[sample.row].record(sample);
    ++recorded_;
  }
  // All samples of the run so far: what the intervals must add up to.
  [[nodiscard]] std::uint64_t recorded() const { return recorded_; }
  void started(const Start& start);
  void finished(std::size_t flow, IterationEnd end);
  // A request that the end of the run cut off: no sample, and in no histogram.
  void unanswered(std::size_t row) { ++open_.rows[row].unanswered; }
  void dropped(std::size_t flow) { ++open_.flows[flow].dropped; }

  // Every request besides, as it was: only after keep_samples(), which is called before the first one.
  void keep_samples() { keeps_samples_ = true; }
  [[nodiscard]] bool keeps_samples() const { return keeps_samples_; }
  void add(const RawSample& sample) { samples_.push_back(sample); }
  // Hands over what was added in exchange for an empty list with memory of its own.
  void take_samples(std::vector<RawSample>& spare) { std::swap(samples_, spare); }

  // True where one more finding of this kind would be kept: ask before building one.
  [[nodiscard]] bool wants_finding(std::size_t row, Outcome outcome,
                                   const std::string& expected) const;
  void add(Finding finding);
  void add(ExchangeRecord exchange);
  void note(const std::string& flow, const std::string& step, const std::string& text);

  // Swaps the open interval with `spare`, which must be cleared; the caller gives it its times.
  void rotate(Interval& spare) { std::swap(open_, spare); }

  [[nodiscard]] const Interval& open() const { return open_; }

 private:
  Interval open_;
  std::uint64_t recorded_ = 0;
  bool keeps_samples_ = false;
  std::vector<RawSample> samples_;
  std::map<std::tuple<std::size_t, Outcome, std::string>, std::size_t, std::less<>> finding_kinds_;
  std::size_t findings_ = 0;
  std::size_t exchanges_ = 0;
};

}  // namespace slogate
