// A request as a command line for curl, which a reader can paste: files stand as their names, the
// parts of a form as -F.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "runner/user/telling.h"

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

std::string_view content_type_of(const Request& request) {
  for (const Header& header : request.headers) {
    if (same_name(header.name, "content-type")) return header.value;
  }
  return {};
}

// What stands in `text` between `before` and `after`; empty where `before` is not there.
std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + before.size());
  return text.substr(0, text.find(after));
}

// curl reads `"`, `\` and `;` in the words of -F itself.
std::string form_word(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// One part, head and value, as the maker wrote them; `file`: whose bytes are its value.
std::string form_argument(std::string_view part, const BodyFile* file, const Redactor& redactor) {
  const std::size_t blank = std::min(part.find("\r\n\r\n"), part.size());
  const std::string_view head = part.substr(0, blank);
  std::string out(between(head, "; name=\"", "\""));
  out += '=';
  if (file != nullptr) {
    out += "@" + form_word(file->name());
    out += ";filename=" + form_word(between(head, "filename=\"", "\""));
  } else {
    part.remove_prefix(std::min(blank + 4, part.size()));
    out += form_word(part);
  }
  if (const auto type = between(head, "Content-Type: ", "\r\n"); !type.empty())
    out += fmt::format(";type={}", type);
  return " -F " + shell_quoted(redactor.redact(out));
}

// The parts of a multipart body (RFC 7578 4); nothing where the content type names no boundary.
std::optional<std::string> form_arguments(const Request& request, const Redactor& redactor) {
  const std::string_view type = content_type_of(request);
  const std::string_view boundary = between(type, "boundary=", ";");
  if (!type.starts_with("multipart/form-data") || boundary.empty()) return std::nullopt;
  const std::string delimiter = fmt::format("--{}", boundary);
  const std::string_view body = request.body;
  std::string out;
  std::size_t begin = body.find(delimiter);
  while (begin != std::string_view::npos) {
    begin += delimiter.size();
    const std::size_t end = body.find("\r\n" + delimiter, begin);
    if (end == std::string_view::npos) break;
    const auto file = std::find_if(request.files.begin(), request.files.end(),
                                   [&](const auto& f) { return f.at >= begin && f.at <= end; });
    out += form_argument(body.substr(begin, end - begin),
                         file == request.files.end() ? nullptr : file->file.get(), redactor);
    begin = end + 2;
  }
  return out;
}

// curl leaves a header without a value away, unless a semicolon says that it is meant.
std::string header_argument(const Header& header, const Redactor& redactor) {
  const bool blank = header.value.find_first_not_of(" \t") == std::string::npos;
  return " -H " + shell_quoted(blank ? header.name + ";"
                                     : redactor.redact(header.name + ": " + header.value));
}

// "." or "..", or the same percent-encoded.
bool is_dots(std::string_view segment) {
  std::size_t dots = 0;
  for (; !segment.empty(); ++dots) {
    const bool encoded = same_name(segment.substr(0, 3), "%2e");
    if (!encoded && segment.front() != '.') return false;
    segment.remove_prefix(encoded ? 3 : 1);
  }
  return dots == 1 || dots == 2;
}

// Some curl would take a range or a list out of the address, or the dots out of its path.
std::string address_options(std::string_view url) {
  std::string out = url.find_first_of("[]{}") == std::string_view::npos ? "" : " -g";
  std::string_view path = url.substr(0, url.find('?'));
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (is_dots(path.substr(0, end))) return out + " --path-as-is";
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return out;
}

// An IPv6 address stands in brackets.
std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

// Where the run connected to another address than the name's. curl looks no IPv6 address up.
std::string override_option(const Origin& origin, const std::vector<ResolveOverride>& overrides) {
  const auto found = std::find_if(overrides.begin(), overrides.end(), [&](const auto& each) {
    return each.host == origin.host && each.port == origin.port;
  });
  if (found == overrides.end()) return {};
  const std::string host = bracketed(found->host);
  const std::string address = bracketed(found->address);
  const bool literal = host != found->host;
  return literal
             ? " --connect-to " +
                   shell_quoted(fmt::format("{0}:{1}:{2}:{1}", host, found->port, address))
             : " --resolve " + shell_quoted(fmt::format("{}:{}:{}", host, found->port, address));
}

std::string body_arguments(const Request& request, const Redactor& redactor) {
  if (!request.files.empty() && request.body.empty())
    return " --data-binary " + shell_quoted("@" + request.files.front().file->name());
  if (request.body.empty()) return {};
  // --data would read a file where the body begins with "@".
  const char* option = request.body.starts_with('@') ? " --data-raw " : " --data ";
  return option + shell_quoted(redactor.redact(request.body));
}

}  // namespace

std::string curl_line(const Request& request, const Redactor& redactor, const Sending& sending) {
  const std::optional<std::string> form = form_arguments(request, redactor);
  const std::string url = redactor.redact(request.url.text());
  std::string out = "curl -i" + address_options(url);
  if (sending.timeout.count() > 0) {
    out += fmt::format(" --max-time {}", std::chrono::duration<double>(sending.timeout).count());
  }
  out += override_option(request.url.origin, sending.resolve);
  if (request.url.origin.tls && !sending.ca_file.empty())
    out += " --cacert " + shell_quoted(sending.ca_file);
  if (sending.digest_user)
    out += " --digest -u " + shell_quoted(redactor.redact(*sending.digest_user) + ":***");
  if (request.method != "GET") out += " -X " + request.method;
  for (const Header& header : request.headers) {
    if (same_name(header.name, "traceparent")) continue;
    if (sending.digest_user && same_name(header.name, "authorization")) continue;
    // curl draws a boundary of its own.
    if (form && same_name(header.name, "content-type")) continue;
    out += header_argument(header, redactor);
  }
  out += form ? *form : body_arguments(request, redactor);
  return cut(out + " " + shell_quoted(url), kMaxTold);
}

}  // namespace slogate
