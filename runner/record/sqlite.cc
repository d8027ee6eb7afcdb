#include "runner/record/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "scenarios/message/url.h"

namespace slogate {

namespace {

// A reader of the same file may hold its lock for a moment; longer is a fault that the operator
// must see.
constexpr int kBusyMs = 2'000;

}  // namespace

bool SqliteFile::open(Access access) {
  std::string name = "file:" + percent_encode(path_.string());
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  switch (access) {
    case Access::read_only:
      flags |= SQLITE_OPEN_READONLY;
      break;
    case Access::immutable:
      flags |= SQLITE_OPEN_READONLY;
      name += "?immutable=1";
      break;
    case Access::read_write:
      flags |= SQLITE_OPEN_READWRITE;
      break;
  }
  if (sqlite3_open_v2(name.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    fail();
    return false;
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, kBusyMs);
  // A run file may come from elsewhere: its views and triggers get no say beyond plain SQL.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return true;
}

void SqliteFile::close() {
  // Only a statement that outlived its file could keep the connection open.
  if (handle_ != nullptr) sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

bool SqliteFile::run(const char* sql) {
  if (!ok()) return false;
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  return ok();
}

std::int64_t SqliteFile::number(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.number(0) : 0;
}

bool SqliteFile::leave_one_file() {
  if (!ok()) return false;
  if (sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) !=
      SQLITE_OK) {
    fail();
    return false;
  }
  std::string mode;
  {
    Statement statement(*this, "pragma journal_mode = delete");
    if (statement.step()) mode = statement.bytes(0);
  }
  if (ok() && mode != "delete") fail("another program reads the file");
  return ok();
}

void SqliteFile::fail() {
  if (!error_.empty()) return;
  if (handle_ == nullptr) return fail("out of memory");
  fail(std::string(sqlite3_errmsg(handle_)));
}

void SqliteFile::fail(std::string text) {
  if (error_.empty()) error_ = std::move(text);
}

Diagnostics SqliteFile::error(std::string_view doing) const {
  return Diagnostics(Diagnostic{{path_.string(), 0, 0}, fmt::format("{}: {}", doing, error_)});
}

Statement::Statement(SqliteFile& file, std::string_view sql) : file_(file) {
  if (!file_.ok()) return;
  if (sqlite3_prepare_v3(file_.handle_, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK) {
    file_.fail();
  }
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

bool Statement::step() {
  if (!file_.ok() || statement_ == nullptr) return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) file_.fail();
  return false;
}

std::int64_t Statement::number(int column) const {
  return statement_ == nullptr ? 0 : sqlite3_column_int64(statement_, column);
}

std::string_view Statement::view(int column) const {
  if (statement_ == nullptr) return {};
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Statement::reset() {
  if (statement_ != nullptr) sqlite3_reset(statement_);
}

void Statement::bind_one(int parameter, std::string_view text) {
  if (statement_ == nullptr) return;
  // SQLite reads a null pointer as NULL, and an empty view may hold one.
  const char* data = text.empty() ? "" : text.data();
  if (sqlite3_bind_text64(statement_, parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8) !=
      SQLITE_OK) {
    file_.fail();
  }
}

void Statement::bind_one(int parameter, const Blob& blob) {
  if (statement_ == nullptr) return;
  const char* data = blob.bytes.empty() ? "" : blob.bytes.data();
  if (sqlite3_bind_blob64(statement_, parameter, data, blob.bytes.size(), SQLITE_STATIC) !=
      SQLITE_OK) {
    file_.fail();
  }
}

void Statement::bind_number(int parameter, std::int64_t value) {
  if (statement_ == nullptr) return;
  if (sqlite3_bind_int64(statement_, parameter, value) != SQLITE_OK) file_.fail();
}

}  // namespace slogate
