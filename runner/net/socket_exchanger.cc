#include "runner/net/socket_exchanger.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "runner/net/socket_network.h"

namespace slogate {
namespace {

constexpr std::size_t kMaxKept = 6;
// After so long a pause a look at the socket (one system call) is worth it: servers close idle connections.
constexpr auto kLookAfter = std::chrono::seconds(1);
// An alarm so long behind its time says that the thread was away. What was left lying is read, or goes
// on, in as long a time as it was late, within these.
constexpr auto kLate = std::chrono::milliseconds(10);
constexpr std::chrono::nanoseconds kLeastGrace = std::chrono::seconds(1);
constexpr std::chrono::nanoseconds kMostGrace = std::chrono::seconds(5);

bool is_idempotent(std::string_view method) {
  return method != "POST" && method != "PATCH";
}

}  // namespace

std::unique_ptr<Exchanger> SocketNetwork::make_exchanger() {
  return std::make_unique<SocketExchanger>(clock_, poller_, buffers_, tls_, overrides_);
}

SocketExchanger::SocketExchanger(Clock& clock, Poller& poller, ExchangeBuffers& buffers,
                                 const TlsContext& tls, const ResolveTable* overrides)
    : clock_(clock),
      poller_(poller),
      buffers_(buffers),
      deadline_(clock, [this](SteadyTime due) { expire(due); }),
      parser_(buffers.heads),
      tls_(tls),
      overrides_(overrides) {}

// Where this thread stood still, what came in time is in the sockets, and more users than one turn
// serves may have to read it first: the limit is taken up again behind that, once for an exchange.
void SocketExchanger::expire(SteadyTime due) {
  const SteadyTime now = clock_.now();
  if (has_grace_ || now - due < kLate) {
    give_up();
    return;
  }
  has_grace_ = true;
  if (stage_ == ExchangeStage::wait) overdue_ = due;
  const SteadyTime again =
      now + std::clamp<std::chrono::nanoseconds>(now - due, kLeastGrace, kMostGrace);
  total_end_ = std::max(total_end_, again);
  deadline_.arm(again);
}

void SocketExchanger::give_up() {
  expired_ = true;
  resolution_.give_up();
  if (current_) current_->cancel();
}

void SocketExchanger::abort() {
  aborted_ = true;
  give_up();
}

// The whole exchange's limit ends every stage.
void SocketExchanger::limit(ExchangeStage stage, TimeLimit which, SteadyTime stage_end) {
  stage_ = stage;
  limit_ = stage_end < total_end_ ? which : TimeLimit::total;
  deadline_.arm(std::min(stage_end, total_end_));
}

Outcome SocketExchanger::expired_outcome() const {
  switch (stage_) {
    case ExchangeStage::resolve:
      return Outcome::dns_timeout;
    case ExchangeStage::connect:
    case ExchangeStage::handshake:
      return Outcome::connect_timeout;
    case ExchangeStage::wait:
      return aborted_ || limit_ == TimeLimit::total ? Outcome::io_deadline : Outcome::io_timeout;
    default:
      return Outcome::io_deadline;
  }
}

std::string SocketExchanger::expired_detail(const Exchange& exchange) const {
  if (aborted_) return std::string(explanation(Outcome::io_deadline));
  TimedOut what{.stage = stage_, .limit = limit_, .has_head = parser_.header_done()};
  what.length = limit_ == TimeLimit::total        ? limits_.total
                : limit_ == TimeLimit::first_byte ? limits_.first_byte
                                                  : limits_.connect;
  if (stage_ == ExchangeStage::send) {
    what.bytes = exchange.bytes_out;
  } else {
    what.bytes = what.has_head ? exchange.response.body_bytes : exchange.bytes_in;
  }
  return timeout_text(what);
}

bool SocketExchanger::fail(Exchange& into, Outcome outcome, std::string detail) {
  into.outcome = expired_ ? expired_outcome() : outcome;
  into.detail = expired_ ? expired_detail(into) : std::move(detail);
  return false;
}

std::unique_ptr<Connection> SocketExchanger::take_kept(const Request& request, SteadyTime now) {
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
    return kept.connection != nullptr && kept.origin == request.url.origin;
  });
  taken_ = static_cast<std::size_t>(found - kept_.begin());
  if (found == kept_.end()) return nullptr;
  std::unique_ptr<Connection> connection = std::move(found->connection);
  const bool look = !is_idempotent(request.method) || now - found->last_used > kLookAfter;
  if (look && connection->is_stale()) return nullptr;
  return connection;
}

