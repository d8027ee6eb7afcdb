// One flow's steps, with every name resolved. Private to this folder.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

// A capture into that slot, with its filters and its default.
[[nodiscard]] std::optional<Capture> compile_capture(const CaptureSpec& spec, std::size_t slot,
                                                     FlowScope& scope);

// The request of a step; `sent`: some `when` does not rule it out already, so that its address must
// be a good one.
[[nodiscard]] CompiledRequest compile_request(const StepSpec& spec, const Defaults& defaults,
                                              bool sent, FlowScope& scope);

// Whether the request is the same each time, but for the cookies of a user's jar: no value has a part
// in it, nor a server's challenge.
[[nodiscard]] bool is_constant(const CompiledRequest& request);

// Conditions that are decided before a request is sent, or after a turn of a repetition: on
// variables only. `word`: the key that they stand under.
[[nodiscard]] std::vector<Check> compile_conditions(const std::vector<CheckSpec>& specs,
                                                    std::string_view word, FlowScope& scope);
// False where a condition on a constant already says that it never holds.
[[nodiscard]] bool can_hold(const std::vector<CheckSpec>& specs, const std::vector<Check>& compiled,
                            const FlowScope& scope);
// The slot of a list for `for_each`; nothing (and told) where the name is none.
[[nodiscard]] std::optional<std::size_t> compile_list(const std::string& name, const Position& at,
                                                      FlowScope& scope);

// The step without its rows. `reachable`: no block rules it out already.
[[nodiscard]] CompiledStep compile_step(const StepSpec& spec, const Defaults& defaults,
                                        bool reachable, FlowScope& scope);

// Steps with their blocks; adds their rows. `groups`: those of the flow that are known already.
[[nodiscard]] CompiledSteps compile_steps(const std::string& flow, const StepList& list,
                                          const Defaults& defaults, FlowScope& scope,
                                          std::vector<Row>& rows, std::vector<std::string>& groups);

[[nodiscard]] Row row_of(const std::string& flow, const StepSpec& step);

// What setup captured: names by the slots of its frame.
using SetupNames = std::map<std::string, FlowScope::Name>;

// The flow with its feeds opened; adds its rows. `captured`, where given, gets the names that it
// captures.
[[nodiscard]] CompiledFlow compile_flow(const Suite& suite, const Flow& flow,
                                        const SetupNames& setup, Variables& variables,
                                        std::vector<Row>& rows, Diagnostics& told,
                                        SetupNames* captured = nullptr);

}  // namespace slogate
