#include "tests/sim/witness.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace slogate::support {
namespace {

constexpr std::int64_t kNotBegun = -1;
constexpr std::int64_t kTold = -2;
constexpr std::uint64_t kMostAtOnce = 100'000;

}  // namespace

Witness::Witness(const RunHeader& header, const LoadPlan& plan, std::uint64_t seed,
                 SteadyTime start)
    : start_(start), open_model_(plan.model == Model::arrivals) {
  for (std::size_t row = 0; row < header.rows.size(); ++row) {
    const RunRow& entry = header.rows[row];
    if (entry.step.empty()) continue;
    const auto flow = std::find_if(header.flows.begin(), header.flows.end(),
                                   [&](const RunFlow& each) { return each.name == entry.flow; });
    places_["/" + entry.flow + "/" + entry.step] = {
        static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(flow - header.flows.begin())};
  }
  due_.resize(header.flows.size());
  began_.resize(header.flows.size());
  if (!open_model_) return;
  std::size_t all = 0;
  for (std::size_t stream = 0; stream < plan.streams.size(); ++stream) {
    for (std::uint64_t n = 0; const auto arrival = plan.arrival(stream, n, seed); ++n, ++all) {
      auto& due = due_[arrival->flow];
      if (due.size() != arrival->ordinal)
        throw std::runtime_error("the ordinals of a plan have a gap");
      due.push_back(arrival->due);
      began_[arrival->flow].push_back(kNotBegun);
    }
  }
  // So that a long run's memory is not this one's.
  starts_.reserve(all + 1);
  seen_.reserve(all * (places_.size() + 1));
}

std::chrono::nanoseconds Witness::intended(const SeenRequest& request) const {
  if (!open_model_) return request.begin;
  const auto& due = due_[request.flow];
  if (request.ordinal >= due.size()) throw std::runtime_error("an iteration that no plan has");
  return load_start_ + due[request.ordinal];
}

void Witness::sent(const Call& call, const Answer& given) {
  if (call.number != seen_.size()) throw std::runtime_error("a call was not told");
  const std::string& target = call.target();
  const std::size_t query = target.find("?i=");
  const auto place = places_.find(std::string_view(target).substr(0, query));
  if (place == places_.end() || query == std::string::npos)
    throw std::runtime_error("no step sends " + target);
  SeenRequest request;
  request.row = place->second.row;
  request.flow = place->second.flow;
  std::from_chars(target.data() + query + 3, target.data() + target.size(), request.ordinal);
  request.begin = call.at - start_;
  at_once_ = !seen_.empty() && seen_.back().begin == request.begin ? at_once_ + 1 : 0;
  if (at_once_ > kMostAtOnce)
    throw std::runtime_error("requests without end while time stands still");
  request.new_connection = call.new_connection;
  const bool fits = given.status == 200 && given.body.starts_with(R"({"ok": true)");
  request.outcome = fits ? Outcome::ok : Outcome::check_failed;
  seen_.push_back(request);
  note_start(std::string_view(place->first).substr(place->first.rfind('/') + 1), seen_.back());
}

// The first request of an iteration tells when it began. Requests outside of iterations do not: those of a session that
// all share come before the load and behind it.
void Witness::note_start(std::string_view step, SeenRequest& request) {
  if (request.flow >= began_.size() || step == "start" || step == "close" || step == "finish")
    return;
  auto& began = began_[request.flow];
  if (began.size() <= request.ordinal) began.resize(request.ordinal + 1, kNotBegun);
  std::int64_t& lag = began[request.ordinal];
  if (lag == kNotBegun) {
    const auto due = intended(request);
    request.begins_iteration = true;
    starts_.push_back({request.flow, request.ordinal, due, request.begin});
    lag = (request.begin - due).count();
    // Such an iteration is told as begun even so; the checkers look at its times.
    lag = std::max<std::int64_t>(lag, 0);
  }
  if (step == "open" || lag == kTold) return;
  request.lag = std::chrono::nanoseconds(lag);
  lag = kTold;
}

void Witness::ended(const Ending& ending) {
  SeenRequest& request = seen_[ending.number];
  if (request.over) throw std::runtime_error("a call ended twice");
  request.over = true;
  request.aborted = ending.aborted;
  request.end = ending.at - start_;
  if (starts_.empty()) load_start_ = request.end;  // of setup, or of a session that all share
  // What the script gave counts only where an answer came.
  if (ending.outcome != Outcome::ok) request.outcome = ending.outcome;
}

}  // namespace slogate::support
