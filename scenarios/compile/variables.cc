#include "scenarios/compile/variables.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/suite/selector_fault.h"

namespace slogate {
namespace {

const std::string kTarget = "target";
constexpr std::array<std::string_view, 3> kTargetParts = {"target.scheme", "target.host",
                                                          "target.origin"};

// Names that hold a secret whatever the suite says of them: a forgotten flag must not print a
// token.
bool sounds_secret(const std::string& env) {
  std::string upper = env;
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  constexpr std::array<std::string_view, 5> kWords = {"TOKEN", "SECRET", "PASSWORD", "CODE", "KEY"};
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return upper.find(word) != std::string::npos; });
}

void merge(std::vector<std::size_t>& to, const std::vector<std::size_t>& from) {
  for (const std::size_t number : from) {
    if (std::ranges::find(to, number) == to.end()) to.push_back(number);
  }
}

}  // namespace

std::string unknown_name(std::string_view name, const std::vector<std::string>& known) {
  const std::string meant = nearest_word(name, known);
  return meant.empty()
             ? fmt::format("unknown name \"{}\": no variable, capture or feed column is called so",
                           name)
             : fmt::format("unknown name \"{}\", did you mean \"{}\"?", name, meant);
}

std::string misfit_text(const Known& known, const TemplatePart& part, const std::string& why) {
  return known.secret()
             ? fmt::format("the secret value of \"{}\" does not fit its filter", part.text)
             : fmt::format("\"{}\": {}", part.text, why);
}

Variables::Variables(const Suite& suite, const Environment& environment,
                     const CompileOptions& options, Diagnostics& told)
    : suite_(suite), environment_(environment), options_(options), told_(told) {}

void Variables::resolve_all() {
  resolve(kTarget);
  for (const VariableSpec& spec : suite_.variables) resolve(spec.name);
}

std::vector<std::string> Variables::names() const {
  std::vector<std::string> names(kTargetParts.begin(), kTargetParts.end());
  for (const VariableSpec& spec : suite_.variables) names.push_back(spec.name);
  return names;
}

const VariableSpec* Variables::spec_of(std::string_view name) const {
  const auto spec = std::ranges::find(suite_.variables, name, &VariableSpec::name);
  return spec == suite_.variables.end() ? nullptr : &*spec;
}

bool Variables::has_variable(std::string_view name) const {
  return spec_of(name) != nullptr;
}

const std::string* Variables::env_value(const std::string& name) const {
  const auto entry = environment_.find(name);
  return entry == environment_.end() || entry->second.empty() ? nullptr : &entry->second;
}

bool Variables::provided(const std::string& env) const {
  if (env_value(env) != nullptr) return true;
  bool replaced = false;
  for (const VariableSpec& spec : suite_.variables) {
    if (spec.env != env) continue;
    const auto entry = options_.variables.find(spec.name);
    if (entry == options_.variables.end() || entry->second.empty()) return false;
    replaced = true;
  }
  return replaced;
}

const Known* Variables::find(const std::string& name) {
  const bool target = std::ranges::find(kTargetParts, name) != kTargetParts.end();
  return target || has_variable(name) ? &resolve(name) : nullptr;
}

const Known& Variables::resolve(const std::string& name) {
  if (const auto done = known_.find(name); done != known_.end()) return done->second;
  if (std::ranges::find(path_, name) != path_.end()) {
    tell_cycle(name);
    return known_[name] = Known{.text = {}, .secrets = {}, .missing = {}, .broken = true};
  }
  path_.push_back(name);
  Known value;
  if (name == kTarget) {
    resolve_target();
    value = target_text_;
  } else if (const VariableSpec* spec = spec_of(name)) {
    value = value_of(*spec);
  } else {
    value = target_part(name);
  }
  path_.pop_back();
  // In a cycle the name was entered as broken meanwhile: it stays so.
  return known_.try_emplace(name, std::move(value)).first->second;
}

void Variables::tell(const Position& at, std::string message) {
  if (!suite_.unread.has_fault(at)) told_.add(at, std::move(message));
}

void Variables::tell_cycle(const std::string& name) {
  std::vector<std::string> circle(std::ranges::find(path_, name), path_.end());
  circle.push_back(name);
  // `target.host` stands for the target that it asks for.
  std::erase_if(circle, [](const std::string& node) { return node.starts_with("target."); });
  const VariableSpec* spec = spec_of(circle.front());
  tell(spec != nullptr ? spec->at : suite_.target.at,
       fmt::format("values that need each other: {}", fmt::join(circle, " -> ")));
}

