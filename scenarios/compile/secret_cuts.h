// What filters and patterns cut out of secrets: a part of a token is told like any other value, and no redactor knows it.
// Asked only where a failure is put into words. Private to this folder.
//
//   Redactor wider = redactor;
//   SecretCuts cuts(redactor, wider);
//   found.scratch.cuts = &cuts;     // the filters of a look then report what they do
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/compile/value.h"
#include "scenarios/message/redactor.h"
#include "scenarios/suite/suite.h"

namespace slogate {

class SecretCuts {
 public:
  // `known` finds the secrets; `wider` is told their parts.
  SecretCuts(const Redactor& known, Redactor& wider) : known_(known), wider_(wider) {}

  // A text in which secrets may stand, and from which values are cut. It must stay where it is.
  void watch(std::string_view text);
  // Before and behind a filter's work on the values that were found.
  void before(const Found& found);
  void behind(Filter filter, const Found& found);
  // What was found is told as it is: parts of watched secrets in it are to be hidden.
  void note(const Found& found);

 private:
  using Range = std::pair<const char*, const char*>;

  void note_view(std::string_view text);
  void note_made(Filter filter, std::string_view from, const Value& made);
  void hide(std::string_view part);
  [[nodiscard]] bool lies_in_input(std::string_view text) const;

  const Redactor& known_;
  Redactor& wider_;
  std::vector<Range> hidden_;             // secrets and parts of them, where they stand
  std::vector<std::string_view> inputs_;  // of the filter at work
  std::deque<std::string> texts_;         // of inputs that are no texts themselves
};

}  // namespace slogate
