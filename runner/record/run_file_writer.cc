#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

#include "runner/record/header_json.h"
#include "runner/record/run_file.h"
#include "runner/record/schema.h"
#include "runner/record/sqlite.h"

namespace slogate {

namespace {

constexpr std::string_view kCannotWrite = "cannot write the run file";

// The bytes of several histograms at once, in buffers that are kept from row to row.
class Encoded {
 public:
  Blob operator()(std::size_t place, const Histogram& histogram) {
    buffers_[place].clear();
    histogram.encode(buffers_[place]);
    return Blob{buffers_[place]};
  }

 private:
  std::array<std::string, 3 + kPhases> buffers_;
};

std::string_view kind_word(RunEndKind kind) {
  switch (kind) {
    case RunEndKind::none:
      return "none";
    case RunEndKind::complete:
      return "complete";
    case RunEndKind::sigint:
      return "sigint";
    case RunEndKind::sigterm:
      return "sigterm";
    case RunEndKind::failed:
      return "failed";
  }
  return "none";
}

// Creates the empty file for its owner alone: SQLite would let everybody read it, and answers of
// the target are in it.
Result<void> create_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    const int error = errno;
    const std::string why = error == EEXIST
                                ? "the file exists already, and nothing written earlier is replaced"
                                : std::string(std::strerror(error));
    return Diagnostics(
        Diagnostic{{file.string(), 0, 0}, fmt::format("cannot create the run file: {}", why)});
  }
  ::close(descriptor);
  return {};
}

void store_header(SqliteFile& db, const RunHeader& header) {
  Statement(db, "insert into header values (1, ?)").run(header_to_json(header));
  Statement row(db, "insert into rows values (?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < header.rows.size(); ++i) {
    const RunRow& r = header.rows[i];
    row.run(i, r.flow, r.step, r.group, texts_to_json(r.tags), r.request, r.file, r.line);
  }
  Statement flow(db, "insert into flows values (?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < header.flows.size(); ++i) {
    const RunFlow& f = header.flows[i];
    flow.run(i, f.name, f.title, f.route, f.core ? 1 : 0);
  }
}

}  // namespace

struct RunFileWriter::Database {
  explicit Database(const std::filesystem::path& path) : file(path) {}

