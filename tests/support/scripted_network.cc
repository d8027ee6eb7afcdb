#include "tests/support/scripted_network.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "runner/clock/event.h"
#include "runner/http/request_writer.h"

namespace slogate::support {
namespace {

// Longer than any limit, and far from the end of the clock's range.
constexpr std::chrono::nanoseconds kForever = std::chrono::hours(24 * 365);

bool fails_before_sending(Outcome outcome) {
  return outcome >= Outcome::dns_not_found && outcome <= Outcome::tls_other;
}

}  // namespace

std::string Call::header(std::string_view name) const {
  for (const Header& header : request.headers) {
    if (same_name(header.name, name)) return header.value;
  }
  return {};
}

Answer answer(int status, std::chrono::nanoseconds delay, std::string body,
              std::string content_type) {
  Answer out;
  out.status = status;
  out.delay = delay;
  out.body = std::move(body);
  out.headers = {{"content-type", std::move(content_type)}};
  return out;
}

Answer json_answer(int status, std::string body, std::chrono::nanoseconds delay) {
  return answer(status, delay, std::move(body), "application/json");
}

Answer refused() {
  Answer out;
  out.outcome = Outcome::connect_refused;
  out.detail = "refused";
  return out;
}

Answer unconnectable() {
  Answer out;
  out.connect = kForever;
  return out;
}

Answer silent() {
  Answer out;
  out.delay = kForever;
  return out;
}

Answer broken(Outcome outcome, std::chrono::nanoseconds delay) {
  Answer out;
  out.outcome = outcome;
  out.delay = delay;
  return out;
}

// How an exchange will go, known when it begins: when it ends and with what.
struct Course {
  SteadyTime end{};
  Outcome outcome = Outcome::ok;
  Phases phases;
};

class ScriptedNetwork::User final : public Exchanger {
 public:
  User(ScriptedNetwork& network, std::size_t number)
      : network_(network), number_(number), sleeper_(network.clock_) {}

  Task<void> exchange(const Request& request, const ExchangeLimits& limits,
                      Exchange& into) override {
    into.clear();
    wire_.clear();
    if (aborted_) {
      into.outcome = Outcome::io_deadline;
      co_return;
    }
    if (!write_request(request, wire_)) {
      into.outcome = Outcome::scenario_render;
      into.detail = "a header that cannot be sent";
      co_return;
    }
    network_.check_constant(request, wire_);
    const SteadyTime began = network_.clock_.now();
    if (limits.begin != began) throw std::logic_error("an exchange begins when it is asked for");
    const bool connected = std::find(kept_.begin(), kept_.end(), request.url.origin) != kept_.end();
    Call call{request, began, network_.clock_.wall(), network_.count_++, number_, !connected};
    const Answer given = network_.script_(call);
    const std::uint64_t number = call.number;
    if (network_.keep_calls_) network_.calls_.push_back(std::move(call));
    into.new_connection = !connected;
    const Course course = plan(given, limits, began, !connected);
    if (course.end > began) co_await sleeper_.until(course.end);
    std::erase(kept_, request.url.origin);
    into.service_time = network_.clock_.now() - began;
    into.phases = course.phases;
    finish(request, limits, given, aborted_ ? Outcome::io_deadline : course.outcome, into);
    if (!network_.watcher_) co_return;
    network_.watcher_(
        {number, network_.clock_.now(), into.outcome, into.response.status, aborted_});
  }

  void abort() override {
    aborted_ = true;
    sleeper_.wake();
  }

  void close() override { kept_.clear(); }

