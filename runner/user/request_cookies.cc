// The Cookie field of a request: what the step says itself, then the jar's.
#include <algorithm>

#include <fmt/format.h>

#include "runner/user/request_maker.h"

namespace slogate {
namespace {

std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Whether a Cookie field's value holds a cookie of that name.
bool holds_cookie(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    const std::string_view pair = trimmed(cookies.substr(0, end));
    if (pair.substr(0, pair.find('=')) == name) return true;
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
  return false;
}

}  // namespace

void RequestMaker::render_own_cookies() {
  own_cookies_.clear();
  for (const auto& [name, value] : compiled_->headers) {
    if (same_name(name, "cookie")) render(value, own_cookies_);
  }
  for (const auto& [name, value] : compiled_->cookies) {
    if (!own_cookies_.empty()) own_cookies_ += "; ";
    own_cookies_.append(name).append("=");
    const std::size_t begin = own_cookies_.size();
    render(value, own_cookies_);
    if (!is_cookie_text(std::string_view(own_cookies_).substr(begin))) {
      block(fmt::format("the value of the cookie \"{}\" holds a character that no cookie may hold",
                        name));
    }
  }
}

void RequestMaker::add_cookies() {
  // Nor is the clock read for an empty jar.
  if (jar_->empty() && (own_cookies_.empty() || !trusted_)) return;
  text_.clear();
  if (trusted_) text_ = own_cookies_;
  jar_cookies_.clear();
  jar_->append_header(request_.url, seconds_of(clock_.wall()), jar_cookies_);
  const std::string_view own = trusted_ ? std::string_view(own_cookies_) : std::string_view();
  for (std::string_view rest = jar_cookies_; !rest.empty();) {
    const std::size_t end = std::min(rest.find("; "), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 2, rest.size()));
    if (holds_cookie(own, pair.substr(0, pair.find('=')))) continue;
    if (!text_.empty()) text_ += "; ";
    text_ += pair;
  }
  if (!text_.empty()) add_header("cookie").value = text_;
}

}  // namespace slogate
