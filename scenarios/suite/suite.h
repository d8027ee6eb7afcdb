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
#include "scenarios/suite/generator_spec.h"
#include "scenarios/suite/json.h"
#include "scenarios/suite/objective.h"
#include "scenarios/suite/profile.h"
#include "scenarios/suite/quantity.h"
#include "scenarios/suite/unread_names.h"

namespace slogate {

// Text in which `${name}` stands for a value.
struct TemplateText {
  std::string text;
  SourcePlace at;
};

// Where a check or a capture looks.
enum class Source : std::uint8_t {
  status,     // "status"
  header,     // "header": NAME
  cookie,     // "cookie": NAME of one that the answer sets, its value or the named "attribute"
  body,       // "body": true, the text as it is
  json,       // "json": JSON pointer (RFC 6901)
  jsonpath,   // "jsonpath": query (RFC 9535), a list of values
  xpath,      // "xpath": expression over the HTML or XML body; a node set is a list of texts
  regex,      // "regex": RE2 over the body; group 1, or the whole match where it has no group
  size,       // "size": "body" (decoded) or "transfer" (as it came), bytes
  hash,       // "hash": "sha256", "sha1" or "md5" of the decoded body, lower-case hex
  time,       // "time": "total" or a phase, nanoseconds
  redirects,  // "redirects": "count", "urls" (a list) or "final" (the last URL)
  tls,        // "tls": "version", "issuer", "subject", "host" or "days_left"
  variable,   // "variable": NAME
};

// Each but the orders and exists, empty, unique has a negation, `not_` before its word; these are
// negated by each other, or by `false`.
enum class Predicate : std::uint8_t {
  exists,
  empty,
  unique,  // no value of a list twice
  equals,
  one_of,
  contains,  // a text its part, a list its member
  starts_with,
  ends_with,
  matches,
  less_than,
  at_most,
  greater_than,
  at_least,
  between,  // [lowest, highest], both included
  type,
  length,  // characters of a text, bytes of a body
  count,   // members of a list, an array or an object
  schema,  // a JSON Schema file (draft-07)
};

// What a value goes through before it is compared or kept.
enum class Filter : std::uint8_t {
  trim,
  lower,
  upper,
  url_encode,
  url_decode,
  base64_encode,
  base64_decode,
  sha256,
  md5,
  number,  // a text as a number; what is none fails
  regex,   // {"regex": PATTERN}: group 1, or the whole match
  split,   // {"split": SEPARATOR}: a list
  index,   // {"index": N}: a list's member, from the end where negative
  count,   // of a list, as a number
  date,    // {"date": FORMAT}: seconds since 1970
};

struct FilterSpec {
  Filter filter = Filter::trim;
  std::string text;         // pattern, separator or format
  std::int64_t number = 0;  // index
  SourcePlace at;
};

// One check: a source and a predicate with what it expects. Also a condition (`when`) and an
// explanation's `if`. `{"status": 200}` is equals, `{"status": [200, "3xx"]}` is one_of; a class
// stays the text "3xx".
struct CheckSpec {
  Source source = Source::status;
  TemplateText selector;  // header or cookie name, pointer, expression, word, variable name
  std::string attribute;  // cookie only: looked at instead of the value; lower case
  std::vector<FilterSpec> filters;
  bool each = false;  // the predicate holds for every member of a list; an empty list fails
  Predicate predicate = Predicate::exists;
  bool negated = false;
  // Strings are templates. `time`: nanoseconds. length, count: a number or an object of orders.
  Json expected;
  bool broken = false;            // something in it was told: it is asked for nothing
  bool cookie_http_only = false;  // cookie only: the attribute must be there
  bool cookie_secure = false;
  std::string because;  // own words for the failure
  Position at;
};

// When `condition` holds for the answer of a failed step, `say` is added to the failure.
struct Explanation {
  CheckSpec condition;
  std::string say;
};

enum class CaptureScope : std::uint8_t {
  iteration,
  user,  // kept from one iteration of a virtual user to its next
};

struct CaptureSpec {
  std::string name;
  Source source = Source::json;
  TemplateText selector;
  std::string attribute;  // cookie only
  std::vector<FilterSpec> filters;
  CaptureScope scope = CaptureScope::iteration;
  std::optional<TemplateText> fallback;  // "default": where there is no value
  bool list = false;                     // all matches, for `for_each`
  bool secret = false;                   // redacted wherever it would be written
  bool one_time = false;                 // a short secret: redacted as a whole word
  bool shown = false;                    // "secret": false: not even if it is made of one
  bool inherited = false;                // secret only because of what it is made of
  bool optional = false;                 // missing or null: the variable stays unset, no failure
  bool sticky = false;  // optional until the run has seen it once, required from then on
  Position at;
};

enum class BodyKind : std::uint8_t { none, json, form, text, multipart, file };

// One part of a multipart/form-data body (RFC 7578): a value, or a file.
struct PartSpec {
  std::string name;
  std::optional<TemplateText> value;
  std::string file;  // relative to the file that names it
  Position file_at;
  std::optional<TemplateText> file_name;  // what the server is told; default: the file's own name
  std::string type;                       // content type; default: none, application/octet-stream
  Position at;
};

enum class AuthKind : std::uint8_t { none, basic, bearer, digest };

struct AuthSpec {
  AuthKind kind = AuthKind::none;
  TemplateText user;
  TemplateText secret;  // password or token
  Position at;
};

// An HMAC-SHA256 (RFC 2104) over a text of chosen parts, sent as a header.
struct SignSpec {
  std::string header;
  TemplateText key;
  TemplateText over;  // may name ${request.method}, ${request.target} and ${request.body}
  std::string prefix;
  bool base64 = false;  // else lower-case hex
  Position at;
};

// Attempts after the first, until every check holds.
struct RetrySpec {
  std::uint32_t times = 0;  // 0: none
  Duration pause = std::chrono::seconds(1);
};

enum class ThinkKind : std::uint8_t { none, constant, uniform, exponential };

// Waited after a step under load; a smoke walks without.
struct ThinkSpec {
  ThinkKind kind = ThinkKind::none;
  Duration low{0};   // constant: the time; uniform: the least; exponential: the mean
  Duration high{0};  // uniform: the most; exponential: the cap
};

enum class OnFailure : std::uint8_t { stop_iteration, proceed, stop_run };

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
  std::vector<std::pair<std::string, TemplateText>> query;  // arrays as repeated names
  std::vector<std::pair<std::string, TemplateText>> headers;
  std::vector<std::pair<std::string, TemplateText>> cookies;  // beside those of the jar
  AuthSpec auth;
  std::optional<SignSpec> sign;
  BodyKind body_kind = BodyKind::none;
  Json body;                               // json: any value; form: an object; text, file: a string
  std::vector<PartSpec> parts;             // multipart
  std::optional<std::uint32_t> redirects;  // followed at most so often; 0: a 3xx is the answer
  std::optional<Duration> timeout;
  std::optional<Duration> connect_timeout;
  std::optional<Duration> first_byte_timeout;
  std::optional<std::uint64_t> max_body;
  RetrySpec retry;
  std::optional<ThinkSpec> think;
  OnFailure on_failure = OnFailure::stop_iteration;
  std::vector<CheckSpec> checks;
  std::vector<CaptureSpec> captures;
  std::vector<Explanation> explain;
  std::vector<Explanation> expires;  // the flow worked before: it is checked no more, which is said
  Position at;
  Position name_at;  // of the values
  Position for_each_at;
  bool unread = false;  // its group or its repetition may be, or those of a block around it
};

