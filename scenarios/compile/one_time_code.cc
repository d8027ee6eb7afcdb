// One-time codes in templates: the slots of their keys and counters.
#include <fmt/format.h>

#include "scenarios/compile/flow_scope.h"
#include "scenarios/compile/one_time_key.h"

namespace slogate {
namespace {

constexpr const char* kCounter = "counter:";
constexpr const char* kTimed = "totp:";
constexpr const char* kCounted = "hotp:";

}  // namespace

bool FlowScope::takes_key(const Known& key, const std::string& name, bool counted,
                          const Position& at) {
  variables_.use_as_key(key);
  // A missing one is told elsewhere; an empty one has no value when the code is made.
  if (key.broken || !key.missing.empty() || key.text.empty()) return true;
  OneTimeKey read;
  const std::string_view fault = read_one_time_key(key.text, counted, read);
  if (key.secret() && !read.secret.empty()) variables_.use_derived(read.secret);
  if (fault.empty()) return true;
  tell_text(at, fmt::format("the key in \"{}\" is {}{}", name, fault,
                            fault == "no base32" ? ": letters A to Z and digits 2 to 7" : ""));
  return false;
}

bool FlowScope::takes_counter(const Known& counter, const std::string& name, const Position& at) {
  if (counter.broken || !counter.missing.empty() || read_counter(counter.text)) return true;
  tell_text(at, fmt::format("the counter in \"{}\" is no whole number from 0 to 2^63-1", name));
  return false;
}

// The slot of a key or counter, in which a constant is kept too; nothing, and told, where the name
// has no fitting value.
std::optional<std::size_t> FlowScope::code_slot(const std::string& kind, const std::string& name,
                                                const Position& at) {
  bool told = false;
  const Name* slot = slot_of(name, at, told);
  if (told) return std::nullopt;
  if (slot != nullptr) {
    if (!slot->list) return slot->slot;
    if (hides(name)) {
      ++gaps_;
    } else {
      tell_text(at, fmt::format("\"{}\" is a list: only \"for_each\" can use it", name));
    }
    return std::nullopt;
  }
  const Known* value = known(name);
  if (value == nullptr) {
    tell_unknown(name, at);
    return std::nullopt;
  }
  const std::string slot_name = kind + name;
  if (const auto place = names_.find(slot_name); place != names_.end()) return place->second.slot;
  const bool taken = kind == kCounter ? takes_counter(*value, name, at)
                                      : takes_key(*value, name, kind == kCounted, at);
  if (!taken) return std::nullopt;
  const std::size_t number = add(slot_name, Kind::code).slot;
  if (!value->text.empty()) constants_.emplace_back(number, value->text);
  return number;
}

void FlowScope::append_code(const TemplatePart& part, const Position& at,
                            const Position& counter_at, Escape escape, TemplateBuilder& out) {
  if (!codes_) {
    tell_text(at, "the ready step is repeated: it cannot send one-time codes");
    return;
  }
  makes_codes_ = true;
  out.mark_secret();
  const bool counted = part.kind == TemplatePart::Kind::hotp;
  const auto key = code_slot(counted ? kCounted : kTimed, part.text, at);
  std::optional<std::size_t> counter;
  if (counted) counter = code_slot(kCounter, part.counter, counter_at);
  if (key && (counter || !counted)) out.code(part, *key, counter, escape);
}

}  // namespace slogate
