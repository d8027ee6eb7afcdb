#include "runner/net/request_bytes.h"

#include "runner/http/request_writer.h"

namespace slogate {

std::optional<std::string_view> RequestBytes::of(const Request& request) {
  if (request.constant == 0) {
    once_.clear();
    if (!write_request(request, once_)) return std::nullopt;
    return once_;
  }
  if (request.constant >= constant_.size()) constant_.resize(request.constant + 1);
  std::string& bytes = constant_[request.constant];
  if (bytes.empty() && !write_request(request, bytes)) {
    bytes.clear();
    return std::nullopt;
  }
  return bytes;
}

}  // namespace slogate
