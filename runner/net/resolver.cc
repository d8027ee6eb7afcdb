#include "runner/net/resolver.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/post.hpp>

namespace slogate {

namespace {

using boost::asio::ip::tcp;

// A resolver that can open neither file nor socket says many things, and seldom that.
bool is_short_of_descriptors() {
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno == EMFILE || errno == ENFILE;
  ::close(descriptor);
  return false;
}

Outcome outcome_of(const boost::system::error_code& failed) {
  if (is_short_of_descriptors()) return Outcome::connect_exhausted;
  const bool unknown =
      failed == boost::asio::error::host_not_found || failed == boost::asio::error::no_data;
  return unknown ? Outcome::dns_not_found : Outcome::dns_failed;
}

}  // namespace

// Outlives the Resolution: the resolver's thread may come back long after everybody stopped waiting.
struct Resolution::Lookup {
  explicit Lookup(Loop& loop) : resolver(loop.get_executor()), arrived(loop) {}
  boost::asio::ip::basic_resolver<tcp, Executor> resolver;
  Event arrived;
  bool over = false;
  Result result;
};

Task<Resolution::Result> Resolution::resolve(Loop& loop, const Origin& origin) {
  boost::system::error_code error;
  const auto literal = boost::asio::ip::make_address(origin.host, error);
  if (!error) co_return Result{Outcome::ok, {}, {Address(literal, origin.port)}};
  lookup_ = std::make_shared<Lookup>(loop);
  lookup_->resolver.async_resolve(
      origin.host, std::to_string(origin.port), tcp::resolver::numeric_service,
      [lookup = lookup_, host = origin.host](boost::system::error_code failed, const auto& found) {
        if (lookup->over) return;
        lookup->over = true;
        if (failed) {
          lookup->result.outcome = outcome_of(failed);
          lookup->result.detail = fmt::format("looking up {}: {}", host, failed.message());
        }
        for (const auto& entry : found) lookup->result.addresses.push_back(entry.endpoint());
        lookup->arrived.set();
      });
  const std::shared_ptr<Lookup> kept = lookup_;
  co_await kept->arrived.wait();
  co_return std::move(kept->result);
}

void Resolution::give_up() {
  if (!lookup_ || lookup_->over) return;
  lookup_->over = true;
  lookup_->result.outcome = Outcome::dns_timeout;
  lookup_->result.detail = "looking up the host name took too long";
  lookup_->resolver.cancel();
  lookup_->arrived.set();
}

}  // namespace slogate
