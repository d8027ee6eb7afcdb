#include "scenarios/suite/resolve_override.h"

#include <fmt/format.h>

#include <charconv>

#include "scenarios/message/url.h"
#include "scenarios/suite/quoted.h"

namespace slogate {
namespace {

// The host, or the address in brackets, that the text begins with; empty where there is none.
std::string_view take_host(std::string_view& text) {
  std::size_t end = text.find(':');
  if (text.starts_with("[")) {
    end = text.find(']');
    if (end != std::string_view::npos) ++end;
  }
  if (end == std::string_view::npos) end = text.size();
  const std::string_view host = text.substr(0, end);
  text.remove_prefix(end);
  return host;
}

// Four numbers up to 255, none with a leading zero.
bool is_ipv4(std::string_view text) {
  int parts = 0;
  while (true) {
    const std::size_t end = text.find('.');
    const std::string_view part = text.substr(0, end);
    unsigned value = 256;
    const auto [last, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || last != part.data() + part.size() || value > 255) return false;
    if (part.size() > 1 && part[0] == '0') return false;
    ++parts;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts == 4;
}

}  // namespace

std::optional<ResolveOverride> parse_resolve_override(std::string_view text, std::string& fault) {
  static constexpr std::string_view kForm =
      "write host:port:address, as in \"app.example:443:127.0.0.1\" or \"[::1]:443:[::1]\"";
  std::string_view rest = text;
  const std::string_view host = take_host(rest);
  std::optional<Url> url;
  if (!host.empty() && host.find('@') == std::string_view::npos &&
      host.find('/') == std::string_view::npos)
    url = parse_url(fmt::format("http://{}", host));
  if (!rest.starts_with(":") || !url || url->target != "/") {
    fault = fmt::format("{} begins with no host, {}", in_quotes(text), kForm);
    return std::nullopt;
  }
  rest.remove_prefix(1);
  ResolveOverride out;
  out.host = url->origin.host;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), out.port);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  if (error != std::errc() || out.port == 0 || !rest.starts_with(":")) {
    fault = fmt::format("{} has no port from 1 to 65535, {}", in_quotes(text), kForm);
    return std::nullopt;
  }
  rest.remove_prefix(1);
  if (is_ipv4(rest)) {
    out.address = rest;
  } else if (const std::optional<Url> v6 = rest.starts_with("[") && rest.ends_with("]")
                                               ? parse_url(fmt::format("http://{}", rest))
                                               : std::nullopt) {
    out.address = v6->origin.host;
  } else {
    fault = fmt::format("{} ends with no IPv4 or IPv6 address, {}", in_quotes(text), kForm);
    return std::nullopt;
  }
  return out;
}

}  // namespace slogate
