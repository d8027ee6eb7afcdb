#include <optional>

#include <fmt/format.h>

#include <algorithm>

#include "runner/measure/interval_sums.h"
#include "runner/record/header_json.h"
#include "runner/record/run_file.h"
#include "runner/record/run_file_opening.h"
#include "runner/record/schema.h"
#include "runner/record/sqlite.h"

namespace slogate {

namespace {

RunEndKind kind_of(std::string_view text, std::string& problem) {
  if (text == "complete") return RunEndKind::complete;
  if (text == "sigint") return RunEndKind::sigint;
  if (text == "sigterm") return RunEndKind::sigterm;
  if (text == "failed") return RunEndKind::failed;
  problem = fmt::format("run_end: \"{}\" is no kind of end that this version knows", text);
  return RunEndKind::none;
}

// Reads one open file. The first thing that is wrong sticks in problem(); reading ends there.
class Reader {
 public:
  Reader(SqliteFile& db, std::int64_t version, const RunFileListener& listener)
      : db_(db), version_(version), listener_(listener) {}

  RunResult read();
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  void read_header();
  void read_tables();
  void read_intervals();
  void read_workers(std::int64_t id);
  void read_rows(std::int64_t id);
  void read_flows(std::int64_t id);
  void read_words(std::int64_t id);
  void keep();
  void check_orphans();
  void check_sums();
  void read_end();

  [[nodiscard]] bool ok() const { return problem_.empty() && db_.ok(); }
  void wrong(std::int64_t interval, std::string_view what) {
    if (problem_.empty()) problem_ = fmt::format("interval {}: {}", interval, what);
  }
  // An index into rows or flows.
  std::size_t place(std::int64_t id, std::int64_t value, std::size_t size, const char* table);
  std::uint64_t count(std::int64_t id, const Statement& from, int column, const char* table);
  void histogram(std::int64_t id, const Statement& from, int column, Histogram& into,
                 const char* table);
  Outcome outcome(std::int64_t id, std::string_view text);

  SqliteFile& db_;
  std::int64_t version_;
  const RunFileListener& listener_;
  std::string problem_;
  RunResult result_;
  Interval open_;
  std::optional<SeriesMaker> series_;
  IntervalSums sums_;
  IntervalSums warm_up_sums_;
  std::int64_t intervals_ = 0;

