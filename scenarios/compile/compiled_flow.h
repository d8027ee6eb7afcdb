// A suite with every name resolved: what the virtual users walk. Immutable; all workers share one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/compile/check.h"
#include "scenarios/compile/template.h"
#include "scenarios/data/feed.h"
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

struct CompiledAuth {
  AuthKind kind = AuthKind::none;
  Template user;
  Template secret;  // password or token
};

struct CompiledSign {
  std::string header;
  Template key;
  Template over;  // rendered last: it may name the request's own parts
  std::string prefix;
  bool base64 = false;
};

// A piece of a body: text, then the bytes of a file where there is one.
struct CompiledBodyPart {
  bool delimiter = false;  // multipart: a line with the request's boundary comes before the text
  Template text;
  std::shared_ptr<const BodyFile> file;
};

struct CompiledRequest {
  std::string method;
  Template url;    // begins with `/`: on the suite's target
  Template query;  // of the step's "query": joined to the address by `?`, or `&` where it has one
  std::vector<std::pair<std::string, Template>> headers;  // defaults included, step's own win
  std::vector<std::pair<std::string, Template>>
      cookies;  // beside those of the jar, and before them
  CompiledAuth auth;
  std::optional<CompiledSign> sign;
  std::vector<CompiledBodyPart> body;
  std::string content_type;         // empty: no body
  std::uint32_t max_redirects = 0;  // followed at most so often; 0: a 3xx is the answer
  bool needs_totp = false;          // holds a one-time code: a secret of its own
  std::vector<std::size_t>
      totp_slots;  // of the keys of codes by the time: never two in a time step
  // What of it only the suite's hosts get, in words; empty: nothing.
  std::string credentials;
  bool identified = true;  // something in its flow uses `${request.id}` or `${request.traceparent}`
  bool timed = true;       // something in its flow is a one-time code
  bool given_host = false;  // rows of feeds say where it leads: not a server
  // Its number among those of the suite that no value has a part in, from 1; 0: some value has. They
  // differ from user to user by the cookies of the jars alone.
  std::size_t constant = 0;
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
  Duration connect_timeout{0};
  Duration first_byte_timeout{0};
  std::uint64_t max_body = 0;
  RetrySpec retry;
  ThinkSpec think;
  OnFailure on_failure = OnFailure::stop_iteration;
  std::vector<Check> checks;
  std::vector<Capture> captures;
  std::vector<std::pair<Check, std::string>> explain;
  std::vector<std::pair<Check, std::string>> expires;
  bool keep_body = false;  // some check or capture looks at the body
  Position at;
};

// Neighbouring steps under one condition or one repetition: [first, end) of their list.
struct CompiledBlock {
  std::size_t first = 0;
  std::size_t end = 0;
  std::vector<Check> when;
  std::string otherwise;
  bool stop_otherwise = false;
  RepeatKind repeat = RepeatKind::none;
  std::uint32_t times = 1;          // of RepeatKind::times; else the most
  std::optional<std::size_t> list;  // of RepeatKind::for_each: its slot
  std::vector<Check> until;
  bool fails_at_bound = false;  // of RepeatKind::until: where they do not hold after the last turn
  std::vector<std::pair<std::size_t, Template>> start;  // slots that have a value from there on
  Position at;
};

// Steps in their order; blocks lie over them, an outer one before those in it.
struct CompiledSteps {
  std::vector<CompiledStep> steps;
  std::vector<CompiledBlock> blocks;

  [[nodiscard]] bool empty() const { return steps.empty(); }
  [[nodiscard]] std::size_t size() const { return steps.size(); }
  [[nodiscard]] auto begin() const { return steps.begin(); }
  [[nodiscard]] auto end() const { return steps.end(); }
  [[nodiscard]] const CompiledStep& operator[](std::size_t i) const { return steps[i]; }
};

struct CompiledRenew {
  std::optional<Template> after;  // a duration or a number of seconds, since the session was opened
  std::vector<int> on_status;
};

struct CompiledFlow {
  std::string name;
  std::uint64_t stream = 0;  // stream_number(name): what is drawn for this flow and no other
  std::string title;
  std::string route;
  bool core = true;
  SessionOwner session_owner = SessionOwner::none;
  CompiledSteps session_steps;
  CompiledSteps session_end;
  CompiledRenew renew;
  CompiledSteps steps;
  std::size_t slots = 0;
  // Slots set at the start of each iteration.
  std::vector<std::pair<std::size_t, std::string>> constants;
  std::vector<std::string> slot_names;
  // Secrets that were captured or stand in a row: redacted with the iteration's values.
  std::vector<std::size_t> secret_slots;
  std::vector<std::size_t>
      user_slots;           // captures of scope "user": an iteration leaves them to the next
  bool may_expire = false;  // some step of it has `expires`
  // A 1 for each of those, and of those whose value is the same in every iteration: `constants` and the run's id.
  std::vector<std::uint8_t> lasting_slots;
  struct FeedSlots {
    std::string name;
    std::shared_ptr<const Feed> feed;
    std::vector<std::size_t> columns;  // slot of each column
    std::vector<std::size_t> secrets;  // numbers of those that are never shown
  };
  std::vector<FeedSlots> feeds;
  std::vector<std::pair<GeneratorSpec, std::size_t>> generators;  // with their slots
  // What the suite's setup captured: its slot in setup's frame, and here.
  std::vector<std::pair<std::size_t, std::size_t>> setup_slots;
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
  std::optional<CompiledFlow>
      setup;  // named "setup": its rows are reported and no objective looks at them
  std::optional<CompiledFlow> teardown;  // named "teardown"
  std::vector<LeftOut> left_out;
  std::optional<CompiledStep> ready;  // its row is the last one
  std::size_t ready_slots = 0;
  HostLimit hosts;
  std::vector<std::string> own_hosts;  // of the target, and others that the suite names
  Redactor redactor;                   // knows every secret of the environment
  std::string ca_file;                 // --cacert: what the run trusts instead of the system's
};

// Environment by name: the process's own, or a demo's, or a test's. Secrets come from here and
// nowhere else.
struct Environment : std::map<std::string, std::string> {
  using std::map<std::string, std::string>::map;

  // Names whose values came from a file or standard input: secret however they are asked for.
  std::set<std::string> secrets;
};

struct CompileOptions {
  std::string target;                            // replaces the suite's; empty: keep it
  std::vector<std::string> only;                 // --flow; empty: all
  std::vector<std::string> skip;                 // --skip-flow
  std::map<std::string, std::string> variables;  // --var
  std::vector<ResolveOverride> resolve;          // --resolve: before those of the suite
  std::vector<std::string> allow_hosts;          // --allow-host: hosts of the suite too
};

// Resolves every name, reads feeds, compiles patterns. All that is wrong is told at once: an
// unknown variable with the nearest known one, a missing environment name with the flows that need
// it, a bad pointer, pattern or XPath.
[[nodiscard]] Result<CompiledSuite> compile(const Suite& suite, const Environment& environment,
                                            const CompileOptions& options);

}  // namespace slogate
