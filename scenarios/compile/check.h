// Checks and captures, compiled: the source with its selector ready (pointer split, expression
// compiled, pattern compiled), evaluated on one Exchange. Pure; immutable after compile, so all
// workers share them.
//
//   BodyView body(exchange);                    // parses JSON or HTML once, only when first asked
//   if (auto failure = check.evaluate(body, frame, now)) ...
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/compile/frame.h"
#include "scenarios/compile/template.h"
#include "scenarios/message/exchange.h"
#include "scenarios/suite/suite.h"

namespace slogate {

// Looks into one answer; parses its body lazily, at most once per format. Refers to the exchange:
// it must outlive this.
class BodyView {
 public:
  explicit BodyView(const Exchange& exchange);
  ~BodyView();
  BodyView(const BodyView&) = delete;
  BodyView& operator=(const BodyView&) = delete;

  [[nodiscard]] const Exchange& exchange() const { return exchange_; }

  struct Parsed;  // the JSON document and the HTML tree; defined in body_view.h (private)
  [[nodiscard]] Parsed& parsed() const;

 private:
  const Exchange& exchange_;
  mutable std::unique_ptr<Parsed> parsed_;
};

struct CheckFailure {
  std::string expected;  // `status is 200`, `header content-type starts with "text/html"`
  std::string got;       // `502`, `"text/plain"`, `no such header`; at most 200 bytes, cut with …
  std::string excerpt;   // the body around the place where the check looked; at most 400 bytes
  std::string because;   // the flow's own words, or empty
  Position at;           // the check's line in the flow file
};

class Matcher;  // a source with its selector, ready to look; defined in matcher.h

class Check {
 public:
  Check(std::shared_ptr<const Matcher> matcher, CheckSpec spec, std::vector<Template> expected);

  // Nothing where the check holds. `now` is the wall clock, for certificates.
  [[nodiscard]] std::optional<CheckFailure> evaluate(const BodyView& body, const Frame& frame,
                                                     std::chrono::sys_seconds now) const;
  // The same without an answer: for conditions on variables.
  [[nodiscard]] bool holds(const Frame& frame) const;

  [[nodiscard]] bool needs_body() const;
  // "status is 200", for plans and reports; secrets stand as their names.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] const CheckSpec& spec() const { return spec_; }

 private:
  std::shared_ptr<const Matcher> matcher_;
  CheckSpec spec_;
  std::vector<Template> expected_;  // the strings in spec_.expected, in order; all else stays there
};

class Capture {
 public:
  Capture(std::shared_ptr<const Matcher> matcher, CaptureSpec spec, std::size_t slot);

  // Sets the slot, or leaves it unset and says why: the failure of a required capture. An optional
  // one that is missing gives nothing; a sticky one depends on `seen_before`.
  [[nodiscard]] std::optional<CheckFailure> take(const BodyView& body, Frame& frame,
                                                 bool seen_before) const;

  [[nodiscard]] bool needs_body() const;
  [[nodiscard]] const CaptureSpec& spec() const { return spec_; }
  [[nodiscard]] std::size_t slot() const { return slot_; }

 private:
  std::shared_ptr<const Matcher> matcher_;
  CaptureSpec spec_;
  std::size_t slot_;
};

}  // namespace slogate
