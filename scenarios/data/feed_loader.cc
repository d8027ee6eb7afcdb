// The one pass over a feed's file before the run: every row is checked and counted, kept in memory
// or entered in the index.
#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <filesystem>
#include <optional>
#include <utility>

#include "scenarios/data/feed.h"
#include "scenarios/data/feed_content.h"
#include "scenarios/data/row_reader.h"
#include "scenarios/message/redactor.h"
#include "scenarios/suite/json_fault.h"
#include "scenarios/suite/quoted.h"

namespace slogate {
namespace {

constexpr std::size_t kMostFaults = 10;        // told of one file: the rest is mostly the same
constexpr std::size_t kLoadBlock = 256 << 10;  // read at a time
constexpr std::size_t kLongestColumn = 100;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::optional<FeedKind> kind_of(const std::string& file) {
  std::string ending = std::filesystem::path(file).extension().string();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (ending == ".csv") return FeedKind::csv;
  if (ending == ".jsonl" || ending == ".ndjson") return FeedKind::json_lines;
  return std::nullopt;
}

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

bool is_column_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && name.size() <= kLongestColumn && letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

// Where the fields of a sound CSV row begin.
std::vector<std::size_t> field_offsets(std::string_view row) {
  std::vector<std::size_t> offsets{0};
  bool quoted = false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '"') quoted = !quoted;
    if (row[i] == ',' && !quoted) offsets.push_back(i + 1);
  }
  return offsets;
}

class Loader {
 public:
  Loader(OpenFile file, const std::string& shown, const FeedOptions& options)
      : reader_(std::min(options.block * 8, kLoadBlock)),
        content_(std::make_unique<FeedContent>()),
        secrets_(options.secrets) {
    content_->shown = shown;
    content_->file = std::move(file);
    content_->in_memory = content_->file.size() <= options.in_memory;
    content_->index = RowIndex(options.index_entries);
  }

  // The content; nothing where problems() says why.
  std::unique_ptr<FeedContent> load(FeedKind kind) {
    content_->format.kind = kind;
    if (content_->file.size() > kLargestFeed) {
      whole("larger than 64 GiB, the most that is read");
      return nullptr;
    }
    if (kind == FeedKind::csv ? header() : names()) {
      columns_ = content_->format.columns.names();
      rows();
    }
    if (!problems_.empty()) return nullptr;
    if (content_->in_memory) content_->file = OpenFile();
    return std::move(content_);
  }

  Diagnostics problems() { return std::move(problems_); }
  // Empty where the first line is not sound.
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

 private:
  void whole(std::string message) { problems_.add({content_->shown, 0, 0}, std::move(message)); }
  void tell(std::int64_t line, std::size_t column, std::string message) {
    // A file of 64 GiB may have more lines than an int counts.
    const auto shown = static_cast<int>(std::min<std::int64_t>(line, INT_MAX));
    problems_.add({content_->shown, shown, static_cast<int>(column) + 1}, std::move(message));
    problems_.list.back().hide_line = !secrets_.empty();
  }
  // At an offset in the row that begins on line_.
  void tell_in(std::string_view row, std::size_t at, std::string message) {
    const LineColumn place = line_column(row, at);
    tell(line_ + place.line - 1, static_cast<std::size_t>(place.column) - 1, std::move(message));
  }

  bool header();
  bool names();
  void check_columns(const std::vector<JsonName>& columns, std::string_view row);
  void rows();
  void tell_fault(const RowScan& scan, std::string_view text);
  void tell_json(std::string_view line);
  bool next_row(FieldStore& fields);
  void check_secrets(const FieldStore& fields, std::size_t first);
  // `column "id"`. A file without a first line of names has a row there: where secrets stand, only
  // what the flow itself names is repeated.
  [[nodiscard]] std::string column_text(const std::string& name) const;

  RowReader reader_;
  std::unique_ptr<FeedContent> content_;
  Diagnostics problems_;
  std::vector<std::string> columns_;
  const std::vector<SecretColumn>& secrets_;
  std::uint64_t offset_ = 0;
  std::int64_t line_ = 1;
};

