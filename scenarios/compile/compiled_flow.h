// A suite with every name resolved: what the virtual users walk. Immutable; all workers share one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/compile/check.h"
#include "scenarios/compile/feed.h"
#include "scenarios/compile/template.h"
#include "scenarios/message/redactor.h"
#include "scenarios/suite/suite.h"

namespace slogate {

// What a run counts by: a step's requests, or a step group's time. The row's index is used
// everywhere.
struct Row {
  std::string flow;
  std::string step;   // empty for a group's row
  std::string group;  // the step's group, or empty
  std::vector<std::string> tags;
  std::string request;  // "POST ${api}/auth/request", as the flow says it
  Position at;

  [[nodiscard]] bool is_group() const { return step.empty(); }
};

struct CompiledRequest {
  std::string method;
  Template url;                                           // begins with `/`: on the suite's target
  std::vector<std::pair<std::string, Template>> headers;  // defaults included, step's own win
  Template body;
  std::string content_type;  // empty: no body
  bool follow_redirects = false;
  bool needs_totp = false;  // holds a one-time code: never two in one time step
};

struct CompiledStep {
  std::string name;
  std::size_t row = 0;
  std::optional<std::size_t> group_row;
  std::vector<Check> when;
  std::string otherwise;
  bool stop_otherwise = false;
  std::optional<std::size_t> for_each;  // list slot
  CompiledRequest request;
  Duration timeout{0};
  std::vector<Check> checks;
  std::vector<Capture> captures;
  std::vector<std::pair<Check, std::string>> explain;
  std::vector<std::pair<Check, std::string>> expires;
  bool keep_body = false;  // some check or capture looks at the body
  Position at;
};

struct CompiledFlow {
  std::string name;
  std::string title;
  std::string route;
  bool core = true;
  SessionOwner session_owner = SessionOwner::none;
  std::vector<CompiledStep> session_steps;
  std::vector<CompiledStep> steps;
  std::size_t slots = 0;
  // Slots set at the start of each iteration.
  std::vector<std::pair<std::size_t, std::string>> constants;
  std::vector<std::string> slot_names;
  std::vector<std::size_t> secret_slots;  // captured secrets: redacted with the iteration's values
  struct FeedSlots {
    std::shared_ptr<const Feed> feed;
    std::vector<std::size_t> columns;  // slot of each column
  };
  std::vector<FeedSlots> feeds;
};

// A flow that this run leaves out, and why: "--skip-flow" or "not selected by --flow".
struct LeftOut {
  std::string flow;
  std::string reason;
};

// Where requests may go. Load is limited to hosts that somebody named; smoke is not.
struct HostLimit {
  bool limited = false;
  std::vector<std::string> hosts;  // besides loopback

  [[nodiscard]] bool allows(const std::string& host) const;
};

struct CompiledSuite {
  Suite source;  // as parsed
  Url target;
  std::vector<Row> rows;
  std::vector<CompiledFlow> flows;  // without those left out
  std::vector<LeftOut> left_out;
  std::optional<CompiledStep> ready;  // its row is the last one
  std::size_t ready_slots = 0;
  HostLimit hosts;
  Redactor redactor;  // knows every secret of the environment
};

// Environment by name: the process's own, or a demo's, or a test's. Secrets come from here and
// nowhere else.
using Environment = std::map<std::string, std::string>;

struct CompileOptions {
  std::string target;                            // replaces the suite's; empty: keep it
  std::vector<std::string> only;                 // --flow; empty: all
  std::vector<std::string> skip;                 // --skip-flow
  std::map<std::string, std::string> variables;  // --var
};

// Resolves every name, reads feeds, compiles patterns. All that is wrong is told at once: an
// unknown variable with the nearest known one, a missing environment name with the flows that need
// it, a bad pointer, pattern or XPath.
[[nodiscard]] Result<CompiledSuite> compile(const Suite& suite, const Environment& environment,
                                            const CompileOptions& options);

}  // namespace slogate