 private:
  // As a socket would meet its limits: connect, first byte, total, each to the nanosecond.
  Course plan(const Answer& given, const ExchangeLimits& limits, SteadyTime began, bool connects) {
    const SteadyTime total_end = began + limits.total;
    Course course;
    SteadyTime sent = began;
    if (connects) {
      const SteadyTime limit = std::min(began + limits.connect, total_end);
      const bool fails = fails_before_sending(given.outcome);
      const SteadyTime done =
          began + given.connect + (fails ? given.delay : std::chrono::nanoseconds(0));
      course.phases.connect = std::min(done, limit) - began;
      course.end = std::min(done, limit);
      course.outcome = done > limit ? Outcome::connect_timeout : given.outcome;
      if (done > limit || fails) return course;
      sent = done;
    }
    const SteadyTime first = network_.work(sent, given.delay);
    const SteadyTime first_limit = std::min(sent + limits.first_byte, total_end);
    course.phases.wait = std::min(first, first_limit) - sent;
    if (first > first_limit) {
      course.end = first_limit;
      course.outcome = first_limit == total_end ? Outcome::io_deadline : Outcome::io_timeout;
      return course;
    }
    const SteadyTime last = first + given.receive;
    course.end = std::min(last, total_end);
    course.phases.receive = course.end - first;
    course.outcome = last > total_end ? Outcome::io_deadline : given.outcome;
    return course;
  }

  void finish(const Request& request, const ExchangeLimits& limits, const Answer& given,
              Outcome outcome, Exchange& into) {
    into.outcome = outcome;
    if (!fails_before_sending(outcome)) into.bytes_out = wire_.size();
    if (outcome == Outcome::ok && given.body.size() > limits.max_body)
      into.outcome = Outcome::body_limit;
    if (into.outcome != Outcome::ok) {
      into.detail = outcome == given.outcome && !given.detail.empty()
                        ? given.detail + " by " + request.url.origin.authority()
                        : std::string(explanation(into.outcome));
      return;
    }
    into.response.status = given.status;
    into.response.headers = given.headers;
    const bool has_body = request.method != "HEAD";
    into.response.body_bytes = has_body ? given.body.size() : 0;
    if (has_body && limits.keep_body) into.response.body = given.body;
    into.bytes_in = 100 + into.response.body_bytes;
    into.tls = given.tls;
    if (given.keep_alive) kept_.push_back(request.url.origin);
  }

  ScriptedNetwork& network_;
  std::size_t number_;
  Sleeper sleeper_;
  std::vector<Origin> kept_;
  std::string wire_;
  bool aborted_ = false;
};

ScriptedNetwork::ScriptedNetwork(Clock& clock, Script script)
    : clock_(clock), script_(std::move(script)) {}

ScriptedNetwork::~ScriptedNetwork() = default;

std::unique_ptr<Exchanger> ScriptedNetwork::make_exchanger() {
  return std::make_unique<User>(*this, users_++);
}

void ScriptedNetwork::limit_slots(std::size_t slots) {
  free_at_.assign(slots, SteadyTime{});
}

void ScriptedNetwork::freeze(SteadyTime from, SteadyTime until) {
  freezes_.emplace_back(from, until);
}

SteadyTime ScriptedNetwork::work(SteadyTime arrival, std::chrono::nanoseconds length) {
  const auto slot = std::min_element(free_at_.begin(), free_at_.end());
  const SteadyTime begin = slot == free_at_.end() ? arrival : std::max(arrival, *slot);
  SteadyTime end = begin + length;
  for (const auto& [from, until] : freezes_) {
    // What is left of the work at the freeze is done after it.
    if (begin < until && end >= from) end += until - std::max(begin, from);
  }
  if (slot != free_at_.end()) *slot = end;
  return end;
}

void ScriptedNetwork::check_constant(const Request& request, const std::string& bytes) {
  if (request.constant == 0) return;
  if (constants_.try_emplace(request.constant, bytes).first->second != bytes)
    throw std::logic_error("a request that never changes has changed");
}

std::vector<std::string> ScriptedNetwork::lines() const {
  std::vector<std::string> out;
  for (const Call& call : calls_) out.push_back(call.request.method + " " + call.target());
  return out;
}

}  // namespace slogate::support
