#include "scenarios/compile/flow_scope.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/suite/json.h"

namespace slogate {
namespace {

std::string_view taken_by(FlowScope::Kind kind) {
  switch (kind) {
    case FlowScope::Kind::generator:
      return "the name of a generator";
    case FlowScope::Kind::setup:
      return "the name of what the suite's setup captures";
    default:
      return "a name that has a meaning of its own";
  }
}

// Who gives a capture its value further down.
std::string not_yet(const std::string& first_step) {
  if (first_step.empty())
    return "a repetition starts with it, and only its steps and later ones can use it";
  return fmt::format("step \"{}\" captures it, and only later steps can use it", first_step);
}

// ": why", or ":" and nothing of a secret; empty where the text is JSON.
std::string json_fault(std::string_view text, bool secret) {
  JsonText json;
  if (is_json_value(text, json)) return {};
  const auto parsed = parse_json({}, text);
  return secret || parsed ? ", and must be where the filter \"json\" sends it as it is"
                          : fmt::format(": {}", parsed.error().list.front().message);
}

}  // namespace

FlowScope::FlowScope(Variables& variables, User user, Diagnostics& told)
    : variables_(variables), user_(std::move(user)), told_(told) {
  // In the order of BuiltinSlot.
  for (const char* name : {"item", "request.id", "request.traceparent", "run.id", "index",
                           "request.method", "request.target", "request.body"}) {
    add(name, Kind::builtin);
  }
}

std::size_t FlowScope::new_slot(const std::string& name) {
  slot_names_.push_back(name);
  return slot_names_.size() - 1;
}

FlowScope::Name& FlowScope::add(const std::string& name, Kind kind) {
  Name& entry = names_[name];
  entry.slot = new_slot(name);
  entry.kind = kind;
  return entry;
}

void FlowScope::add_column(const std::string& name, bool secret) {
  add(name, Kind::column).secret = secret;
}

void FlowScope::add_generator(const GeneratorSpec& spec) {
  const auto known = names_.find(spec.name);
  const bool variable = variables_.has_variable(spec.name);
  if (!variable && known == names_.end()) {
    add(spec.name, Kind::generator);
    return;
  }
  tell(spec.at, fmt::format("the generator \"{}\" has {}: give it one of its own", spec.name,
                            variable ? "the name of a variable" : taken_by(known->second.kind)));
}

void FlowScope::add_from_setup(const std::string& name, const Name& there) {
  Name& entry = add(name, Kind::setup);
  entry.list = there.list;
  entry.secret = there.secret;
}

void FlowScope::declare(const CaptureSpec& capture, const std::string& step) {
  if (variables_.has_variable(capture.name)) {
    tell(capture.at,
         fmt::format("the capture \"{}\" has the name of a variable: give it one of its own",
                     capture.name));
    return;
  }
  const bool user = capture.scope == CaptureScope::user;
  const auto known = names_.find(capture.name);
  if (known == names_.end()) {
    Name& name = add(capture.name, Kind::capture);
    name.list = capture.list;
    name.secret = capture.secret || capture.one_time;
    name.user = user;
    name.ready = false;
    name.first_step = step;
    return;
  }
  Name& name = known->second;
  if (name.kind == Kind::builtin || name.kind == Kind::column || name.kind == Kind::code) {
    tell(capture.at,
         fmt::format("the capture \"{}\" has a name that has a meaning of its own", capture.name));
  } else if (name.kind != Kind::capture) {
    tell(capture.at, fmt::format("the capture \"{}\" has {}: give it one of its own", capture.name,
                                 taken_by(name.kind)));
  } else if (hides(capture.name)) {
    // How it is captured elsewhere is not known for certain.
  } else if (name.list != capture.list) {
    tell(capture.at,
         fmt::format("\"{}\" is a list in one step and a single value in another", capture.name));
  } else if (name.user != user) {
    tell(capture.at,
         fmt::format("\"{}\" has the scope \"user\" in one step and not in another", capture.name));
  }
  name.secret = name.secret || capture.secret || capture.one_time;
}

void FlowScope::reached(const StepSpec& step) {
  for (const CaptureSpec& capture : step.captures) {
    if (const auto name = names_.find(capture.name); name != names_.end())
      name->second.ready = true;
  }
}

std::vector<std::string> FlowScope::all_names() const {
  std::vector<std::string> all = variables_.names();
  for (const auto& [name, unused] : names_) {
    if (out_of_place(name).empty()) all.push_back(name);
  }
  return all;
}

std::vector<std::size_t> FlowScope::secret_slots() const {
  std::vector<std::size_t> slots;
  for (const auto& [unused, name] : names_) {
    if (name.secret) slots.push_back(name.slot);
  }
  std::ranges::sort(slots);
  return slots;
}

std::vector<std::size_t> FlowScope::user_slots() const {
  std::vector<std::size_t> slots;
  for (const auto& [unused, name] : names_) {
    if (name.user) slots.push_back(name.slot);
  }
  std::ranges::sort(slots);
  return slots;
}

void FlowScope::enter_loop(bool over_list) {
  ++loops_;
  if (over_list) ++list_loops_;
}

void FlowScope::leave_loop(bool over_list) {
  --loops_;
  if (over_list) --list_loops_;
}

bool FlowScope::has_fault(const Position& at) const {
  return variables_.suite().unread.has_fault(at) || (unread_ != nullptr && unread_->has_fault(at));
}

bool FlowScope::hides(const std::string& name) const {
  const std::string feed = name.substr(0, name.find('.') + 1);
  const auto column = names_.lower_bound(feed);
  if (!feed.empty() && column != names_.end() && column->first.starts_with(feed)) return false;
  return variables_.suite().unread.hides(name) || (unread_ != nullptr && unread_->hides(name));
}

void FlowScope::tell(const Position& at, std::string message) {
  tell(Diagnostics({at, std::move(message)}));
}

void FlowScope::tell(const Diagnostics& more) {
  for (const Diagnostic& one : more.list) {
    if (has_fault(one.at)) {
      ++gaps_;
    } else {
      told_.list.push_back(one);
    }
  }
}

void FlowScope::tell_text(const Position& at, std::string message) {
  told_.add(at, std::move(message));
}

void FlowScope::tell_unknown(const std::string& name, const Position& at) {
  if (hides(name) || (name.empty() && has_fault(at))) {
    ++gaps_;
  } else {
    tell_text(at, unknown_name(name, all_names()));
  }
}

std::string FlowScope::file_beside(const Position& at, const std::string& file) const {
  // Positions are normal, the suite's folder is as the user wrote it: "a/../shop".
  const auto base = std::filesystem::path(folder()).lexically_normal();
  const auto from = std::filesystem::path(at.file).lexically_relative(base);
  return (from.parent_path() / file).lexically_normal().string();
}

const Known* FlowScope::known(const std::string& name) {
  const Known* known = variables_.find(name);
  if (known != nullptr) variables_.use(*known, user_);
  return known;
}

std::string FlowScope::out_of_place(const std::string& name) const {
  if (name == "item" && list_loops_ == 0)
    return "\"item\" has a value only in a step or a block with \"for_each\"";
  if (name == "index" && loops_ == 0)
    return "\"index\" has a value only in a block with \"repeat\" or a step with \"for_each\"";
  const bool of_request =
      name == "request.method" || name == "request.target" || name == "request.body";
  if (of_request && !signing_)
    return fmt::format("\"{}\" has a value only in the \"over\" of a signature", name);
  return {};
}

const FlowScope::Name* FlowScope::slot_of(const std::string& name, const Position& at, bool& told) {
  told = false;
  const auto found = names_.find(name);
  if (found == names_.end()) {
    told = std::ranges::any_of(unread_feeds_,
                               [&](const std::string& feed) { return name.starts_with(feed); });
    if (told) ++gaps_;
    return nullptr;
  }
  if (std::string why = out_of_place(name); !why.empty()) {
    told = true;
    tell_text(at, std::move(why));
    return nullptr;
  }
  const std::size_t number = found->second.slot;
  identifies_ = identifies_ || number == static_cast<std::size_t>(BuiltinSlot::request_id) ||
                number == static_cast<std::size_t>(BuiltinSlot::request_traceparent);
  const bool from_before = found->second.user && in_condition_;
  if (!found->second.ready && !from_before) {
    told = true;
    // A step before may capture it too.
    if (hides(name)) {
      ++gaps_;
      return nullptr;
    }
    tell_text(at,
              fmt::format("\"{}\" has no value here: {}", name, not_yet(found->second.first_step)));
    return nullptr;
  }
  return &found->second;
}

Template FlowScope::compile(const TemplateText& text, Escape escape) {
  TemplateBuilder builder;
  append(text, escape, builder);
  return builder.build();
}

void FlowScope::append(const TemplateText& text, Escape escape, TemplateBuilder& out) {
  std::vector<TemplatePart> parts;
  if (auto fault = split_template(text.text, parts, escape == Escape::json_value)) {
    tell_text(text.at.of(fault->at), std::move(fault->message));
    return;
  }
  for (const TemplatePart& part : parts) {
    const Position at = text.at.of(part.at);
    switch (part.kind) {
      case TemplatePart::Kind::literal:
        // The writer of a URL encodes its literal part; literals in bodies are plain text.
        append_escaped(part.text, escape == Escape::url ? Escape::none : escape, scratch_);
        out.literal(scratch_);
        scratch_.clear();
        break;
      case TemplatePart::Kind::env:
      case TemplatePart::Kind::secret: {
        const bool secret = part.kind == TemplatePart::Kind::secret;
        const Known known = variables_.environment(part.text, secret, at);
        variables_.use(known, user_);
        append_known(known, part, at, escape, out);
        break;
      }
      case TemplatePart::Kind::totp:
      case TemplatePart::Kind::hotp:
        append_code(part, at, text.at.of(part.counter_at), escape, out);
        break;
      case TemplatePart::Kind::name:
        append_name(part, at, escape, out);
        break;
    }
  }
}

void FlowScope::append_known(const Known& known, const TemplatePart& part, const Position& at,
                             Escape escape, TemplateBuilder& out) {
  if (known.secret()) out.mark_secret();
  if (known.broken || !known.missing.empty()) {
    ++gaps_;
    return;
  }
  std::string text;
  std::string why;
  if (!append_filtered(known.text, part.filters, text, why)) {
    tell_text(at, misfit_text(known, part, why));
    return;
  }
  if (escape == Escape::json_value) {
    if (std::string fault = json_fault(text, known.secret()); !fault.empty()) {
      tell_text(at, fmt::format("\"{}\" is no JSON{}", part.text, fault));
      return;
    }
  }
  // Paths are variables of the suite and stand as they are; in a query every value is encoded.
  if (escape == Escape::url && !out.in_query()) escape = Escape::none;
  append_escaped(text, escape, scratch_);
  out.literal(scratch_);
  scratch_.clear();
  if (known.secret() && !part.filters.empty()) variables_.use_derived(text);
}

void FlowScope::append_name(const TemplatePart& part, const Position& at, Escape escape,
                            TemplateBuilder& out) {
  const std::string& name = part.text;
  bool told = false;
  const Name* slot = slot_of(name, at, told);
  if (told) return;
  if (slot == nullptr) {
    if (const Known* value = known(name)) {
      append_known(*value, part, at, escape, out);
    } else {
      tell_unknown(name, at);
    }
    return;
  }
  if (slot->list && hides(name)) {
    ++gaps_;
    return;
  }
  if (slot->list) {
    tell_text(at, fmt::format("\"{}\" is a list: only \"for_each\" can use it", name));
    return;
  }
  // At its very beginning a URL's slot is an origin or a whole address.
  if (escape == Escape::url && out.empty()) escape = Escape::none;
  out.slot(part, slot->slot, escape);
  if (slot->secret) out.mark_secret();
}

std::optional<std::string> FlowScope::constant(const TemplateText& text, bool* secret) {
  const std::size_t before = gaps();
  const Template compiled = compile(text, Escape::none);
  if (gaps() > before) return std::nullopt;
  if (!compiled.constant()) {
    std::vector<TemplatePart> parts;
    (void)split_template(text.text, parts);
    const auto of_run = std::ranges::find_if(parts, [this](const TemplatePart& part) {
      return part.kind == TemplatePart::Kind::totp || part.kind == TemplatePart::Kind::hotp ||
             (part.kind == TemplatePart::Kind::name && is_slot(part.text));
    });
    tell_text(text.at.of(of_run == parts.end() ? 0 : of_run->at),
              fmt::format("\"{}\" must be known before the run: only variables and the "
                          "environment may stand here",
                          text.text));
    return std::nullopt;
  }
  if (secret != nullptr) *secret = compiled.secret();
  return std::string(compiled.text());
}

}  // namespace slogate
