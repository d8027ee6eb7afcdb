#include <fmt/format.h>

#include <array>

#include "scenarios/suite/confined_file.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

constexpr std::size_t kMostParts = 100;

bool is_field(const Json& value) {
  return value.kind == Json::Kind::string || value.kind == Json::Kind::integer ||
         value.kind == Json::Kind::number || value.kind == Json::Kind::boolean;
}

void check_form(const Json& form, Diagnostics& problems) {
  for (const Json::Member& field : form.members) {
    const auto check = [&](const Json& value) {
      if (is_field(value)) return;
      problems.add(value.at, fmt::format("the field {} is {}, it must be a string, a number, a "
                                         "boolean or an array of these",
                                         in_quotes(field.key), value.kind_name()));
    };
    if (field.value.kind != Json::Kind::array) {
      check(field.value);
      continue;
    }
    for (const Json& item : field.value.items) check(item);
  }
}

void check_file(const Json& value, Diagnostics& problems) {
  if (!check_kind(value, Json::Kind::string, "\"file\"", problems)) return;
  if (const std::string fault = confinement_fault(value.string); !fault.empty())
    problems.add(value.at, fmt::format("the file {} {}", in_quotes(value.string), fault));
}

bool is_media_type(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::size_t end = text.find(';');
  if (text.find_first_of("\r\n") != std::string::npos || slash == std::string::npos) return false;
  const std::string_view whole(text);
  return is_token(whole.substr(0, slash)) &&
         is_token(whole.substr(slash + 1, end == std::string::npos ? end : end - slash - 1));
}

PartSpec parse_part(const Json& json, Diagnostics& problems) {
  PartSpec part;
  part.at = json.at;
  const Reader reader(json, keys::kPart, problems);
  if (!reader.usable()) return part;
  part.name = reader.filled("name").text;
  part.value = reader.template_text("value");
  if (const Json* file = reader.find("file")) {
    check_file(*file, problems);
    part.file = file->kind == Json::Kind::string ? file->string : "";
    part.file_at = file->at;
  }
  const bool misspelt = reader.misspelt("value") || reader.misspelt("file");
  if (reader.has("value") && reader.has("file")) {
    problems.add(json.at, "a part with \"value\" and \"file\", it has one of them");
  } else if (!reader.has("value") && !reader.has("file") && !misspelt) {
    problems.add(json.at, "a part without \"value\" or \"file\", one of them is required");
  }
  if (!reader.has("file") && !misspelt) reader.refuse("file_name", "goes with \"file\" only");
  part.file_name = reader.template_text("file_name");
  part.type = reader.text("type");
  if (const Json* type = reader.find("type");
      type != nullptr && type->kind == Json::Kind::string && !is_media_type(part.type)) {
    problems.add(type->at, fmt::format("{} is no content type, write one such as \"image/png\"",
                                       in_quotes(part.type)));
  }
  return part;
}

void parse_parts(const Reader& reader, StepSpec& step) {
  const Json* list = reader.array("multipart");
  if (list == nullptr) return;
  if (list->items.empty())
    reader.problem(list->at, "\"multipart\" is an empty array, at least one part is needed");
  if (list->items.size() > kMostParts) {
    reader.problem(list->at, fmt::format("\"multipart\" has {} parts, at most {} fit",
                                         list->items.size(), kMostParts));
    return;
  }
  for (const Json& item : list->items) step.parts.push_back(parse_part(item, reader.problems()));
}

}  // namespace

void parse_body(const Reader& reader, StepSpec& step) {
  static constexpr std::array<std::pair<std::string_view, BodyKind>, 5> kKinds{
      {{"json", BodyKind::json},
       {"form", BodyKind::form},
       {"text", BodyKind::text},
       {"multipart", BodyKind::multipart},
       {"file", BodyKind::file}}};
  std::vector<std::string> given;
  for (const auto& [key, kind] : kKinds) {
    const Json* value = reader.find(key);
    if (value == nullptr) continue;
    given.push_back(fmt::format("\"{}\"", key));
    step.body_kind = kind;
    if (kind == BodyKind::multipart) {
      parse_parts(reader, step);
      continue;
    }
    step.body = *value;
    if (kind == BodyKind::text) (void)reader.text(key);
    if (kind == BodyKind::file) check_file(*value, reader.problems());
    if (kind == BodyKind::form && reader.object(key) != nullptr)
      check_form(*value, reader.problems());
  }
  if (given.size() > 1) {
    reader.problem(reader.at(), "a step with the bodies " + listed(given) + ", a request has one");
    step.body_kind = BodyKind::none;  // which of them is meant is not known
  }
}

}  // namespace slogate
