// How a ResponseParser reads a body: one of stated length by counting, any other with the library's parser.
#include <fmt/format.h>
#include <boost/asio/buffer.hpp>

#include <algorithm>

#include "runner/http/beast_reading.h"

namespace slogate {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

bool ResponseParser::put_plain(std::string_view bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(plain_left_, bytes.size()));
  if (!take_body(bytes.substr(0, taken))) return false;
  plain_left_ -= taken;
  extra_bytes_ = taken < bytes.size();
  return true;
}

bool ResponseParser::take_body(std::string_view bytes) {
  response_->body_bytes += bytes.size();
  if (response_->body_bytes > max_body_)
    return fail(Outcome::body_limit, fmt::format("body of more than {} bytes", max_body_));
  if (keep_body_) response_->body.append(bytes);
  return true;
}

// Looks at a chunk's first line before Beast does. Beast's number parser lets more than 16 digits through, and it
// asserts where the last chunk comes in pieces: it is shown whole lines only, and the last chunk with all its trailers.
ResponseParser::Chunk ResponseParser::check_chunk(std::string_view bytes) {
  if (!beast_->first_chunk) {
    if (!bytes.starts_with(std::string_view("\r\n").substr(0, bytes.size()))) {
      return broken(Outcome::http_chunk, "chunk data is not followed by its line end");
    }
    bytes.remove_prefix(std::min<std::size_t>(2, bytes.size()));
  }
  const auto digits = static_cast<std::size_t>(
      std::find_if_not(bytes.begin(), bytes.end(), is_hex) - bytes.begin());
  if (digits > 16) return broken(Outcome::http_chunk, "a chunk size of more than 16 digits");
  if (digits == 0 && !bytes.empty()) {
    return broken(Outcome::http_chunk,
                  fmt::format("a chunk begins with \"{}\", not with its size", shown(bytes)));
  }
  const std::size_t end = bytes.find('\n');
  if (std::min(end, bytes.size()) > kMaxChunkExtension + 32) {
    return broken(Outcome::http_chunk, "chunk extensions of more than 4 KiB");
  }
  if (end == std::string_view::npos) return Chunk::incomplete;
  const bool last = bytes.substr(0, digits).find_first_not_of('0') == std::string_view::npos;
  if (!last || (end > 0 && bytes.find("\r\n\r\n", end - 1) != std::string_view::npos))
    return Chunk::whole;
  if (bytes.size() > kMaxHeaderBlock)
    return broken(Outcome::http_header_limit, "trailers of more than 64 KiB");
  return Chunk::incomplete;
}

ResponseParser::Chunk ResponseParser::broken(Outcome outcome, std::string detail) {
  (void)fail(outcome, std::move(detail));
  return Chunk::broken;
}

bool ResponseParser::put_body(std::string_view bytes) {
  if (!pending_.empty()) {
    pending_.append(bytes);
    bytes = pending_;
  }
  while (!bytes.empty() && !beast_->is_done()) {
    if (beast_->chunked() && !beast_->chunk_left) {
      const Chunk chunk = check_chunk(bytes);
      if (chunk == Chunk::broken) return false;
      if (chunk == Chunk::incomplete) break;
    }
    Beast::Error error;
    const std::size_t used =
        beast_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (beast_->refused != Outcome::ok) return fail(beast_->refused, beast_->why);
    if (error) {
      return fail(beast_->chunked() ? Outcome::http_chunk : Outcome::http_protocol,
                  fmt::format("{} near \"{}\"", error.message(), shown(bytes)));
    }
    bytes.remove_prefix(used);
  }
  if (beast_->is_done()) {
    extra_bytes_ = !bytes.empty();
    pending_.clear();
    return true;
  }
  pending_ = std::string(bytes);
  return true;
}

}  // namespace slogate
