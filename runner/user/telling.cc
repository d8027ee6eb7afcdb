#include "runner/user/telling.h"

#include <fmt/format.h>

#include <algorithm>

namespace slogate {
namespace {

// 'single quotes' for a POSIX shell.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string header_lines(const std::vector<Header>& headers) {
  std::string out;
  for (const Header& header : headers) out += fmt::format("{}: {}\n", header.name, header.value);
  return out;
}

// One-time codes, and what filters make of secrets: neither is the secret itself in another
// encoding.
void add_derived(const Template& text, const CompiledFlow& flow, const Frame& frame,
                 Redactor& redactor) {
  for (Template::Piece piece : text.pieces()) {
    if (piece.slot < 0) continue;
    const auto slot = static_cast<std::size_t>(piece.slot);
    const bool secret =
        std::binary_search(flow.secret_slots.begin(), flow.secret_slots.end(), slot);
    if (!piece.totp && !(secret && !piece.filters.empty())) continue;
    piece.literal.clear();
    piece.escape = Escape::none;
    redactor.add(Template({piece}).render(frame));
  }
}

}  // namespace

std::string cut(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text + "…";
}

Redactor redactor_of(const CompiledSuite& suite, const CompiledFlow& flow, const CompiledStep& step,
                     const Frame& frame) {
  Redactor redactor = suite.redactor;
  for (const std::size_t slot : flow.secret_slots) {
    if (!frame.has(slot)) continue;
    redactor.add(frame.value(slot));
    for (const std::string& item : frame.list(slot)) redactor.add(item);
  }
  const CompiledRequest& request = step.request;
  const auto add = [&](const Template& text) { add_derived(text, flow, frame, redactor); };
  for (const Template* text :
       {&request.url, &request.query, &request.auth.user, &request.auth.secret})
    add(*text);
  for (const auto& header : request.headers) add(header.second);
  for (const auto& cookie : request.cookies) add(cookie.second);
  for (const CompiledBodyPart& part : request.body) add(part.text);
  if (request.sign) add(request.sign->key);
  return redactor;
}

Exchange redacted(const Exchange& exchange, const Redactor& redactor) {
  Exchange out = exchange;
  for (Header& header : out.response.headers) header.value = redactor.redact(header.value);
  out.response.body = redactor.redact(out.response.body);
  out.detail = redactor.redact(out.detail);
  return out;
}

std::string curl_line(const Request& request, const Redactor& redactor) {
  std::string out = "curl -i";
  if (request.method != "GET") out += " -X " + request.method;
  for (const Header& header : request.headers) {
    if (same_name(header.name, "traceparent")) continue;
    out += " -H " + shell_quoted(redactor.redact(header.name + ": " + header.value));
  }
  if (!request.body.empty()) out += " --data " + shell_quoted(redactor.redact(request.body));
  return cut(out + " " + shell_quoted(redactor.redact(request.url.text())), kMaxTold);
}

std::string request_text(const Request& request, const Redactor& redactor) {
  return cut(redactor.redact(fmt::format("{} {} HTTP/1.1\nHost: {}\n{}\n{}", request.method,
                                         request.url.target, request.url.origin.authority(),
                                         header_lines(request.headers), request.body)),
             kMaxTold);
}

std::string response_text(const Exchange& exchange, const Redactor& redactor) {
  const Response& response = exchange.response;
  if (response.status == 0) return cut(redactor.redact(exchange.detail), kMaxTold);
  return cut(redactor.redact(fmt::format("HTTP/1.1 {}\n{}\n{}", response.status,
                                         header_lines(response.headers), response.body)),
             kMaxTold);
}

}  // namespace slogate