bool Loader::header() {
  FieldStore fields;
  std::string_view text;
  const std::uint64_t size = content_->file.size();
  // Spreadsheet programs put a byte-order mark there; it is no part of the first column's name.
  if (size >= kByteOrderMark.size()) {
    FileWindow start(kByteOrderMark.size());
    if (start.view(content_->file, 0, kByteOrderMark.size(), text) &&
        text.starts_with(kByteOrderMark)) {
      offset_ = kByteOrderMark.size();
    }
  }
  if (offset_ == size) {
    tell(1, 0, "the file is empty: its first line must name the columns");
    return false;
  }
  const RowScan scan = reader_.read(content_->file, content_->format, offset_, fields, text);
  if (scan.end != RowScan::End::row) {
    tell_fault(scan, text);
    return false;
  }
  const std::vector<std::size_t> offsets = field_offsets(text);
  std::vector<JsonName> columns;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    columns.push_back({std::string(fields[i].value()), offsets[i]});
  }
  check_columns(columns, text);
  line_ += std::count(text.begin(), text.end(), '\n');
  offset_ += scan.length;
  if (problems_.empty() && offset_ == size) {
    tell(1, 0, "the file has no rows, only the names of its columns");
  }
  return problems_.empty();
}

// The first line is a row too: it is only looked at here, and read with the others.
bool Loader::names() {
  if (content_->file.size() == 0) {
    tell(1, 0, "the file is empty: its first line must hold an object");
    return false;
  }
  FieldStore unused;
  std::string_view text;
  RowScan scan = reader_.read(content_->file, content_->format, 0, unused, text);
  std::vector<JsonName> columns;
  if (scan.end == RowScan::End::row) scan = read_json_names(text, columns);
  if (scan.end != RowScan::End::row) {
    tell_fault(scan, text);
    return false;
  }
  if (columns.empty()) tell(1, 0, "the object has no members: the first line names the columns");
  check_columns(columns, text);
  return problems_.empty();
}

void Loader::check_columns(const std::vector<JsonName>& columns, std::string_view row) {
  if (columns.size() > kMostColumns) {
    tell(1, 0,
         fmt::format("{}, at most {} can be read", plural(columns.size(), "column"), kMostColumns));
    return;
  }
  std::vector<std::string> known;
  for (const JsonName& column : columns) {
    if (column.name.empty()) {
      tell_in(row, column.at, "a column without a name: the first line names the columns");
    } else if (!is_column_name(column.name)) {
      tell_in(row, column.at,
              fmt::format("the {} cannot stand in ${{…}}, a name has letters, digits, _ and "
                          "- and begins with a letter or _",
                          column_text(column.name)));
    } else if (std::find(known.begin(), known.end(), column.name) != known.end()) {
      tell_in(row, column.at, fmt::format("the {} is named twice", column_text(column.name)));
    }
    if (problems_.list.size() >= kMostFaults) return;
    known.push_back(column.name);
  }
  content_->format.columns = JsonColumns(std::move(known));
}

void Loader::rows() {
  FieldStore scratch;
  FieldStore& fields = content_->in_memory ? content_->values : scratch;
  while (offset_ < content_->file.size()) {
    scratch.clear();
    if (!next_row(fields)) return;
    if (problems_.list.size() >= kMostFaults) {
      whole("further faults are not looked for");
      return;
    }
  }
}

