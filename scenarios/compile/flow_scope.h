// The names of one flow and their slots: built-ins first, then what setup captured, feed columns,
// generators, captures, and keys and counters of one-time codes. Turns templates' texts into
// Templates. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/compile/compiled_flow.h"
#include "scenarios/compile/variables.h"

namespace slogate {

// Collects literals and slots into the fewest pieces.
class TemplateBuilder {
 public:
  void literal(std::string_view text) { pending_ += text; }
  void slot(const TemplatePart& part, std::size_t number, Escape escape);
  // A one-time code of the key in the slot, by the time or by the counter in the other slot.
  void code(const TemplatePart& part, std::size_t key, std::optional<std::size_t> counter,
            Escape escape);
  void mark_secret() { secret_ = true; }
  [[nodiscard]] bool empty() const { return pieces_.empty() && pending_.empty(); }
  // True where a literal holds a `?`: what follows stands in the query of a URL.
  [[nodiscard]] bool in_query() const;
  [[nodiscard]] Template build();

 private:
  std::vector<Template::Piece> pieces_;
  std::string pending_;
  bool secret_ = false;
};

class FlowScope {
 public:
  enum class Kind : std::uint8_t { builtin, column, generator, setup, capture, code };

  struct Name {
    std::size_t slot = 0;
    Kind kind = Kind::builtin;
    bool list = false;
    bool secret = false;
    bool user = false;       // a capture of scope "user": an earlier iteration may have set it
    bool ready = true;       // false: captured by a step that has not been reached
    std::string first_step;  // a capture: the first step that takes it; empty: only a repetition
                             // starts with it
  };

  FlowScope(Variables& variables, User user, Diagnostics& told);

  void add_column(const std::string& name, bool secret);
  // A feed of unknown columns, which has been told: none of its names is called unknown.
  void add_unread_feed(const std::string& name) { unread_feeds_.push_back(name + "."); }
  void add_generator(const GeneratorSpec& spec);
  // What the suite's setup captured, as its own scope knows it.
  void add_from_setup(const std::string& name, const Name& there);
  // Declares what a step captures, before any step is compiled, so that a use before its time can
  // be told apart.
  void declare(const CaptureSpec& capture, const std::string& step);
  // The same of what repetitions start with; after those of all steps.
  void declare(const StartSpec& start);
  // What of the flow could not be read, beside what of the suite: nothing is told that may follow
  // from it. Must outlive the scope.
  void doubt(const UnreadNames& of_flow) { unread_ = &of_flow; }
  // Whether something was told of the value at that place when it was read.
  [[nodiscard]] bool has_fault(const Position& at) const;
  // inherited_secrets.cc: whether what a step's capture takes is made of a secret: of a variable that
  // is one, of what a secret capture of the step takes too, or of a default that holds one. Not how
  // many they are, and not where the capture says "secret": false.
  [[nodiscard]] bool inherits_secret(const CaptureSpec& capture, const StepSpec& step);
  // Makes the names of such captures secret; true where it was news.
  bool spread_secrets(const StepList& steps);
  // From here on the step's captures have a value.
  void reached(const StepSpec& step);
  // Compiles what a repetition starts with, in its order: each has a value from then on.
  [[nodiscard]] std::vector<std::pair<std::size_t, Template>> start(
      const std::vector<StartSpec>& values);
  // `${index}` has a value only inside of a repetition, `${item}` only inside of one over a list.
  void enter_loop(bool over_list);
  void leave_loop(bool over_list);
  // A condition may ask whether an earlier iteration left a value.
  void enter_condition(bool inside) { in_condition_ = inside; }
  // `${request.method}`, `${request.target}` and `${request.body}` have a value only inside.
  void enter_signing(bool inside) { signing_ = inside; }
  // The ready step has no constants: no one-time codes there.
  void forbid_codes() { codes_ = false; }

  [[nodiscard]] Template compile(const TemplateText& text, Escape escape);
  void append(const TemplateText& text, Escape escape, TemplateBuilder& out);
  // The text of a template that must be known before the run; nothing (and told) where it is not.
  [[nodiscard]] std::optional<std::string> constant(const TemplateText& text,
                                                    bool* secret = nullptr);

