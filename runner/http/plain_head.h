// The head of an answer that is plainly in order, read in one pass: HTTP/1.1, a final status, fields of printable ASCII,
// a body whose length is stated or that has none. Nearly all answers are so.
//
// Anything else, however lawful, is left to ResponseParser, which judges and explains: this reader only ever says yes,
// and where it does it reads what that one would read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scenarios/message/header_fields.h"

namespace slogate {

struct PlainHead {
  int status = 0;
  bool keep_alive = true;
  std::uint64_t length = 0;  // of the body
  std::size_t size = 0;      // of the head itself, with the empty line
};

// `head`: the answer to HEAD has no body. `fields`, empty before, gets the fields. Nothing, and no fields, where the head is
// not plain or not whole.
[[nodiscard]] std::optional<PlainHead> read_plain_head(std::string_view bytes, bool head,
                                                       HeaderFields& fields);

// The same with a memory: within a second a server sends the same few heads again and again, and one that is equal byte
// for byte is not read anew. Shared by the parsers of one thread.
class PlainHeadReader {
 public:
  [[nodiscard]] std::optional<PlainHead> read(std::string_view bytes, bool head,
                                              HeaderFields& fields);

 private:
  struct Known {
    HeaderFields fields;
    PlainHead head;
    bool to_head = false;
  };
  std::array<Known, 4> known_;
  std::size_t next_ = 0;
};

}  // namespace slogate
