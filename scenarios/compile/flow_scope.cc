#include "scenarios/compile/flow_scope.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compile/digest.h"

namespace slogate {

void TemplateBuilder::slot(std::size_t number, bool totp, Escape escape) {
  pieces_.push_back({std::move(pending_), static_cast<std::int32_t>(number), totp, escape});
  pending_.clear();
}

bool TemplateBuilder::in_query() const {
  const auto asks = [](const Template::Piece& piece) {
    return piece.literal.find('?') != std::string::npos;
  };
  return pending_.find('?') != std::string::npos || std::ranges::any_of(pieces_, asks);
}

Template TemplateBuilder::build() {
  if (!pending_.empty()) pieces_.push_back({std::move(pending_), -1, false, Escape::none});
  return Template(std::move(pieces_), secret_);
}

FlowScope::FlowScope(Variables& variables, User user, Diagnostics& told)
    : variables_(variables), user_(std::move(user)), told_(told) {
  for (const char* name : {"item", "request.id", "request.traceparent", "run.id"}) {
    names_[name] = Name{
        .slot = new_slot(name), .list = false, .secret = false, .ready = true, .first_step = {}};
  }
}

std::size_t FlowScope::new_slot(const std::string& name) {
  slot_names_.push_back(name);
  return slot_names_.size() - 1;
}

void FlowScope::add_column(const std::string& name) {
  names_[name] =
      Name{.slot = new_slot(name), .list = false, .secret = false, .ready = true, .first_step = {}};
}

void FlowScope::declare(const CaptureSpec& capture, const std::string& step) {
  if (variables_.has_variable(capture.name)) {
    tell(capture.at,
         fmt::format("the capture \"{}\" has the name of a variable: give it one of its own",
                     capture.name));
    return;
  }
  const auto known = names_.find(capture.name);
  if (known == names_.end()) {
    names_[capture.name] = Name{.slot = new_slot(capture.name),
                                .list = capture.list,
                                .secret = capture.secret,
                                .ready = false,
                                .first_step = step};
    return;
  }
  Name& name = known->second;
  if (name.first_step.empty()) {
    tell(capture.at,
         fmt::format("the capture \"{}\" has a name that has a meaning of its own", capture.name));
  } else if (name.list != capture.list) {
    tell(capture.at,
         fmt::format("\"{}\" is a list in one step and a single value in another", capture.name));
  }
  name.secret = name.secret || capture.secret;
}

void FlowScope::reached(const StepSpec& step) {
  for (const CaptureSpec& capture : step.captures) {
    if (const auto name = names_.find(capture.name); name != names_.end())
      name->second.ready = true;
  }
}

std::vector<std::string> FlowScope::all_names() const {
  std::vector<std::string> all = variables_.names();
  for (const auto& [name, unused] : names_) all.push_back(name);
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

const Known* FlowScope::known(const std::string& name) {
  const Known* known = variables_.find(name);
  if (known != nullptr) variables_.use(*known, user_);
  return known;
}

const FlowScope::Name* FlowScope::slot_of(const std::string& name, const Position& at, bool& told) {
  told = false;
  const auto found = names_.find(name);
  if (found == names_.end()) return nullptr;
  if (name == "item" && !in_loop_) {
    told = true;
    tell(at, "\"item\" has a value only in a step with \"for_each\"");
    return nullptr;
  }
  if (!found->second.ready) {
    told = true;
    tell(at,
         fmt::format(
             "\"{}\" has no value here: step \"{}\" captures it, and only later steps can use it",
             name, found->second.first_step));
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
  if (auto problem = split_template(text.text, parts)) {
    tell(text.at, std::move(*problem));
    return;
  }
  for (const TemplatePart& part : parts) {
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
        const Known known = variables_.environment(part.text, secret, text.at);
        variables_.use(known, user_);
        append_known(known, escape, out);
        break;
      }
      case TemplatePart::Kind::totp:
        append_code(part.text, text.at, out);
        break;
      case TemplatePart::Kind::name:
        append_name(part.text, text.at, escape, out);
        break;
    }
  }
}

void FlowScope::append_known(const Known& known, Escape escape, TemplateBuilder& out) {
  // Paths are variables of the suite and stand as they are; in a query every value is encoded.
  if (escape == Escape::url && !out.in_query()) escape = Escape::none;
  append_escaped(known.text, escape, scratch_);
  out.literal(scratch_);
  scratch_.clear();
  if (known.secret()) out.mark_secret();
  if (known.broken || !known.missing.empty()) ++gaps_;
}

void FlowScope::append_name(const std::string& name, const Position& at, Escape escape,
                            TemplateBuilder& out) {
  bool told = false;
  const Name* slot = slot_of(name, at, told);
  if (told) return;
  if (slot == nullptr) {
    if (const Known* value = known(name)) {
      append_known(*value, escape, out);
    } else {
      tell(at, unknown_name(name, all_names()));
    }
    return;
  }
  if (slot->list) {
    tell(at, fmt::format("\"{}\" is a list: only \"for_each\" can use it", name));
    return;
  }
  // At its very beginning a URL's slot is an origin or a whole address.
  if (escape == Escape::url && out.empty()) escape = Escape::none;
  out.slot(slot->slot, false, escape);
  if (slot->secret) out.mark_secret();
}

void FlowScope::append_code(const std::string& name, const Position& at, TemplateBuilder& out) {
  if (!codes_) {
    tell(at, "the ready step is repeated: it cannot send one-time codes");
    return;
  }
  out.mark_secret();
  bool told = false;
  const Name* slot = slot_of(name, at, told);
  if (told) return;
  if (slot != nullptr) {
    out.slot(slot->slot, true, Escape::none);
    return;
  }
  const Known* key = known(name);
  if (key == nullptr) {
    tell(at, unknown_name(name, all_names()));
    return;
  }
  variables_.use_as_key(*key);
  const std::string slot_name = "totp:" + name;
  auto place = names_.find(slot_name);
  if (place == names_.end()) {
    if (!key->text.empty() && !decode_base32(key->text)) {
      tell(at,
           fmt::format("the key in \"{}\" is no base32: letters A to Z and digits 2 to 7", name));
      return;
    }
    place = names_
                .emplace(slot_name, Name{.slot = new_slot(slot_name),
                                         .list = false,
                                         .secret = false,
                                         .ready = true,
                                         .first_step = {}})
                .first;
    if (!key->text.empty()) constants_.emplace_back(place->second.slot, key->text);
  }
  out.slot(place->second.slot, true, Escape::none);
}

std::optional<std::string> FlowScope::constant(const TemplateText& text) {
  const std::size_t before = gaps();
  const Template compiled = compile(text, Escape::none);
  if (gaps() > before) return std::nullopt;
  if (!compiled.constant()) {
    tell(text.at, fmt::format("\"{}\" must be known before the run: only variables and the "
                              "environment may stand here",
                              text.text));
    return std::nullopt;
  }
  return std::string(compiled.text());
}

}  // namespace slogate
