// One flow's steps, with every name resolved. Private to this folder.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/compile/flow_scope.h"
#include "scenarios/compile/matcher.h"

namespace slogate {

// What a check and a capture have in common: the source with its selector, made ready; nullptr (and
// told) where the selector is wrong.
[[nodiscard]] std::shared_ptr<Matcher> make_matcher(Source source, const TemplateText& selector,
                                                    const Position& at, FlowScope& scope);

// Nothing (and told) where something in it is wrong.
[[nodiscard]] std::optional<Check> compile_check(const CheckSpec& spec, FlowScope& scope);

// The request of a step; `sent`: some `when` does not rule it out already, so that its address must
// be a good one.
[[nodiscard]] CompiledRequest compile_request(const StepSpec& spec, const Defaults& defaults,
                                              bool sent, FlowScope& scope);

// The step without its rows.
[[nodiscard]] CompiledStep compile_step(const StepSpec& spec, const Defaults& defaults,
                                        FlowScope& scope);

// The flow with its feeds read; adds its rows.
[[nodiscard]] CompiledFlow compile_flow(const Suite& suite, const Flow& flow, Variables& variables,
                                        std::vector<Row>& rows, Diagnostics& told);

}  // namespace slogate
