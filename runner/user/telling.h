// A failure or an exchange in words, for reports: redacted first, cut afterwards, so that no part of a secret is left at
// a cut.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/measure/interval.h"
#include "runner/user/secret_memory.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

inline constexpr std::size_t kMaxTold = 4096;  // bytes of a request or a response in a report

// The run's secrets, those that this iteration captured, and what the flow's filters make of them.
[[nodiscard]] Redactor redactor_of(const CompiledSuite& suite, const CompiledFlow& flow,
                                   const Frame& frame);

// A secret that the user had lately, with what the flow's filters make of it.
void add_remembered(const CompiledFlow& flow, std::string_view secret, Redactor& redactor);

// Captured values that are parts of the secrets that the redactor knows by now: a filter or a pattern has cut them out.
void add_captured_parts(const CompiledFlow& flow, const Frame& frame, Redactor& redactor);

// Remembers the one-time codes in the request as it was just made from the frame.
void remember_codes(const CompiledRequest& request, const Frame& frame, SecretMemory& memory);

// How the run sent a request, beside what stands in it.
struct Sending {
  std::vector<ResolveOverride> resolve{};    // the first of a host and port counts
  std::string ca_file{};                     // trusted instead of the system's; empty: the system's
  Duration timeout{0};                       // 0: not told
  std::optional<std::string> digest_user{};  // whose digest credentials it takes
};

// A command line that repeats the request, for whoever stands where the run was started. A digest
// is made of the server's last challenge and serves once, so curl is told to make its own; the
// password never stands there.
[[nodiscard]] std::string curl_line(const Request& request, const Redactor& redactor,
                                    const Sending& sending = {});

// Whether the text stands in the request: in its address, a header or the body.
[[nodiscard]] bool carries(const Request& request, std::string_view text);

[[nodiscard]] std::string request_text(const Request& request, const Redactor& redactor);
[[nodiscard]] std::string response_text(const Exchange& exchange, const Redactor& redactor);

// At most `limit` bytes, cut between UTF-8 characters, with … where something is missing.
[[nodiscard]] std::string cut(std::string text, std::size_t limit);

}  // namespace slogate
