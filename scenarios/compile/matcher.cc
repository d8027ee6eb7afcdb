// Sources that look at the answer's head, its exchange and the frame; look_body.cc has those that
// look into the body.
#include "scenarios/compile/matcher.h"

#include <array>

#include "scenarios/compile/body_view.h"
#include "scenarios/message/set_cookie.h"

namespace slogate {
namespace {

using Word = Matcher::Word;

struct SelectorWord {
  Source source;
  std::string_view text;
  Word word;
};
constexpr std::array<SelectorWord, 20> kWords{
    {{Source::size, "body", Word::body},        {Source::size, "transfer", Word::transfer},
     {Source::hash, "sha256", Word::sha256},    {Source::hash, "sha1", Word::sha1},
     {Source::hash, "md5", Word::md5},          {Source::time, "total", Word::total},
     {Source::time, "dns", Word::dns},          {Source::time, "connect", Word::connect},
     {Source::time, "tls", Word::tls},          {Source::time, "send", Word::send},
     {Source::time, "wait", Word::wait},        {Source::time, "receive", Word::receive},
     {Source::redirects, "count", Word::count}, {Source::redirects, "urls", Word::urls},
     {Source::redirects, "final", Word::final}, {Source::tls, "version", Word::version},
     {Source::tls, "issuer", Word::issuer},     {Source::tls, "subject", Word::subject},
     {Source::tls, "host", Word::host},         {Source::tls, "days_left", Word::days_left}}};

std::chrono::nanoseconds time_of(const Exchange& exchange, Word word) {
  switch (word) {
    case Word::dns:
      return exchange.phases.dns;
    case Word::connect:
      return exchange.phases.connect;
    case Word::tls:
      return exchange.phases.tls;
    case Word::send:
      return exchange.phases.send;
    case Word::wait:
      return exchange.phases.wait;
    case Word::receive:
      return exchange.phases.receive;
    default:
      return exchange.service_time;
  }
}

}  // namespace

Matcher::Word selector_word(Source source, std::string_view text) {
  for (const SelectorWord& known : kWords) {
    if (known.source == source && known.text == text) return known.word;
  }
  return Matcher::Word::none;
}

std::unique_ptr<re2::RE2> make_pattern(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return std::make_unique<re2::RE2>(pattern, options);
}

bool Matcher::needs_body() const {
  switch (source) {
    case Source::body:
    case Source::json:
    case Source::jsonpath:
    case Source::xpath:
    case Source::regex:
    case Source::hash:
      return true;
    case Source::size:
      return word == Word::body;
    default:
      return false;
  }
}

void Matcher::look(const BodyView* body, const Frame& frame, std::chrono::sys_seconds now,
                   Found& out) const {
  find(body, frame, now, out);
  if (!out.missing()) filters.apply(out);
}

void Matcher::find(const BodyView* body, const Frame& frame, std::chrono::sys_seconds now,
                   Found& out) const {
  if (source == Source::variable) return look_variable(frame, out);
  if (body == nullptr) return out.lose("no answer");
  const Exchange& exchange = body->exchange();
  switch (source) {
    case Source::status:
      return look_status(exchange.response, out);
    case Source::header:
      return look_header(exchange.response, out);
    case Source::cookie:
      return look_cookie(exchange.response, out);
    case Source::body:
      return look_body(*body, out);
    case Source::json:
      return look_json(*body, out);
    case Source::jsonpath:
      return look_jsonpath(*body, out);
    case Source::xpath:
      return look_xpath(*body, out);
    case Source::regex:
      return look_regex(*body, out);
    case Source::size:
      return look_size(*body, out);
    case Source::hash:
      return look_hash(*body, out);
    case Source::time:
      return look_time(exchange, out);
    case Source::redirects:
      return look_redirects(*body, out);
    case Source::tls:
      return look_tls(exchange.tls.get(), now, out);
    case Source::variable:
      return;
  }
}

void Matcher::look_status(const Response& response, Found& out) const {
  if (response.status == 0) return out.lose("no answer");
  out.value = value_of(static_cast<double>(response.status));
}

void Matcher::look_header(const Response& response, Found& out) const {
  if (!all) {
    const auto value = response.header(selector);
    if (!value) return out.lose(nothing);
    out.value = value_of(*value);
    return;
  }
  out.begin_list();
  for (const auto& [name, value] : response.headers) {
    if (same_name(name, selector)) out.scratch.items.push_back(value_of(value));
  }
  out.end_list();
  if (out.total == 0) out.lose(nothing);
}

void Matcher::look_cookie(const Response& response, Found& out) const {
  bool there = false;
  for (const HeaderFields::Field field : response.headers) {
    if (!same_name(field.name, "Set-Cookie")) continue;
    const SetCookie cookie = parse_set_cookie(field.value);
    if (!cookie.fault.empty() || cookie.name != selector) continue;
    // The last one counts, as in a browser.
    there = true;
    out.value = value_of(cookie.value);
    out.attribute = {};
    if (secure && !cookie.secure) out.attribute = "Secure";
    if (http_only && !cookie.http_only) out.attribute = "HttpOnly";
    if (attribute.empty()) continue;
    const auto wanted = cookie.attribute(attribute);
    out.value = wanted ? value_of(*wanted) : Value();
  }
  if (!there) {
    out.lose("no such cookie");
  } else if (out.value.kind == Value::Kind::missing) {
    out.why = nothing;
  }
}

void Matcher::look_time(const Exchange& exchange, Found& out) const {
  if (exchange.response.status == 0) return out.lose("no answer");
  out.value = value_of(static_cast<double>(time_of(exchange, word).count()));
}

void Matcher::look_redirects(const BodyView& body, Found& out) const {
  const std::span<const Hop> hops = body.hops();
  if (word == Word::count) {
    out.value = value_of(static_cast<double>(hops.size()));
  } else if (word == Word::urls) {
    out.begin_list();
    for (const Hop& hop : hops) out.scratch.items.push_back(value_of(std::string_view(hop.url)));
    out.end_list();
    if (out.total == 0) out.why = nothing;
  } else if (body.url() == nullptr) {
    out.lose("no answer");
  } else {
    std::string& text = out.scratch.texts.next();
    text = body.url()->text();
    out.value = value_of(std::string_view(text));
  }
}

void Matcher::look_tls(const TlsSession* session, std::chrono::sys_seconds now, Found& out) const {
  if (session == nullptr) return out.lose("no TLS session");
  if (word == Word::days_left) {
    const auto days = std::chrono::floor<std::chrono::days>(session->not_after - now);
    out.value = value_of(static_cast<double>(days.count()));
    return;
  }
  const std::string& text = word == Word::version   ? session->version
                            : word == Word::issuer  ? session->issuer
                            : word == Word::subject ? session->subject
                                                    : session->host;
  if (text.empty()) return out.lose(nothing);
  out.value = value_of(std::string_view(text));
}

void Matcher::look_variable(const Frame& frame, Found& out) const {
  std::string_view text = constant;
  if (slot >= 0) {
    const auto index = static_cast<std::size_t>(slot);
    if (!frame.has(index)) return out.lose("not set");
    if (list_slot) {
      out.begin_list();
      for (const std::string& item : frame.list(index))
        out.scratch.items.push_back(value_of(std::string_view(item)));
      out.end_list();
      if (out.total == 0) out.why = "an empty list";
      return;
    }
    text = frame.value(index);
  }
  if (!text.empty()) {
    out.value = value_of(text);
    return;
  }
  // An empty variable does not exist.
  out.lose("not set");
  out.blank = true;
}

}  // namespace slogate