// In the place that it was taken from, as a rule; else in that of an origin without a connection, or of the one that was
// used longest ago.
void SocketExchanger::keep(const Origin& origin) {
  auto place = kept_.begin() + static_cast<std::ptrdiff_t>(std::min(taken_, kept_.size()));
  if (place == kept_.end()) {
    place = std::find_if(kept_.begin(), kept_.end(),
                         [&](const Kept& kept) { return kept.origin == origin; });
  }
  if (place == kept_.end() && kept_.size() < kMaxKept) {
    kept_.push_back({origin, nullptr, {}});
    place = std::prev(kept_.end());
  } else if (place == kept_.end()) {
    place = std::min_element(kept_.begin(), kept_.end(), [](const Kept& a, const Kept& b) {
      return std::pair(a.connection != nullptr, a.last_used) <
             std::pair(b.connection != nullptr, b.last_used);
    });
    place->origin = origin;
  }
  place->connection = std::move(current_);
  place->last_used = last_;
}

Task<Resolution::Result> SocketExchanger::find_addresses(const Origin& origin) {
  const Address* address = overrides_ != nullptr ? overrides_->find(origin) : nullptr;
  if (address != nullptr) co_return Resolution::Result{Outcome::ok, {}, {*address}};
  co_return co_await resolution_.resolve(clock_.loop(), origin);
}

Task<bool> SocketExchanger::open(const Origin& origin, const ExchangeLimits& limits,
                                 Exchange& into) {
  const SteadyTime began = clock_.now();
  into.new_connection = true;
  limit(ExchangeStage::resolve, TimeLimit::connect, began + limits.connect);
  Resolution::Result found = co_await find_addresses(origin);
  const SteadyTime resolved = clock_.now();
  into.phases.dns = resolved - began;
  if (found.outcome != Outcome::ok || expired_)
    co_return fail(into, found.outcome, std::move(found.detail));
  stage_ = ExchangeStage::connect;
  Outcome outcome = Outcome::dns_not_found;
  std::string detail = "the host name has no address";
  for (const Address& address : found.addresses) {
    current_ = std::make_unique<Connection>(poller_);
    outcome = co_await current_->connect(address);
    if (outcome == Outcome::ok || expired_) break;
    detail = current_->detail();
  }
  const SteadyTime connected = clock_.now();
  into.phases.connect = connected - resolved;
  if (outcome != Outcome::ok || expired_) co_return fail(into, outcome, std::move(detail));
  if (!origin.tls) co_return true;
  stage_ = ExchangeStage::handshake;
  outcome = co_await current_->handshake(tls_, origin.host);
  into.phases.tls = clock_.now() - connected;
  if (outcome != Outcome::ok || expired_) co_return fail(into, outcome, current_->detail());
  co_return true;
}

bool SocketExchanger::begin(const Request& request, const ExchangeLimits& limits, Exchange& into) {
  into.clear();
  buffers_.take_back(into.response);
  limits_ = limits;
  expired_ = aborted_;
  has_grace_ = false;
  overdue_.reset();
  stage_ = ExchangeStage::send;
  if (aborted_) {
    into.outcome = Outcome::io_deadline;
    return false;
  }
  if (!write(request)) {
    into.outcome = Outcome::scenario_render;
    into.detail =
        "a value with a line break, NUL or another control character in the request line or a "
        "header";
    return false;
  }
  return true;
}

// Into shared memory: good until something else may run.
bool SocketExchanger::write(const Request& request) {
  const auto bytes = buffers_.out.of(request);
  if (!bytes) return false;
  out_ = *bytes;
  head_ = out_.size() - request.body.size();
  return true;
}

void SocketExchanger::begin_answer(const Request& request, Exchange& into) {
  limit(ExchangeStage::send, TimeLimit::total, total_end_);
  parser_.start(request.method == "HEAD", limits_.keep_body, limits_.max_body, into.response);
  early_ = {};
  cut_short_ = false;
}

// The request is out, or the answer came first.
bool SocketExchanger::begin_receiving(Exchange& into) {
  sent_ = clock_.now();
  poller_.works_at(sent_);
  first_ = last_ = sent_;
  if (early_.bytes) {
    limit(ExchangeStage::receive, TimeLimit::total, total_end_);
  } else {
    limit(ExchangeStage::wait, TimeLimit::first_byte, sent_ + limits_.first_byte);
  }
  return !early_.refused || fail(into, parser_.outcome(), parser_.detail());
}

