// What is known before the run: the suite's variables, the environment and the target, with their
// secrets and gaps. Private to this folder.
//
// Every variable is resolved, so that a cycle or an unknown name is told even where no flow uses
// it. A missing environment name is told only where something that runs uses it: a flow that is
// left out needs nothing.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compile/compiled_flow.h"
#include "scenarios/compile/template_text.h"

namespace slogate {

// A value, and what it is made of.
struct Known {
  std::string text;
  std::vector<std::size_t> secrets;  // numbers of the secrets in it
  std::vector<std::size_t> missing;  // numbers of the environment names that it lacks
  bool broken = false;               // an error has been told

  [[nodiscard]] bool secret() const { return !secrets.empty(); }
};

// Who uses a value: "flow \"admin\"", and the environment names that it has declared (told apart,
// all at once).
struct User {
  std::string label;
  std::vector<std::string> needs;
};

// `unknown name "tokn", did you mean "token"?`
[[nodiscard]] std::string unknown_name(std::string_view name,
                                       const std::vector<std::string>& known);

// Why the filters do not take the value, which is not quoted where it is a secret.
[[nodiscard]] std::string misfit_text(const Known& known, const TemplatePart& part,
                                      const std::string& why);

class Variables {
 public:
  Variables(const Suite& suite, const Environment& environment, const CompileOptions& options,
            Diagnostics& told);

  // Resolves all variables and the target.
  void resolve_all();
  [[nodiscard]] const std::optional<Url>& target() const { return target_; }
  [[nodiscard]] const Suite& suite() const { return suite_; }

  // A variable or `target.…`; nullptr where there is none of that name.
  [[nodiscard]] const Known* find(const std::string& name);
  // `${env:NAME}` or `${secret:NAME}`.
  [[nodiscard]] Known environment(const std::string& name, bool secret, const Position& at);
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] bool has_variable(std::string_view name) const;
  // Whether what comes from that environment name is a secret.
  [[nodiscard]] bool is_secret_name(const std::string& env) const;
  // True where the name has a value, or --var replaces each variable that comes from it.
  [[nodiscard]] bool provided(const std::string& env) const;

  void use(const Known& known, const User& user);
  // A key of one-time codes may be short.
  void use_as_key(const Known& known);
  // What a template's filter made of a secret: redacted as the secret itself.
  void use_derived(const std::string& form) { derived_.push_back(form); }

  // Tells what is missing and which secrets are too short, and gives the secrets to the redactor.
  void finish(Redactor& redactor);

 private:
  struct Secret {
    std::string name;
    std::string value;
    Position at;
    bool used = false;
    bool key = false;
    bool one_time = false;    // may be short: redacted as a whole word
    bool by_default = false;  // the value is the "default" of the environment name
  };
  struct Missing {
    std::string env;
    std::string variable;  // empty: a template names the environment itself
    Position at;
    std::vector<std::string> users;
  };

  const Known& resolve(const std::string& name);
  [[nodiscard]] bool is_secret(const VariableSpec& spec) const;
  // The same, or its text asks for a secret: --var must not replace it.
  [[nodiscard]] bool asks_for_secret(const VariableSpec& spec) const;
  [[nodiscard]] bool asks_for_secret(const VariableSpec& spec,
                                     std::vector<std::string_view>& path) const;
  [[nodiscard]] Known value_of(const VariableSpec& spec);
  [[nodiscard]] Known render(const TemplateText& text);
  // What the part's filters make of the value.
  [[nodiscard]] Known filtered(Known value, const TemplatePart& part, const Position& at);
  [[nodiscard]] Known target_part(const std::string& name);
  void resolve_target();
  void append(Known& to, const Known& part) const;
  // Unless something was told of the same place already, when the suite was read.
  void tell(const Position& at, std::string message);
  void tell_cycle(const std::string& name);
  std::size_t add_secret(const std::string& name, const std::string& value, const Position& at);
  std::size_t add_missing(const std::string& env, const std::string& variable, const Position& at);
  [[nodiscard]] const VariableSpec* spec_of(std::string_view name) const;
  [[nodiscard]] const std::string* env_value(const std::string& name) const;

  const Suite& suite_;
  const Environment& environment_;
  const CompileOptions& options_;
  Diagnostics& told_;
  std::map<std::string, Known> known_;
  std::vector<std::string> path_;  // being resolved, outermost first
  std::vector<Secret> secrets_;
  std::vector<std::string> derived_;
  std::vector<Missing> missing_;
  std::optional<Url> target_;
  Known target_text_;
};

}  // namespace slogate