Known Variables::value_of(const VariableSpec& spec) {
  Known value;
  if (suite_.unread.names.contains(spec.name)) {
    value.broken = true;  // its own entry may not have been read
    return value;
  }
  const auto replaced = options_.variables.find(spec.name);
  const std::string* env = spec.env.empty() ? nullptr : env_value(spec.env);
  if (replaced != options_.variables.end()) {
    if (asks_for_secret(spec)) {
      told_.add({},
                fmt::format("--var {}: the variable is a secret, and secrets never come from the "
                            "command line",
                            spec.name));
      value.broken = true;
      return value;
    }
    value.text = replaced->second;
  } else if (env != nullptr) {
    value.text = *env;
  } else if (spec.value) {
    value = render(*spec.value);
  } else if (spec.fallback) {
    value = render(*spec.fallback);
  } else if (!spec.env.empty()) {
    value.missing.push_back(add_missing(spec.env, spec.name, spec.at));
  }
  if (is_secret(spec) && !value.text.empty()) {
    const std::string& name = spec.env.empty() ? spec.name : spec.env;
    const bool by_default = replaced == options_.variables.end() && env == nullptr && spec.fallback;
    merge(value.secrets, {add_secret(name, value.text, by_default ? spec.fallback->at : spec.at)});
    secrets_[value.secrets.back()].by_default = by_default;
    secrets_[value.secrets.back()].one_time |= spec.one_time;
  }
  return value;
}

bool Variables::is_secret(const VariableSpec& spec) const {
  return spec.secret || spec.one_time || (!spec.env.empty() && is_secret_name(spec.env));
}

bool Variables::is_secret_name(const std::string& env) const {
  return sounds_secret(env) || environment_.secrets.contains(env);
}

bool Variables::asks_for_secret(const VariableSpec& spec) const {
  std::vector<std::string_view> path;
  return asks_for_secret(spec, path);
}

// Also through other variables; `path` has those that led here, which may go round in circles.
bool Variables::asks_for_secret(const VariableSpec& spec,
                                std::vector<std::string_view>& path) const {
  if (is_secret(spec)) return true;
  if (std::ranges::find(path, spec.name) != path.end()) return false;
  path.emplace_back(spec.name);
  const auto asks = [&](const std::optional<TemplateText>& text) {
    std::vector<TemplatePart> parts;
    if (!text || split_template(text->text, parts)) return false;
    return std::ranges::any_of(parts, [&](const TemplatePart& part) {
      if (part.kind == TemplatePart::Kind::secret) return true;
      if (part.kind == TemplatePart::Kind::env) return is_secret_name(part.text);
      const VariableSpec* other =
          part.kind == TemplatePart::Kind::name ? spec_of(part.text) : nullptr;
      return other != nullptr && asks_for_secret(*other, path);
    });
  };
  return asks(spec.value) || asks(spec.fallback);
}

Known Variables::environment(const std::string& name, bool secret, const Position& at) {
  Known value;
  const std::string* text = env_value(name);
  if (text == nullptr) {
    value.missing.push_back(add_missing(name, {}, at));
    return value;
  }
  value.text = *text;
  if (secret || is_secret_name(name)) {
    value.secrets.push_back(add_secret(name, *text, at));
    // A template may ask for the environment name itself that a variable declares as a code.
    secrets_[value.secrets.back()].one_time |=
        std::ranges::any_of(suite_.variables, [&](const VariableSpec& spec) {
          return spec.env == name && (spec.one_time || suite_.unread.names.contains(spec.name));
        });
  }
  return value;
}

void Variables::append(Known& to, const Known& part) const {
  to.text += part.text;
  merge(to.secrets, part.secrets);
  merge(to.missing, part.missing);
  to.broken = to.broken || part.broken;
}

Known Variables::filtered(Known value, const TemplatePart& part, const Position& at) {
  if (part.filters.empty() || value.broken || !value.missing.empty()) return value;
  std::string text;
  std::string why;
  if (append_filtered(value.text, part.filters, text, why)) {
    value.text = std::move(text);
    if (value.secret()) use_derived(value.text);
  } else {
    told_.add(at, misfit_text(value, part, why));
    value.broken = true;
  }
  return value;
}

Known Variables::render(const TemplateText& text) {
  Known value;
  std::vector<TemplatePart> parts;
  if (auto fault = split_template(text.text, parts)) {
    told_.add(text.at.of(fault->at), std::move(fault->message));
    value.broken = true;
    return value;
  }
  for (const TemplatePart& part : parts) {
    const Position at = text.at.of(part.at);
    switch (part.kind) {
      case TemplatePart::Kind::literal:
        value.text += part.text;
        break;
      case TemplatePart::Kind::env:
      case TemplatePart::Kind::secret: {
        const bool secret = part.kind == TemplatePart::Kind::secret;
        append(value, filtered(environment(part.text, secret, at), part, at));
        break;
      }
      case TemplatePart::Kind::totp:
      case TemplatePart::Kind::hotp:
        told_.add(at,
                  "a one-time code is made when a request is sent: it cannot stand in a variable");
        value.broken = true;
        break;
      case TemplatePart::Kind::name:
        if (const Known* known = find(part.text)) {
          append(value, filtered(*known, part, at));
        } else {
          if (!suite_.unread.hides(part.text)) told_.add(at, unknown_name(part.text, names()));
          value.broken = true;
        }
    }
  }
  return value;
}