// Takes what is there, and the end of the connection where there is no more.
bool SocketExchanger::receive_some(Exchange& into) {
  Connection::Some read{early_.end, 0};
  if (read.outcome == Outcome::ok && !expired_) {
    current_->want_stamps(poller_.was_away() || overdue_);
    poller_.fetch_ahead();
    read = current_->read_some(buffers_.in);
    poller_.fetch_ahead();
  }
  if (expired_) return fail(into, Outcome::io_deadline, {});
  if (read.outcome == Outcome::ok && read.bytes == 0) return true;
  const bool stamped = read.bytes > 0;  // the end of a connection is not
  const SteadyTime now = clock_.now();
  poller_.works_at(now);
  const WallTime stamp = stamped ? current_->stamp() : kNoStamp;
  last_ = std::max(last_, buffers_.arrivals.arrived(stamp, sending_, now, clock_));
  const bool first = stage_ == ExchangeStage::wait;
  if (first) {
    first_ = last_;
    if (overdue_ && first_ > *overdue_) {
      expired_ = true;
      return fail(into, Outcome::io_deadline, {});
    }
    into.phases.wait = first_ - sent_;
  }
  if (read.outcome == Outcome::io_eof) {
    if (!parser_.put_end()) return fail(into, parser_.outcome(), parser_.detail());
    current_->close();
    return true;
  }
  if (read.outcome != Outcome::ok) return fail(into, read.outcome, current_->detail());
  into.bytes_in += read.bytes;
  buffers_.lend(into.response);
  if (!parser_.put({buffers_.in.data(), read.bytes}))
    return fail(into, parser_.outcome(), parser_.detail());
  if (first && !parser_.done()) limit(ExchangeStage::receive, TimeLimit::total, total_end_);
  return true;
}

// Where the server had closed a kept connection before it saw the request.
bool SocketExchanger::may_send_again(const Request& request, const Exchange& exchange) const {
  return !expired_ && !parser_.got_some() && is_idempotent(request.method) &&
         (exchange.outcome == Outcome::io_reset || exchange.outcome == Outcome::io_eof ||
          exchange.outcome == Outcome::tls_truncated);
}

void SocketExchanger::finish(const Request& request, Exchange& into) {
  into.phases.receive = last_ - first_;
  into.extra_bytes = parser_.extra_bytes();
  if (request.url.origin.tls) into.tls = current_->tls();
  const bool usable = !cut_short_ && parser_.keep_alive() && !parser_.extra_bytes();
  if (usable && current_->is_open()) keep(request.url.origin);
}

Task<void> SocketExchanger::exchange(const Request& request, const ExchangeLimits& limits,
                                     Exchange& into) {
  const SteadyTime began = limits.begin;
  total_end_ = began + limits.total;
  if (!begin(request, limits, into)) co_return;
  current_ = take_kept(request, began);
  bool reused = current_ != nullptr;
  bool good = true;
  while (true) {
    sending_ = began;
    if (!reused) {
      good = co_await open(request.url.origin, limits, into);
      sending_ = clock_.now();
      good = good && write(request);  // others have run meanwhile
    }
    if (good) {
      begin_answer(request, into);
      current_->will_want(std::as_bytes(std::span(this, 1)), caller_);
      poller_.fetch_ahead();
      const bool gone = send_at_once(request, into);
      poller_.fetch_ahead();
      if (!gone) {
        const Sent sent = co_await send_rest(request, into);
        good = sent != Sent::failed;
        cut_short_ = sent == Sent::stopped;
      }
    }
    if (good) {
      good = begin_receiving(into);
      into.phases.send = sent_ - sending_;
    }
    while (good && !parser_.done()) {
      if (early_.end == Outcome::ok && !current_->may_read()) co_await current_->readable();
      good = receive_some(into);
      if (good && !current_->is_open()) break;
    }
    if (good || !reused || !may_send_again(request, into)) break;
    into.clear();
    into.stale_retry = true;
    reused = false;
  }
  deadline_.disarm();
  into.service_time = (good ? last_ : clock_.now()) - began;
  if (good) finish(request, into);
  current_.reset();
}

}  // namespace slogate
