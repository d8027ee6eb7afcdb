// The suite as its files say it: names unresolved, templates as text, every node with its place.
// parse.h makes it from JSON, scenarios/compile turns it into what a run needs. scenarios/README.md
// describes the language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/suite/diagnostic.h"
#include "scenarios/suite/json.h"
#include "scenarios/suite/objective.h"
#include "scenarios/suite/quantity.h"

namespace slogate {

// Text in which `${name}` stands for a value.
struct TemplateText {
  std::string text;
  Position at;
};

// Where a check or a capture looks.
enum class Source : std::uint8_t {
  status,     // "status"
  header,     // "header": NAME
  cookie,     // "cookie": NAME, its value; attributes by the keys of CheckSpec
  body,       // "body": true, the text as it is
  json,       // "json": JSON pointer (RFC 6901)
  xpath,      // "xpath": expression over the HTML body; a node set is a list of texts
  regex,      // "regex": RE2 over the body; group 1, or the whole match where it has no group
  days_left,  // "tls": "days_left": whole days until the certificate runs out
  variable,   // "variable": NAME
};

enum class Predicate : std::uint8_t {
  exists,
  equals,
  not_equals,
  one_of,
  contains,
  not_contains,
  starts_with,
  ends_with,
  matches,
  less_than,
  at_most,
  greater_than,
  at_least,
  type,
  min_count
};

// One check: a source and a predicate with what it expects. Also a condition (`when`) and an
// explanation's `if`. `{"status": 200}` and `{"status": [200, 204]}` are equals and one_of.
struct CheckSpec {
  Source source = Source::status;
  TemplateText selector;  // header or cookie name, pointer, expression, variable name
  Predicate predicate = Predicate::exists;
  Json expected;                  // strings in it are templates
  bool cookie_http_only = false;  // cookie only: the attribute must be there
  bool cookie_secure = false;
  std::string because;  // own words for the failure
  Position at;
};

// When the check in `condition` holds for the answer of a failed step, `say` is added to the
// failure.
struct Explanation {
  CheckSpec condition;
  std::string say;
};

struct CaptureSpec {
  std::string name;
  Source source = Source::json;
  TemplateText selector;
  bool list = false;      // all matches (xpath), for `for_each`
  bool secret = false;    // redacted wherever it would be written
  bool optional = false;  // missing or null: the variable stays unset, no failure
  bool sticky = false;    // optional until the run has seen it once, required from then on
  Position at;
};

enum class BodyKind : std::uint8_t { none, json, form, text };

struct StepSpec {
  std::string name;
  std::string group;  // steps in a row with one group are measured together as well
  std::vector<std::string> tags;
  std::vector<CheckSpec> when;  // all must hold, else the step is skipped
  std::string otherwise;        // what a skipped step tells the reader; may be empty
  bool stop_otherwise = false;  // a skipped step ends the flow
  std::string for_each;         // a list variable: one request per item, which is `${item}`
  std::string method;
  TemplateText url;
  std::vector<std::pair<std::string, TemplateText>> headers;
  BodyKind body_kind = BodyKind::none;
  Json body;                      // json: any value; form: an object of strings; text: a string
  bool follow_redirects = false;  // at most 10 hops; each is a request of its own
  std::optional<Duration> timeout;
  std::vector<CheckSpec> checks;
  std::vector<CaptureSpec> captures;
  std::vector<Explanation> explain;
  std::vector<Explanation> expires;  // the flow worked before in this run: it is checked no more, and that is said
  Position at;
};

enum class SessionOwner : std::uint8_t { none, run, user };

struct FeedSpec {
  std::string name;  // `${name.column}`
  std::string file;  // CSV beside the flow file
  Position at;
};

struct Flow {
  std::string name;
  std::string title;
  std::string route;
  bool core = true;                // counts for availability
  std::vector<std::string> needs;  // environment names without which the flow cannot run
  // Given tokens by environment name, and how long one lives after its sign-in: a run as long as that is warned of.
  std::vector<std::pair<std::string, Duration>> tokens;
  std::vector<FeedSpec> feeds;
  SessionOwner session_owner = SessionOwner::none;
  std::vector<StepSpec> session_steps;  // walked once; captures and cookies stay
  std::vector<StepSpec> steps;
  std::string file;  // as the suite names it, relative to the suite's folder
  Position at;
};

struct VariableSpec {
  std::string name;
  std::optional<TemplateText> value;     // a plain text
  std::string env;                       // or the environment variable it comes from
  std::optional<TemplateText> fallback;  // and its default
  bool secret = false;
  Position at;
};

enum class Model : std::uint8_t { iterations, users, arrivals };

// Linear from the previous stage's end to `to` over `duration`.
struct Stage {
  double to = 0;  // users, or iterations a second
  Duration duration{0};
};

// A flow's part in a profile: a weight in the profile's load, or a rate of its own.
struct Share {
  std::string flow;
  double weight = 1;
  std::optional<double> rate;  // iterations a second
  Position at;
};

struct Profile {
  std::string name;
  Model model = Model::iterations;
  std::uint32_t iterations = 1;    // Model::iterations: of each flow, one after the other
  double from = 0;                 // where the first stage begins; constant load: equal to its `to`
  std::vector<Stage> stages;       // users and arrivals
  std::vector<Share> shares;       // empty: every flow with weight 1
  std::uint32_t max_users = 1000;  // 1 to 100,000
  std::uint32_t max_waiting = 10000;          // due iterations that may wait for a user
  Duration drain = std::chrono::seconds(10);  // how long after the end running iterations may go on
  Position at;
};

struct Defaults {
  Duration timeout = std::chrono::seconds(10);
  Duration connect_timeout = std::chrono::seconds(5);
  Duration first_byte_timeout = std::chrono::seconds(10);
  std::uint64_t max_body = 16U << 20U;
  std::vector<std::pair<std::string, TemplateText>> headers;
};

struct Suite {
  std::string name;
  std::string title;
  std::string folder;  // where the suite file lies
  TemplateText target;
  std::vector<std::string> load_hosts;  // hosts that `load` may go to, loopback aside
  std::vector<VariableSpec> variables;
  Defaults defaults;
  std::optional<StepSpec> ready;
  std::vector<Flow> flows;
  std::vector<Profile> profiles;
  std::vector<Objective> objectives;
  std::vector<std::string> not_seen;  // what no outside check sees: fixed lines for the report
  Position at;
};

}  // namespace slogate
