#include "scenarios/lint/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "scenarios/lint/clear_secrets.h"
#include "scenarios/lint/one_time_codes.h"
#include "scenarios/lint/unreachable.h"
#include "scenarios/lint/unset_captures.h"
#include "scenarios/lint/uses.h"
#include "scenarios/message/exchange.h"
#include "scenarios/message/url.h"

namespace slogate {
namespace {

bool uses(const Names& names, std::string_view name) {
  return names.find(name) != names.end();
}

// True where some `${feed.column}` is used.
bool uses_column(const Names& names, const std::string& feed) {
  const auto first = names.lower_bound(feed + ".");
  return first != names.end() && first->starts_with(feed + ".");
}

void tell_unused(std::string_view what, const std::string& name, const Position& at,
                 Diagnostics& told) {
  told.add(at, fmt::format("the {} \"{}\" is used nowhere", what, name));
}

void lint_captures(const StepList& steps, const Names& used, Diagnostics& told) {
  for (const StepSpec& step : steps) {
    for (const CaptureSpec& capture : step.captures) {
      if (uses(used, capture.name)) continue;
      told.add(capture.at,
               fmt::format("the capture \"{}\" is used nowhere: to demand that there is "
                           "one, a check is enough",
                           capture.name));
    }
  }
  for (const BlockSpec& block : steps.blocks) {
    for (const StartSpec& start : block.repeat.start) {
      if (!uses(used, start.name)) tell_unused("start variable", start.name, start.at, told);
    }
  }
}

// The origin that an absolute address names in so many words.
std::optional<Url> plain_address(const std::string& text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) return std::nullopt;
  const std::size_t begin = text.find("://") + 3;
  const std::string origin = text.substr(0, text.find_first_of("/?#", begin));
  if (origin.find("${") != std::string::npos) return std::nullopt;
  return parse_url(origin);
}

// The type of what the step sends, and its key; without one any type may be meant.
struct BodyType {
  std::string_view key;
  std::string_view type;
};

std::optional<BodyType> type_of(BodyKind kind) {
  switch (kind) {
    case BodyKind::json:
      return BodyType{"json", "application/json"};
    case BodyKind::form:
      return BodyType{"form", "application/x-www-form-urlencoded"};
    case BodyKind::multipart:
      return BodyType{"multipart", "multipart/form-data"};
    default:
      return std::nullopt;
  }
}

// `of`: whose body it is, where the header stands elsewhere. False where it fits.
bool lint_content_type(const StepSpec& step, const TemplateText& text, const std::string& of,
                       Diagnostics& told) {
  const auto body = type_of(step.body_kind);
  if (!body || text.text.find("${") != std::string::npos) return true;
  std::string type = text.text.substr(0, text.text.find(';'));
  type.erase(type.find_last_not_of(" \t") + 1);
  std::transform(type.begin(), type.end(), type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  // application/problem+json, text/json
  const bool fits =
      type == body->type || (step.body_kind == BodyKind::json && type.ends_with("json"));
  if (fits) return true;
  told.add(text.at,
           fmt::format("the header \"content-type\" says {}, and what \"{}\"{} sends is {}", type,
                       body->key, of, body->type));
  return false;
}

// With the run's name in it the target's own logs still tell whose requests these are.
void lint_user_agent(const std::vector<std::pair<std::string, TemplateText>>& headers,
                     Diagnostics& told) {
  for (const auto& [name, text] : headers) {
    if (!same_name(name, "user-agent") || text.text.find("${run.id}") != std::string::npos)
      continue;
    told.add(text.at,
             "this \"user-agent\" does not name the run: with ${run.id} in it the target's own "
             "log tells whose requests these are");
  }
}

void lint_cookie(const std::string& name, const TemplateText& text, Diagnostics& told) {
  if (!same_name(name, "cookie")) return;
  told.add(text.at,
           "the header \"cookie\" is sent beside those that answers have set: name it in "
           "\"cookies\", which joins them");
}

// A content type in the defaults is sent with every step that has none of its own, whatever its body is: told of the
// first that it does not fit.
void lint_defaults(const Suite& suite, Diagnostics& told) {
  lint_user_agent(suite.defaults.headers, told);
  find_clear_secrets(suite.defaults, told);
  std::vector<const StepList*> lists{&suite.setup, &suite.teardown};
  for (const Flow& flow : suite.flows)
    lists.insert(lists.end(), {&flow.session_steps, &flow.session_end, &flow.steps});
  for (const auto& [name, text] : suite.defaults.headers) {
    lint_cookie(name, text, told);
    if (!same_name(name, "content-type")) continue;
    bool fits = true;
    for (const StepList* list : lists) {
      for (const StepSpec& step : *list) {
        const bool own = std::any_of(step.headers.begin(), step.headers.end(), [](const auto& one) {
          return same_name(one.first, "content-type");
        });
        const std::string of = fmt::format(" of the step \"{}\"", step.name);
        if (fits && !own) fits = lint_content_type(step, text, of, told);
      }
    }
  }
}

void lint_step(const Suite& suite, const StepSpec& step, Diagnostics& told) {
  for (const auto& [name, text] : step.headers) {
    lint_cookie(name, text, told);
    if (same_name(name, "content-type")) (void)lint_content_type(step, text, "", told);
  }
  lint_user_agent(step.headers, told);
  const std::optional<Url> address = plain_address(step.url.text);
  if (!address || is_loopback(address->origin.host)) return;
  const std::string& host = address->origin.host;
  const auto& allowed = suite.load_hosts;
  if (suite.target.text.find(host) != std::string::npos ||
      std::find(allowed.begin(), allowed.end(), host) != allowed.end()) {
    return;
  }
  told.add(step.url.at, fmt::format("{} is not the target: a load goes there only where "
                                    "\"load_hosts\" or --allow-host names it",
                                    host));
}

void lint_steps(const Suite& suite, const StepList& steps, const Names& used, Diagnostics& told) {
  lint_captures(steps, used, told);
  for (const StepSpec& step : steps) {
    lint_step(suite, step, told);
    find_clear_secrets(step, told);
  }
}

Reach lint_values(const Suite& suite, const Flow* flow, const std::vector<const StepList*>& before,
                  const StepList& steps, Diagnostics& told) {
  Reach reach = find_unreachable(suite, flow, before, steps, told);
  find_unset_captures(before, steps, reach.never_sent, told);
  find_endless(flow, steps, told);
  return reach;
}

// What the steps find and leave. `ended`: setup never comes to its end, and no flow is walked.
void lint_walks(const Suite& suite, const Flow& flow, bool ended, Diagnostics& told) {
  if (ended || lint_values(suite, &flow, {&suite.setup}, flow.session_steps, told).ends) return;
  const std::vector<const StepList*> before{&suite.setup, &flow.session_steps};
  const Reach end = lint_values(suite, &flow, before, flow.session_end, told);
  find_lost_captures(suite, flow, end.never_sent, told);
  (void)lint_values(suite, &flow, before, flow.steps, told);
}

// Without a profile that walks it a flow is only read.
bool is_walked(const Suite& suite, const Flow& flow) {
  return suite.profiles.empty() ||
         std::any_of(suite.profiles.begin(), suite.profiles.end(), [&](const Profile& profile) {
           return profile.shares.empty() ||
                  std::any_of(profile.shares.begin(), profile.shares.end(),
                              [&](const Share& share) { return share.flow == flow.name; });
         });
}

void lint_flow(const Suite& suite, const Flow& flow, const Names& frame, bool ended,
               Diagnostics& told) {
  const Names used = uses_of(flow);
  if (!is_walked(suite, flow)) {
    told.add(flow.name_at, fmt::format("no profile walks the flow \"{}\"", flow.name));
  }
  for (std::size_t i = 0; i < flow.needs.size(); ++i) {
    const std::string& name = flow.needs[i];
    const bool used_here = uses(used, "env:" + name) || uses(used, "secret:" + name) ||
                           uses(frame, "env:" + name) || uses(frame, "secret:" + name);
    if (!used_here) {
      told.add(i < flow.needs_at.size() ? flow.needs_at[i] : flow.at,
               fmt::format("the flow \"{}\" needs {}, and no text uses it", flow.name, name));
    }
  }
  for (const FeedSpec& feed : flow.feeds) {
    if (!uses_column(used, feed.name)) tell_unused("feed", feed.name, feed.at, told);
    find_shown_columns(feed, used, told);
  }
  for (const GeneratorSpec& generator : flow.generators) {
    if (!uses(used, generator.name)) tell_unused("generator", generator.name, generator.at, told);
  }
  for (const StepList* steps : {&flow.session_steps, &flow.session_end, &flow.steps})
    lint_steps(suite, *steps, used, told);
  lint_walks(suite, flow, ended, told);
}

}  // namespace

Diagnostics lint(const Suite& suite) {
  Diagnostics told;
  const Names frame = uses_of_frame(suite);
  Names everywhere = frame;
  lint_defaults(suite, told);
  for (const Flow& flow : suite.flows) everywhere.merge(uses_of(flow));
  for (const StepList* steps : {&suite.setup, &suite.teardown}) add_uses(*steps, everywhere);
  for (const VariableSpec& variable : suite.variables) {
    if (!uses(everywhere, variable.name)) tell_unused("variable", variable.name, variable.at, told);
    find_clear_secrets(variable, told);
  }
  for (const StepList* steps : {&suite.setup, &suite.teardown})
    lint_steps(suite, *steps, everywhere, told);
  const bool ended = lint_values(suite, nullptr, {}, suite.setup, told).ends;
  (void)lint_values(suite, nullptr, {&suite.setup}, suite.teardown, told);
  for (const Flow& flow : suite.flows) lint_flow(suite, flow, frame, ended, told);
  find_shared_codes(suite, told);
  return told;
}

}  // namespace slogate
