#include "runner/user/request_maker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/compile/host_rule.h"

namespace slogate {

namespace {

std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::size_t slot_number(BuiltinSlot slot) {
  return static_cast<std::size_t>(slot);
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// A value at the very beginning of an address is one itself.
bool begins_with_value(const Template& url) {
  return !url.pieces().empty() && url.pieces().front().literal.empty() &&
         url.pieces().front().slot >= 0;
}

// What no request line may hold, or a browser would change.
bool needs_reading(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '\\';
  });
}

// With a scheme, or from the root on.
bool is_whole(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
  return text.starts_with('/') || text.starts_with('\\') || scheme_of(text).has_value();
}

}  // namespace

RequestMaker::RequestMaker(const CompiledSuite& suite, const RunIdentity& identity,
                           const Clock& clock, ConstantRequests& constants)
    : suite_(suite),
      clock_(clock),
      constants_(constants),
      id_stem_(id_stem(identity)),
      boundary_stem_(id_stem({identity.seed, {}})) {}

void RequestMaker::begin_iteration() {
  accounts_.clear();
}

void RequestMaker::make(const CompiledRequest& request, Frame& frame, CookieJar& jar,
                        std::uint64_t iteration, std::uint64_t number) {
  compiled_ = &request;
  frame_ = &frame;
  jar_ = &jar;
  iteration_ = iteration;
  number_ = number;
  obstacle_.clear();
  refusal_.clear();
  hops_.clear();
  following_ = Following::nothing;
  trusted_ = true;
  tries_ = 0;
  challenges_ = 0;
  set_builtins();
  // A jar with cookies has a part in each request.
  constant_ = jar.empty() ? constants_.find(request.constant) : nullptr;
  if (constant_ != nullptr) return;
  make_own();
  if (request.constant != 0 && jar.empty() && obstacle_.empty())
    constants_.keep(request.constant, request_);
}

void RequestMaker::make_own() {
  clear_headers();
  request_.body.clear();
  request_.files.clear();
  request_.method = compiled_->method;
  if (!render_url() || !may_get_credentials()) return;
  render_headers();
  render_body();
  render_own_cookies();
  complete();
}

// What is made anew for every hop: it depends on where the request goes.
void RequestMaker::complete() {
  if (trusted_) {
    add_credentials();
    add_signature();
  }
  add_cookies();
  refuse_where_limited();
}

void RequestMaker::set_builtins() {
  if (compiled_->timed) frame_->unix_seconds = seconds_of(clock_.wall());
  if (!compiled_->identified) return;
  text_.clear();
  append_request_id(id_stem_, iteration_, number_, text_);
  frame_->set(slot_number(BuiltinSlot::request_id), text_);
  text_.clear();
  append_traceparent(id_stem_, iteration_, number_, text_);
  frame_->set(slot_number(BuiltinSlot::request_traceparent), text_);
}

// The first obstacle is the one that is told.
void RequestMaker::block(std::string why) {
  if (obstacle_.empty()) obstacle_ = std::move(why);
}

void RequestMaker::render(const Template& text, std::string& out) {
  if (!text.render(*frame_, out, &why_)) block(why_);
}

bool RequestMaker::render_url() {
  text_.clear();
  render(compiled_->url, text_);
  if (!compiled_->query.pieces().empty()) {
    text_.resize(std::min(text_.find('#'), text_.size()));
    const std::size_t asks = text_.find('?');
    // After "?" alone or a final "&" nothing has to stand between.
    if (asks == std::string::npos) {
      text_ += '?';
    } else if (asks + 1 < text_.size() && text_.back() != '&') {
      text_ += '&';
    }
    render(compiled_->query, text_);
  }
  if (text_.starts_with('/') && !(begins_with_value(compiled_->url) && needs_reading(text_))) {
    request_.url.origin = suite_.target.origin;
    assign_target(text_, request_.url.target);
  } else if (!parse_url(text_, request_.url)) {
    read_given_url();
  }
  return obstacle_.empty();
}

// An address that is no part of the flow but came to it, from a page or a Location field, is read as
// a browser reads it: not strictly.
void RequestMaker::read_given_url() {
  if (!obstacle_.empty()) return;
  const Url target{suite_.target.origin, "/"};
  std::string_view why;
  const bool given = begins_with_value(compiled_->url);
  if (given && is_whole(text_)) {
    if (auto url = resolve(target, text_, &why)) {
      request_.url = std::move(*url);
      return;
    }
  }
  const bool relative = given && why.empty() && asks_for_request(text_);
  if (relative) why = "it is relative, and only items of a list are resolved against their page";
  block(why.empty() ? fmt::format("\"{}\" is no http or https address", text_)
                    : fmt::format("\"{}\" is no address to send to: {}", text_, why));
}

Header& RequestMaker::add_header(std::string_view name) {
  if (spare_.empty()) {
    request_.headers.emplace_back();
  } else {
    request_.headers.push_back(std::move(spare_.back()));
    spare_.pop_back();
  }
  Header& header = request_.headers.back();
  header.name = name;
  header.value.clear();
  return header;
}

// From the back, so that the next request finds the same memory at the same place.
void RequestMaker::clear_headers() {
  for (; !request_.headers.empty(); request_.headers.pop_back()) {
    spare_.push_back(std::move(request_.headers.back()));
  }
}

void RequestMaker::drop_header(std::string_view name) {
  std::erase_if(request_.headers,
                [name](const Header& header) { return same_name(header.name, name); });
}

void RequestMaker::render_headers() {
  for (const auto& [name, value] : compiled_->headers) {
    if (same_name(name, "cookie")) continue;  // one field with the others (RFC 6265 5.4)
    render(value, add_header(name).value);
  }
}

