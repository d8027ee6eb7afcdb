#include "runner/user/telling.h"

#include <fmt/format.h>

#include <algorithm>

namespace slogate {
namespace {

template <class Fields>
std::string header_lines(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) out += fmt::format("{}: {}\n", name, value);
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

template <class Visit>
void each_request(const CompiledFlow& flow, const Visit& visit) {
  for (const CompiledSteps* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
    for (const CompiledStep& step : *steps) visit(step.request);
  }
}

// Every place of the flow in which filters change a secret before it is sent.
template <class Visit>
void each_filtered_secret(const CompiledFlow& flow, const Visit& visit) {
  each_request(flow, [&](const CompiledRequest& request) {
    for (const Template* text : templates_of(request)) {
      for (const Template::Piece& piece : text->pieces()) {
        if (piece.slot < 0 || piece.filters.empty()) continue;
        const auto slot = static_cast<std::size_t>(piece.slot);
        if (std::binary_search(flow.secret_slots.begin(), flow.secret_slots.end(), slot))
          visit(piece);
      }
    }
  });
}

// `user:password`, which is sent as base64: there its own digits begin and end elsewhere than the password's alone.
void add_credentials(const CompiledRequest& request, const Frame& frame, Redactor& redactor) {
  const CompiledAuth& auth = request.auth;
  if (auth.kind != AuthKind::basic || !(auth.user.secret() || auth.secret.secret())) return;
  std::string text;
  if (!auth.user.render(frame, text)) return;
  text += ':';
  if (auth.secret.render(frame, text)) redactor.add_encoded(text);
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
  each_filtered_secret(
      flow, [&](const Template::Piece& piece) { redactor.add(rendered_alone(piece, frame)); });
  each_request(flow,
               [&](const CompiledRequest& request) { add_credentials(request, frame, redactor); });
  return redactor;
}

void add_remembered(const CompiledFlow& flow, std::string_view secret, Redactor& redactor) {
  add_captured(secret, redactor);
  each_filtered_secret(flow, [&](const Template::Piece& piece) {
    std::string made;
    std::string why;
    if (append_filtered(secret, piece.filters, made, why)) redactor.add(made);
  });
}

void add_captured_parts(const CompiledFlow& flow, const Frame& frame, Redactor& redactor) {
  for (const CompiledSteps* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
    for (const CompiledStep& step : *steps) {
      for (const Capture& capture : step.captures) {
        if (capture.spec().secret || capture.spec().shown || !frame.has(capture.slot())) continue;
        const std::string& value = frame.value(capture.slot());
        if (value.size() >= Redactor::kShortestSecret && redactor.knows_part(value))
          redactor.add(value);
      }
    }
  }
}

void remember_codes(const CompiledRequest& request, const Frame& frame, SecretMemory& memory) {
  for (const Template* text : templates_of(request)) {
    for (const Template::Piece& piece : text->pieces()) {
      if (piece.slot >= 0 && piece.totp) memory.add(rendered_alone(piece, frame));
    }
  }
}

bool carries(const Request& request, std::string_view text) {
  const auto holds = [text](std::string_view whole) { return whole.find(text) != whole.npos; };
  return holds(request.url.target) || holds(request.body) ||
         std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const Header& header) { return holds(header.value); });
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
