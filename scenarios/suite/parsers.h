// One parser for each kind of node: JSON in, a value out, everything wrong told to `problems`.
// Where a node is of no use, its value is what could be read; the list of problems then keeps the
// suite from being used.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/suite/json.h"
#include "scenarios/suite/suite.h"
#include "scenarios/suite/unread_names.h"

namespace slogate {

class Reader;

inline constexpr std::size_t kMostSteps = 1000;  // of a flow: each is a row of every report
inline constexpr std::size_t kDeepestBlock = 8;
inline constexpr std::uint64_t kMostBody = 1U << 30U;  // what "max_body" may say
inline constexpr std::uint32_t kMostRedirects = 20;

// Name to template, in the file's order.
using NamedTexts = std::vector<std::pair<std::string, TemplateText>>;

// A name as RFC 9110 5.6.2 has it: of a header or a cookie.
[[nodiscard]] bool is_token(std::string_view name);

// Header fields: names are tokens, none twice, none that the writer of requests adds itself.
[[nodiscard]] NamedTexts parse_headers(const Json& object, Diagnostics& problems);
[[nodiscard]] NamedTexts parse_cookies(const Json& object, Diagnostics& problems);
[[nodiscard]] NamedTexts parse_query(const Json& object, Diagnostics& problems);
// Tells where slogate writes the header itself or where the name is none.
[[nodiscard]] bool check_header_name(const std::string& name, const Position& at,
                                     Diagnostics& problems);

[[nodiscard]] CheckSpec parse_check(const Json& json, Diagnostics& problems);
[[nodiscard]] CaptureSpec parse_capture(const std::string& name, const Position& at,
                                        const Json& json, Diagnostics& problems);
// One condition or an array of them: each looks at a variable.
[[nodiscard]] std::vector<CheckSpec> parse_conditions(const Json& json, std::string_view key,
                                                      Diagnostics& problems);
// "when", "otherwise" and "stop" of a step or a block.
struct Condition {
  std::vector<CheckSpec> when;
  std::string otherwise;
  bool stop = false;
};
[[nodiscard]] Condition parse_when(const Reader& reader, std::string_view what);
[[nodiscard]] std::vector<Explanation> parse_explanations(const Reader& reader,
                                                          std::string_view key);

// The parts of a step.
void parse_body(const Reader& reader, StepSpec& step);
void parse_auth(const Reader& reader, StepSpec& step);
void parse_sign(const Reader& reader, StepSpec& step);
[[nodiscard]] RetrySpec parse_retry(const Json& json, Diagnostics& problems);
[[nodiscard]] ThinkSpec parse_think(const Json& json, Diagnostics& problems);
// How often "redirects" are followed; nothing where it is not said.
[[nodiscard]] std::optional<std::uint32_t> parse_redirects(const Reader& reader);
[[nodiscard]] StepSpec parse_step(const Json& json, Diagnostics& problems);

// The entries of a file of steps, a flow, a session, a block: steps, blocks, and includes that have
// not been expanded, which are passed over. `key`: what the list is called in its object.
[[nodiscard]] StepList parse_entries(const Json& list, std::string_view key, Diagnostics& problems);
// The file and prefix of an include.
struct IncludeSpec {
  std::string file;
  std::string prefix;
};
[[nodiscard]] IncludeSpec parse_include(const Json& json, Diagnostics& problems);

void parse_feeds(const Reader& reader, Flow& flow);
void parse_session(const Reader& reader, Flow& flow);
[[nodiscard]] Flow parse_flow(const Json& json, Diagnostics& problems);
// Step names stand once in the lists together, the steps of a group stand together.
void check_step_names(const std::vector<const StepList*>& lists, std::string_view where,
                      Diagnostics& problems);
void check_groups(const StepList& steps, Diagnostics& problems);

[[nodiscard]] Profile parse_profile(const std::string& name, const Json& json,
                                    Diagnostics& problems);
[[nodiscard]] Objective parse_objective(const Json& json, Diagnostics& problems);
[[nodiscard]] TargetLimit parse_target_limit(const Json& json, Diagnostics& problems);
[[nodiscard]] VariableSpec parse_variable(const std::string& name, const Position& at,
                                          const Json& json, Diagnostics& problems);
void parse_defaults(const Reader& reader, Defaults& defaults);

// A flow file as a suite names it.
struct FlowFile {
  std::string file;  // relative to the suite's folder
  Position at;
};

// A suite file without its flows, on top of the one that it extends.
struct SuiteDraft {
  Suite suite;
  std::vector<FlowFile> flow_files;
};

// Adds what this file says to what the one that it extends said.
void parse_suite(const Json& json, SuiteDraft& draft, Diagnostics& problems);

// What refers to a name that may be among the unread ones is passed over.
// Names that point from one part of the suite to another, and names that stand for two things:
// objectives and profiles to flows, steps, tags, groups; variables, captures, feeds, generators.
void cross_check(const Suite& suite, Diagnostics& problems, const UnreadNames& unread = {});

}  // namespace slogate
