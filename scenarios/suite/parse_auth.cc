#include <fmt/format.h>

#include <algorithm>

#include "scenarios/message/exchange.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

bool has_header(const StepSpec& step, std::string_view name) {
  return std::any_of(step.headers.begin(), step.headers.end(),
                     [&](const auto& header) { return same_name(header.first, name); });
}

void parse_credentials(const Reader& reader, std::string_view key, AuthSpec& auth) {
  const Json& value = *reader.find(key);
  if (!check_kind(value, Json::Kind::object, fmt::format("\"{}\"", key), reader.problems())) return;
  const Reader own(value, keys::kCredentials, reader.problems());
  if (!own.usable()) return;
  auth.user = own.filled("user");
  auth.secret = own.filled("password");
  if (auth.kind == AuthKind::basic && auth.user.text.find(':') < auth.user.text.find("${")) {
    reader.problem(auth.user.at, "\"user\" holds a colon, which ends the name (RFC 7617)");
  }
}

}  // namespace

void parse_auth(const Reader& reader, StepSpec& step) {
  const Json* json = reader.find("auth");
  if (json == nullptr) return;
  if (has_header(step, "authorization"))
    reader.refuse("auth", "does not go with the header \"authorization\", write one of them");
  const Reader auth(*json, keys::kAuth, reader.problems());
  if (!auth.usable()) return;
  step.auth.at = json->at;
  std::vector<std::string> given;
  for (const std::string_view key : keys::kAuthWords) {
    if (auth.has(key)) given.push_back(fmt::format("\"{}\"", key));
  }
  if (given.size() > 1) {
    reader.problem(json->at,
                   fmt::format("the authentication with {}, it is one of them", listed(given)));
    return;
  }
  if (given.empty()) {
    if (!auth.has_unknown())
      reader.problem(json->at,
                     "the authentication without a kind, name one of basic, bearer and digest");
    return;
  }
  if (auth.has("bearer")) {
    step.auth.kind = AuthKind::bearer;
    step.auth.secret = auth.filled("bearer");
    return;
  }
  step.auth.kind = auth.has("basic") ? AuthKind::basic : AuthKind::digest;
  parse_credentials(auth, auth.has("basic") ? "basic" : "digest", step.auth);
}

void parse_sign(const Reader& reader, StepSpec& step) {
  const Json* json = reader.find("sign");
  if (json == nullptr) return;
  const Reader own(*json, keys::kSign, reader.problems());
  if (!own.usable()) return;
  SignSpec sign;
  sign.at = json->at;
  sign.over = TemplateText{"${request.body}", json->at};
  if (const Json* header = own.require("header");
      header != nullptr && check_kind(*header, Json::Kind::string, "\"header\"", own.problems())) {
    const std::string& name = header->string;
    if (!check_header_name(name, header->at, own.problems())) {
      // Told: compile has nothing to say of a header without a name.
    } else if (has_header(step, name) ||
               (step.auth.kind != AuthKind::none && same_name(name, "authorization"))) {
      own.problem(header->at,
                  fmt::format("the header \"{}\" is set twice in this step, by \"sign\" "
                              "and beside it",
                              name));
    } else {
      sign.header = name;
    }
  }
  sign.key = own.filled("key");
  if (own.has("over")) sign.over = own.filled("over");
  sign.prefix = own.text("prefix");
  if (sign.prefix.find_first_of("\r\n") != std::string::npos)
    own.problem(own.find("prefix")->at, "\"prefix\" holds a line break, a header is one line");
  sign.base64 = own.word("encoding", {"hex", "base64"}).value_or(0) == 1;
  step.sign = std::move(sign);
}

}  // namespace slogate
