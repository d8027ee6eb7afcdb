#include <fmt/format.h>

#include "scenarios/compile/flow_compiler.h"
#include "scenarios/compile/markup.h"
#include "scenarios/compile/predicate.h"

namespace slogate {
namespace {

void collect(const Json& json, FlowScope& scope, std::vector<Template>& out) {
  if (json.kind == Json::Kind::string)
    out.push_back(scope.compile({json.string, json.at}, Escape::none));
  for (const Json& item : json.items) collect(item, scope, out);
  for (const Json::Member& member : json.members) collect(member.value, scope, out);
}

bool orders(Predicate predicate) {
  return predicate == Predicate::less_than || predicate == Predicate::at_most ||
         predicate == Predicate::greater_than || predicate == Predicate::at_least;
}

// What is wrong with a selector whose text is known, or an empty text.
std::string prepare(Matcher& matcher) {
  switch (matcher.source) {
    case Source::header:
      matcher.fold_case = same_name(matcher.selector, "content-type");
      return {};
    case Source::json:
      if (split_pointer(matcher.selector, matcher.pointer)) return {};
      return fmt::format(
          "bad JSON pointer \"{}\": it is empty or begins with \"/\", and \"~\" is written \"~0\"",
          matcher.selector);
    case Source::xpath:
      return valid_xpath(matcher.selector)
                 ? ""
                 : fmt::format("bad XPath expression \"{}\"", matcher.selector);
    case Source::regex:
      matcher.pattern = make_pattern(matcher.selector);
      return matcher.pattern->ok() ? ""
                                   : fmt::format("bad pattern \"{}\": {}", matcher.selector,
                                                 matcher.pattern->error());
    default:
      return {};
  }
}

bool find_variable(Matcher& matcher, const std::string& name, const Position& at,
                   FlowScope& scope) {
  matcher.selector = name;
  bool told = false;
  if (const FlowScope::Name* slot = scope.slot_of(name, at, told)) {
    matcher.slot = static_cast<std::int64_t>(slot->slot);
    matcher.list_slot = slot->list;
    matcher.secret = slot->secret;
    return true;
  }
  if (told) return false;
  if (const Known* known = scope.known(name)) {
    matcher.constant = known->text;
    matcher.secret = known->secret();
    return true;
  }
  scope.tell(at, unknown_name(name, scope.all_names()));
  return false;
}

}  // namespace

std::shared_ptr<Matcher> make_matcher(Source source, const TemplateText& selector,
                                      const Position& at, FlowScope& scope) {
  auto matcher = std::make_shared<Matcher>();
  matcher->source = source;
  if (source == Source::variable) {
    return find_variable(*matcher, selector.text, selector.at.line > 0 ? selector.at : at, scope)
               ? matcher
               : nullptr;
  }
  const auto text = scope.constant(selector);
  if (!text) return nullptr;
  matcher->selector = *text;
  if (std::string problem = prepare(*matcher); !problem.empty()) {
    scope.tell(selector.at, std::move(problem));
    return nullptr;
  }
  return matcher;
}

std::optional<Check> compile_check(const CheckSpec& spec, FlowScope& scope) {
  auto matcher = make_matcher(spec.source, spec.selector, spec.at, scope);
  std::vector<Template> expected;
  collect(spec.expected, scope, expected);
  if (!matcher) return std::nullopt;
  matcher->http_only = spec.cookie_http_only;
  matcher->secure = spec.cookie_secure;
  if (spec.predicate == Predicate::matches) {
    const auto pattern = scope.constant({spec.expected.string, spec.expected.at});
    if (!pattern) return std::nullopt;
    matcher->expected = make_pattern(*pattern);
    if (!matcher->expected->ok()) {
      scope.tell(spec.expected.at,
                 fmt::format("bad pattern \"{}\": {}", *pattern, matcher->expected->error()));
      return std::nullopt;
    }
  }
  if (orders(spec.predicate) && spec.expected.kind == Json::Kind::string && expected.size() == 1 &&
      expected.front().constant() && !number_in(expected.front().text())) {
    scope.tell(spec.expected.at,
               fmt::format("\"{}\" is compared by size and is no number",
                           expected.front().secret() ? spec.expected.string
                                                     : std::string(expected.front().text())));
    return std::nullopt;
  }
  return Check(std::move(matcher), spec, std::move(expected));
}

}  // namespace slogate
