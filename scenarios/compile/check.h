// Checks and captures, compiled: the source with its selector ready (pointer split, expression
// compiled, pattern compiled), evaluated on one Exchange. Pure; immutable after compile, so all
// workers share them.
//
//   BodyView body(exchange, hops, &url, step.max_body, &reader);   // looks only when asked
//   if (auto failure = check.evaluate(body, frame, now)) ...
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compile/frame.h"
#include "scenarios/compile/template.h"
#include "scenarios/message/exchange.h"
#include "scenarios/suite/suite.h"

namespace slogate {

class BodyReader;
class Redactor;

// Looks into one answer: decodes its body and parses it, lazily, at most once per format. Refers to
// the exchange, which must outlive this.
class BodyView {
 public:
  static constexpr std::uint64_t kMostDecoded = 16U << 20U;

  // `hops`: the redirects that led here; `url`: where the answer came from; `most`: how large the
  // decoded body may be; `reader`: keeps the memory from answer to answer.
  explicit BodyView(const Exchange& exchange, std::span<const Hop> hops = {},
                    const Url* url = nullptr, std::uint64_t most = kMostDecoded,
                    BodyReader* reader = nullptr);
  ~BodyView();
  BodyView(const BodyView&) = delete;
  BodyView& operator=(const BodyView&) = delete;

  [[nodiscard]] const Exchange& exchange() const { return exchange_; }
  [[nodiscard]] std::span<const Hop> hops() const { return hops_; }
  [[nodiscard]] const Url* url() const { return url_; }
  // The body with its content codings undone (RFC 9110 8.4); decoded once, when first asked. Where
  // that fails it is empty, and `fault` says why.
  [[nodiscard]] std::string_view text(std::string* fault = nullptr) const;

  struct Parsed;  // what has been decoded and parsed; defined in body_view.h (private)
  [[nodiscard]] Parsed& parsed() const;

 private:
  const Exchange& exchange_;
  std::span<const Hop> hops_;
  const Url* url_;
  std::uint64_t most_;
  BodyReader* reader_;
  mutable std::unique_ptr<Parsed> own_;  // where there is no reader
  mutable Parsed* parsed_ = nullptr;
};

// The memory that looking into answers needs, kept from one answer to the next. One per worker is
// enough: it serves one BodyView at a time.
class BodyReader {
 public:
  BodyReader();
  ~BodyReader();
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

 private:
  friend class BodyView;
  std::unique_ptr<BodyView::Parsed> parsed_;
};

struct CheckFailure {
  std::string expected;  // `status is 200`, `header content-type starts with "text/html"`
  std::string got;       // `502`, `"text/plain"`, `no such header`; at most 200 bytes, cut with …
  std::string excerpt;   // the body around the place where the check looked; at most 400 bytes
  std::string because;   // the flow's own words, or empty
  Position at;           // the check's line in the flow file
};

// How the failure of a missing capture ends whose default has no value itself.
[[nodiscard]] std::string without_default(std::string_view why);

class Matcher;      // a source with its selector, ready to look; defined in matcher.h
class Expectation;  // what a predicate expects, for one frame; defined in predicate.h
struct Found;

class Check {
 public:
  Check(std::shared_ptr<const Matcher> matcher, CheckSpec spec, std::vector<Template> expected);

  // Nothing where the check holds. `now` is the wall clock, for certificates. The check is on the
  // value as it came; `redactor`, where given, takes the secrets out of the words before they are
  // cut.
  [[nodiscard]] std::optional<CheckFailure> evaluate(const BodyView& body, const Frame& frame,
                                                     std::chrono::sys_seconds now,
                                                     const Redactor* redactor = nullptr) const;
  // The same without an answer: for conditions on variables.
  [[nodiscard]] bool holds(const Frame& frame) const;

  // Tells `wider` the parts that its pattern or its filters cut out of the secrets that `redactor`
  // knows.
  void find_cuts(const BodyView& body, const Frame& frame, std::chrono::sys_seconds now,
                 const Redactor& redactor, Redactor& wider) const;

  [[nodiscard]] bool needs_body() const;
  // "status is 200", for plans and reports; secrets stand as their names.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] const CheckSpec& spec() const { return spec_; }

 private:
  [[nodiscard]] CheckFailure failure(const BodyView& body, const Frame& frame, Found& found,
                                     const Expectation& expectation) const;

  std::shared_ptr<const Matcher> matcher_;
  CheckSpec spec_;
  std::vector<Template> expected_;  // the strings in spec_.expected, in order; all else stays there
};

class Capture {
 public:
  Capture(std::shared_ptr<const Matcher> matcher, CaptureSpec spec, std::size_t slot,
          std::optional<Template> fallback = std::nullopt);

  // Sets the slot, or leaves it unset and says why: the failure of a required capture. An optional
  // one that is missing gives nothing; a sticky one depends on `seen_before`; one with a default
  // takes that. A secret that no redaction could take out fails too, and stays in the slot for
  // those that redact by it.
  [[nodiscard]] std::optional<CheckFailure> take(const BodyView& body, Frame& frame,
                                                 bool seen_before,
                                                 std::chrono::sys_seconds now = {},
                                                 const Redactor* redactor = nullptr) const;

  // What take() does where there is nothing, for whoever finds that what it took is of no use. True
  // where that is allowed: the slot is unset, or has the default. `text`: memory to render it, and
  // why the default has no value where it has none.
  [[nodiscard]] bool does_without(Frame& frame, bool seen_before, std::string& text) const;
  // What the failure of a missing capture expects: "json /id is there, for the capture id".
  [[nodiscard]] std::string expectation() const;

  // Tells `wider` the parts that its pattern or its filters cut out of the secrets that `redactor`
  // knows.
  void find_cuts(const BodyView& body, const Frame& frame, std::chrono::sys_seconds now,
                 const Redactor& redactor, Redactor& wider) const;

  [[nodiscard]] bool needs_body() const;
  [[nodiscard]] const CaptureSpec& spec() const { return spec_; }
  [[nodiscard]] std::size_t slot() const { return slot_; }

 private:
  bool keep(const Found& found, Frame& frame) const;
  [[nodiscard]] bool too_short(const Frame& frame) const;

  std::shared_ptr<const Matcher> matcher_;
  CaptureSpec spec_;
  std::size_t slot_;
  std::optional<Template> fallback_;
};

}  // namespace slogate
