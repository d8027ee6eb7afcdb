#include "tests/sim/run_file_dump.h"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "runner/record/sqlite.h"

namespace slogate::support {
namespace {

std::vector<std::string> texts(SqliteFile& file, const std::string& sql) {
  std::vector<std::string> out;
  Statement statement(file, sql);
  while (statement.step()) out.push_back(statement.bytes(0));
  return out;
}

// One expression that makes a text of a row, so that nothing here has to know the columns.
std::string row_text(const std::vector<std::string>& columns) {
  std::string out;
  for (const std::string& column : columns) {
    if (!out.empty()) out += " || ', ' || ";
    out += fmt::format("quote(\"{}\")", column);
  }
  return out;
}

}  // namespace

std::string canonical_dump(const std::filesystem::path& run_file) {
  SqliteFile file(run_file);
  file.open(SqliteFile::Access::read_only);
  std::string out;
  for (const std::string& table :
       texts(file, "select name from sqlite_master where type = 'table' order by name")) {
    const auto columns =
        texts(file, fmt::format("select name from pragma_table_info('{}') order by cid", table));
    const auto key = texts(
        file,
        fmt::format("select name from pragma_table_info('{}') where pk > 0 order by pk", table));
    if (columns.empty() || key.empty()) throw std::runtime_error("no key in table " + table);
    out += table + '\n';
    std::string order;
    for (const std::string& column : key) order += (order.empty() ? "\"" : ", \"") + column + '"';
    for (const std::string& row : texts(file, fmt::format("select {} from \"{}\" order by {}",
                                                          row_text(columns), table, order)))
      out += "  " + row + '\n';
  }
  if (!file.ok()) throw std::runtime_error(file.error("cannot dump the run file").text());
  return out;
}

}  // namespace slogate::support
