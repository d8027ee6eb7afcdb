#include "runner/net/timeout_text.h"

#include <fmt/format.h>

#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

// "1 byte", "12,345 bytes".
std::string bytes_text(std::uint64_t bytes) {
  std::string out = std::to_string(bytes);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
  return out + (bytes == 1 ? " byte" : " bytes");
}

const char* limited(TimeLimit limit) {
  switch (limit) {
    case TimeLimit::connect:
      return "the connection did not stand";
    case TimeLimit::first_byte:
      return "the first byte of the answer did not come";
    case TimeLimit::total:
      return "the whole exchange did not end";
  }
  return "";
}

std::string reached(const TimedOut& what) {
  switch (what.stage) {
    case ExchangeStage::resolve:
      return "; the name service had not answered";
    case ExchangeStage::connect:
      return "; the server had not accepted the connection";
    case ExchangeStage::handshake:
      return "; the TLS handshake had not ended";
    case ExchangeStage::send:
      return fmt::format("; {} of the request had gone", bytes_text(what.bytes));
    case ExchangeStage::wait:
      return what.limit == TimeLimit::first_byte ? "" : "; nothing of the answer had come";
    case ExchangeStage::receive:
      return fmt::format("; {} of the {} had come", bytes_text(what.bytes),
                         what.has_head ? "body" : "answer's head");
  }
  return "";
}

}  // namespace

std::string timeout_text(const TimedOut& what) {
  return fmt::format("{} within {}{}", limited(what.limit), duration_text(what.length),
                     reached(what));
}

}  // namespace slogate
