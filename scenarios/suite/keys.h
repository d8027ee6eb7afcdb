// The keys that each object of a suite or flow knows: the one table behind the parser's "unknown
// key", and what the published JSON Schemas are tested against.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace slogate::keys {

// What such an object is called in messages, and what may stand in it.
struct Table {
  std::string_view what;
  std::span<const std::string_view> known;
};

using Word = std::string_view;

inline constexpr std::array<Word, 13> kSuiteWords{
    "$schema",  "extends", "name",  "title",    "target",     "load_hosts", "variables",
    "defaults", "flows",   "ready", "profiles", "objectives", "not_seen"};
inline constexpr std::array<Word, 3> kVariableWords{"env", "default", "secret"};
inline constexpr std::array<Word, 5> kDefaultsWords{"timeout", "connect_timeout",
                                                    "first_byte_timeout", "max_body", "headers"};
inline constexpr std::array<Word, 9> kProfileWords{
    "iterations", "users", "rate", "for", "stages", "flows", "max_users", "max_waiting", "drain"};
inline constexpr std::array<Word, 2> kStageWords{"to", "over"};
inline constexpr std::array<Word, 9> kObjectiveWords{
    "name", "title", "measure", "below", "at_least", "over", "in", "decision", "window"};
inline constexpr std::array<Word, 4> kScopeWords{"flow", "step", "tag", "group"};
inline constexpr std::array<Word, 10> kFlowWords{"$schema", "name",   "title", "route",   "core",
                                                 "needs",   "tokens", "feeds", "session", "steps"};
inline constexpr std::array<Word, 2> kSessionWords{"shared_by", "steps"};
inline constexpr std::array<Word, 18> kStepWords{
    "name", "group", "tags", "when",      "otherwise", "stop",   "for_each", "request", "headers",
    "json", "form",  "text", "redirects", "timeout",   "checks", "captures", "explain",
    "expires"};
inline constexpr std::array<Word, 27> kCheckWords{
    "status",    "header",   "cookie",       "body",        "json",      "xpath",
    "regex",     "tls",      "variable",     "exists",      "equals",    "not_equals",
    "one_of",    "contains", "not_contains", "starts_with", "ends_with", "matches",
    "less_than", "at_most",  "greater_than", "at_least",    "type",      "min_count",
    "http_only", "secure",   "because"};
inline constexpr std::array<Word, 9> kCaptureWords{"json", "header", "cookie",   "xpath", "regex",
                                                   "list", "secret", "optional", "sticky"};
inline constexpr std::array<Word, 2> kExplainWords{"if", "say"};

inline constexpr Table kSuite{"a suite", kSuiteWords};
inline constexpr Table kVariable{"a variable", kVariableWords};
inline constexpr Table kDefaults{"defaults", kDefaultsWords};
inline constexpr Table kProfile{"a profile", kProfileWords};
inline constexpr Table kStage{"a stage", kStageWords};
inline constexpr Table kObjective{"an objective", kObjectiveWords};
inline constexpr Table kScope{"the scope of an objective", kScopeWords};
inline constexpr Table kFlow{"a flow", kFlowWords};
inline constexpr Table kSession{"a session", kSessionWords};
inline constexpr Table kStep{"a step", kStepWords};
inline constexpr Table kCheck{"a check", kCheckWords};
inline constexpr Table kCapture{"a capture", kCaptureWords};
inline constexpr Table kExplain{"an explanation", kExplainWords};

}  // namespace slogate::keys
