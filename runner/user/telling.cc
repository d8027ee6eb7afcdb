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

// Every template of the request in which a secret may stand.
std::vector<const Template*> templates_of(const CompiledRequest& request) {
  std::vector<const Template*> all = {&request.url, &request.query, &request.auth.user,
                                      &request.auth.secret};
  for (const auto& header : request.headers) all.push_back(&header.second);
  for (const auto& cookie : request.cookies) all.push_back(&cookie.second);
  for (const CompiledBodyPart& part : request.body) all.push_back(&part.text);
  if (request.sign) all.push_back(&request.sign->key);
  return all;
}

// What the piece makes of its slot, without what stands around it.
std::string rendered_alone(Template::Piece piece, const Frame& frame) {
  piece.literal.clear();
  piece.escape = Escape::none;
  return Template({std::move(piece)}).render(frame);
}

// What filters make of secrets: none of it is the secret itself in another encoding.
void add_filtered(const CompiledRequest& request, const CompiledFlow& flow, const Frame& frame,
                  Redactor& redactor) {
  for (const Template* text : templates_of(request)) {
    for (const Template::Piece& piece : text->pieces()) {
      if (piece.slot < 0 || piece.filters.empty()) continue;
      const auto slot = static_cast<std::size_t>(piece.slot);
      if (std::binary_search(flow.secret_slots.begin(), flow.secret_slots.end(), slot))
        redactor.add(rendered_alone(piece, frame));
    }
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

Redactor redactor_of(const CompiledSuite& suite, const CompiledFlow& flow, const Frame& frame) {
  Redactor redactor = suite.redactor;
  for (const std::size_t slot : flow.secret_slots) {
    if (!frame.has(slot)) continue;
    add_captured(frame.value(slot), redactor);
    for (const std::string& item : frame.list(slot)) add_captured(item, redactor);
  }
  // A server may also name what an earlier step sent.
  for (const CompiledSteps* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
    for (const CompiledStep& step : *steps) add_filtered(step.request, flow, frame, redactor);
  }
  return redactor;
}

void remember_codes(const CompiledRequest& request, const Frame& frame, SecretMemory& memory) {
  for (const Template* text : templates_of(request)) {
    for (const Template::Piece& piece : text->pieces()) {
      if (piece.slot >= 0 && piece.totp) memory.add(rendered_alone(piece, frame));
    }
  }
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
