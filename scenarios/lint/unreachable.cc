#include "scenarios/lint/unreachable.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "scenarios/lint/claims.h"
#include "scenarios/lint/facts.h"

namespace slogate {
namespace {

// Where the other one of two stands, seen from `here`; nothing on the same line.
std::string line_of(const Position& there, const Position& here) {
  if (there.file != here.file) return fmt::format(" ({}:{})", there.file, there.line);
  return there.line == here.line ? "" : fmt::format(" (line {})", there.line);
}

std::string both(const CheckSpec& early, const CheckSpec& late) {
  return fmt::format("{}{} and {} cannot both hold", words_of(early), line_of(early.at, late.at),
                     words_of(late));
}

// False where what it finds may be an empty text, which counts as unset.
bool never_empty(const CaptureSpec& capture) {
  if (!capture.filters.empty()) {
    const Filter last = capture.filters.back().filter;
    return last == Filter::number || last == Filter::count || last == Filter::date ||
           last == Filter::sha256 || last == Filter::md5;
  }
  return capture.source == Source::status || capture.source == Source::size ||
         capture.source == Source::hash || capture.source == Source::time;
}

class Finder {
 public:
  Finder(const Suite& suite, const Flow* flow, const std::vector<const StepList*>& before,
         const StepList& steps, Diagnostics& told)
      : suite_(suite), flow_(flow), steps_(steps), told_(told), facts_(flow, before, steps) {
    never_sent_.resize(facts_.places().size());
  }

  Reach find() {
    for (std::size_t at = facts_.first(); at < never_sent_.size(); ++at) {
      if (!never_sent_[at]) look_at(at);
    }
    const auto begin = never_sent_.begin() + static_cast<std::ptrdiff_t>(facts_.first());
    return {std::vector<bool>(begin, never_sent_.end()), ends_};
  }

 private:
  [[nodiscard]] const Place& place(std::size_t at) const { return facts_.places()[at]; }
  void look_at(std::size_t at);
  std::string why_not(std::size_t at, const std::vector<Fact>& facts, std::size_t late) const;
  std::string why_missing(const std::string& name) const;
  std::string why_there(const std::string& name, std::size_t at) const;
  [[nodiscard]] bool is_left_behind(std::size_t setter) const;
  [[nodiscard]] bool is_fixed(const std::string& name) const;
  void tell_not_sent(std::size_t at, const Fact& fact, const std::string& why);
  void tell_fails(std::size_t at, const Fact& fact, const std::string& why);
  std::string leave_out(std::size_t from, std::size_t end, bool failed);