// False where nothing behind can be read.
bool Loader::next_row(FieldStore& fields) {
  const std::size_t before = fields.size();
  std::string_view text;
  const RowScan scan = reader_.read(content_->file, content_->format, offset_, fields, text);
  if (scan.end != RowScan::End::row) tell_fault(scan, text);
  if (scan.length == 0) return false;
  const std::size_t count = fields.size() - before;
  const std::size_t columns = content_->format.columns.names().size();
  if (scan.end == RowScan::End::row && count != columns) {
    tell(line_, 0,
         fmt::format("this row has {}, the first line names {}", plural(count, "field"),
                     plural(columns, "column")));
  } else if (scan.end == RowScan::End::row && !secrets_.empty()) {
    check_secrets(fields, before);
  }
  if (!content_->in_memory) content_->index.add(offset_);
  ++content_->rows;
  offset_ += scan.length;
  const std::string_view row = text.substr(0, scan.length);
  line_ += std::count(row.begin(), row.end(), '\n');
  return true;
}

std::string Loader::column_text(const std::string& name) const {
  const bool named = secrets_.empty() ||
                     std::any_of(secrets_.begin(), secrets_.end(),
                                 [&](const SecretColumn& secret) { return secret.name == name; });
  return named ? fmt::format("column {}", in_quotes(name)) : "name of this column";
}

// Once for each row, whatever the size of the file: the run then deals rows without a look at them.
void Loader::check_secrets(const FieldStore& fields, std::size_t first) {
  for (const SecretColumn& secret : secrets_) {
    const std::size_t column = content_->format.columns.find(secret.name, 0);
    if (secret.one_time || column == JsonColumns::npos) continue;
    const auto value = fields[first + column];
    if (!value || !Redactor::too_short(*value)) continue;
    tell(line_, 0,
         fmt::format("the secret {} has under {} characters in this row: taking it out of the "
                     "reports would tear other words apart, use a longer one, or name the column "
                     "in \"one_time\"",
                     in_quotes(secret.name), Redactor::kShortestSecret));
  }
}

void Loader::tell_fault(const RowScan& scan, std::string_view text) {
  if (scan.at == RowScan::npos) {
    whole("changed while it was read");
  } else if (scan.fault == kNotJson) {
    tell_json(scan.length == 0 ? text : text.substr(0, scan.length));
  } else {
    tell_in(text, scan.at, scan.fault);
  }
}

// parse_json() says better what is wrong. It is stricter about numbers, so its last word counts: at
// what is no JSON it stops.
void Loader::tell_json(std::string_view line) {
  if (!secrets_.empty()) return tell(line_, 0, "the line holds no JSON object");
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  const Result<Json> json = parse_json(content_->shown, line);
  if (!json) {
    const Diagnostic last = json.error().list.back();
    tell(line_, static_cast<std::size_t>(std::max(last.at.column, 1)) - 1, last.message);
  } else {
    tell(line_, 0, fmt::format("the line holds {}, it must hold an object", json->kind_name()));
  }
}

}  // namespace

bool is_feed_name(const std::string& file) {
  return kind_of(file).has_value();
}

Result<Feed> read_feed(OpenFile file, const std::string& shown, FeedOptions options,
                       std::vector<std::string>* columns) {
  const std::optional<FeedKind> kind = kind_of(shown);
  if (!kind) {
    return Diagnostics({{shown, 0, 0}, "is neither CSV (.csv) nor JSON lines (.jsonl, .ndjson)"});
  }
  Loader loader(std::move(file), shown, options);
  std::unique_ptr<FeedContent> content = loader.load(*kind);
  if (columns != nullptr) *columns = loader.columns();
  if (!content) return loader.problems();
  return Feed(std::move(content), std::move(options));
}

Result<Feed> open_feed(const std::filesystem::path& folder, const std::string& file,
                       const Position& from, FeedOptions options,
                       std::vector<std::string>* columns) {
  OpenFile opened;
  std::string fault = open_confined_file(folder, file, opened);
  if (fault.empty() && !is_feed_name(file)) {
    fault = "is neither CSV (.csv) nor JSON lines (.jsonl, .ndjson)";
  }
  if (!fault.empty()) {
    return Diagnostics({from, fmt::format("the feed file {} {}", in_quotes(file), fault)});
  }
  return read_feed(std::move(opened), (folder / file).lexically_normal().string(),
                   std::move(options), columns);
}

}  // namespace slogate