void Variables::resolve_target() {
  const bool given = !options_.target.empty();
  if (!given && suite_.unread.hides("target")) {
    target_text_.broken = true;
    return;
  }
  const Position& place = suite_.target.at.line > 0 ? suite_.target.at : suite_.at;
  const Position at = given ? Position() : place;
  target_text_ = given
                     ? Known{.text = options_.target, .secrets = {}, .missing = {}, .broken = false}
                     : render(suite_.target);
  if (target_text_.broken || !target_text_.missing.empty()) return;
  // An error text shows no secret: then the target stands there as the suite writes it.
  const bool secret = target_text_.secret();
  const std::string& shown = secret ? suite_.target.text : target_text_.text;
  target_ = parse_url(target_text_.text);
  if (has_user_information(target_text_.text)) {
    target_.reset();
    target_text_.broken = true;
    told_.list.push_back({at, std::string(kUserInformation), true});
  } else if (!target_) {
    target_text_.broken = true;
    told_.add(
        at,
        target_text_.text.empty()
            ? "no target: the suite names none, give --target URL"
            : fmt::format("the target \"{}\" is no http or https address like https://app.example",
                          shown));
  } else if (target_->target != "/") {
    target_text_.broken = true;
    told_.add(at, fmt::format("the target \"{}\" has a path: give only {}", shown,
                              secret ? "scheme, host and port" : target_->origin.text()));
  }
}

Known Variables::target_part(const std::string& name) {
  Known value = resolve(kTarget);
  // What the target lacks is told of the target, not of each flow that asks for it.
  value.text.clear();
  value.missing.clear();
  value.broken = !target_;
  if (!target_) return value;
  const Origin& origin = target_->origin;
  if (name == "target.scheme") {
    value.text = origin.tls ? "https" : "http";
  } else if (name == "target.host") {
    value.text = origin.host;
  } else {
    value.text = origin.text();
  }
  return value;
}

std::size_t Variables::add_secret(const std::string& name, const std::string& value,
                                  const Position& at) {
  const auto same = std::ranges::find_if(
      secrets_, [&](const Secret& secret) { return secret.name == name && secret.value == value; });
  if (same != secrets_.end()) return static_cast<std::size_t>(same - secrets_.begin());
  secrets_.push_back({name, value, at});
  return secrets_.size() - 1;
}

std::size_t Variables::add_missing(const std::string& env, const std::string& variable,
                                   const Position& at) {
  const auto same = std::ranges::find_if(missing_, [&](const Missing& entry) {
    return entry.env == env && entry.variable == variable;
  });
  if (same != missing_.end()) return static_cast<std::size_t>(same - missing_.begin());
  missing_.push_back({env, variable, at, {}});
  return missing_.size() - 1;
}

void Variables::use(const Known& known, const User& user) {
  for (const std::size_t number : known.secrets) secrets_[number].used = true;
  for (const std::size_t number : known.missing) {
    Missing& entry = missing_[number];
    const bool declared = std::ranges::find(user.needs, entry.env) != user.needs.end();
    const bool listed = std::ranges::find(entry.users, user.label) != entry.users.end();
    if (!declared && !listed) entry.users.push_back(user.label);
  }
}

void Variables::use_as_key(const Known& known) {
  for (const std::size_t number : known.secrets) secrets_[number].key = true;
}

void Variables::finish(Redactor& redactor) {
  if (options_.target.empty()) use(target_text_, {"the target", {}});
  for (const Missing& entry : missing_) {
    if (entry.users.empty()) continue;
    const bool target = entry.users.front() == "the target";
    const std::string why = entry.variable.empty()
                                ? ""
                                : fmt::format(" (variable \"{}\" has no default)", entry.variable);
    told_.add(entry.at,
              fmt::format("{} is not set in the environment: {} need{} it{}{}", entry.env,
                          fmt::join(entry.users, " and "), entry.users.size() == 1 ? "s" : "", why,
                          target ? "; set it or give --target URL" : ""));
  }
  for (const Secret& secret : secrets_) {
    const bool too_short = Redactor::too_short(secret.value);
    if (too_short && secret.used && !secret.key && !secret.one_time) {
      told_.add(
          secret.at,
          fmt::format("the {}secret {} has under {} characters: taking it out of the reports would "
                      "tear other words apart, use a longer one, or declare a code as \"one_time\"",
                      secret.by_default ? "default of the " : "", secret.name,
                      Redactor::kShortestSecret));
    } else if (secret.used || !too_short) {
      redactor.add(secret.value);
    }
  }
  for (const std::string& form : derived_) redactor.add(form);
}

}  // namespace slogate
