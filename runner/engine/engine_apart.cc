// What the engine lets one user walk once per run, on the first worker: setup, the sign-ins that all
// users share and their ends, teardown.
#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>

#include "runner/engine/rotation.h"

namespace slogate {
namespace {

// What teardown and the ends of sessions have, where the profile's drain limit is shorter.
constexpr std::chrono::nanoseconds kLeastForEnds = std::chrono::seconds(10);

}  // namespace

// One walk on worker 0's loop; its result comes back to this one.
Task<std::string> Engine::walk_apart(Task<std::string> walk) {
  std::string result;
  running_ = 1;
  boost::asio::co_spawn(workers_.front()->worker.loop().get_executor(), std::move(walk),
                        [this, &result](std::exception_ptr failed, std::string text) {
                          if (failed != nullptr) text = "ended by an exception";
                          boost::asio::post(control_.loop(),
                                            [this, &result, failed, text = std::move(text)] {
                                              result = text;
                                              if (failed != nullptr)
                                                end_.error = "a walk apart ended by an exception";
                                              --running_;
                                              sleeper_.wake();
                                            });
                        });
  co_await keep_time();
  limit_ = SteadyTime::max();
  co_return result;
}

Task<void> Engine::set_up() {
  if (!suite_.setup) co_return;
  Worker& worker = workers_.front()->worker;
  const std::string failure = co_await walk_apart(worker.walk_outside(*suite_.setup, &setup_));
  set_up_failed_ = !failure.empty();
  if (set_up_failed_ && end_.stopped == StopKind::none)
    end_.failures.push_back("setup, " + failure);
}

Task<void> Engine::tear_down() {
  if (!suite_.teardown) co_return;
  if (end_.stopped == StopKind::now && !end_.sink_failed) {
    end_.failures.emplace_back("teardown was not walked: the run was ended at once");
    co_return;
  }
  limit_ = control_.now() + std::max(plan_.drain, kLeastForEnds);
  Worker& worker = workers_.front()->worker;
  const std::string failure = co_await walk_apart(worker.walk_outside(*suite_.teardown, nullptr));
  if (!failure.empty()) end_.failures.push_back("teardown, " + failure);
}

Task<void> Engine::open_sessions() {
  for (std::size_t flow = 0; flow < suite_.flows.size(); ++flow) {
    if (suite_.flows[flow].session_owner != SessionOwner::run) continue;
    const bool planned = plan_.planned_iterations(flow).value_or(1) > 0;
    if (!planned) continue;
    if (end_.stopped != StopKind::none) co_return;
    const std::string failure = co_await walk_apart(workers_.front()->worker.open_session(flow));
    if (end_.stopped != StopKind::none) co_return;
    if (failure.empty()) continue;
    end_.failures.push_back(fmt::format("flow {}: the sign-in that all its users share failed",
                                        suite_.flows[flow].name));
  }
}

Task<void> Engine::end_sessions() {
  for (std::size_t flow = 0; flow < suite_.flows.size(); ++flow) {
    if (suite_.flows[flow].session_end.empty() || sessions_.version(flow) == 0) continue;
    if (end_.stopped == StopKind::now) co_return;
    limit_ = control_.now() + std::max(plan_.drain, kLeastForEnds);
    static_cast<void>(co_await walk_apart(workers_.front()->worker.end_session(flow)));
  }
}

}  // namespace slogate
