// An Exchanger on sockets; see exchanger.h for what it promises. A request is sent again only where the server had
// closed a kept connection meanwhile: nothing of an answer was read, and the method may be repeated (RFC 9110 9.2.2).
// Files of a body are read in pieces of 64 KiB while they are sent. An answer that comes before the whole request is
// out is read meanwhile; where it refuses the request (400 and above) or is whole, the rest is not sent and the
// connection is not used again.
#pragma once

#include <boost/container/small_vector.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runner/clock/deadline.h"
#include "runner/http/response_parser.h"
#include "runner/net/connection.h"
#include "runner/net/exchange_buffers.h"
#include "runner/net/exchanger.h"
#include "runner/net/resolve_table.h"
#include "runner/net/resolver.h"
#include "runner/net/timeout_text.h"

namespace slogate {

class SocketExchanger final : public Exchanger {
 public:
  static constexpr std::size_t kPiece = 64U << 10U;

  // `overrides` may be nullptr. The buffers belong to the worker.
  SocketExchanger(Clock& clock, Poller& poller, ExchangeBuffers& buffers, const TlsContext& tls,
                  const ResolveTable* overrides);

  [[nodiscard]] Task<void> exchange(const Request& request, const ExchangeLimits& limits,
                                    Exchange& into) override;
  void abort() override;
  void note_caller(Memory memory) override { caller_ = memory; }
  void close() override { kept_.clear(); }

 private:
  enum class Sent : std::uint8_t {
    whole,
    stopped,  // the answer, or the connection's end, came first
    failed,   // into.outcome says how
  };
  struct Kept {
    Origin origin;
    std::unique_ptr<Connection> connection;  // nullptr: in use, or gone
    SteadyTime last_used;
  };

  void expire(SteadyTime due);
  void give_up();
  void limit(ExchangeStage stage, TimeLimit which, SteadyTime stage_end);
  [[nodiscard]] Outcome expired_outcome() const;
  [[nodiscard]] std::string expired_detail(const Exchange& exchange) const;
  [[nodiscard]] bool fail(Exchange& into, Outcome outcome, std::string detail);
  [[nodiscard]] std::unique_ptr<Connection> take_kept(const Request& request, SteadyTime now);
  void keep(const Origin& origin);
  [[nodiscard]] Task<bool> open(const Origin& origin, const ExchangeLimits& limits, Exchange& into);
  [[nodiscard]] Task<Resolution::Result> find_addresses(const Origin& origin);
  [[nodiscard]] bool send_at_once(const Request& request, Exchange& into);
  [[nodiscard]] Task<Sent> send_rest(const Request& request, Exchange& into);
  [[nodiscard]] Task<Sent> send_file(const BodyFile& file, Exchange& into);
  [[nodiscard]] Task<Sent> send_bytes(std::string_view bytes, Exchange& into);
  [[nodiscard]] bool look_for_answer(Exchange& into);
  // The exchange's own steps; those that may wait are written out in exchange(), which saves their coroutines.
  [[nodiscard]] bool begin(const Request& request, const ExchangeLimits& limits, Exchange& into);
  [[nodiscard]] bool write(const Request& request);
  void begin_answer(const Request& request, Exchange& into);
  [[nodiscard]] bool begin_receiving(Exchange& into);
  [[nodiscard]] bool receive_some(Exchange& into);
  [[nodiscard]] bool may_send_again(const Request& request, const Exchange& exchange) const;
  void finish(const Request& request, Exchange& into);

  Clock& clock_;
  Poller& poller_;
  ExchangeBuffers& buffers_;
  Memory caller_;
  Deadline deadline_;
  boost::container::small_vector<Kept, 1> kept_;  // as a rule one, and here
  std::size_t taken_ = 0;  // where in kept_ the connection was; behind its end: nowhere
  std::unique_ptr<Connection> current_;
  ResponseParser parser_;
  std::string_view out_;     // head and text of the body, in shared memory
  std::size_t head_ = 0;     // bytes of the head
  std::size_t written_ = 0;  // bytes that were sent at once
  // What came before the request was out.
  struct Early {
    bool bytes = false;
    Outcome end = Outcome::ok;  // io_eof, io_reset, …: the connection said no more
    bool refused = false;       // by the parser
  };
  Early early_;
  bool cut_short_ = false;  // the request is not out as a whole
  // Where the exchange has got to, and what the deadline means there.
  ExchangeStage stage_ = ExchangeStage::resolve;
  TimeLimit limit_ = TimeLimit::total;
  ExchangeLimits limits_;
  SteadyTime total_end_{};
  // The limit of an answer's first byte, where this thread came too late to see it pass.
  std::optional<SteadyTime> overdue_;
  SteadyTime sending_{};  // when sending began
  SteadyTime sent_{};     // when the request was out
  SteadyTime
      first_{};  // when the answer's first byte was in, by the kernel's stamp where there is one
  SteadyTime last_{};  // and its last so far; no earlier than sent_
  bool has_grace_ = false;
  bool expired_ = false;
  bool aborted_ = false;
  // What few exchanges need.
  const TlsContext& tls_;
  const ResolveTable* overrides_;
  Resolution resolution_;
  std::string wire_;         // of a request that did not go at once: a copy of out_
  std::vector<char> piece_;  // of a file; empty until the first one is sent
};

}  // namespace slogate
