// How a SocketExchanger sends: at once where the kernel takes all, which is nearly always; else
// piece by piece, with an ear for the answer.
#include <fmt/format.h>

#include <algorithm>

#include "runner/net/socket_exchanger.h"

namespace slogate {

// Saves the coroutines below. False where something is left; `written_` then says how much is not.
bool SocketExchanger::send_at_once(const Request& request, Exchange& into) {
  written_ = 0;
  const std::size_t end = request.files.empty() ? out_.size() : head_ + request.files[0].at;
  while (written_ < end) {
    const auto some = current_->write_some(out_.substr(written_, end - written_));
    written_ += some.bytes;
    into.bytes_out += some.bytes;
    // What is wrong is found again by those who can tell it.
    if (some.outcome != Outcome::ok || some.bytes == 0) return false;
  }
  return request.files.empty();
}

Task<SocketExchanger::Sent> SocketExchanger::send_rest(const Request& request, Exchange& into) {
  wire_ = out_;  // others run while this one waits
  std::size_t begin = written_;
  for (std::size_t i = 0;; ++i) {
    const bool last = i == request.files.size();
    const std::size_t end = last ? wire_.size() : head_ + request.files[i].at;
    Sent sent = co_await send_bytes(std::string_view(wire_).substr(begin, end - begin), into);
    if (sent != Sent::whole || last) co_return sent;
    begin = end;
    sent = co_await send_file(*request.files[i].file, into);
    if (sent != Sent::whole) co_return sent;
  }
}

Task<SocketExchanger::Sent> SocketExchanger::send_file(const BodyFile& file, Exchange& into) {
  piece_.resize(kPiece);
  for (std::uint64_t offset = 0; offset < file.size();) {
    // A server that has refused the request may read on without end.
    if (look_for_answer(into)) co_return Sent::stopped;
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, file.size() - offset));
    if (!file.read(offset, std::span(piece_.data(), size))) {
      (void)fail(into, Outcome::scenario_render,
                 fmt::format("the file \"{}\" was changed during the run: it is shorter than {} "
                             "bytes, or cannot be read any more",
                             file.name(), file.size()));
      co_return Sent::failed;
    }
    const Sent sent = co_await send_bytes({piece_.data(), size}, into);
    if (sent != Sent::whole) co_return sent;
    offset += size;
  }
  co_return Sent::whole;
}

Task<SocketExchanger::Sent> SocketExchanger::send_bytes(std::string_view bytes, Exchange& into) {
  while (!bytes.empty()) {
    const auto some = current_->write_some(bytes);
    into.bytes_out += some.bytes;
    bytes.remove_prefix(some.bytes);
    if (some.outcome == Outcome::io_reset && !expired_) {
      // A server may answer, say 413, and stop reading: the answer counts, not the broken pipe.
      if (!look_for_answer(into) && early_.end == Outcome::ok) early_.end = some.outcome;
      co_return Sent::stopped;
    }
    if (some.outcome != Outcome::ok || expired_) {
      (void)fail(into, some.outcome, current_->detail());
      co_return Sent::failed;
    }
    if (some.bytes > 0) continue;
    if (look_for_answer(into)) co_return Sent::stopped;
    co_await current_->readable_or_writable();
    if (expired_) {
      (void)fail(into, Outcome::io_deadline, {});
      co_return Sent::failed;
    }
  }
  co_return Sent::whole;
}

// Takes what has come of the answer, without waiting. True where there is no sense in sending more:
// it refuses the request, it is whole, or the connection says no more.
bool SocketExchanger::look_for_answer(Exchange& into) {
  while (true) {
    const auto some = current_->read_some(buffers_.in);
    if (some.outcome != Outcome::ok) {
      early_.end = some.outcome;
      return true;
    }
    if (some.bytes == 0) return false;
    early_.bytes = true;
    into.bytes_in += some.bytes;
    buffers_.lend(into.response);
    early_.refused = !parser_.put({buffers_.in.data(), some.bytes});
    if (early_.refused || parser_.done()) return true;
    if (parser_.header_done() && into.response.status >= 400) return true;
  }
}

}  // namespace slogate