  const Suite& suite_;
  const Flow* flow_;
  const StepList& steps_;
  Diagnostics& told_;
  Facts facts_;
  std::vector<bool> never_sent_;
  std::set<const CheckSpec*> seen_;  // a block's condition is told of once
  bool ends_ = false;
};

void Finder::look_at(std::size_t at) {
  const std::vector<Fact> facts = facts_.at(at);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const Fact& fact = facts[i];
    if (fact.earlier) continue;
    const std::string why = why_not(at, facts, i);
    if (why.empty()) continue;
    if (fact.is_check) return tell_fails(at, fact, why);
    never_sent_[at] = true;
    if (seen_.insert(fact.claim).second) tell_not_sent(at, fact, why);
    return;
  }
}

// What a suite's own text decides is found where its value is known: see the plan's doubts.
bool Finder::is_fixed(const std::string& name) const {
  return std::any_of(suite_.variables.begin(), suite_.variables.end(),
                     [&](const VariableSpec& variable) {
                       return variable.name == name && variable.value &&
                              variable.value->text.find("${") == std::string::npos;
                     });
}

std::string Finder::why_not(std::size_t at, const std::vector<Fact>& facts,
                            std::size_t late) const {
  const CheckSpec& claim = *facts[late].claim;
  const bool variable = claim.source == Source::variable;
  if (variable && is_fixed(claim.selector.text)) return "";
  if (never_holds(claim)) return words_of(claim) + " never holds";
  for (std::size_t early = 0; early < late; ++early) {
    if (contradict(*facts[early].claim, claim) && facts_.lasts(at, facts[early], facts[late]))
      return both(*facts[early].claim, claim);
  }
  if (!variable || facts[late].is_check) return "";
  if (demands_nothing(claim)) return why_there(claim.selector.text, at);
  return demands_value(claim) ? why_missing(claim.selector.text) : "";
}

// Every step that captures it is left out.
std::string Finder::why_missing(const std::string& name) const {
  bool captured = false;
  for (std::size_t i = 0; i < facts_.places().size(); ++i) {
    if (capture_of(*place(i).step, name) == nullptr) continue;
    if (!never_sent_[i]) return "";
    captured = true;
  }
  for (const Place& each : facts_.places()) {
    for (const BlockSpec* block : each.blocks) {
      if (starts(*block, name)) return "";
    }
  }
  return captured ? fmt::format("no step that captures {} is sent", name) : "";
}

// What earlier lists surely set: a teardown is walked after a setup that failed, and a setup may end early by "stop".
bool Finder::is_left_behind(std::size_t setter) const {
  if (setter >= facts_.first()) return true;
  if (&steps_ == &suite_.teardown) return false;
  for (std::size_t i = 0; i <= setter; ++i) {
    if (!place(i).ends_where.empty()) return false;
  }
  return true;
}

std::string Finder::why_there(const std::string& name, std::size_t at) const {
  const bool generated =
      flow_ != nullptr &&
      std::any_of(flow_->generators.begin(), flow_->generators.end(),
                  [&](const GeneratorSpec& generator) { return generator.name == name; });
  // A name of the environment that is missing or empty is refused before the run.
  const bool given = std::any_of(
      suite_.variables.begin(), suite_.variables.end(), [&](const VariableSpec& variable) {
        return variable.name == name && !variable.env.empty() && !variable.fallback;
      });
  if (generated || given) return fmt::format("{} is always set here", name);
  std::string setter;
  bool empty = true;
  for (std::size_t i = 0; i < facts_.places().size(); ++i) {
    const Place& there = place(i);
    const CaptureSpec* capture = capture_of(*there.step, name);
    if (capture == nullptr) continue;
    // A list may have no members, and a default may be an empty text.
    const bool surely = i < at && is_left_behind(i) && !capture->list && !capture->fallback &&
                        !may_be_missing(*capture) && there.when.empty() && there.loops.empty() &&
                        there.step->for_each.empty() &&
                        there.step->on_failure != OnFailure::proceed;
    if (!surely) return "";
    setter = there.step->name;
    empty = empty && !never_empty(*capture);
  }
  if (setter.empty()) return "";
  return empty ? "\n" + setter : fmt::format("{} is always set here", name);
}

// The steps from there on are not sent either; in words, where there are any.
std::string Finder::leave_out(std::size_t from, std::size_t end, bool failed) {
  std::fill(never_sent_.begin() + static_cast<std::ptrdiff_t>(from),
            never_sent_.begin() + static_cast<std::ptrdiff_t>(end), true);
  const bool all = end == never_sent_.size();
  // A session that was not walked to its end is none; a setup may leave out what it does not want.
  const bool session = flow_ != nullptr && &steps_ == &flow_->session_steps;
  const bool setup = failed && &steps_ == &suite_.setup;
  ends_ = ends_ || (all && (session || setup));
  if (all && setup) return ", and no flow is walked";
  if (all && session) return ", and no iteration of the flow begins";
  if (from == end) return "";
  const char* sent = failed ? " sent" : "";
  return fmt::format(", and no step after it{} is{}", all ? "" : " in its block", sent);
}

void Finder::tell_not_sent(std::size_t at, const Fact& fact, const std::string& why) {
  const std::string& name = place(at).step->name;
  if (why.starts_with('\n')) {  // only an empty text is there and is not
    told_.add(fact.claim->at,
              fmt::format("the step \"{}\" is sent only where {} is an empty text: the step \"{}\" "
                          "captures it or fails",
                          name, fact.claim->selector.text, why.substr(1)));
    never_sent_[at] = false;
    return;
  }
  const std::string subject = fact.block != nullptr ? std::string("the steps of this block are")
                                                    : fmt::format("the step \"{}\" is", name);
  std::string behind;
  if (fact.stops && place(at).loops.empty()) {
    const std::size_t end = fact.block != nullptr ? facts_.first() + fact.block->end : at + 1;
    if (fact.block != nullptr) (void)leave_out(at, end, false);
    behind = leave_out(end, never_sent_.size(), false);
  }
  told_.add(fact.claim->at, fmt::format("{} never sent: {}{}", subject, why, behind));
}

void Finder::tell_fails(std::size_t at, const Fact& fact, const std::string& why) {
  const Place& here = place(at);
  const StepSpec& step = *here.step;
  std::string behind;
  // Of a list's items there may be none, and a condition may leave the step out.
  if (step.on_failure != OnFailure::proceed && step.when.empty() && step.for_each.empty()) {
    std::size_t end = never_sent_.size();
    for (const BlockSpec* block : here.blocks) {
      if (!block->when.empty() || block->repeat.kind == RepeatKind::for_each)
        end = facts_.first() + block->end;
    }
    behind = leave_out(at + 1, end, true);
  }
  if (step.retry.times > 0) {
    behind = fmt::format(", however often it is sent again{}", behind);
  }
  told_.add(fact.claim->at,
            fmt::format("the step \"{}\" can never pass: {}{}", step.name, why, behind));
}

}  // namespace

Reach find_unreachable(const Suite& suite, const Flow* flow,
                       const std::vector<const StepList*>& before, const StepList& steps,
                       Diagnostics& told) {
  return Finder(suite, flow, before, steps, told).find();
}

}  // namespace slogate