enum class RepeatKind : std::uint8_t { none, times, for_each, until };

// A variable to which a repetition gives its first value.
struct StartSpec {
  std::string name;
  TemplateText value;
  Position at;
};

struct RepeatSpec {
  RepeatKind kind = RepeatKind::none;
  std::uint32_t times = 1;       // times: how often; else the most
  std::string list;              // for_each: a list variable
  std::vector<CheckSpec> until;  // conditions on variables, asked after each turn: all must hold
  bool fails_at_bound = true;    // until: where they do not hold after the last turn
  std::vector<StartSpec> start;  // values of variables before the first turn
  Position at;
  Position list_at;
};

// Neighbouring steps under one condition, one repetition or one group. Blocks nest.
struct BlockSpec {
  std::size_t first = 0;  // its steps: [first, end) of the list
  std::size_t end = 0;
  std::vector<CheckSpec> when;
  std::string otherwise;
  bool stop_otherwise = false;
  RepeatSpec repeat;
  Position at;
};

// Steps in their order; blocks lie over them, an outer one before those in it.
struct StepList {
  std::vector<StepSpec> steps;
  std::vector<BlockSpec> blocks;

  [[nodiscard]] bool empty() const { return steps.empty(); }
  [[nodiscard]] std::size_t size() const { return steps.size(); }
  [[nodiscard]] auto begin() const { return steps.begin(); }
  [[nodiscard]] auto end() const { return steps.end(); }
  [[nodiscard]] const StepSpec& front() const { return steps.front(); }
  [[nodiscard]] const StepSpec& back() const { return steps.back(); }
  [[nodiscard]] const StepSpec& operator[](std::size_t i) const { return steps[i]; }
};

