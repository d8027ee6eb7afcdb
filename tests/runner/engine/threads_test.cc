// The engine as it really runs: workers on threads of their own, sockets, the control loop on this thread. What it does
// is asserted on virtual time elsewhere; here it must do it without a race, and end.
#include "runner/engine/threads.h"

#include <gtest/gtest.h>

#include <atomic>

#include "tests/support/raw_server.h"
#include "tests/support/suites.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using support::Peer;
using support::RawServer;

void answer_all(Peer& peer) {
  while (!peer.read_request().empty()) peer.answer("ok");
}

CompiledSuite suite_on(const RawServer& server, const std::string& more = {}) {
  CompiledSuite suite =
      support::suite_of(R"("steps": [{"name": "get", "request": "GET /"}])" + more);
  suite.target = *parse_url(server.url());
  return suite;
}

LoadPlan arrivals(double rate, Duration length) {
  Profile profile;
  profile.model = Model::arrivals;
  profile.from = rate;
  profile.stages = {{rate, length}};
  return make_plan(profile, {"shop"});
}

struct Kept {
  Interval totals{1, 1};
  std::size_t intervals = 0;
};

RunSink keep_in(Kept& kept) {
  RunSink sink;
  sink.interval = [&kept](const Interval& interval) {
    kept.totals.add(interval);
    ++kept.intervals;
    return true;
  };
  return sink;
}

TEST(Threads, FourWorkersSendEveryArrivalOnce) {
  RawServer server(answer_all);
  const CompiledSuite suite = suite_on(server);
  const TlsContext tls = TlsContext::make("").value();
  Kept kept;
  const EngineEnd end =
      run_on_threads(suite, arrivals(200, 2s), {{1, "threads"}, false, 1s}, tls, 4, keep_in(kept));
  EXPECT_EQ(end.error, "");
  EXPECT_EQ(kept.totals.flows[0].started, 400U);
  EXPECT_EQ(kept.totals.flows[0].succeeded, 400U);
  EXPECT_EQ(kept.totals.rows[0].finished, 400U);
  EXPECT_GE(kept.intervals, 2U);
}

TEST(Threads, AStoppedRunEndsWithWhatItMeasured) {
  RawServer server(answer_all);
  const CompiledSuite suite = suite_on(server);
  const TlsContext tls = TlsContext::make("").value();
  Kept kept;
  RunSink sink = keep_in(kept);
  std::atomic<int> asked = 0;
  sink.stop = [&asked] { return ++asked > 5 ? StopKind::drain : StopKind::none; };
  const EngineEnd end = run_on_threads(suite, arrivals(100, 1h), {{1, "threads"}, false, 1s}, tls,
                                       2, std::move(sink));
  EXPECT_EQ(end.stopped, StopKind::drain);
  EXPECT_EQ(end.error, "");
  EXPECT_GT(kept.totals.flows[0].started, 0U);
  EXPECT_EQ(kept.totals.flows[0].started, kept.totals.flows[0].succeeded);
}

TEST(Threads, AnImmediateStopEndsRequestsThatNobodyAnswers) {
  RawServer server([](Peer& peer) { peer.wait_for_end(); });
  const CompiledSuite suite = suite_on(server);
  const TlsContext tls = TlsContext::make("").value();
  Kept kept;
  RunSink sink = keep_in(kept);
  std::atomic<int> asked = 0;
  sink.stop = [&asked] { return ++asked > 3 ? StopKind::now : StopKind::none; };
  const EngineEnd end =
      run_on_threads(suite, arrivals(50, 1h), {{1, "threads"}, false, 1s}, tls, 2, std::move(sink));
  EXPECT_EQ(end.stopped, StopKind::now);
  EXPECT_EQ(kept.totals.rows[0].finished, 0U);
  EXPECT_EQ(kept.totals.flows[0].aborted, kept.totals.flows[0].started);
}

TEST(Threads, ASinkThatCannotKeepAnIntervalStopsTheRun) {
  RawServer server(answer_all);
  const CompiledSuite suite = suite_on(server);
  const TlsContext tls = TlsContext::make("").value();
  RunSink sink;
  sink.interval = [](const Interval&) { return false; };
  const EngineEnd end =
      run_on_threads(suite, arrivals(50, 1h), {{1, "threads"}, false, 1s}, tls, 1, std::move(sink));
  EXPECT_TRUE(end.sink_failed);
}

TEST(Threads, WaitsUntilTheTargetIsReady) {
  RawServer server([](Peer& peer) {
    peer.read_request();
    if (peer.number() == 0) {
      peer.write(
          "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    } else {
      peer.answer("ok");
    }
  });
  CompiledSuite suite = support::suite_of(
      R"("steps": [{"name": "get", "request": "GET /"}])",
      R"("ready": {"name": "ready", "request": "GET /", "checks": [{"status": 200}]})");
  suite.target = *parse_url(server.url());
  const TlsContext tls = TlsContext::make("").value();
  const ReadyWait wait = wait_until_ready(suite, tls, {1, "threads"}, 60s, [] { return false; });
  EXPECT_TRUE(wait.ready);
  EXPECT_GE(wait.waited, 1s);
  EXPECT_EQ(server.accepted(), 2);
}

TEST(Threads, GivesUpOnATargetThatIsNeverReadyAndSaysWhy) {
  RawServer server([](Peer& peer) { peer.reset(); });
  CompiledSuite suite = support::suite_of(
      R"("steps": [{"name": "get", "request": "GET /"}])",
      R"("ready": {"name": "ready", "request": "GET /", "checks": [{"status": 200}]})");
  suite.target = *parse_url(server.url());
  const TlsContext tls = TlsContext::make("").value();
  const ReadyWait wait = wait_until_ready(suite, tls, {1, "threads"}, 500ms, [] { return false; });
  EXPECT_FALSE(wait.ready);
  EXPECT_NE(wait.last_failure, "");
}

}  // namespace
}  // namespace slogate
