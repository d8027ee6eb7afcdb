#include "runner/app/unsent_steps.h"

#include <fmt/format.h>

namespace slogate {
namespace {

void add(std::vector<std::string>& reasons, std::string reason) {
  for (const std::string& known : reasons) {
    if (known == reason) return;
  }
  reasons.push_back(std::move(reason));
}

std::string joined(const std::vector<std::string>& reasons) {
  std::string out;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    out += (i == 0 ? "" : i + 1 == reasons.size() ? ", or " : ", ") + reasons[i];
  return out;
}

void add_own(const CompiledStep& step, std::vector<std::string>& reasons) {
  if (!step.when.empty()) add(reasons, "its condition (\"when\") did not hold");
  if (step.for_each) add(reasons, "the list that it is sent for (\"for_each\") was empty");
}

void add_block(const CompiledBlock& block, std::vector<std::string>& reasons) {
  if (!block.when.empty())
    add(reasons, "the condition (\"when\") of the steps around it did not hold");
  if (block.repeat == RepeatKind::for_each)
    add(reasons, "the list that it is repeated for (\"for_each\") was empty");
}

void explain(const CompiledSteps& list, std::vector<std::string>& out) {
  std::vector<std::string> ends;  // steps so far that may have ended the flow
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::vector<std::string> reasons;
    for (const CompiledBlock& block : list.blocks) {
      if (block.first <= i && i < block.end) add_block(block, reasons);
      if (block.first == i && block.stop_otherwise) {
        ends.push_back(fmt::format("a condition before step {} had ended the flow", list[i].name));
      }
    }
    const CompiledStep& step = list[i];
    add_own(step, reasons);
    for (const std::string& end : ends) add(reasons, end);
    if (step.stop_otherwise)
      ends.push_back(fmt::format("the condition of step {} had ended the flow", step.name));
    if (step.row < out.size()) out[step.row] = joined(reasons);
  }
}

}  // namespace

std::vector<std::string> unsent_when(const CompiledSuite& suite) {
  std::vector<std::string> out(suite.rows.size());
  const auto explain_flow = [&out](const CompiledFlow& flow) {
    explain(flow.session_steps, out);
    explain(flow.session_end, out);
    explain(flow.steps, out);
  };
  if (suite.setup) explain_flow(*suite.setup);
  for (const CompiledFlow& flow : suite.flows) explain_flow(flow);
  if (suite.teardown) explain_flow(*suite.teardown);
  return out;
}

}  // namespace slogate
