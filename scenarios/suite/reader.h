// Typed access to the members of one JSON object. What does not fit is told to the list of problems
// and read as absent, so that one pass finds everything that is wrong.
//
//   Reader step(json, keys::kStep, problems);     // tells unknown keys
//   spec.name = step.name();                       // tells where it is missing
//   spec.timeout = step.duration("timeout", 1ms, 1h);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/suite/json.h"
#include "scenarios/suite/keys.h"
#include "scenarios/suite/quantity.h"
#include "scenarios/suite/suite.h"

namespace slogate {

class Reader {
 public:
  Reader(const Json& object, const keys::Table& table, Diagnostics& problems);

  // False where the value is no object: nothing can be read from it, and that has been told.
  [[nodiscard]] bool usable() const { return object_.kind == Json::Kind::object; }
  [[nodiscard]] const Position& at() const { return object_.at; }
  [[nodiscard]] const Json* find(std::string_view key) const { return object_.find(key); }
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  // Tells where the member is missing, unless an unknown key was taken for it.
  [[nodiscard]] const Json* require(std::string_view key) const;
  // Whether an unknown key, which has been told, is probably this one.
  [[nodiscard]] bool misspelt(std::string_view key) const;
  // Whether there is an unknown key at all: what is missing then probably stands under it.
  [[nodiscard]] bool has_unknown() const { return !misspelt_.empty(); }

  // The required member "name".
  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::optional<TemplateText> template_text(std::string_view key) const;
  // The same, required and not empty.
  [[nodiscard]] TemplateText filled(std::string_view key) const;
  [[nodiscard]] bool boolean(std::string_view key, bool fallback) const;
  [[nodiscard]] std::optional<std::int64_t> whole(std::string_view key, std::int64_t lowest,
                                                  std::int64_t highest) const;
  [[nodiscard]] std::optional<Duration> duration(std::string_view key, Duration lowest,
                                                 Duration highest) const;
  // An array of strings that are not empty and differ from each other.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  // One of the words, by its number.
  [[nodiscard]] std::optional<std::size_t> word(std::string_view key,
                                                const std::vector<std::string>& known) const;
  // The value where it is of that kind.
  [[nodiscard]] const Json* array(std::string_view key) const;
  [[nodiscard]] const Json* object(std::string_view key) const;

  // Tells that the member, where there is one, does not go with another one.
  void refuse(std::string_view key, std::string_view why) const;
  void problem(const Position& at, std::string message) const;
  [[nodiscard]] Position key_position(std::string_view key) const;
  // Where the member's value begins, or the object where it has none.
  [[nodiscard]] Position place_of(std::string_view key) const;
  // Where each text of an array begins that texts() gives of it.
  [[nodiscard]] std::vector<Position> places_of(std::string_view key) const;
  [[nodiscard]] Diagnostics& problems() const { return problems_; }

 private:
  const Json& object_;
  const keys::Table& table_;
  Diagnostics& problems_;
  std::vector<std::string> misspelt_;  // for each unknown key the known one that it is near to
};

// A number without a fraction, also one that is written 1000.0 (as JSON Schema has it).
[[nodiscard]] std::optional<std::int64_t> whole_number(const Json& value);

// The duration that stands in a text; `what` names it in messages.
[[nodiscard]] std::optional<Duration> read_duration(const Json& value, std::string_view what,
                                                    Duration lowest, Duration highest,
                                                    Diagnostics& problems);

// One of the words, by its number; `what` names the value in messages.
[[nodiscard]] std::optional<std::size_t> read_word(const Json& value, std::string_view what,
                                                   const std::vector<std::string>& known,
                                                   Diagnostics& problems);

// Tells where `value` is not of that kind: `"name" is a number, it must be a string`.
[[nodiscard]] bool check_kind(const Json& value, Json::Kind kind, std::string_view what,
                              Diagnostics& problems);

// `, did you mean "steps"?`, or the rest of the sentence where no known word is near.
[[nodiscard]] std::string meant(std::string_view word, const std::vector<std::string>& known,
                                std::string_view otherwise);

// "a, b and c".
[[nodiscard]] std::string listed(const std::vector<std::string>& words);

// What a flow, step, profile, objective, tag or group may be called.
[[nodiscard]] bool check_name(const std::string& name, std::string_view what, const Position& at,
                              Diagnostics& problems);
// What may stand in `${name}`.
[[nodiscard]] bool check_variable_name(const std::string& name, const Position& at,
                                       Diagnostics& problems);
[[nodiscard]] bool check_environment_name(const std::string& name, const Position& at,
                                          Diagnostics& problems);

}  // namespace slogate