  // A slot of that name with a value at this point; nullptr where it is no slot or has no value
  // (then told).
  [[nodiscard]] const Name* slot_of(const std::string& name, const Position& at, bool& told);
  [[nodiscard]] const Known* known(const std::string& name);
  [[nodiscard]] std::vector<std::string> all_names() const;
  // Unless something was told of the same place already, when the suite was read.
  void tell(const Position& at, std::string message);
  void tell(const Diagnostics& more);
  // That no name is called so, unless one that was not read may be.
  void tell_unknown(const std::string& name, const Position& at);
  // Whether what the name stands for may stand in a part that was not read.
  [[nodiscard]] bool hides(const std::string& name) const;

  // Where the suite lies, and the name below it of a file that stands in the flow relative to the
  // file that names it.
  [[nodiscard]] std::filesystem::path folder() const { return variables_.suite().folder; }
  [[nodiscard]] std::string file_beside(const Position& at, const std::string& file) const;

  // How many times something was told or found without its value: a text from between is not whole.
  [[nodiscard]] std::size_t gaps() const { return told_.list.size() + gaps_; }

  [[nodiscard]] bool is_slot(const std::string& name) const { return names_.contains(name); }
  [[nodiscard]] const Name& name(const std::string& name) const { return names_.at(name); }
  [[nodiscard]] const std::map<std::string, Name>& slots() const { return names_; }
  [[nodiscard]] const std::vector<std::string>& slot_names() const { return slot_names_; }
  [[nodiscard]] const std::vector<std::pair<std::size_t, std::string>>& constants() const {
    return constants_;
  }
  [[nodiscard]] std::vector<std::size_t> secret_slots() const;
  [[nodiscard]] std::vector<std::size_t> user_slots() const;
  // Whether `${request.id}` or `${request.traceparent}` was looked up so far.
  [[nodiscard]] bool identifies_requests() const { return identifies_; }
  // Whether a one-time code was compiled so far.
  [[nodiscard]] bool makes_codes() const { return makes_codes_; }

 private:
  // Of a template's text: true whatever else is told of its place.
  void tell_text(const Position& at, std::string message);
  [[nodiscard]] bool is_secret_name(const std::string& name);
  [[nodiscard]] bool holds_secret(const TemplateText& text);
  // A capture's name, or nullptr where it stands for something else.
  [[nodiscard]] Name* captured(const std::string& name);
  std::size_t new_slot(const std::string& name);
  Name& add(const std::string& name, Kind kind);
  // Why a builtin has no value at this point; empty where it has.
  [[nodiscard]] std::string out_of_place(const std::string& name) const;
  void append_known(const Known& known, const TemplatePart& part, const Position& at, Escape escape,
                    TemplateBuilder& out);
  void append_name(const TemplatePart& part, const Position& at, Escape escape,
                   TemplateBuilder& out);
  // one_time_code.cc: its key and its counter may be captured or known before the run.
  void append_code(const TemplatePart& part, const Position& at, const Position& counter_at,
                   Escape escape, TemplateBuilder& out);
  [[nodiscard]] std::optional<std::size_t> code_slot(const std::string& kind,
                                                     const std::string& name, const Position& at);
  // Whether the constant fits; what is wrong with it is told.
  [[nodiscard]] bool takes_key(const Known& key, const std::string& name, bool counted,
                               const Position& at);
  [[nodiscard]] bool takes_counter(const Known& counter, const std::string& name,
                                   const Position& at);

  Variables& variables_;
  User user_;
  Diagnostics& told_;
  const UnreadNames* unread_ = nullptr;
  std::map<std::string, Name> names_;
  std::vector<std::string> slot_names_;
  std::vector<std::pair<std::size_t, std::string>> constants_;
  std::string scratch_;
  std::vector<std::string> unread_feeds_;
  std::size_t gaps_ = 0;  // values that are missing or broken
  std::size_t loops_ = 0;
  std::size_t list_loops_ = 0;
  bool in_condition_ = false;
  bool signing_ = false;
  bool codes_ = true;
  bool identifies_ = false;
  bool makes_codes_ = false;
};

}  // namespace slogate
