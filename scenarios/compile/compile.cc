#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/compile/compilation.h"
#include "scenarios/compile/flow_compiler.h"
#include "scenarios/compile/own_hosts.h"
#include "scenarios/data/generator.h"

namespace slogate {
namespace {

bool is_secret(const FeedSpec& spec, const std::string& column) {
  return std::ranges::find(spec.secrets, column, &SecretColumn::name) != spec.secrets.end();
}

// The columns that there are become names; what the flow says of one that is not there is told. They
// are not listed: the first line of a file without names holds a row, and its secrets.
void add_columns(const FeedSpec& spec, const std::vector<std::string>& columns, FlowScope& scope) {
  for (const std::string& column : columns)
    scope.add_column(fmt::format("{}.{}", spec.name, column), is_secret(spec, column));
  for (const SecretColumn& secret : spec.secrets) {
    if (columns.empty() || std::ranges::find(columns, secret.name) != columns.end()) continue;
    const std::string meant = nearest_word(secret.name, columns);
    scope.tell(secret.at,
               fmt::format("the feed file \"{}\" has no column \"{}\", {}", spec.file, secret.name,
                           meant.empty() ? "its first line names others"
                                         : fmt::format("did you mean \"{}\"?", meant)));
  }
}

// Of an entry that was not read whole, a secret may have been meant to be short.
std::vector<SecretColumn> secrets_of(const Flow& flow, const FeedSpec& spec) {
  std::vector<SecretColumn> out = spec.secrets;
  const bool whole = !flow.unread.names.contains(spec.name);
  for (SecretColumn& secret : out) secret.one_time = secret.one_time || !whole;
  return out;
}

void open_feeds(const Flow& flow, FlowScope& scope, CompiledFlow& out) {
  for (const FeedSpec& spec : flow.feeds) {
    const FeedOptions options{.name = flow.name + "/" + spec.name,
                              .order = spec.order,
                              .end = spec.end,
                              .secrets = secrets_of(flow, spec)};
    std::vector<std::string> columns;
    auto feed = open_feed(scope.folder(), scope.file_beside(spec.at, spec.file), spec.at, options,
                          &columns);
    add_columns(spec, columns, scope);
    if (!feed) {
      scope.tell(feed.error());
      // Of a feed whose rows alone are broken, a misspelt column is told at the same time.
      if (columns.empty()) scope.add_unread_feed(spec.name);
      continue;
    }
    CompiledFlow::FeedSlots slots;
    slots.name = spec.name;
    slots.feed = std::make_shared<const Feed>(std::move(*feed));
    for (const std::string& column : slots.feed->columns()) {
      if (is_secret(spec, column)) slots.secrets.push_back(slots.columns.size());
      slots.columns.push_back(scope.name(fmt::format("{}.{}", spec.name, column)).slot);
    }
    out.feeds.push_back(std::move(slots));
  }
}

// Names that have a value before the first step, and those of captures.
void declare_names(const Flow& flow, const SetupNames& setup, FlowScope& scope, CompiledFlow& out) {
  for (const auto& [name, there] : setup) {
    scope.add_from_setup(name, there);
    out.setup_slots.emplace_back(there.slot, scope.name(name).slot);
  }
  open_feeds(flow, scope, out);
  for (const GeneratorSpec& spec : flow.generators) {
    scope.add_generator(spec);
    if (scope.is_slot(spec.name)) out.generators.emplace_back(spec, scope.name(spec.name).slot);
  }
  for (const StepList* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
    for (const StepSpec& step : *steps) {
      for (const CaptureSpec& capture : step.captures) scope.declare(capture, step.name);
    }
  }
  for (const StepList* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
    for (const BlockSpec& block : steps->blocks) {
      for (const StartSpec& start : block.repeat.start) scope.declare(start);
    }
  }
  // One may be made of another that is made of a secret, in a repetition also of a later one.
  for (bool news = true; news;) {
    news = false;
    for (const StepList* steps : {&flow.session_steps, &flow.steps, &flow.session_end})
      news = scope.spread_secrets(*steps) || news;
  }
}

void tell_needs(const Flow& flow, const Variables& variables, Diagnostics& told) {
  if (flow.name.empty()) return;  // it cannot be named to be left out
  std::vector<std::string> lacking;
  Position at = flow.at;
  for (std::size_t i = 0; i < flow.needs.size(); ++i) {
    if (variables.provided(flow.needs[i])) continue;
    const bool placed = i < flow.needs_at.size();
    if (placed && flow.unread.has_fault(flow.needs_at[i])) continue;
    if (lacking.empty() && placed) at = flow.needs_at[i];
    lacking.push_back(flow.needs[i]);
  }
  if (lacking.empty()) return;
  const bool one = lacking.size() == 1;
  told.add(
      at,
      fmt::format(
          "flow \"{}\" needs {} in the environment, which {} not set: set {}, or leave the flow "
          "out with --skip-flow {}",
          flow.name, fmt::join(lacking, ", "), one ? "is" : "are", one ? "it" : "them", flow.name));
}

// Tells the names of an option that the suite does not know.
template <class Names>
void tell_unknown(std::string_view option, std::string_view noun, const Names& given,
                  const std::vector<std::string>& known,
                  const std::function<bool(const std::string&)>& unread, Diagnostics& told) {
  for (const std::string& name : given) {
    if (std::ranges::find(known, name) != known.end()) continue;
    if (unread(name)) continue;
    const std::string meant = nearest_word(name, known);
    told.add({}, fmt::format("{} {}: the suite has no such {}{}", option, name, noun,
                             meant.empty() ? "" : fmt::format(", did you mean \"{}\"?", meant)));
  }
}

void tell_unknown_options(const Suite& suite, const CompileOptions& options, Diagnostics& told) {
  std::vector<std::string> flows;
  for (const Flow& flow : suite.flows) flows.push_back(flow.name);
  std::vector<std::string> variables;
  for (const VariableSpec& variable : suite.variables) variables.push_back(variable.name);
  std::vector<std::string> given;
  for (const auto& [name, value] : options.variables) given.push_back(name);
  const auto flow = [&](const std::string&) { return suite.unread.flows; };
  const auto variable = [&](const std::string& name) { return suite.unread.hides(name); };
  tell_unknown("--flow", "flow", options.only, flows, flow, told);
  tell_unknown("--skip-flow", "flow", options.skip, flows, flow, told);
  tell_unknown("--var", "variable", given, variables, variable, told);
}

std::string reason_to_leave_out(const Flow& flow, const CompileOptions& options) {
  const auto in = [&](const std::vector<std::string>& names) {
    return std::ranges::find(names, flow.name) != names.end();
  };
  // One whose name was not read may be meant by them.
  if (flow.name.empty() && !(options.only.empty() && options.skip.empty())) return "not known";
  if (in(options.skip)) return "--skip-flow";
  return options.only.empty() || in(options.only) ? "" : "not selected by --flow";
}

// Setup and teardown: walked once like a flow, outside the load.
std::optional<CompiledFlow> compile_outside(const Suite& suite, std::string_view name,
                                            const StepList& steps, const SetupNames& setup,
                                            Variables& variables, std::vector<Row>& rows,
                                            Diagnostics& told, SetupNames* captured) {
  if (steps.empty()) return std::nullopt;
  Flow flow;
  flow.name = name;
  flow.steps = steps;
  return compile_flow(suite, flow, setup, variables, rows, told, captured);
}

void compile_ready(const Suite& suite, Variables& variables, CompiledSuite& out,
                   Diagnostics& told) {
  if (!suite.ready) return;
  FlowScope scope(variables, {"the ready step", {}}, told);
  scope.forbid_codes();
  for (const CaptureSpec& capture : suite.ready->captures)
    scope.declare(capture, suite.ready->name);
  out.ready = compile_step(*suite.ready, suite.defaults, true, scope);
  out.ready->request.identified = scope.identifies_requests();
  out.ready->request.timed = false;
  out.ready->row = out.rows.size();
  out.rows.push_back(row_of({}, *suite.ready));
  out.ready_slots = scope.slot_names().size();
}

std::vector<std::uint8_t> lasting_slots(const CompiledFlow& flow) {
  std::vector<std::uint8_t> out(flow.slots);
  for (const std::size_t slot : flow.user_slots) out[slot] = 1;
  out[static_cast<std::size_t>(BuiltinSlot::run_id)] = 1;
  for (const auto& [slot, text] : flow.constants) out[slot] = 1;
  return out;
}

// The default headers are compiled once per step: what is wrong with them is told once.
void drop_repeated(Diagnostics& told) {
  std::set<std::string> seen;
  std::erase_if(told.list, [&](const Diagnostic& one) { return !seen.insert(one.text()).second; });
}

}  // namespace

CompiledFlow compile_flow(const Suite& suite, const Flow& flow, const SetupNames& setup,
                          Variables& variables, std::vector<Row>& rows, Diagnostics& told,
                          SetupNames* captured) {
  CompiledFlow out;
  out.name = flow.name;
  out.stream = stream_number(flow.name);
  out.title = flow.title;
  out.route = flow.route;
  out.core = flow.core;
  out.session_owner = flow.session_owner;
  FlowScope scope(variables, {fmt::format("flow \"{}\"", flow.name), flow.needs}, told);
  scope.doubt(flow.unread);
  declare_names(flow, setup, scope, out);
  std::vector<std::string> groups;
  const auto compiled = [&](const StepList& list) {
    return compile_steps(flow.name, list, suite.defaults, scope, rows, groups);
  };
  out.session_steps = compiled(flow.session_steps);
  if (flow.renew.after) out.renew.after = scope.compile(*flow.renew.after, Escape::none);
  out.renew.on_status = flow.renew.on_status;
  out.steps = compiled(flow.steps);
  out.session_end = compiled(flow.session_end);
  out.slot_names = scope.slot_names();
  out.slots = out.slot_names.size();
  out.constants = scope.constants();
  out.secret_slots = scope.secret_slots();
  out.user_slots = scope.user_slots();
  out.lasting_slots = lasting_slots(out);
  out.may_expire = std::any_of(out.steps.begin(), out.steps.end(),
                               [](const CompiledStep& step) { return !step.expires.empty(); });
  for (CompiledSteps* list : {&out.session_steps, &out.steps, &out.session_end}) {
    for (CompiledStep& step : list->steps) {
      step.request.identified = scope.identifies_requests();
      step.request.timed = scope.makes_codes();
    }
  }
  if (captured == nullptr) return out;
  for (const auto& [name, entry] : scope.slots()) {
    if (entry.kind == FlowScope::Kind::capture) captured->emplace(name, entry);
  }
  return out;
}

bool HostLimit::allows(const std::string& host) const {
  return !limited || is_loopback(host) ||
         std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

namespace {

constexpr std::uint64_t kMostKnownValues = 100;

// A server may name the secret of a row that no iteration has had yet. Those of small feeds, lists of
// accounts above all, are known from the start; of larger ones the users know those that they had.
void learn_rows(const CompiledFlow& flow, Redactor& redactor) {
  for (const CompiledFlow::FeedSlots& feed : flow.feeds) {
    const std::uint64_t rows = feed.feed->size();
    if (feed.secrets.empty() || rows > kMostKnownValues / feed.secrets.size()) continue;
    FeedCursor cursor;
    for (std::uint64_t number = 0; number < rows; ++number) {
      const auto row = feed.feed->row(number, cursor);
      if (!row) break;  // changed meanwhile: the run says so
      for (const std::size_t column : feed.secrets) {
        // A short one would tear words apart that are none of its user's.
        const auto value = (*row)[column];
        if (value && !Redactor::too_short(*value)) redactor.add(*value);
      }
    }
  }
}

// All steps that a run may send.
std::vector<const StepSpec*> walked_steps(const Suite& suite, const CompileOptions& options) {
  std::vector<const StepSpec*> out;
  const auto add = [&](const StepList& steps) {
    for (const StepSpec& step : steps) out.push_back(&step);
  };
  add(suite.setup);
  for (const Flow& flow : suite.flows) {
    if (!reason_to_leave_out(flow, options).empty()) continue;
    for (const StepList* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) add(*steps);
  }
  add(suite.teardown);
  if (suite.ready) out.push_back(&*suite.ready);
  return out;
}

// Numbers the requests that no value has a part in.
void number_constants(CompiledSuite& suite) {
  std::size_t last = 0;
  const auto number = [&](CompiledRequest& request) {
    if (is_constant(request)) request.constant = ++last;
  };
  const auto number_all = [&](CompiledFlow& flow) {
    for (CompiledSteps* list : {&flow.session_steps, &flow.steps, &flow.session_end}) {
      for (CompiledStep& step : list->steps) number(step.request);
    }
  };
  for (CompiledFlow& flow : suite.flows) number_all(flow);
  if (suite.setup) number_all(*suite.setup);
  if (suite.teardown) number_all(*suite.teardown);
  if (suite.ready) number(suite.ready->request);
}

// Everything of the suite that is known, and what is wrong with it.
Compilation compile_known(const Suite& suite, const Environment& environment,
                          const CompileOptions& options) {
  Compilation all;
  CompiledSuite& out = all.suite;
  Diagnostics& told = all.told;
  out.source = suite;
  // The first override of a host and port counts.
  out.source.resolve.insert(out.source.resolve.begin(), options.resolve.begin(),
                            options.resolve.end());
  tell_unknown_options(suite, options, told);
  Variables variables(suite, environment, options, told);
  variables.resolve_all();
  SetupNames setup;
  out.setup =
      compile_outside(suite, kSetupFlow, suite.setup, {}, variables, out.rows, told, &setup);
  for (const Flow& flow : suite.flows) {
    if (std::string reason = reason_to_leave_out(flow, options); !reason.empty()) {
      out.left_out.push_back({flow.name, std::move(reason)});
      continue;
    }
    tell_needs(flow, variables, told);
    out.flows.push_back(compile_flow(suite, flow, setup, variables, out.rows, told));
  }
  out.teardown = compile_outside(suite, kTeardownFlow, suite.teardown, setup, variables, out.rows,
                                 told, nullptr);
  if (out.flows.empty() && !suite.unread.flows)
    told.add({}, "every flow is left out: nothing would be checked");
  compile_ready(suite, variables, out, told);
  find_own_hosts(walked_steps(suite, options), options, variables, out, told);
  number_constants(out);
  variables.finish(out.redactor);
  for (const CompiledFlow& flow : out.flows) learn_rows(flow, out.redactor);
  drop_repeated(told);
  all.has_target = variables.target().has_value();
  if (all.has_target) out.target = *variables.target();
  return all;
}

}  // namespace

Compilation compile_reading(const SuiteReading& reading, const Environment& environment,
                            const CompileOptions& options) {
  Compilation out = compile_known(reading.suite, environment, options);
  out.told.list.insert(out.told.list.begin(), reading.problems.list.begin(),
                       reading.problems.list.end());
  return out;
}

Result<CompiledSuite> compile(const Suite& suite, const Environment& environment,
                              const CompileOptions& options) {
  Compilation out = compile_known(suite, environment, options);
  if (!out.told.empty() || !out.has_target) return std::move(out.told);
  return std::move(out.suite);
}

}  // namespace slogate
