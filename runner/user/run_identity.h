// Who this run is, and the identifiers that its requests carry: all derived from (seed, iteration, request number), so
// the same seed sends the same ones whatever the number of workers.
#pragma once

#include <cstdint>
#include <string>

namespace slogate {

struct RunIdentity {
  std::uint64_t seed = 0;
  std::string run_id;  // goes into the User-Agent; at most 64 of letters, digits, `-`
};

// What all identifiers of a run begin from; computed once. The run's own name is in it: two runs of one seed must not
// share the target's traces.
[[nodiscard]] std::uint64_t id_stem(const RunIdentity& identity);

// 32 lower-case hex digits: a W3C trace id and an x-request-id alike. Never all zero.
void append_request_id(std::uint64_t stem, std::uint64_t iteration, std::uint64_t request,
                       std::string& out);

// A traceparent field (W3C Trace Context 3.2) whose trace id is the request id of the iteration's first request.
void append_traceparent(std::uint64_t stem, std::uint64_t iteration, std::uint64_t request,
                        std::string& out);

}  // namespace slogate
