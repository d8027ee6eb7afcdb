// One run = one file (SQLite, WAL while it is written). Each closed interval is one transaction: a kill loses at
// most the open interval. close() checkpoints and leaves journal_mode=DELETE, so that one file remains.
//
// A run file without an end record is read as such (RunEndKind::none); one that was copied without its -wal also
// lacks intervals, which cannot be told from the file, so the report says how to copy it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "runner/record/run_result.h"
#include "scenarios/suite/diagnostic.h"

namespace slogate {

class RunFileWriter {
 public:
  // Creates the file (an existing one is an error: nothing written earlier is lost) and stores the header.
  [[nodiscard]] static Result<std::unique_ptr<RunFileWriter>> create(const std::filesystem::path& file,
                                                                     const RunHeader& header);
  ~RunFileWriter();
  RunFileWriter(const RunFileWriter&) = delete;
  RunFileWriter& operator=(const RunFileWriter&) = delete;

  // Stores one closed interval in a transaction of its own. Rows, flows and histograms that are empty cost nothing.
  [[nodiscard]] Result<void> append(const Interval& interval);

  // Stores the end, checkpoints, leaves one file. Nothing may be appended afterwards.
  [[nodiscard]] Result<void> close(const RunEnd& end);

 private:
  struct Database;
  explicit RunFileWriter(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

// What is told while a run file is read, in its order and before it is known to be whole: the header, then each
// interval with its histograms. Either may be empty.
struct RunFileListener {
  std::function<void(const RunHeader&)> header;
  std::function<void(const Interval&)> interval;
};

// Reads a run file whole: header, intervals merged into totals and series, findings, end. Checks the schema version,
// that every interval decodes, and that the intervals add up to the totals; a broken one is an error that names it.
// Streams: memory does not grow with the run's length beyond the series.
[[nodiscard]] Result<RunResult> read_run_file(const std::filesystem::path& file, const RunFileListener& listener = {});

}  // namespace slogate
