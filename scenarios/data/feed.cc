#include "scenarios/data/feed.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "scenarios/data/feed_content.h"
#include "scenarios/data/random.h"
#include "scenarios/data/row_reader.h"

namespace slogate {
namespace {

constexpr std::uint64_t kNowhere = std::numeric_limits<std::uint64_t>::max();

}  // namespace

struct FeedCursor::State {
  explicit State(const FeedContent& of, std::size_t block) : content(&of), reader(block) {}

  const FeedContent* content;
  RowReader reader;
  FieldStore fields;              // of the row that was read last
  std::uint64_t next = kNowhere;  // the row behind it
  std::uint64_t next_offset = 0;  // and where it begins
};

FeedCursor::FeedCursor() = default;
FeedCursor::~FeedCursor() = default;
FeedCursor::FeedCursor(FeedCursor&& other) noexcept = default;
FeedCursor& FeedCursor::operator=(FeedCursor&& other) noexcept = default;

Feed::Feed(std::unique_ptr<const FeedContent> content, FeedOptions options)
    : content_(std::move(content)),
      options_(std::move(options)),
      stream_(stream_number(options_.name)) {}
Feed::~Feed() = default;
Feed::Feed(Feed&& other) noexcept = default;
Feed& Feed::operator=(Feed&& other) noexcept = default;

const std::vector<std::string>& Feed::columns() const {
  return content_->format.columns.names();
}

std::uint64_t Feed::size() const {
  return content_->rows;
}

bool Feed::in_memory() const {
  return content_->in_memory;
}

std::size_t Feed::index_entries() const {
  return content_->index.entries();
}

std::optional<std::uint64_t> Feed::row_number(std::uint64_t ordinal, std::uint64_t seed) const {
  const std::uint64_t rows = content_->rows;
  if (options_.order == FeedOrder::random) {
    return RandomStream({seed, 0, ordinal, 0}, stream_).below(rows);
  }
  if (ordinal < rows) return ordinal;
  if (options_.order == FeedOrder::unique || options_.end == FeedEnd::stop) return std::nullopt;
  return ordinal % rows;
}

Result<FeedRow> Feed::row(std::uint64_t number, FeedCursor& cursor) const {
  if (content_->in_memory) {
    const std::size_t columns = this->columns().size();
    return FeedRow(content_->values, static_cast<std::size_t>(number) * columns, columns);
  }
  if (!cursor.state_ || cursor.state_->content != content_.get()) {
    cursor.state_ = std::make_unique<FeedCursor::State>(*content_, options_.block);
  }
  return read(number, *cursor.state_);
}

Result<FeedRow> Feed::read(std::uint64_t number, FeedCursor::State& state) const {
  RowIndex::Entry at = content_->index.before(number);
  if (state.next <= number && state.next > at.row) at = {state.next, state.next_offset};
  state.next = kNowhere;
  bool sound = at.offset < content_->file.size();
  while (sound && at.row < number) {
    const RowScan passed =
        state.reader.skip(content_->file, content_->format, at.offset, state.fields);
    ++at.row;
    at.offset += passed.length;
    sound = passed.end == RowScan::End::row && at.offset < content_->file.size();
  }
  if (sound) {
    std::string_view text;
    state.fields.clear();
    const RowScan found =
        state.reader.read(content_->file, content_->format, at.offset, state.fields, text);
    sound = found.end == RowScan::End::row && state.fields.size() == columns().size();
    at.offset += found.length;
  }
  if (!sound) {
    return Diagnostics({{content_->shown, 0, 0},
                        "changed during the run, leave the file of a feed alone until the run is "
                        "over"});
  }
  state.next = number + 1;
  state.next_offset = at.offset;
  return FeedRow(state.fields, 0, state.fields.size());
}

}  // namespace slogate
