// A source with its selector, ready to look: the pointer split, the pattern compiled, the
// variable's slot known. Private to this folder. Immutable, shared by all workers; what it finds
// refers to the answer, the frame and the memory of the look.
//
//   Found found(scratch);
//   matcher.look(&body, frame, now, found);
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "scenarios/compile/check.h"
#include "scenarios/compile/filter_chain.h"
#include "scenarios/compile/value.h"
#include "scenarios/content/json_schema.h"
#include "scenarios/content/jsonpath.h"
#include "scenarios/content/markup.h"

namespace slogate {

class Matcher {
 public:
  // What a word of `size`, `hash`, `time`, `redirects` or `tls` stands for.
  enum class Word : std::uint8_t {
    none,
    body,
    transfer,
    sha256,
    sha1,
    md5,
    total,
    dns,
    connect,
    tls,
    send,
    wait,
    receive,
    count,
    urls,
    final,
    version,
    issuer,
    subject,
    host,
    days_left
  };

  Source source = Source::status;
  std::string selector;  // as resolved, for words
  std::string nothing;   // what a look says that finds nothing
  Word word = Word::none;
  std::vector<std::string> pointer;  // json: its reference tokens, unescaped
  std::optional<JsonPath> path;      // jsonpath
  std::optional<XPath> xpath;
  std::unique_ptr<re2::RE2> pattern;   // regex
  std::unique_ptr<re2::RE2> expected;  // the pattern of the predicate `matches`
  std::shared_ptr<const JsonSchema> schema;
  std::int64_t slot = -1;  // variable: its slot, or -1 for a constant
  std::string constant;    // variable: its value
  bool list_slot = false;  // variable: captured with `list`
  bool secret = false;     // variable: never shown
  bool fold_case = false;  // a value whose letters have no case: content types, hashes
  std::string attribute;   // cookie: looked at instead of the value
  bool http_only = false;  // cookie: demanded attributes
  bool secure = false;
  bool all = false;          // header, cookie, regex: every field or match, as a list
  bool shape_only = false;   // json: an array or object need not be parsed for what is asked
  bool as_document = false;  // json: the predicate works on a parsed document
  bool bounds_only = false;  // regex: whether it matches is enough
  FilterChain filters;

  // Finds the value, filtered. `body` may be null for a variable.
  void look(const BodyView* body, const Frame& frame, std::chrono::sys_seconds now,
            Found& out) const;
  [[nodiscard]] bool needs_body() const;

 private:
  void find(const BodyView* body, const Frame& frame, std::chrono::sys_seconds now,
            Found& out) const;
  void look_status(const Response& response, Found& out) const;
  void look_header(const Response& response, Found& out) const;
  void look_cookie(const Response& response, Found& out) const;
  void look_body(const BodyView& body, Found& out) const;
  void look_json(const BodyView& body, Found& out) const;
  void look_jsonpath(const BodyView& body, Found& out) const;
  void look_xpath(const BodyView& body, Found& out) const;
  void look_regex(const BodyView& body, Found& out) const;
  void look_size(const BodyView& body, Found& out) const;
  void look_hash(const BodyView& body, Found& out) const;
  void look_time(const Exchange& exchange, Found& out) const;
  void look_redirects(const BodyView& body, Found& out) const;
  void look_tls(const TlsSession* session, std::chrono::sys_seconds now, Found& out) const;
  void look_variable(const Frame& frame, Found& out) const;
};

// The word behind a source that takes one; Word::none where it is none of the source's.
[[nodiscard]] Matcher::Word selector_word(Source source, std::string_view text);

// A compiled pattern; its ok() says whether it is one. Quiet, with a bounded memory.
[[nodiscard]] std::unique_ptr<re2::RE2> make_pattern(const std::string& pattern);

}  // namespace slogate