void RequestMaker::render_body() {
  if (compiled_->body.empty() && compiled_->content_type.empty()) return;
  const bool parts = std::ranges::any_of(compiled_->body, &CompiledBodyPart::delimiter);
  // A boundary that stands in a part's text would end it: then another one is taken. Sixteen are
  // never all met but on purpose.
  for (std::uint64_t attempt = 0; attempt < 16; ++attempt) {
    if (parts) {
      boundary_.assign("slogate-");
      append_request_id(boundary_stem_ + attempt, iteration_, number_, boundary_);
    }
    if (render_parts()) break;
  }
  if (compiled_->content_type.empty()) return;
  std::string& type = add_header("content-type").value;
  type = compiled_->content_type;
  if (parts) type.append("; boundary=").append(boundary_);
}

// False where the boundary stands in a text too.
bool RequestMaker::render_parts() {
  std::string& body = request_.body;
  body.clear();
  request_.files.clear();
  for (const CompiledBodyPart& part : compiled_->body) {
    if (part.delimiter) {
      const bool first = &part == &compiled_->body.front();
      body.append(first ? "--" : "\r\n--").append(boundary_);
    }
    const std::size_t begin = body.size();
    render(part.text, body);
    if (part.delimiter && body.find(boundary_, begin) != std::string::npos) return false;
    if (part.file) request_.files.push_back({body.size(), part.file});
  }
  return true;
}

// Load on a host that nobody named.
void RequestMaker::refuse_where_limited() {
  const Origin& origin = request_.url.origin;
  if (origin == suite_.target.origin) return;  // looked at before the run
  if (may_be_sent(suite_.hosts, suite_.source.resolve, origin)) return;
  block(
      fmt::format("load on {0} is not allowed: add \"{0}\" to the suite's \"load_hosts\" or give "
                  "--allow-host {0}",
                  origin.host));
}

// A server may say where a request leads, and not who gets what proves the user.
bool RequestMaker::may_get_credentials() {
  if (compiled_->credentials.empty() || compiled_->given_host) return true;
  const std::string& host = request_.url.origin.host;
  if (std::ranges::find(suite_.own_hosts, host) != suite_.own_hosts.end()) return true;
  refuse_where_limited();
  block(
      fmt::format("{0} is not sent to {1}, which is no host of the suite: let a variable of the "
                  "suite hold its address, or name it in \"load_hosts\", where a load may go there "
                  "too",
                  compiled_->credentials, host));
  return false;
}

bool RequestMaker::take(Exchange& exchange) {
  following_ = Following::nothing;
  refusal_.clear();
  if (!obstacle_.empty() || exchange.response.status == 0) return false;
  // The clock is read for cookies alone.
  if (exchange.response.header("set-cookie"))
    jar_->take(request().url, exchange.response, seconds_of(clock_.wall()));
  if (exchange.outcome != Outcome::ok) return false;
  return take_challenge(exchange) || take_redirect(exchange);
}

// Where the answer sends the user on (RFC 9110 15.4).
bool RequestMaker::take_redirect(Exchange& exchange) {
  const std::uint32_t most = compiled_->max_redirects;
  if (most == 0 || !is_redirect(exchange.response.status)) return false;
  const auto location = exchange.response.header("location");
  if (!location) return false;
  std::string_view why;
  auto next = resolve(request().url, *location, &why);
  if (!next) {
    exchange.outcome = Outcome::http_protocol;
    exchange.detail =
        why.empty()
            ? fmt::format("a redirect to \"{}\", which is no http or https address", *location)
            : fmt::format("a redirect to \"{}\", which cannot be followed: {}", *location, why);
    return false;
  }
  if (hops_.size() >= most) {
    exchange.outcome = Outcome::http_redirect_loop;
    exchange.detail = fmt::format("more than {} redirect{}, the last one to {}", most,
                                  most == 1 ? "" : "s", *location);
    return false;
  }
  hops_.push_back({request().url.text(), exchange.response.status, exchange.service_time});
  next_ = std::move(*next);
  following_ = Following::redirect;
  return true;
}

void RequestMaker::next() {
  if (std::exchange(constant_, nullptr) != nullptr) make_own();
  drop_header("cookie");
  if (compiled_->auth.kind != AuthKind::none) drop_header("authorization");
  if (compiled_->sign) drop_header(compiled_->sign->header);
  if (following_ == Following::redirect) follow();
  following_ = Following::nothing;
  complete();
}

bool RequestMaker::body_holds_secret() const {
  return !request_.body.empty() &&
         std::ranges::any_of(compiled_->body,
                             [](const CompiledBodyPart& part) { return part.text.secret(); });
}

void RequestMaker::follow() {
  const int status = hops_.back().status;
  const bool post = request_.method == "POST";
  const bool rewrite = status == 303 || ((status == 301 || status == 302) && post);
  if (rewrite && request_.method != "HEAD") {
    request_.method = "GET";
    request_.body.clear();
    request_.files.clear();
    drop_header("content-type");
  }
  // Credentials are for the origin that they were given to, and do not come back with a redirect.
  if (next_.origin != request_.url.origin) {
    // What a server may ask for by 307 and 308: the same body, to whomever it names.
    if (body_holds_secret()) {
      block(fmt::format(
          "the redirect to {} is not followed: the request's body holds a secret, which "
          "is not sent to another origin",
          next_.text()));
    }
    trusted_ = false;
    drop_header("authorization");
    drop_header("proxy-authorization");
    for (const auto& [name, value] : compiled_->headers) {
      if (value.secret()) drop_header(name);
    }
  }
  request_.url = next_;
}

}  // namespace slogate
