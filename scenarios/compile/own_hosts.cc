#include "scenarios/compile/own_hosts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "scenarios/compile/host_rule.h"

namespace slogate {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";
constexpr std::string_view kSlot = "${";

std::string_view behind_scheme(std::string_view address) {
  if (address.starts_with(kHttp)) return address.substr(kHttp.size());
  if (address.starts_with(kHttps)) return address.substr(kHttps.size());
  return {};
}

void add_host(const std::string& host, std::vector<std::string>& hosts) {
  if (std::ranges::find(hosts, host) == hosts.end()) hosts.push_back(host);
}

// Whether some variable is not known for sure, which may name any host.
bool add_hosts_of_variables(Variables& variables, std::vector<std::string>& hosts) {
  bool all = true;
  for (const VariableSpec& spec : variables.suite().variables) {
    const Known* known = variables.find(spec.name);
    if (known == nullptr || known->broken || !known->missing.empty()) {
      all = false;
    } else if (const auto url = parse_url(known->text)) {
      add_host(url->origin.host, hosts);
    }
  }
  return all;
}

void tell_other_host(const std::string& host, const Position& at,
                     const std::vector<std::string>& hosts, Diagnostics& told) {
  const std::string meant = nearest_word(host, hosts);
  told.add(at, fmt::format("\"{}\" is no host of the suite{} {}et a variable of the suite hold the "
                           "address, or name the host in \"load_hosts\", where a load may go there "
                           "too",
                           host, meant.empty() ? ":" : fmt::format(", did you mean \"{}\"?", meant),
                           meant.empty() ? "l" : "Else l"));
}

// Those that are known before the run though no variable is an address: "https://${name}.example/".
void add_known_origins(const std::set<std::string>& others, CompiledSuite& suite) {
  const auto add = [&](const CompiledStep& step) {
    const auto origin = known_origin(step.request);
    if (origin && !others.contains(origin->host)) add_host(origin->host, suite.own_hosts);
  };
  const auto add_all = [&](const CompiledFlow& flow) {
    for (const auto* steps : {&flow.session_steps, &flow.steps, &flow.session_end})
      std::ranges::for_each(*steps, add);
  };
  if (suite.setup) add_all(*suite.setup);
  std::ranges::for_each(suite.flows, add_all);
  if (suite.teardown) add_all(*suite.teardown);
  if (suite.ready) add(*suite.ready);
}

bool is_credential(std::string_view header) {
  return same_name(header, "authorization") || same_name(header, "proxy-authorization");
}

// "theme=dark" says nothing of who the user is.
bool is_credential(const Template& cookie) {
  return cookie.secret() || !cookie.constant();
}

// Without the value that it begins with, which is where it leads.
bool carries_secret(const CompiledRequest& request, const TemplateText& address, FlowScope& scope) {
  if (!request.url.secret() || address.text.starts_with('/')) return false;
  if (!address.text.starts_with(kSlot)) return true;
  TemplateText rest = address;
  rest.text = address.text.substr(std::min(address.text.find('}'), address.text.size() - 1) + 1);
  return scope.compile(rest, Escape::none).secret();
}

}  // namespace

std::string written_host(std::string_view address) {
  std::string_view authority = behind_scheme(address);
  const std::size_t slot = std::min(authority.find(kSlot), authority.size());
  const std::size_t end = std::min(authority.find_first_of("/?#"), authority.size());
  authority = authority.substr(0, std::min(slot, end));
  if (slot < end) {
    // Of an address whose port alone is not known, the host is.
    if (!authority.ends_with(':')) return {};
    authority.remove_suffix(1);
  }
  const auto url = parse_url(fmt::format("{}{}", kHttp, authority));
  return url ? url->origin.host : "";
}

bool leads_where_rows_say(const TemplateText& address, const FlowScope& scope) {
  std::vector<TemplatePart> parts;
  if (split_template(address.text, parts)) return false;
  bool column = false;
  for (const TemplatePart& part : parts) {
    if (part.kind == TemplatePart::Kind::literal) {
      const bool front = &part == &parts.front();
      const std::string_view text = front ? behind_scheme(part.text) : std::string_view(part.text);
      if (text.find('/') != text.npos) break;
    } else if (part.kind == TemplatePart::Kind::name && scope.is_slot(part.text)) {
      if (scope.name(part.text).kind != FlowScope::Kind::column) return false;
      column = true;
    }
  }
  return column;
}

std::string credentials_of(const CompiledRequest& request, const TemplateText& address,
                           FlowScope& scope) {
  if (request.auth.kind != AuthKind::none) return "\"auth\"";
  for (const auto& [name, value] : request.headers) {
    const bool cookie = same_name(name, "cookie") && is_credential(value);
    if (cookie || value.secret() || is_credential(name))
      return fmt::format("the header \"{}\"", name);
  }
  for (const auto& [name, value] : request.cookies) {
    if (is_credential(value)) return fmt::format("the cookie \"{}\"", name);
  }
  if (request.sign) return "\"sign\"";
  if (request.query.secret()) return "a secret in the query";
  if (std::ranges::any_of(request.body, [](const auto& part) { return part.text.secret(); }))
    return "a secret in the body";
  return carries_secret(request, address, scope) ? "a secret in the address" : "";
}

void find_own_hosts(const std::vector<const StepSpec*>& walked, const CompileOptions& options,
                    Variables& variables, CompiledSuite& suite, Diagnostics& told) {
  std::vector<std::string>& hosts = suite.own_hosts;
  const auto& target = variables.target();
  if (target) add_host(target->origin.host, hosts);
  for (const std::string& host : suite.source.load_hosts) add_host(host, hosts);
  for (const std::string& host : options.allow_hosts) add_host(host, hosts);
  const UnreadNames& unread = suite.source.unread;
  const bool sure = add_hosts_of_variables(variables, hosts) && target && !unread.any &&
                    !unread.hides("target") && !unread.hides("load_hosts");
  const std::vector<std::string> named = hosts;
  std::set<std::string> others;
  for (const StepSpec* step : walked) {
    const std::string host = written_host(step->url.text);
    if (!sure || host.empty() || std::ranges::find(named, host) != named.end()) continue;
    others.insert(host);
    if (!unread.has_fault(step->url.at)) tell_other_host(host, step->url.at, named, told);
  }
  add_known_origins(others, suite);
}

}  // namespace slogate
