// One SQLite connection and its prepared statements, as this folder needs them. The first error
// sticks: later calls do nothing and give nothing, so a caller does its work straight through and
// looks at ok() once.
//
//   SqliteFile db(path);
//   Statement add(db, "insert into notes values (?, ?)");
//   add.run(1, "text");
//   if (!db.ok()) return db.error("cannot write the run file");
//
// Not thread safe. Never throws but for memory. Statements must not outlive their file.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "scenarios/suite/diagnostic.h"

struct sqlite3;
struct sqlite3_stmt;

namespace slogate {

// Bytes to bind as a blob; a text would be bound as text.
struct Blob {
  std::string_view bytes;
};

class SqliteFile {
 public:
  enum class Access : std::uint8_t {
    read_only,   // takes locks, writes nothing
    immutable,   // takes no lock and looks for no journal: only where nobody can be writing
    read_write,  // rolls back or recovers what a killed writer left
  };

  explicit SqliteFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~SqliteFile() { close(); }
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  // Opens a file that exists.
  bool open(Access access);

  // Closes the connection; every Statement must be gone.
  void close();

  // Runs statements that bind nothing and return nothing.
  bool run(const char* sql);

  // The first column of the first row; 0 where there is none.
  [[nodiscard]] std::int64_t number(const char* sql);

  // Moves the whole write-ahead log into the file and goes back to a single file.
  bool leave_one_file();

  [[nodiscard]] bool ok() const { return error_.empty(); }
  // The same error twice is told once: after this, calls work again.
  void forget_error() { error_.clear(); }
  [[nodiscard]] Diagnostics error(std::string_view doing) const;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  friend class Statement;
  void fail();
  void fail(std::string text);

  std::filesystem::path path_;
  sqlite3* handle_ = nullptr;
  std::string error_;
};

class Statement {
 public:
  Statement(SqliteFile& file, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Binds the values to ?1, ?2 …; texts and blobs must live until the last step.
  template <class... Values>
  Statement& bind(const Values&... values) {
    reset();
    int parameter = 0;
    (bind_one(++parameter, values), ...);
    return *this;
  }

  // Binds, runs to the end, expects no row.
  template <class... Values>
  bool run(const Values&... values) {
    bind(values...);
    while (step()) {
    }
    reset();
    return file_.ok();
  }

  // True where there is a row to look at.
  bool step();

  [[nodiscard]] std::int64_t number(int column) const;
  // Text or blob, byte for byte.
  [[nodiscard]] std::string bytes(int column) const { return std::string(view(column)); }
  // The same without a copy, until the next step.
  [[nodiscard]] std::string_view view(int column) const;

 private:
  void reset();
  void bind_one(int parameter, std::string_view text);
  void bind_one(int parameter, const Blob& blob);
  void bind_number(int parameter, std::int64_t value);
  // Unsigned numbers keep their 64 bits: the reader casts them back.
  void bind_one(int parameter, std::integral auto value) {
    bind_number(parameter, static_cast<std::int64_t>(value));
  }

  SqliteFile& file_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace slogate
