#include "runner/user/telling.h"

#include <fmt/format.h>

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

void add_codes(const Template& text, const Frame& frame, Redactor& redactor) {
  for (Template::Piece piece : text.pieces()) {
    if (!piece.totp) continue;
    piece.literal.clear();
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
  if (!step.request.needs_totp) return redactor;
  add_codes(step.request.url, frame, redactor);
  add_codes(step.request.body, frame, redactor);
  for (const auto& header : step.request.headers) add_codes(header.second, frame, redactor);
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
