// The predicates of checks: which keys they are, what may stand behind each and which values they
// can be held against.
#pragma once

#include <array>
#include <string_view>

#include "scenarios/suite/reader.h"
#include "scenarios/suite/suite.h"
#include "scenarios/suite/value_shape.h"

namespace slogate {

struct PredicateWord {
  std::string_view key;
  Predicate predicate;
  bool negated = false;
};
inline constexpr std::array<PredicateWord, 29> kPredicates{
    {{"exists", Predicate::exists},
     {"empty", Predicate::empty},
     {"unique", Predicate::unique},
     {"equals", Predicate::equals},
     {"not_equals", Predicate::equals, true},
     {"one_of", Predicate::one_of},
     {"not_one_of", Predicate::one_of, true},
     {"contains", Predicate::contains},
     {"not_contains", Predicate::contains, true},
     {"starts_with", Predicate::starts_with},
     {"not_starts_with", Predicate::starts_with, true},
     {"ends_with", Predicate::ends_with},
     {"not_ends_with", Predicate::ends_with, true},
     {"matches", Predicate::matches},
     {"not_matches", Predicate::matches, true},
     {"less_than", Predicate::less_than},
     {"at_most", Predicate::at_most},
     {"greater_than", Predicate::greater_than},
     {"at_least", Predicate::at_least},
     {"between", Predicate::between},
     {"not_between", Predicate::between, true},
     {"type", Predicate::type},
     {"not_type", Predicate::type, true},
     {"length", Predicate::length},
     {"not_length", Predicate::length, true},
     {"count", Predicate::count},
     {"not_count", Predicate::count, true},
     {"schema", Predicate::schema},
     {"not_schema", Predicate::schema, true}}};

// Reads the one predicate of a check into predicate, negated and expected; false where there is
// none or more than one. `shape`: of the value that it is held against, a member's with `each`.
bool parse_predicate(const Reader& reader, ValueShape shape, CheckSpec& check);

}  // namespace slogate