  Statement row_counts_{db_, "select * from row_counts where interval = ? order by row"};
  Statement outcome_counts_{db_,
                            "select row, outcome, count from outcome_counts where interval = ?"};
  Statement flow_counts_{db_, "select * from flow_counts where interval = ?"};
  Statement findings_{db_, "select * from findings where interval = ? order by position"};
  Statement exchanges_{db_, "select * from exchanges where interval = ? order by position"};
  Statement notes_{db_, "select * from notes where interval = ? order by position"};
  Statement workers_{
      db_, version_ < 3 ? "select 1 where ? < 0" : "select * from worker_times where interval = ?"};
};

std::size_t Reader::place(std::int64_t id, std::int64_t value, std::size_t size,
                          const char* table) {
  if (value >= 0 && static_cast<std::uint64_t>(value) < size)
    return static_cast<std::size_t>(value);
  wrong(id, fmt::format("{} names number {}, which the run does not have", table, value));
  return 0;
}

std::uint64_t Reader::count(std::int64_t id, const Statement& from, int column, const char* table) {
  const std::int64_t value = from.number(column);
  if (value < 0) wrong(id, fmt::format("{} holds the count {}", table, value));
  return static_cast<std::uint64_t>(value < 0 ? 0 : value);
}

void Reader::histogram(std::int64_t id, const Statement& from, int column, Histogram& into,
                       const char* table) {
  if (!into.decode(from.view(column)))
    wrong(id, fmt::format("{} holds a histogram that cannot be decoded", table));
}

Outcome Reader::outcome(std::int64_t id, std::string_view text) {
  const std::optional<Outcome> known = outcome_of(text);
  if (!known) wrong(id, fmt::format("\"{}\" is no outcome that this version knows", text));
  return known.value_or(Outcome::ok);
}

void Reader::read_header() {
  Statement header(db_, "select json from header where id = 1");
  if (!header.step()) {
    if (db_.ok()) problem_ = "it holds no header";
    return;
  }
  const std::string what = header_from_json(header.view(0), result_.header);
  if (!what.empty()) problem_ = fmt::format("its header cannot be read: {}", what);
}

void Reader::read_tables() {
  Statement rows(db_, "select * from rows order by row");
  while (ok() && rows.step()) {
    if (rows.number(0) != static_cast<std::int64_t>(result_.header.rows.size())) {
      problem_ = fmt::format("row {} is missing", result_.header.rows.size());
      return;
    }
    RunRow row;
    row.flow = rows.bytes(1);
    row.step = rows.bytes(2);
    row.group = rows.bytes(3);
    std::optional<std::vector<std::string>> tags = texts_from_json(rows.view(4));
    if (!tags) problem_ = fmt::format("row {}: its tags are no list of texts", rows.number(0));
    row.tags = std::move(tags).value_or(std::vector<std::string>{});
    row.request = rows.bytes(5);
    row.file = rows.bytes(6);
    row.line = static_cast<int>(rows.number(7));
    result_.header.rows.push_back(std::move(row));
  }
  Statement flows(db_, "select * from flows order by flow");
  while (ok() && flows.step()) {
    if (flows.number(0) != static_cast<std::int64_t>(result_.header.flows.size())) {
      problem_ = fmt::format("flow {} is missing", result_.header.flows.size());
      return;
    }
    result_.header.flows.push_back(
        {flows.bytes(1), flows.bytes(2), flows.bytes(3), flows.number(4) != 0});
  }
}

void Reader::read_rows(std::int64_t id) {
  row_counts_.bind(id);
  while (ok() && row_counts_.step()) {
    const Statement& from = row_counts_;
    RowCounts& row = open_.rows[place(id, from.number(1), open_.rows.size(), "row_counts")];
    const auto number = [&](int column) { return count(id, from, column, "row_counts"); };
    for (int i = 0; i < 6; ++i) row.by_class[static_cast<std::size_t>(i)] = number(2 + i);
    row.bad_5xx = number(8);
    row.new_connections = number(9);
    row.stale_retries = number(10);
    row.extra_bytes = number(11);
    row.bytes_out = number(12);
    row.bytes_in = number(13);
    histogram(id, from, 14, row.response, "row_counts.response");
    histogram(id, from, 15, row.service, "row_counts.service");
    histogram(id, from, 16, row.failures, "row_counts.failures");
    for (int i = 0; i < static_cast<int>(kPhases); ++i) {
      histogram(id, from, 17 + i, row.phases[static_cast<std::size_t>(i)], "row_counts.phase");
    }
    if (version_ < 2) continue;
    row.never_sent = number(23);
    row.unanswered = number(24);
  }
  outcome_counts_.bind(id);
  while (ok() && outcome_counts_.step()) {
    const std::size_t index =
        place(id, outcome_counts_.number(0), open_.rows.size(), "outcome_counts");
    const Outcome kind = outcome(id, outcome_counts_.view(1));
    const std::uint64_t value = count(id, outcome_counts_, 2, "outcome_counts");
    if (!ok()) return;
    RowCounts& row = open_.rows[index];
    row.by_outcome[static_cast<std::size_t>(kind)] += value;
    row.finished += value;
    if (kind != Outcome::ok) row.failed += value;
    if (version_ < 2 && kind == Outcome::scenario_render) row.never_sent += value;
  }
  // Interval skips rows without a request, so nothing may be left in one whose outcomes were edited
  // away.
  for (RowCounts& row : open_.rows) {
    if (row.finished > 0) continue;
    const std::uint64_t unanswered = row.unanswered;
    row.clear();
    row.unanswered = unanswered;
  }
}

void Reader::read_flows(std::int64_t id) {
  flow_counts_.bind(id);
  while (ok() && flow_counts_.step()) {
    const auto number = [&](int column) { return count(id, flow_counts_, column, "flow_counts"); };
    const std::size_t index = place(id, flow_counts_.number(1), open_.flows.size(), "flow_counts");
    if (!ok()) return;
    open_.flows[index] = FlowCounts{number(2), number(3), number(4), number(5), number(6)};
  }
}

void Reader::read_workers(std::int64_t id) {
  constexpr std::size_t kMost = 256;  // that a run may have
  const auto number = [&](int column) { return count(id, workers_, column, "worker_times"); };
  for (workers_.bind(id); ok() && workers_.step();) {
    const std::size_t worker = place(id, workers_.number(1), kMost, "worker_times");
    if (worker >= open_.workers.size()) open_.workers.resize(worker + 1);
    open_.workers[worker] = {number(2), number(3), number(4), number(5)};
  }
}

void Reader::read_words(std::int64_t id) {
  findings_.bind(id);
  while (ok() && findings_.step()) {
    const Statement& f = findings_;
    open_.findings.push_back(Finding{
        place(id, f.number(2), open_.rows.size(), "findings"), outcome(id, f.view(3)),
        static_cast<std::uint64_t>(f.number(4)), f.number(5), f.bytes(6), f.bytes(7), f.bytes(8),
        f.bytes(9), f.bytes(10), f.bytes(11), f.bytes(12), static_cast<int>(f.number(13))});
  }
  exchanges_.bind(id);
  while (ok() && exchanges_.step()) {
    const Statement& e = exchanges_;
    std::optional<std::vector<std::string>> checks = texts_from_json(e.view(10));
    if (!checks) wrong(id, "exchanges holds checks that are no list of texts");
    open_.exchanges.push_back(
        ExchangeRecord{place(id, e.number(2), open_.rows.size(), "exchanges"),
                       static_cast<std::uint64_t>(e.number(3)), e.number(4), outcome(id, e.view(5)),
                       static_cast<int>(e.number(6)), e.number(7), e.bytes(8), e.bytes(9),
                       std::move(checks).value_or(std::vector<std::string>{})});
  }
  notes_.bind(id);
  while (ok() && notes_.step()) {
    open_.notes.push_back(
        {notes_.bytes(2), notes_.bytes(3), notes_.bytes(4), count(id, notes_, 5, "notes")});
  }
}

// What was sent to warm the target up is told, and judged by nothing.
void Reader::keep() {
  if (listener_.interval) listener_.interval(open_);
  if (!open_.warm_up) result_.series.push_back(series_->point(open_));
  (open_.warm_up ? warm_up_sums_ : sums_).add(open_);
  (open_.warm_up ? result_.warm_up : result_.totals).add(open_);
}

void Reader::read_intervals() {
  const std::size_t rows = result_.header.rows.size();
  const std::size_t flows = result_.header.flows.size();
  result_.totals = Interval(rows, flows);
  open_ = Interval(rows, flows);
  series_.emplace(result_.header);
  Statement intervals(db_, "select * from intervals order by interval");
  while (ok() && intervals.step()) {
    const std::int64_t id = intervals.number(0);
    if (id != intervals_ + 1) {
      wrong(intervals_ + 1, "it is missing");
      return;
    }
    open_.begin_ns = intervals.number(1);
    open_.end_ns = intervals.number(2);
    if (open_.begin_ns > open_.end_ns) wrong(id, "it ends before it begins");
    open_.stopped_ns = intervals.number(3);
    open_.cpu_us = count(id, intervals, 4, "intervals");
    histogram(id, intervals, 5, open_.wait_for_user, "intervals.wait_for_user");
    histogram(id, intervals, 6, open_.dispatch_lag, "intervals.dispatch_lag");
    if (version_ >= 3) {
      open_.suspended_ns = intervals.number(7);
      open_.warm_up = intervals.number(8) != 0;
    }
    read_rows(id);
    read_flows(id);
    read_workers(id);
    read_words(id);
    if (!ok()) return;
    keep();
    open_.clear();
    intervals_ = id;
  }
}

// A count that belongs to no interval would be left out of every report without a word.
void Reader::check_orphans() {
  for (const char* table : {"outcome_counts", "row_counts", "flow_counts", "findings", "exchanges",
                            "notes", version_ < 3 ? "notes" : "worker_times"}) {
    if (!ok()) return;
    Statement orphan(
        db_,
        fmt::format("select interval from {} where interval not between 1 and ? limit 1", table));
    orphan.bind(intervals_);
    if (orphan.step())
      wrong(orphan.number(0), fmt::format("{} counts for it, but it is missing", table));
  }
}

// Every report is made from the totals, so what they say must be what the intervals hold.
void Reader::check_sums() {
  std::string difference = sums_.differ(result_.totals);
  if (difference.empty()) difference = warm_up_sums_.differ(result_.warm_up);
  if (!difference.empty()) problem_ = "its intervals do not add up: " + difference;
}

void Reader::read_end() {
  Statement end(db_, fmt::format("select kind, intervals, duration_ns, error, failures, warnings, "
                                 "retired, {} from run_end where id = 1",
                                 version_ < 2 ? "''" : "early"));
  if (!end.step()) {
    result_.end.duration_ns = std::max(result_.totals.end_ns, result_.warm_up.end_ns);
    return;
  }
  result_.end.kind = kind_of(end.view(0), problem_);
  if (end.number(1) != intervals_) {
    problem_ =
        fmt::format("it was closed with {} intervals and holds {}", end.number(1), intervals_);
  }
  result_.end.duration_ns = end.number(2);
  result_.end.error = end.bytes(3);
  std::optional<std::vector<std::string>> failures = texts_from_json(end.view(4));
  std::optional<std::vector<std::string>> warnings = texts_from_json(end.view(5));
  std::optional<std::vector<std::string>> retired = texts_from_json(end.view(6));
  if (!failures || !warnings || !retired || retired->size() % 2 != 0) {
    problem_ = "run_end: its failures, warnings and retired flows are no lists of texts";
    return;
  }
  for (std::size_t i = 0; i < retired->size(); i += 2) {
    result_.end.retired.push_back({(*retired)[i], (*retired)[i + 1]});
  }
  result_.end.failures = std::move(*failures);
  result_.end.warnings = std::move(*warnings);
  result_.end.early = end.bytes(7);
}

RunResult Reader::read() {
  read_header();
  if (ok()) read_tables();
  if (ok() && listener_.header) listener_.header(result_.header);
  if (ok()) read_intervals();
  if (ok()) check_orphans();
  if (ok()) check_sums();
  if (ok()) read_end();
  return std::move(result_);
}

std::string stamp_problem(SqliteFile& db, std::int64_t& version) {
  const std::int64_t id = db.number("pragma application_id");
  version = db.number("pragma user_version");
  if (!db.ok()) return "";
  if (id != kRunFileId) return "it is an SQLite file, but no run file of slogate";
  if (version < kOldestRunFileVersion || version > kRunFileVersion) {
    return fmt::format("it has run file version {}, and this slogate reads versions {} to {}",
                       version, kOldestRunFileVersion, kRunFileVersion);
  }
  return "";
}

}  // namespace

Result<RunResult> read_run_file(const std::filesystem::path& file,
                                const RunFileListener& listener) {
  const auto refuse = [&](const std::string& why) {
    return Diagnostics(
        Diagnostic{{file.string(), 0, 0}, fmt::format("cannot read the run file: {}", why)});
  };
  const RunFileOpening opening = look_at(file);
  if (!opening.problem.empty()) return refuse(opening.problem);
  SqliteFile db(file);
  db.open(opening.access);
  // One view of the whole, even while a run goes on.
  db.run("begin");
  std::int64_t version = 0;
  std::string problem = stamp_problem(db, version);
  RunResult result;
  if (problem.empty() && db.ok()) {
    Reader reader(db, version, listener);
    result = reader.read();
    problem = reader.problem();
  }
  if (!problem.empty()) return refuse(problem);
  if (!db.ok()) {
    Diagnostics error = db.error("cannot read the run file");
    if (opening.has_rest) {
      error.list.front().message +=
          " (the log beside it holds a part of the run: copy both into a folder where you may "
          "write, and read them there)";
    }
    return error;
  }
  db.run("commit");
  return result;
}

}  // namespace slogate
