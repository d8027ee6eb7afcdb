// How one exchange, and the step that made it, ended. The words are stable: they stand in JUnit
// `type` attributes, in JSON, in metric labels and in run files, so a value is added at the end or
// not at all.
//
//   if (is_exchange_failure(sample.outcome)) ...   // no usable answer came
//   out << word(Outcome::connect_refused);         // "connect.refused"
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace slogate {

enum class Outcome : std::uint8_t {
  ok,
  check_failed,  // an answer came, a check or a required capture of its step was not met
  rate_limited,  // an answer came, its checks were not met, and it was a 429
  dns_not_found,
  dns_failed,
  dns_timeout,
  connect_refused,
  connect_timeout,
  connect_unreachable,
  connect_exhausted,  // no descriptor or port left: the generator's fault, never the target's
  tls_cert_expired,
  tls_cert_host,
  tls_cert_untrusted,
  tls_cert_selfsigned,
  tls_protocol,
  tls_truncated,
  tls_other,
  http_protocol,
  http_header_limit,
  http_chunk,
  http_length,
  http_redirect_loop,
  io_reset,
  io_eof,
  io_timeout,   // the first byte of the answer did not come in time
  io_deadline,  // the whole exchange did not end in time
  body_limit,
  scenario_render,  // the request could not be built (a value with CR, LF or NUL in a header)
};
inline constexpr std::size_t kOutcomes = static_cast<std::size_t>(Outcome::scenario_render) + 1;

// The stable word, `connect.refused`.
[[nodiscard]] std::string_view word(Outcome outcome);

// The outcome of a stable word; nothing for a word that this version does not know.
[[nodiscard]] std::optional<Outcome> outcome_of(std::string_view word);

// One plain sentence for people who are not engineers, without a full stop.
[[nodiscard]] std::string_view explanation(Outcome outcome);

// True where no usable answer came: everything but ok, check_failed, rate_limited and
// scenario_render.
[[nodiscard]] bool is_exchange_failure(Outcome outcome);

// True for resolve, connect, first-byte and total deadlines: such a request counts at its full
// length.
[[nodiscard]] bool is_timeout(Outcome outcome);

// True where the generator, not the target, is to blame.
[[nodiscard]] bool is_generator_fault(Outcome outcome);

}  // namespace slogate
