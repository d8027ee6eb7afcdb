// `--dump-samples FILE`: every request of a run as it was measured, one line of tab-separated text
// each below a line that names the columns. For joining with another process's log: times are
// nanoseconds of CLOCK_MONOTONIC, and the request's identity stands as it was sent. Flow and step
// names, identifiers, words of outcomes and numbers, and nothing else.
//
//   auto log = SampleLog::open(file, folder);   // before anything is sent
//   (*log)->begin(suite.rows);
//   (*log)->add(samples);                       // as they come
//   const auto written = (*log)->close();
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runner/measure/raw_sample.h"
#include "scenarios/compile/compiled_flow.h"
#include "scenarios/suite/diagnostic.h"

namespace slogate {

class SampleLog {
 public:
  // Begins the file anew. An error where it cannot be, or where it is one that the run writes into
  // its results folder itself.
  [[nodiscard]] static Result<std::unique_ptr<SampleLog>> open(const std::filesystem::path& file,
                                                               const std::filesystem::path& folder);
  SampleLog(const SampleLog&) = delete;
  SampleLog& operator=(const SampleLog&) = delete;
  ~SampleLog();

  void begin(const std::vector<Row>& rows);
  // After an error nothing more is written: what close() tells.
  void add(std::span<const RawSample> samples);
  [[nodiscard]] Result<void> close();

 private:
  SampleLog(std::filesystem::path file, int descriptor)
      : file_(std::move(file)), descriptor_(descriptor) {}
  void line(const RawSample& sample);
  void write_out();

  std::filesystem::path file_;
  int descriptor_;
  int error_ = 0;                   // the errno of the first write that failed
  std::vector<std::string> names_;  // "flow<TAB>step", by row
  std::string text_;                // not written yet
};

// The columns' names, as the first line has them.
[[nodiscard]] std::string_view sample_columns();

}  // namespace slogate
