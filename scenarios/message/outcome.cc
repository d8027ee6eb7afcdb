#include "scenarios/message/outcome.h"

namespace slogate {
namespace {

struct Entry {
  std::string_view word;
  std::string_view explanation;
};

// By the enumeration's order.
constexpr std::array<Entry, kOutcomes> kEntries{{
    {"ok", "The answer came and everything checked about it held"},
    {"assert.check", "The app answered, but not as it should"},
    {"status.429", "The app refused the request because too many came before it"},
    {"dns.not_found", "There is no server of that name"},
    {"dns.failed", "The name service could not say where the server is"},
    {"dns.timeout", "The name service did not answer in time"},
    {"connect.refused", "The server is there, but nothing listens at that port"},
    {"connect.timeout", "The server did not accept a connection in time"},
    {"connect.unreachable", "There is no way through the network to the server"},
    {"connect.exhausted", "The measuring machine ran out of connections; the app is not to blame"},
    {"tls.cert_expired", "The server's certificate has run out or is not valid yet"},
    {"tls.cert_host", "The server's certificate was issued for another name"},
    {"tls.cert_untrusted", "The server's certificate comes from an authority that is not trusted"},
    {"tls.cert_selfsigned", "The server signed its certificate itself, so nobody vouches for it"},
    {"tls.protocol", "The server and slogate share no accepted version or method of encryption"},
    {"tls.truncated", "The encrypted connection broke off without a proper end"},
    {"tls.other", "The encrypted connection could not be set up"},
    {"http.protocol", "The server's answer breaks the rules of HTTP"},
    {"http.header_limit", "The head of the server's answer is larger than allowed"},
    {"http.chunk", "A part of the server's answer has a wrong length mark"},
    {"http.length", "The server's answer is shorter than it announced"},
    {"http.redirect_loop", "The server kept sending the request on to other addresses"},
    {"io.reset", "The connection was cut while the request was under way"},
    {"io.eof", "The server closed the connection before it had answered"},
    {"io.timeout", "The server accepted the request and did not begin to answer in time"},
    {"io.deadline", "The answer was not complete in time"},
    {"body.limit", "The answer is larger than allowed"},
    {"scenario.render", "The request could not be built from the values at hand"},
}};

}  // namespace

std::string_view word(Outcome outcome) {
  return kEntries[static_cast<std::size_t>(outcome)].word;
}

std::optional<Outcome> outcome_of(std::string_view word) {
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    if (kEntries[i].word == word) return static_cast<Outcome>(i);
  }
  return std::nullopt;
}

std::string_view explanation(Outcome outcome) {
  return kEntries[static_cast<std::size_t>(outcome)].explanation;
}

bool is_exchange_failure(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
    case Outcome::check_failed:
    case Outcome::rate_limited:
    case Outcome::scenario_render:
      return false;
    default:
      return true;
  }
}

bool is_timeout(Outcome outcome) {
  // A name service that does not answer uses the connect deadline up: as slow as any other timeout,
  // so that it may not hide among the fast failures.
  return outcome == Outcome::dns_timeout || outcome == Outcome::connect_timeout ||
         outcome == Outcome::io_timeout || outcome == Outcome::io_deadline;
}

bool is_generator_fault(Outcome outcome) {
  return outcome == Outcome::connect_exhausted;
}

}  // namespace slogate