  // The statements of append(), prepared once.
  struct Statements {
    explicit Statements(SqliteFile& db)
        : interval(db, "insert into intervals values (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          worker(db, "insert into worker_times values (?, ?, ?, ?, ?, ?)"),
          outcome(db, "insert into outcome_counts values (?, ?, ?, ?)"),
          row(db,
              "insert into row_counts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
              "?, ?, ?, ?, ?, ?, ?, ?)"),
          flow(db, "insert into flow_counts values (?, ?, ?, ?, ?, ?, ?)"),
          finding(db, "insert into findings values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          exchange(db, "insert into exchanges values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          note(db, "insert into notes values (?, ?, ?, ?, ?, ?)") {}
    Statement interval, worker, outcome, row, flow, finding, exchange, note;
  };

  void store(const Interval& interval);
  void store_row(std::size_t index, const RowCounts& row);
  void store_words(const Interval& interval);

  SqliteFile file;
  std::unique_ptr<Statements> statements;  // gone after close()
  Encoded encoded;
  std::int64_t last_interval = 0;
  std::size_t rows = 0;
  std::size_t flows = 0;
};

void RunFileWriter::Database::store_row(std::size_t index, const RowCounts& row) {
  const std::int64_t id = last_interval + 1;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    if (row.by_outcome[i] > 0)
      statements->outcome.run(id, index, word(static_cast<Outcome>(i)), row.by_outcome[i]);
  }
  const auto phase = [&](Phase which) {
    const auto place = static_cast<std::size_t>(which);
    return encoded(3 + place, row.phases[place]);
  };
  statements->row.run(id, index, row.by_class[0], row.by_class[1], row.by_class[2], row.by_class[3],
                      row.by_class[4], row.by_class[5], row.bad_5xx, row.new_connections,
                      row.stale_retries, row.extra_bytes, row.bytes_out, row.bytes_in,
                      encoded(0, row.response), encoded(1, row.service), encoded(2, row.failures),
                      phase(Phase::dns), phase(Phase::connect), phase(Phase::tls),
                      phase(Phase::send), phase(Phase::wait), phase(Phase::receive), row.never_sent,
                      row.unanswered);
}

void RunFileWriter::Database::store_words(const Interval& interval) {
  const std::int64_t id = last_interval + 1;
  for (std::size_t i = 0; i < interval.findings.size(); ++i) {
    const Finding& f = interval.findings[i];
    statements->finding.run(id, i, f.row, word(f.outcome), f.iteration, f.at_ns, f.expected, f.got,
                            f.excerpt, f.because, f.curl, f.request_id, f.file, f.line);
  }
  for (std::size_t i = 0; i < interval.exchanges.size(); ++i) {
    const ExchangeRecord& e = interval.exchanges[i];
    statements->exchange.run(id, i, e.row, e.iteration, e.at_ns, word(e.outcome), e.status,
                             e.service_us, e.request, e.response, texts_to_json(e.checks));
  }
  for (std::size_t i = 0; i < interval.notes.size(); ++i) {
    const Note& n = interval.notes[i];
    statements->note.run(id, i, n.flow, n.step, n.text, n.count);
  }
}

void RunFileWriter::Database::store(const Interval& interval) {
  const std::int64_t id = last_interval + 1;
  statements->interval.run(id, interval.begin_ns, interval.end_ns, interval.stopped_ns,
                           interval.cpu_us, encoded(0, interval.wait_for_user),
                           encoded(1, interval.dispatch_lag), interval.suspended_ns,
                           std::int64_t{interval.warm_up});
  for (std::size_t i = 0; i < interval.workers.size(); ++i) {
    const WorkerTimes& w = interval.workers[i];
    statements->worker.run(id, i, w.cpu_us, w.waiting_us, w.full_us, w.full_cpu_us);
  }
  for (std::size_t i = 0; i < interval.rows.size(); ++i) {
    if (!interval.rows[i].empty()) store_row(i, interval.rows[i]);
  }
  for (std::size_t i = 0; i < interval.flows.size(); ++i) {
    const FlowCounts& f = interval.flows[i];
    if (!f.empty())
      statements->flow.run(id, i, f.started, f.succeeded, f.failed, f.aborted, f.dropped);
  }
  store_words(interval);
}

RunFileWriter::RunFileWriter(std::unique_ptr<Database> database) : database_(std::move(database)) {}

RunFileWriter::~RunFileWriter() {
  database_->statements.reset();
}

Result<std::unique_ptr<RunFileWriter>> RunFileWriter::create(const std::filesystem::path& file,
                                                             const RunHeader& header) {
  if (Result<void> created = create_file(file); !created) return created.error();
  auto database = std::make_unique<Database>(file);
  SqliteFile& db = database->file;
  db.open(SqliteFile::Access::read_write);
  // The header is in the file itself before the log begins, so that a copy without the log still
  // says what run it was.
  db.run("begin");
  db.run(schema_sql());
  store_header(db, header);
  db.run("commit");
  db.run("pragma journal_mode = wal");
  db.run("pragma synchronous = normal");
  // Opens the log and its index now: once connections have taken every descriptor it is too late.
  db.run("begin immediate");
  db.run("commit");
  database->rows = header.rows.size();
  database->flows = header.flows.size();
  if (db.ok()) database->statements = std::make_unique<Database::Statements>(db);
  if (!db.ok()) {
    Diagnostics error = db.error("cannot create the run file");
    database.reset();
    // Ours, and of no use to anybody; what else lies in the folder is not touched.
    std::error_code ignored;
    for (const char* tail : {"", "-wal", "-shm", "-journal"})
      std::filesystem::remove(file.string() + tail, ignored);
    return error;
  }
  return std::unique_ptr<RunFileWriter>(new RunFileWriter(std::move(database)));
}

Result<void> RunFileWriter::append(const Interval& interval) {
  SqliteFile& db = database_->file;
  const auto refuse = [&](std::string_view why) {
    return Diagnostics(
        Diagnostic{{db.path().string(), 0, 0}, fmt::format("{}: {}", kCannotWrite, why)});
  };
  if (database_->statements == nullptr) return refuse("it is closed already");
  if (interval.rows.size() != database_->rows || interval.flows.size() != database_->flows) {
    return refuse(fmt::format(
        "an interval of {} rows and {} flows in a run of {} rows and {} flows",
        interval.rows.size(), interval.flows.size(), database_->rows, database_->flows));
  }
  db.run("begin immediate");
  database_->store(interval);
  db.run("commit");
  if (!db.ok()) {
    Diagnostics error = db.error(kCannotWrite);
    // SQLite may have rolled back by itself; then this fails, which says nothing new.
    db.forget_error();
    db.run("rollback");
    db.forget_error();
    return error;
  }
  ++database_->last_interval;
  return {};
}

Result<void> RunFileWriter::close(const RunEnd& end) {
  SqliteFile& db = database_->file;
  if (database_->statements == nullptr) {
    return Diagnostics(Diagnostic{{db.path().string(), 0, 0},
                                  fmt::format("{}: it is closed already", kCannotWrite)});
  }
  if (end.kind != RunEndKind::none) {
    std::vector<std::string> retired;
    for (const NotChecked& flow : end.retired) {
      retired.push_back(flow.flow);
      retired.push_back(flow.reason);
    }
    Statement(db, "insert into run_end values (1, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run(kind_word(end.kind), database_->last_interval, end.duration_ns, end.error,
             texts_to_json(end.failures), texts_to_json(end.warnings), texts_to_json(retired),
             end.early);
  }
  database_->statements.reset();
  if (!db.ok()) {
    Diagnostics error = db.error(kCannotWrite);
    db.close();
    return error;
  }
  const bool one_file = db.leave_one_file();
  Diagnostics error = one_file ? Diagnostics()
                               : db.error(
                                     "the run is stored, but its write-ahead log could not be "
                                     "moved into it, so keep run.db and run.db-wal together");
  db.close();
  if (!one_file) return error;
  return {};
}

}  // namespace slogate
