#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scenarios/compile/compile_body.h"
#include "scenarios/compile/flow_compiler.h"
#include "scenarios/compile/own_hosts.h"
#include "scenarios/suite/selector_fault.h"

namespace slogate {
namespace {

bool set_by_writer(std::string_view name) {
  constexpr std::array<std::string_view, 4> kOwn = {"host", "content-length", "connection",
                                                    "transfer-encoding"};
  return std::ranges::any_of(kOwn, [&](std::string_view own) { return same_name(name, own); });
}

// A value that is known before the run must not begin a header of its own; those of a run are looked at when they are
// sent.
void check_header(const std::string& name, const Position& at, const Template& value,
                  FlowScope& scope) {
  const auto control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  };
  const bool bad = std::ranges::any_of(value.pieces(), [&](const Template::Piece& piece) {
    return std::ranges::any_of(piece.literal, control);
  });
  if (bad) {
    scope.tell(
        at,
        fmt::format(
            "a line break or another control character stands in the value of the header \"{}\"",
            name));
  }
}

// The content type belongs to the body: a request must not hold two of them.
void set_content_type(const TemplateText& text, const StepSpec& spec, FlowScope& scope,
                      CompiledRequest& request) {
  auto type = scope.constant(text);
  if (!type) return;
  const bool of_parts = spec.body_kind == BodyKind::multipart;
  if (of_parts && (!type->starts_with("multipart/") || type->find("boundary") != type->npos)) {
    scope.tell(text.at,
               "the content type of a multipart body begins with \"multipart/\", and slogate adds "
               "the boundary itself");
    return;
  }
  request.content_type = std::move(*type);
}

void compile_headers(const StepSpec& spec, const Defaults& defaults, FlowScope& scope,
                     CompiledRequest& request) {
  // What the step says itself wins over the suite's defaults, in whatever way it says it.
  const auto own = [&](std::string_view name) {
    if (spec.sign && same_name(name, spec.sign->header)) return true;
    if (spec.auth.kind != AuthKind::none && same_name(name, "authorization")) return true;
    return std::ranges::any_of(spec.headers,
                               [&](const auto& header) { return same_name(header.first, name); });
  };
  std::vector<const std::pair<std::string, TemplateText>*> all;
  for (const auto& header : defaults.headers) {
    if (!own(header.first)) all.push_back(&header);
  }
  for (const auto& header : spec.headers) all.push_back(&header);
  for (const auto* header : all) {
    const auto& [name, text] = *header;
    if (set_by_writer(name)) {
      scope.tell(text.at, fmt::format("the header \"{}\" is set by slogate itself", name));
      (void)scope.compile(text, Escape::none);
    } else if (same_name(name, "content-type") && spec.body_kind != BodyKind::none) {
      set_content_type(text, spec, scope, request);
    } else {
      request.headers.emplace_back(name, scope.compile(text, Escape::none));
      check_header(name, text.at, request.headers.back().second, scope);
    }
  }
}

// "a=1&b=2", encoded; joined to the address when it is rendered.
Template compile_query(const StepSpec& spec, FlowScope& scope) {
  TemplateBuilder out;
  for (const auto& [name, value] : spec.query) {
    std::string key;
    append_escaped(name, Escape::query, key);
    out.literal(fmt::format("{}{}=", out.empty() ? "" : "&", key));
    scope.append(value, Escape::query, out);
  }
  return out.build();
}

void compile_cookies(const StepSpec& spec, FlowScope& scope, CompiledRequest& request) {
  for (const auto& [name, value] : spec.cookies) {
    Template text = scope.compile(value, Escape::none);
    const bool good = std::ranges::all_of(
        text.pieces(), [](const Template::Piece& piece) { return is_cookie_text(piece.literal); });
    if (name.empty() || !is_cookie_text(name) || name.find('=') != std::string::npos) {
      scope.tell(value.at, fmt::format("\"{}\" is no name of a cookie", name));
    } else if (!good) {
      scope.tell(
          value.at,
          fmt::format("the cookie \"{}\" holds a character that no cookie may hold: a "
                      "blank, a comma, a semicolon, a backslash, a control or a non-ASCII one "
                      "(the filter url_encode writes them as %20 and the like)",
                      name));
    }
    request.cookies.emplace_back(name, std::move(text));
  }
}

void compile_auth(const StepSpec& spec, FlowScope& scope, CompiledRequest& request) {
  request.auth.kind = spec.auth.kind;
  if (spec.auth.kind == AuthKind::none) return;
  if (spec.auth.kind != AuthKind::bearer) {
    request.auth.user = scope.compile(spec.auth.user, Escape::none);
  }
  request.auth.secret = scope.compile(spec.auth.secret, Escape::none);
  const auto control = [&](const Template& text, const TemplateText& source) {
    check_header("authorization", source.at, text, scope);
  };
  control(request.auth.user, spec.auth.user);
  control(request.auth.secret, spec.auth.secret);
  const bool colon = std::ranges::any_of(
      request.auth.user.pieces(),
      [](const Template::Piece& piece) { return piece.literal.find(':') != std::string::npos; });
  if (spec.auth.kind == AuthKind::basic && colon) {
    scope.tell(spec.auth.user.at,
               "a user name with a colon cannot be told from its password (RFC 7617)");
  }
  for (const auto& [name, value] : spec.headers) {
    if (!same_name(name, "authorization") || scope.has_fault(spec.auth.at)) continue;
    scope.tell(value.at, "the header \"authorization\" is what \"auth\" sets: keep one of them");
  }
}

void compile_sign(const StepSpec& spec, FlowScope& scope, CompiledRequest& request) {
  if (!spec.sign) return;
  const SignSpec& sign = *spec.sign;
  CompiledSign out;
  out.header = sign.header;
  out.prefix = sign.prefix;
  out.base64 = sign.base64;
  out.key = scope.compile(sign.key, Escape::none);
  TemplateText over = sign.over;
  if (over.text.empty()) over = {"${request.body}", sign.at};
  scope.enter_signing(true);
  out.over = scope.compile(over, Escape::none);
  scope.enter_signing(false);
  for (const auto& [name, value] : spec.headers) {
    if (!same_name(name, sign.header)) continue;
    scope.tell(value.at,
               fmt::format("the header \"{}\" is what \"sign\" sets: keep one of them", name));
  }
  if (set_by_writer(sign.header) || same_name(sign.header, "content-type")) {
    scope.tell(sign.at, fmt::format("the header \"{}\" is set by slogate itself", sign.header));
  }
  const bool files =
      std::ranges::any_of(spec.parts, [](const PartSpec& part) { return !part.file.empty(); });
  const bool body = std::ranges::any_of(out.over.pieces(), [](const Template::Piece& piece) {
    return piece.slot == static_cast<std::int32_t>(BuiltinSlot::request_body);
  });
  if (body && (files || spec.body_kind == BodyKind::file)) {
    scope.tell(
        sign.at,
        "a body with a file cannot be signed: it is read while it is sent; let \"over\" name "
        "other parts of the request");
  }
  request.sign = std::move(out);
}

// All texts that a request is made of.
template <typename Look>
void each_text(const CompiledRequest& request, const Look& look) {
  look(request.url);
  look(request.query);
  look(request.auth.user);
  look(request.auth.secret);
  for (const auto& header : request.headers) look(header.second);
  for (const auto& cookie : request.cookies) look(cookie.second);
  for (const CompiledBodyPart& part : request.body) look(part.text);
  if (!request.sign) return;
  look(request.sign->key);
  look(request.sign->over);
}

// Fills in whether it holds one-time codes, and the slots of the keys of those by the time.
void find_codes(CompiledRequest& request) {
  std::vector<std::size_t>& slots = request.totp_slots;
  each_text(request, [&](const Template& text) {
    for (const Template::Piece& piece : text.pieces()) {
      const auto slot = static_cast<std::size_t>(piece.slot);
      if (!piece.totp || piece.slot < 0) continue;
      request.needs_totp = true;
      if (piece.counter >= 0) continue;
      if (std::ranges::find(slots, slot) == slots.end()) slots.push_back(slot);
    }
  });
}

bool sendable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
}

