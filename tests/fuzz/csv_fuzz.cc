// Any bytes as a feed: it is refused with a place, or every row is there in memory and read from the
// file piece by piece, and both are the same. The first byte chooses the format and the size of the
// pieces; the rest is the file.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "scenarios/data/feed.h"

namespace {

using slogate::Feed;
using slogate::FeedCursor;
using slogate::FeedOptions;
using slogate::FeedRow;
using slogate::OpenFile;
using slogate::Result;

void require(bool holds) {
  if (!holds) std::abort();
}

OpenFile file_of(const std::uint8_t* data, std::size_t size) {
  const int descriptor = ::memfd_create("feed", MFD_CLOEXEC);
  require(descriptor >= 0);
  require(::write(descriptor, data, size) == static_cast<ssize_t>(size));
  OpenFile file;
  require(file.adopt(descriptor).empty());
  return file;
}

void compare(const Feed& kept, const Feed& streamed) {
  require(kept.columns() == streamed.columns());
  require(kept.size() == streamed.size() && kept.size() > 0);
  FeedCursor cursor;
  FeedCursor backwards;
  for (std::uint64_t i = 0; i < kept.size(); ++i) {
    const std::uint64_t other = kept.size() - 1 - i;
    const Result<FeedRow> row = streamed.row(i, cursor);
    const Result<FeedRow> back = streamed.row(other, backwards);
    const Result<FeedRow> expected = kept.row(i, cursor);
    const Result<FeedRow> expected_back = kept.row(other, backwards);
    require(row.has_value() && back.has_value());
    require(row->size() == kept.columns().size());
    for (std::size_t column = 0; column < row->size(); ++column) {
      require((*row)[column] == (*expected)[column]);
      require((*back)[column] == (*expected_back)[column]);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 4096) return 0;
  const std::string name = (data[0] & 1U) != 0 ? "f.jsonl" : "f.csv";
  FeedOptions streamed;
  streamed.in_memory = 0;
  streamed.index_entries = 2 + (data[0] >> 1U & 7U);
  streamed.block = 1U << (data[0] >> 4U & 7U);
  const Result<Feed> kept = slogate::read_feed(file_of(data + 1, size - 1), name, {});
  const Result<Feed> read = slogate::read_feed(file_of(data + 1, size - 1), name, streamed);
  require(kept.has_value() == read.has_value());
  if (kept) {
    compare(*kept, *read);
  } else {
    require(kept.error().text() == read.error().text());
    for (const slogate::Diagnostic& told : kept.error().list) require(told.at.file == name);
  }
  return 0;
}
