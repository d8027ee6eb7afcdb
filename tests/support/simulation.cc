#include "tests/support/simulation.h"

#include <exception>
#include <stdexcept>
#include <utility>

namespace slogate::support {

Simulation::Simulation(Script script, WallTime wall)
    : clock_(loop_, wall), network_(clock_, std::move(script)), start_(clock_.now()) {}

void Simulation::at(std::chrono::nanoseconds offset, std::function<void()> event) {
  events_.push_back(clock_.make_alarm());
  events_.back()->set(start_ + offset, std::move(event));
}

const EngineEnd& Simulation::run(const CompiledSuite& suite, const LoadPlan& plan,
                                 const SimulationOptions& options) {
  EngineOptions engine_options;
  engine_options.identity = {options.seed, "simulated"};
  engine_options.keep_exchanges = options.keep_exchanges;
  engine_options.interval = options.interval;
  engine_options.cpu_time = [] { return std::chrono::microseconds(0); };
  totals_ = Interval(suite.rows.size(), suite.flows.size());
  RunSink sink;
  sink.interval = [this, &options](const Interval& interval) {
    if (keep_totals_) totals_.add(interval);
    if (keep_intervals_) intervals_.push_back(interval);
    return !options.keep || options.keep(interval);
  };
  if (options.keep_samples) {
    sink.samples = [this](std::span<const RawSample> some) {
      samples_.insert(samples_.end(), some.begin(), some.end());
    };
  }
  sink.stop = options.stop;
  const std::vector<WorkerSeat> seats(options.workers, WorkerSeat{&clock_, &network_});
  Engine engine(suite, plan, std::move(engine_options), clock_, seats, std::move(sink));
  std::exception_ptr failed;
  spawn(loop_, engine.run(), [&](std::exception_ptr error, EngineEnd result) {
    failed = error;
    end_ = std::move(result);
    ended_ = true;
  });
  if (!clock_.run(1'000'000'000))
    throw std::runtime_error("the simulation did not come to its end");
  if (failed) std::rethrow_exception(failed);
  return end_;
}

}  // namespace slogate::support
