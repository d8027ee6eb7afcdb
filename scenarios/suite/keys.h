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

inline constexpr std::array<Word, 17> kSuiteWords{
    "$schema", "extends",   "name",       "title",  "target",  "load_hosts",
    "resolve", "variables", "defaults",   "setup",  "flows",   "teardown",
    "ready",   "profiles",  "objectives", "limits", "not_seen"};
inline constexpr std::array<Word, 4> kVariableWords{"env", "default", "secret", "one_time"};
inline constexpr std::array<Word, 7> kDefaultsWords{
    "timeout", "connect_timeout", "first_byte_timeout", "max_body", "redirects",
    "think",   "headers"};
inline constexpr std::array<Word, 13> kProfileWords{"iterations",  "iterations_per_user",
                                                    "users",       "rate",
                                                    "arrivals",    "for",
                                                    "stages",      "warm_up",
                                                    "flows",       "max_users",
                                                    "max_waiting", "max_requests",
                                                    "drain"};
inline constexpr std::array<Word, 2> kStageWords{"to", "over"};
inline constexpr std::array<Word, 9> kObjectiveWords{
    "name", "title", "measure", "below", "at_least", "over", "in", "decision", "window"};
inline constexpr std::array<Word, 4> kLimitWords{"over", "at_most", "per", "because"};
inline constexpr std::array<Word, 4> kScopeWords{"flow", "step", "tag", "group"};
inline constexpr std::array<Word, 11> kFlowWords{"$schema",  "name",    "title",  "route",
                                                 "core",     "needs",   "tokens", "feeds",
                                                 "generate", "session", "steps"};
inline constexpr std::array<Word, 5> kFeedWords{"file", "order", "at_end", "secret", "one_time"};
inline constexpr std::array<Word, 10> kGeneratorWords{
    "counter",       "uuid", "random_int", "random_float", "digits",
    "random_string", "from", "choice",     "timestamp",    "offset"};
inline constexpr std::array<Word, 2> kCounterWords{"from", "step"};
inline constexpr std::array<Word, 4> kSessionWords{"shared_by", "steps", "end", "renew"};
inline constexpr std::array<Word, 2> kRenewWords{"after", "on_status"};
inline constexpr std::array<Word, 2> kStepFileWords{"$schema", "steps"};
inline constexpr std::array<Word, 2> kIncludeWords{"include", "prefix"};
inline constexpr std::array<Word, 6> kBlockWords{"group", "when",   "otherwise",
                                                 "stop",  "repeat", "steps"};
inline constexpr std::array<Word, 6> kRepeatWords{"times",   "for_each", "until",
                                                  "at_most", "on_bound", "start"};
inline constexpr std::array<Word, 30> kStepWords{"name",
                                                 "group",
                                                 "tags",
                                                 "when",
                                                 "otherwise",
                                                 "stop",
                                                 "for_each",
                                                 "request",
                                                 "query",
                                                 "headers",
                                                 "cookies",
                                                 "auth",
                                                 "sign",
                                                 "json",
                                                 "form",
                                                 "text",
                                                 "multipart",
                                                 "file",
                                                 "redirects",
                                                 "timeout",
                                                 "connect_timeout",
                                                 "first_byte_timeout",
                                                 "max_body",
                                                 "retry",
                                                 "think",
                                                 "on_failure",
                                                 "checks",
                                                 "captures",
                                                 "explain",
                                                 "expires"};
inline constexpr std::array<Word, 3> kAuthWords{"basic", "bearer", "digest"};
inline constexpr std::array<Word, 2> kCredentialsWords{"user", "password"};
inline constexpr std::array<Word, 5> kSignWords{"header", "key", "over", "prefix", "encoding"};
inline constexpr std::array<Word, 5> kPartWords{"name", "value", "file", "file_name", "type"};
inline constexpr std::array<Word, 2> kRetryWords{"times", "pause"};
inline constexpr std::array<Word, 3> kThinkWords{"uniform", "exponential", "at_most"};
inline constexpr std::array<Word, 49> kCheckWords{
    "status",    "header",        "cookie",       "body",
    "json",      "jsonpath",      "xpath",        "regex",
    "size",      "hash",          "time",         "redirects",
    "tls",       "variable",      "attribute",    "filters",
    "each",      "exists",        "empty",        "unique",
    "equals",    "not_equals",    "one_of",       "not_one_of",
    "contains",  "not_contains",  "starts_with",  "not_starts_with",
    "ends_with", "not_ends_with", "matches",      "not_matches",
    "less_than", "at_most",       "greater_than", "at_least",
    "between",   "not_between",   "type",         "not_type",
    "length",    "not_length",    "count",        "not_count",
    "schema",    "not_schema",    "http_only",    "secure",
    "because"};
inline constexpr std::array<Word, 4> kRangeWords{"less_than", "at_most", "greater_than",
                                                 "at_least"};
inline constexpr std::array<Word, 23> kCaptureWords{
    "status", "header", "cookie",   "body",      "json",   "jsonpath", "xpath",     "regex",
    "size",   "hash",   "time",     "redirects", "tls",    "variable", "attribute", "filters",
    "list",   "secret", "one_time", "optional",  "sticky", "default",  "scope"};
inline constexpr std::array<Word, 4> kFilterWords{"regex", "split", "index", "date"};
inline constexpr std::array<Word, 2> kExplainWords{"if", "say"};

inline constexpr Table kSuite{"a suite", kSuiteWords};
inline constexpr Table kVariable{"a variable", kVariableWords};
inline constexpr Table kDefaults{"defaults", kDefaultsWords};
inline constexpr Table kProfile{"a profile", kProfileWords};
inline constexpr Table kStage{"a stage", kStageWords};
inline constexpr Table kObjective{"an objective", kObjectiveWords};
inline constexpr Table kLimit{"a limit of the target", kLimitWords};
inline constexpr Table kScope{"the scope of an objective", kScopeWords};
inline constexpr Table kFlow{"a flow", kFlowWords};
inline constexpr Table kFeed{"a feed", kFeedWords};
inline constexpr Table kGenerator{"a generator", kGeneratorWords};
inline constexpr Table kCounter{"a counter", kCounterWords};
inline constexpr Table kSession{"a session", kSessionWords};
inline constexpr Table kRenew{"a renewal", kRenewWords};
inline constexpr Table kStepFile{"a file of steps", kStepFileWords};
inline constexpr Table kInclude{"an include", kIncludeWords};
inline constexpr Table kBlock{"a block", kBlockWords};
inline constexpr Table kRepeat{"a repetition", kRepeatWords};
inline constexpr Table kStep{"a step", kStepWords};
inline constexpr Table kAuth{"the authentication", kAuthWords};
inline constexpr Table kCredentials{"credentials", kCredentialsWords};
inline constexpr Table kSign{"a signature", kSignWords};
inline constexpr Table kPart{"a part", kPartWords};
inline constexpr Table kRetry{"a retry", kRetryWords};
inline constexpr Table kThink{"a think time", kThinkWords};
inline constexpr Table kCheck{"a check", kCheckWords};
inline constexpr Table kRange{"a range", kRangeWords};
inline constexpr Table kCapture{"a capture", kCaptureWords};
inline constexpr Table kFilter{"a filter", kFilterWords};
inline constexpr Table kExplain{"an explanation", kExplainWords};

}  // namespace slogate::keys
