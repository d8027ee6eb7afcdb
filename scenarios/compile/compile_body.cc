#include "scenarios/compile/compile_body.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "scenarios/suite/confined_file.h"

namespace slogate {
namespace {

void append_json_body(const Json& json, FlowScope& scope, TemplateBuilder& out) {
  const auto text = [&](std::string_view key) {
    std::string escaped;
    append_escaped(key, Escape::json, escaped);
    out.literal(fmt::format("\"{}\"", escaped));
  };
  switch (json.kind) {
    case Json::Kind::string: {
      // Without quotation marks.
      const bool value = is_json_reference(json.string);
      if (!value) out.literal("\"");
      scope.append({json.string, json.place()}, value ? Escape::json_value : Escape::json, out);
      if (!value) out.literal("\"");
      break;
    }
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
  const auto field = [&](const std::string& name, const Json& value) {
    std::string key;
    append_escaped(name, Escape::form, key);
    out.literal(fmt::format("{}{}=", out.empty() ? "" : "&", key));
    append_scalar(value, Escape::form, scope, out);
  };
  for (const Json::Member& member : form.members) {
    if (member.value.kind != Json::Kind::array) {
      field(member.key, member.value);
      continue;
    }
    for (const Json& item : member.value.items) field(member.key, item);
  }
  return out.build();
}

// The file that a name means in the file where it stands, open for the whole run; nullptr (and
// told) where it cannot be had.
std::shared_ptr<const BodyFile> open_file(const std::string& name, const Position& at,
                                          FlowScope& scope) {
  OpenFile file;
  std::string fault = name.empty() ? "has no name" : "";
  if (fault.empty()) fault = open_confined_file(scope.folder(), scope.file_beside(at, name), file);
  if (!fault.empty()) {
    scope.tell(at, fmt::format("the file \"{}\" {}", name, fault));
    return nullptr;
  }
  const std::uint64_t size = file.size();
  return std::make_shared<const BodyFile>(file.release(), size, name);
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void append_disposition(const PartSpec& part, FlowScope& scope, TemplateBuilder& out) {
  std::string name;
  append_escaped(part.name, Escape::part, name);
  out.literal(fmt::format("\r\nContent-Disposition: form-data; name=\"{}\"", name));
  if (!part.file.empty()) {
    out.literal("; filename=\"");
    if (part.file_name) {
      scope.append(*part.file_name, Escape::part, out);
    } else {
      name.clear();
      append_escaped(std::filesystem::path(part.file).filename().string(), Escape::part, name);
      out.literal(name);
    }
    out.literal("\"");
  }
  std::string_view type = part.type;
  if (type.empty() && !part.file.empty()) type = "application/octet-stream";
  if (has_control(type))
    scope.tell(part.at, "a control character stands in the \"type\" of the part");
  if (!type.empty()) out.literal(fmt::format("\r\nContent-Type: {}", type));
  out.literal("\r\n\r\n");
}

// RFC 7578 4: every part is a delimiter, its headers and its content. A delimiter begins with the
// line end that closes the part before it, so a file's piece needs nothing behind it.
void compile_parts(const StepSpec& spec, FlowScope& scope, CompiledRequest& request) {
  for (const PartSpec& part : spec.parts) {
    TemplateBuilder out;
    append_disposition(part, scope, out);
    CompiledBodyPart piece;
    piece.delimiter = true;
    if (!part.file.empty()) {
      piece.file = open_file(part.file, part.file_at.line > 0 ? part.file_at : part.at, scope);
    } else if (part.value) {
      scope.append(*part.value, Escape::none, out);
    }
    piece.text = out.build();
    request.body.push_back(std::move(piece));
  }
  TemplateBuilder end;
  end.literal("--\r\n");
  request.body.push_back({true, end.build(), nullptr});
}

}  // namespace

void append_scalar(const Json& value, Escape escape, FlowScope& scope, TemplateBuilder& out) {
  if (value.kind == Json::Kind::string) {
    scope.append({value.string, value.place()}, escape, out);
    return;
  }
  std::string text;
  append_escaped(value.dump(), escape, text);
  out.literal(text);
}

void compile_body(const StepSpec& spec, FlowScope& scope, CompiledRequest& request) {
  const auto only = [&](Template text) {
    request.body.push_back({false, std::move(text), nullptr});
  };
  switch (spec.body_kind) {
    case BodyKind::none:
      break;
    case BodyKind::json: {
      TemplateBuilder out;
      append_json_body(spec.body, scope, out);
      only(out.build());
      request.content_type = "application/json";
      break;
    }
    case BodyKind::form:
      only(form_body(spec.body, scope));
      request.content_type = "application/x-www-form-urlencoded";
      break;
    case BodyKind::text:
      only(scope.compile({spec.body.string, spec.body.place()}, Escape::none));
      request.content_type = "text/plain; charset=utf-8";
      break;
    case BodyKind::multipart:
      compile_parts(spec, scope, request);
      request.content_type = "multipart/form-data";
      break;
    case BodyKind::file:
      request.body.push_back({false, {}, open_file(spec.body.string, spec.body.at, scope)});
      request.content_type = "application/octet-stream";
      break;
  }
}

}  // namespace slogate
