#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/compile/flow_compiler.h"

namespace slogate {
namespace {

constexpr std::uint64_t kLargestFeed = 64U << 20U;

void read_feeds(const Suite& suite, const Flow& flow, FlowScope& scope, CompiledFlow& out,
                Diagnostics& told) {
  for (const FeedSpec& spec : flow.feeds) {
    // Beside the flow file, whose name is relative to the suite's folder.
    const std::string file = (std::filesystem::path(flow.file).parent_path() / spec.file).string();
    auto text = read_confined(suite.folder, file, kLargestFeed, spec.at);
    if (!text) {
      for (const Diagnostic& diagnostic : text.error().list) told.list.push_back(diagnostic);
      continue;
    }
    auto feed = read_csv((std::filesystem::path(suite.folder) / file).string(), *text);
    if (!feed) {
      for (const Diagnostic& diagnostic : feed.error().list) told.list.push_back(diagnostic);
      continue;
    }
    CompiledFlow::FeedSlots slots;
    slots.feed = std::make_shared<const Feed>(std::move(*feed));
    for (const std::string& column : slots.feed->columns()) {
      const std::string name = fmt::format("{}.{}", spec.name, column);
      scope.add_column(name);
      slots.columns.push_back(scope.name(name).slot);
    }
    out.feeds.push_back(std::move(slots));
  }
}

Row row_of(const std::string& flow, const StepSpec& step) {
  return Row{flow, step.name, step.group, step.tags, step.method + " " + step.url.text, step.at};
}

// The group's row holds the tags of all its steps, so that an objective over a tag can look at it.
Row group_row(const std::string& flow, const std::vector<StepSpec>& steps, std::size_t first,
              std::size_t last) {
  Row row{flow, {}, steps[first].group, {}, {}, steps[first].at};
  for (std::size_t i = first; i <= last; ++i) {
    for (const std::string& tag : steps[i].tags) {
      if (std::ranges::find(row.tags, tag) == row.tags.end()) row.tags.push_back(tag);
    }
  }
  return row;
}

// The steps in order, each with its row, and a group's row after its last step.
std::vector<CompiledStep> compile_steps(const std::string& flow, const std::vector<StepSpec>& specs,
                                        const Defaults& defaults, FlowScope& scope,
                                        std::vector<Row>& rows, std::vector<std::string>& groups) {
  std::vector<CompiledStep> steps;
  std::size_t first_of_group = 0;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const StepSpec& spec = specs[i];
    if (i == 0 || specs[i - 1].group != spec.group) first_of_group = i;
    steps.push_back(compile_step(spec, defaults, scope));
    steps.back().row = rows.size();
    rows.push_back(row_of(flow, spec));
    const bool last = i + 1 == specs.size() || specs[i + 1].group != spec.group;
    if (spec.group.empty() || !last) continue;
    if (std::ranges::find(groups, spec.group) != groups.end()) {
      scope.tell(
          specs[first_of_group].at,
          fmt::format("the group \"{}\" stands in two places: its steps must follow one another",
                      spec.group));
    }
    groups.push_back(spec.group);
    for (std::size_t k = first_of_group; k <= i; ++k) steps[k].group_row = rows.size();
    rows.push_back(group_row(flow, specs, first_of_group, i));
  }
  return steps;
}

void tell_needs(const Flow& flow, const Variables& variables, Diagnostics& told) {
  std::vector<std::string> lacking;
  for (const std::string& env : flow.needs) {
    if (!variables.provided(env)) lacking.push_back(env);
  }
  if (lacking.empty()) return;
  const bool one = lacking.size() == 1;
  told.add(
      flow.at,
      fmt::format(
          "flow \"{}\" needs {} in the environment, which {} not set: set {}, or leave the flow "
          "out with --skip-flow {}",
          flow.name, fmt::join(lacking, ", "), one ? "is" : "are", one ? "it" : "them", flow.name));
}

// Tells the names of an option that the suite does not know.
template <class Names>
void tell_unknown(std::string_view option, std::string_view noun, const Names& given,
                  const std::vector<std::string>& known, Diagnostics& told) {
  for (const std::string& name : given) {
    if (std::ranges::find(known, name) != known.end()) continue;
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
  tell_unknown("--flow", "flow", options.only, flows, told);
  tell_unknown("--skip-flow", "flow", options.skip, flows, told);
  tell_unknown("--var", "variable", given, variables, told);
}

std::string reason_to_leave_out(const Flow& flow, const CompileOptions& options) {
  const auto in = [&](const std::vector<std::string>& names) {
    return std::ranges::find(names, flow.name) != names.end();
  };
  if (in(options.skip)) return "--skip-flow";
  return options.only.empty() || in(options.only) ? "" : "not selected by --flow";
}

void compile_ready(const Suite& suite, Variables& variables, CompiledSuite& out,
                   Diagnostics& told) {
  if (!suite.ready) return;
  FlowScope scope(variables, {"the ready step", {}}, told);
  scope.forbid_codes();
  for (const CaptureSpec& capture : suite.ready->captures)
    scope.declare(capture, suite.ready->name);
  out.ready = compile_step(*suite.ready, suite.defaults, scope);
  out.ready->row = out.rows.size();
  out.rows.push_back(row_of({}, *suite.ready));
  out.ready_slots = scope.slot_names().size();
}

// The default headers are compiled once per step: what is wrong with them is told once.
void drop_repeated(Diagnostics& told) {
  std::vector<std::string> seen;
  std::erase_if(told.list, [&](const Diagnostic& diagnostic) {
    std::string text = diagnostic.text();
    if (std::ranges::find(seen, text) != seen.end()) return true;
    seen.push_back(std::move(text));
    return false;
  });
}

}  // namespace

CompiledFlow compile_flow(const Suite& suite, const Flow& flow, Variables& variables,
                          std::vector<Row>& rows, Diagnostics& told) {
  CompiledFlow out;
  out.name = flow.name;
  out.title = flow.title;
  out.route = flow.route;
  out.core = flow.core;
  out.session_owner = flow.session_owner;
  FlowScope scope(variables, {fmt::format("flow \"{}\"", flow.name), flow.needs}, told);
  read_feeds(suite, flow, scope, out, told);
  for (const auto* steps : {&flow.session_steps, &flow.steps}) {
    for (const StepSpec& step : *steps) {
      for (const CaptureSpec& capture : step.captures) scope.declare(capture, step.name);
    }
  }
  std::vector<std::string> groups;
  out.session_steps =
      compile_steps(flow.name, flow.session_steps, suite.defaults, scope, rows, groups);
  out.steps = compile_steps(flow.name, flow.steps, suite.defaults, scope, rows, groups);
  out.slot_names = scope.slot_names();
  out.slots = out.slot_names.size();
  out.constants = scope.constants();
  out.secret_slots = scope.secret_slots();
  return out;
}

bool HostLimit::allows(const std::string& host) const {
  return !limited || is_loopback(host) ||
         std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

Result<CompiledSuite> compile(const Suite& suite, const Environment& environment,
                              const CompileOptions& options) {
  Diagnostics told;
  CompiledSuite out;
  out.source = suite;
  tell_unknown_options(suite, options, told);
  Variables variables(suite, environment, options, told);
  variables.resolve_all();
  for (const Flow& flow : suite.flows) {
    if (std::string reason = reason_to_leave_out(flow, options); !reason.empty()) {
      out.left_out.push_back({flow.name, std::move(reason)});
      continue;
    }
    tell_needs(flow, variables, told);
    out.flows.push_back(compile_flow(suite, flow, variables, out.rows, told));
  }
  if (out.flows.empty()) told.add({}, "every flow is left out: nothing would be checked");
  compile_ready(suite, variables, out, told);
  variables.finish(out.redactor);
  drop_repeated(told);
  if (!told.empty() || !variables.target()) return told;
  out.target = *variables.target();
  return out;
}

}  // namespace slogate
