// Steps in their order, with the blocks that lie over them.
#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compile/flow_compiler.h"

namespace slogate {
namespace {

// The group's row holds the tags of all its steps, so that an objective over a tag can look at it.
Row group_row(const std::string& flow, const StepList& steps, std::size_t first, std::size_t last) {
  Row row{flow, {}, steps[first].group, {}, {}, steps[first].at};
  for (std::size_t i = first; i <= last; ++i) {
    for (const std::string& tag : steps[i].tags) {
      if (std::ranges::find(row.tags, tag) == row.tags.end()) row.tags.push_back(tag);
    }
  }
  return row;
}

// Compiles one list from its first step to its last; refers to what it is given.
class ListCompiler {
 public:
  ListCompiler(const StepList& list, FlowScope& scope) : list_(list), scope_(scope) {}

  // Between two steps: blocks that end before step `i` are closed, those that begin with it opened.
  void reach(std::size_t i) {
    while (!open_.empty() && list_.blocks[open_.back().spec].end <= i) close();
    for (; next_ < list_.blocks.size() && list_.blocks[next_].first == i; ++next_) {
      open(next_);
      // One without steps, which has been told, ends where it begins.
      while (!open_.empty() && list_.blocks[open_.back().spec].end <= i) close();
    }
  }
  // No block says already that the step is never sent.
  [[nodiscard]] bool reachable() const {
    return std::ranges::all_of(open_, [](const Open& block) { return block.can_hold; });
  }
  [[nodiscard]] std::vector<CompiledBlock> take() { return std::move(blocks_); }

 private:
  struct Open {
    std::size_t spec = 0;
    bool can_hold = true;
  };

  void open(std::size_t number) {
    const BlockSpec& spec = list_.blocks[number];
    CompiledBlock block;
    block.first = spec.first;
    block.end = spec.end;
    block.otherwise = spec.otherwise;
    block.stop_otherwise = spec.stop_otherwise;
    block.repeat = spec.repeat.kind;
    block.times = spec.repeat.times;
    block.at = spec.at;
    block.when = compile_conditions(spec.when, "when", scope_);
    const bool over_list = spec.repeat.kind == RepeatKind::for_each;
    if (over_list) {
      const Position& at = spec.repeat.list_at.line > 0 ? spec.repeat.list_at : spec.repeat.at;
      block.list = compile_list(spec.repeat.list, at, scope_);
    }
    block.fails_at_bound = spec.repeat.kind == RepeatKind::until && spec.repeat.fails_at_bound;
    block.start = scope_.start(spec.repeat.start);
    open_.push_back({number, can_hold(spec.when, block.when, scope_)});
    blocks_.push_back(std::move(block));
    if (spec.repeat.kind != RepeatKind::none) scope_.enter_loop(over_list);
  }

  void close() {
    const std::size_t number = open_.back().spec;
    const RepeatSpec& repeat = list_.blocks[number].repeat;
    blocks_[number].until = compile_conditions(repeat.until, "until", scope_);
    if (repeat.kind != RepeatKind::none) scope_.leave_loop(repeat.kind == RepeatKind::for_each);
    open_.pop_back();
  }

  const StepList& list_;
  FlowScope& scope_;
  std::vector<CompiledBlock> blocks_;
  std::vector<Open> open_;
  std::size_t next_ = 0;
};

}  // namespace

Row row_of(const std::string& flow, const StepSpec& step) {
  return Row{flow, step.name, step.group, step.tags, step.method + " " + step.url.text, step.at};
}

CompiledSteps compile_steps(const std::string& flow, const StepList& list, const Defaults& defaults,
                            FlowScope& scope, std::vector<Row>& rows,
                            std::vector<std::string>& groups) {
  CompiledSteps out;
  ListCompiler compiler(list, scope);
  std::size_t first_of_group = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const StepSpec& spec = list[i];
    if (i == 0 || list[i - 1].group != spec.group) first_of_group = i;
    compiler.reach(i);
    out.steps.push_back(compile_step(spec, defaults, compiler.reachable(), scope));
    out.steps.back().row = rows.size();
    rows.push_back(row_of(flow, spec));
    const bool last = i + 1 == list.size() || list[i + 1].group != spec.group;
    if (spec.group.empty() || !last) continue;
    const bool known = std::ranges::none_of(
        list, [](const StepSpec& step) { return step.unread && step.group.empty(); });
    if (known && std::ranges::find(groups, spec.group) != groups.end()) {
      scope.tell(
          list[first_of_group].at,
          fmt::format("the group \"{}\" stands in two places: its steps must follow one another",
                      spec.group));
    }
    groups.push_back(spec.group);
    for (std::size_t k = first_of_group; k <= i; ++k) out.steps[k].group_row = rows.size();
    rows.push_back(group_row(flow, list, first_of_group, i));
  }
  compiler.reach(list.size());
  out.blocks = compiler.take();
  return out;
}

}  // namespace slogate