enum class SessionOwner : std::uint8_t { none, run, user };

// When a session's steps are walked anew, for the next iteration or at once.
struct RenewSpec {
  std::optional<TemplateText> after;  // a duration, or a number of seconds, since it was opened
  std::vector<int> on_status;  // an answer of such a status: renewed, and the step repeated once
  Position at;
};

enum class FeedOrder : std::uint8_t { sequential, random, unique };
enum class FeedEnd : std::uint8_t { wrap, stop };

// A column whose values are never shown.
struct SecretColumn {
  std::string name;
  bool one_time = false;  // its values may be short
  Position at;
};

struct FeedSpec {
  std::string name;  // `${name.column}`
  std::string file;  // CSV (RFC 4180), or JSON lines (.jsonl, .ndjson); beside the flow file
  FeedOrder order = FeedOrder::sequential;
  FeedEnd end = FeedEnd::wrap;  // unique: always stop
  std::vector<SecretColumn> secrets;
  Position at;
};

struct Flow {
  std::string name;
  std::string title;
  std::string route;
  bool core = true;                // counts for availability
  std::vector<std::string> needs;  // environment names without which the flow cannot run
  // Given tokens by environment name, and how long one lives: a run as long as that is warned of.
  std::vector<std::pair<std::string, Duration>> tokens;
  std::vector<FeedSpec> feeds;
  std::vector<GeneratorSpec> generators;
  SessionOwner session_owner = SessionOwner::none;
  StepList session_steps;  // walked once; captures and cookies stay
  StepList session_end;    // walked once when its owner has done its last iteration
  RenewSpec renew;
  StepList steps;
  std::string file;  // as the suite names it, relative to the suite's folder
  Position at;
  Position name_at;
  std::vector<Position> needs_at;  // of each name of `needs`
  UnreadNames unread;
};

struct VariableSpec {
  std::string name;
  std::optional<TemplateText> value;     // a plain text
  std::string env;                       // or the environment variable it comes from
  std::optional<TemplateText> fallback;  // and its default
  bool secret = false;
  bool one_time = false;  // a short secret, as a six-digit code: redacted as a whole word
  Position at;
};

struct Defaults {
  Duration timeout = std::chrono::seconds(10);
  Duration connect_timeout = std::chrono::seconds(5);
  Duration first_byte_timeout = std::chrono::seconds(10);
  std::uint64_t max_body = 16U << 20U;
  std::uint32_t redirects = 0;
  ThinkSpec think;
  std::vector<std::pair<std::string, TemplateText>> headers;
};

// Connections to host:port go to this address instead of what the name resolves to.
struct ResolveOverride {
  std::string host;  // lower case, an IPv6 address without brackets
  std::uint16_t port = 0;
  std::string address;  // IPv4 or IPv6, without brackets
  Position at;
};

// What the target allows: so many such requests in so long. `check` holds the profiles against it.
struct TargetLimit {
  Scope over;
  std::uint64_t at_most = 0;
  Duration per{0};
  std::string because;
  Position at;
  ScopePlaces over_at;
};

struct Suite {
  std::string name;
  std::string title;
  std::string folder;  // where the suite file lies
  TemplateText target;
  std::vector<std::string> load_hosts;  // hosts that `load` may go to, loopback aside
  std::vector<VariableSpec> variables;
  Defaults defaults;
  std::vector<ResolveOverride> resolve;
  std::optional<StepSpec> ready;
  StepList setup;     // once, before everything else; what it captures every flow knows
  StepList teardown;  // once, after everything else
  std::vector<Flow> flows;
  std::vector<Profile> profiles;
  std::vector<Objective> objectives;
  std::vector<TargetLimit> limits;
  std::vector<std::string> not_seen;  // what no outside check sees: fixed lines for the report
  Position at;
  UnreadNames unread;  // of the suite's own files; each flow has that of its own
};

}  // namespace slogate