void check_url(const StepSpec& spec, const Template& url, FlowScope& scope) {
  // Where variables bring them: the parser tells those that stand there.
  if (!url.pieces().empty() && has_user_information(url.pieces().front().literal)) {
    scope.tell(Diagnostics({spec.url.at, std::string(kUserInformation), true}));
    return;
  }
  for (const Template::Piece& piece : url.pieces()) {
    if (!sendable(piece.literal)) {
      scope.tell(
          spec.url.at,
          "a blank, a \"#\", a control or a non-ASCII character stands in the address: write it "
          "percent-encoded (%20)");
      return;
    }
  }
  const bool begins_with_slot = !url.pieces().empty() && url.pieces().front().literal.empty();
  const std::string_view begin = url.text();
  if (begins_with_slot || begin.starts_with('/')) return;
  const bool absolute = begin.starts_with("http://") || begin.starts_with("https://");
  if (!absolute || (url.constant() && !parse_url(begin))) {
    scope.tell(
        spec.url.at,
        fmt::format("\"{}\" is no address: a path that begins with \"/\", or http:// or https://",
                    spec.url.text));
  }
}

}  // namespace

bool is_constant(const CompiledRequest& request) {
  bool constant = request.auth.kind != AuthKind::digest;  // its server's part
  each_text(request, [&](const Template& text) { constant = constant && text.constant(); });
  // A boundary is drawn for each request.
  return constant && std::ranges::none_of(request.body, &CompiledBodyPart::delimiter);
}

CompiledRequest compile_request(const StepSpec& spec, const Defaults& defaults, bool sent,
                                FlowScope& scope) {
  CompiledRequest request;
  request.method = spec.method;
  const std::size_t gaps = scope.gaps();
  request.url = scope.compile(spec.url, Escape::url);
  const bool known = scope.gaps() == gaps && !spec.method.empty();
  if (sent && known) check_url(spec, request.url, scope);
  if (!known) request.url = {};  // no part of an address is one
  request.query = compile_query(spec, scope);
  compile_body(spec, scope, request);
  compile_headers(spec, defaults, scope, request);
  compile_cookies(spec, scope, request);
  compile_auth(spec, scope, request);
  compile_sign(spec, scope, request);
  request.max_redirects = spec.redirects.value_or(defaults.redirects);
  find_codes(request);
  if (sent && known) {
    request.credentials = credentials_of(request, spec.url, scope);
    request.given_host = leads_where_rows_say(spec.url, scope);
  }
  return request;
}

}  // namespace slogate
