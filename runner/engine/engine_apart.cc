// What the engine lets one user walk once per run, on the first worker: setup, the sign-ins that all
// users share and their ends, teardown.
#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include <exception>

#include "runner/engine/rotation.h"

namespace slogate {

// One walk on worker 0's loop; its result comes back to this one.
Task<std::string> Engine::walk_apart(Task<std::string> walk) {
  std::string result;
  running_ = 1;
  spawn(workers_.front()->worker.loop(), std::move(walk),
        [this, &result](std::exception_ptr failed, std::string text) {
          if (failed != nullptr) text = "ended by an exception";
          boost::asio::post(control_.loop(), [this, &result, failed, text = std::move(text)] {
            result = text;
            if (failed != nullptr) end_.error = "a walk apart ended by an exception";
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
  if (!set_up_failed_ || end_.stopped != StopKind::none) co_return;
  end_.failures.push_back("setup, " + failure);
  end_.early = "setup failed";
}

Task<void> Engine::tear_down() {
  if (!suite_.teardown) co_return;
  if (end_.stopped == StopKind::now && !end_.sink_failed) {
    end_.left_out.emplace_back("teardown was not walked: the run was ended at once");
    co_return;
  }
  limit_ = control_.now() + plan_.time_for_ends();
  Worker& worker = workers_.front()->worker;
  const std::string failure = co_await walk_apart(worker.walk_outside(*suite_.teardown, nullptr));
  if (failure.empty()) co_return;
  const bool cut_off = end_.stopped == StopKind::now && !end_.sink_failed;
  if (cut_off) {
    end_.left_out.emplace_back("teardown was not walked to its end: the run was ended at once");
  } else {
    end_.failures.push_back("teardown, " + failure);
  }
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
    if (suite_.flows[flow].session_end.empty()) continue;
    if (end_.stopped == StopKind::now) {
      end_.left_out.emplace_back(
          "sessions that were open were left open: the run was ended at once");
      co_return;
    }
    if (sessions_.version(flow) == 0) continue;
    limit_ = control_.now() + plan_.time_for_ends();
    static_cast<void>(co_await walk_apart(workers_.front()->worker.end_session(flow)));
    if (end_.stopped == StopKind::now) end_.interrupted = true;  // in the middle of it
  }
}

}  // namespace slogate
