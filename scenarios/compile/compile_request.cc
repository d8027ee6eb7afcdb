#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scenarios/compile/flow_compiler.h"

namespace slogate {
namespace {

void append_json_body(const Json& json, FlowScope& scope, TemplateBuilder& out) {
  const auto text = [&](std::string_view key) {
    std::string escaped;
    append_escaped(key, Escape::json, escaped);
    out.literal(fmt::format("\"{}\"", escaped));
  };
  switch (json.kind) {
    case Json::Kind::string:
      out.literal("\"");
      scope.append({json.string, json.at}, Escape::json, out);
      out.literal("\"");
      break;
    case Json::Kind::array:
      out.literal("[");
      for (std::size_t i = 0; i < json.items.size(); ++i) {
        if (i > 0) out.literal(",");
        append_json_body(json.items[i], scope, out);
      }
      out.literal("]");
      break;
    case Json::Kind::object:
      out.literal("{");
      for (std::size_t i = 0; i < json.members.size(); ++i) {
        if (i > 0) out.literal(",");
        text(json.members[i].key);
        out.literal(":");
        append_json_body(json.members[i].value, scope, out);
      }
      out.literal("}");
      break;
    default:
      out.literal(json.dump());
      break;
  }
}

Template form_body(const Json& form, FlowScope& scope) {
  TemplateBuilder out;
  for (std::size_t i = 0; i < form.members.size(); ++i) {
    const Json::Member& field = form.members[i];
    std::string key;
    append_escaped(field.key, Escape::form, key);
    out.literal(fmt::format("{}{}=", i > 0 ? "&" : "", key));
    if (field.value.kind == Json::Kind::string) {
      scope.append({field.value.string, field.value.at}, Escape::form, out);
    } else {
      out.literal(field.value.dump());
    }
  }
  return out.build();
}

void compile_body(const StepSpec& spec, FlowScope& scope, CompiledRequest& request) {
  switch (spec.body_kind) {
    case BodyKind::none:
      break;
    case BodyKind::json: {
      TemplateBuilder out;
      append_json_body(spec.body, scope, out);
      request.body = out.build();
      request.content_type = "application/json";
      break;
    }
    case BodyKind::form:
      request.body = form_body(spec.body, scope);
      request.content_type = "application/x-www-form-urlencoded";
      break;
    case BodyKind::text:
      request.body = scope.compile({spec.body.string, spec.body.at}, Escape::none);
      request.content_type = "text/plain; charset=utf-8";
      break;
  }
}

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

void compile_headers(const StepSpec& spec, const Defaults& defaults, FlowScope& scope,
                     CompiledRequest& request) {
  const auto own = [&](std::string_view name) {
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
    } else if (same_name(name, "content-type") && spec.body_kind != BodyKind::none) {
      // It comes with the body: a request must not hold two of them.
      if (auto type = scope.constant(text)) request.content_type = std::move(*type);
    } else {
      request.headers.emplace_back(name, scope.compile(text, Escape::none));
      check_header(name, text.at, request.headers.back().second, scope);
    }
  }
}

bool sendable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
}

void check_url(const StepSpec& spec, const Template& url, FlowScope& scope) {
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

CompiledRequest compile_request(const StepSpec& spec, const Defaults& defaults, bool sent,
                                FlowScope& scope) {
  CompiledRequest request;
  request.method = spec.method;
  const std::size_t gaps = scope.gaps();
  request.url = scope.compile(spec.url, Escape::url);
  if (sent && scope.gaps() == gaps) check_url(spec, request.url, scope);
  compile_body(spec, scope, request);
  compile_headers(spec, defaults, scope, request);
  request.follow_redirects = spec.follow_redirects;
  request.needs_totp =
      request.url.has_totp() || request.body.has_totp() ||
      std::ranges::any_of(request.headers, [](const auto& h) { return h.second.has_totp(); });
  return request;
}

}  // namespace slogate
