// What the writers tell: plain text in reading order, everything decided, formatted and redacted
// already. A writer never computes a verdict, reads a clock or sees an output path, so the same
// Report gives the same bytes.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace slogate::report {

enum class State : std::uint8_t { pass, fail, error, inconclusive, skipped, not_applicable };
[[nodiscard]] std::string_view word(State state);

// One fact about the run, as a line of a list.
struct Fact {
  std::string name;
  std::string value;
};

struct ObjectiveLine {
  std::string name;
  std::string title;
  std::string claim;     // "p99 < 2 s"
  std::string scope;     // "API requests"
  std::string decision;  // "observed", "confident"
  State state = State::inconclusive;
  std::string measured;  // "182 ms", empty without data
  std::string bound;     // "at most 211 ms (95 %)", or empty
  std::string wilson;    // of a share: Wilson's 95 % interval, "0.017 % to 0.564 %"; else empty
  std::string limit;     // "< 2 s"
  std::uint64_t samples = 0;
  std::uint64_t effective_samples = 0;  // what they count like: fewer where answers are correlated
  // A rule over a window: how often it was looked at, and how many windows share no time.
  std::uint64_t looks = 0;
  std::uint64_t separate_windows = 0;
  std::string evidence;  // one sentence
  std::string file;
  int line = 0;
};

struct Latency {  // formatted: "12.3 ms"; empty without data
  std::string p50, p95, p99, max;
};

struct FailureLine {
  std::string type;   // the outcome's stable word: "assert.check", "connect.refused"
  std::string title;  // the outcome in plain words
  // It could not be measured (resolve, connect, TLS): JUnit error instead of failure.
  bool is_error = false;
  std::string expected;
  std::string got;
  std::string because;  // the flow's own words, or empty
  std::string excerpt;  // raw text of the target: untrusted
  std::string curl;
  std::string request_id;
  std::string at;  // "2 min 3 s after the start, iteration 17"
  std::string file;
  int line = 0;
};

struct ExchangeLine {
  std::string title;     // "GET /api/health: 200 in 3.1 ms"
  std::string request;   // untrusted
  std::string response;  // untrusted
  std::vector<std::string> checks;
};

struct StepLine {
  std::string name;
  std::string request;  // "POST ${api}/auth/request"; "page with its assets" for a group
  std::vector<std::string> tags;
  State state = State::skipped;  // skipped: never reached
  std::string reason;            // why it was skipped; a note
  std::uint64_t requests = 0;
  std::uint64_t failed = 0;
  std::uint64_t never_sent = 0;  // of the failed: nothing of them went out
  std::uint64_t unanswered = 0;  // under way when the run ended: not among the requests
  std::vector<Fact> outcomes;    // "connect.refused" -> "12", failures only
  Latency response;
  Latency service;
  double p50_seconds = 0;               // of the response time, for JUnit's time
  double total_seconds = 0;             // smoke: the requests' time summed, for JUnit's time
  std::vector<FailureLine> failures;    // the first of each kind
  std::uint64_t more_failures = 0;      // failed requests that are not listed
  std::vector<ExchangeLine> exchanges;  // smoke only
  std::string file;
  int line = 0;
};

struct FlowLine {
  std::string name;
  std::string title;
  std::string route;
  State state = State::skipped;
  std::string
      reason;  // left out: why; otherwise a note such as "sign-in started, not completed: …"
  std::uint64_t iterations = 0;
  std::uint64_t failed_iterations = 0;
  std::uint64_t dropped = 0;
  bool apart = false;  // no flow of the load: setup, teardown, the step that waits for the target
  std::vector<std::string> notes;
  std::vector<StepLine> steps;
};

struct Report {
  std::string version;
  std::string suite;
  std::string suite_title;
  std::string command;
  std::string profile;
  std::string target;
  std::string run_id;
  std::string started;  // RFC 3339, UTC: "2026-03-06T10:00:00Z"
  std::string host;
  double duration_seconds = 0;
  bool load = false;                    // load or soak: JUnit's step time is the median
  bool complete = true;                 // false: interrupted or killed
  State verdict = State::inconclusive;  // pass, fail, inconclusive
  int exit_code = 3;
  std::string sentence;  // the verdict in one sentence
  std::vector<std::string> reasons;
  std::vector<Fact> facts;  // load, seed, workers, requests, error rate, waited until ready …
  std::vector<Fact> not_checked;      // flow -> reason
  std::vector<std::string> not_seen;  // what no outside check sees
  std::vector<ObjectiveLine> objectives;
  std::vector<FlowLine> flows;
  std::vector<Fact>
      generator;  // dispatch lag, waiting, dropped, CPU: whether the numbers can be believed
  std::vector<std::string> warnings;
};

}  // namespace slogate::report
