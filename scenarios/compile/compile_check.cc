#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/flow_compiler.h"
#include "scenarios/compile/predicate.h"
#include "scenarios/compile/wording.h"
#include "scenarios/content/pointer.h"
#include "scenarios/suite/confined_file.h"
#include "scenarios/suite/selector_fault.h"

namespace slogate {
namespace {

// The templates of all texts. Where values are compared, `${name|json}` stands for one.
void collect(const Json& json, bool values, FlowScope& scope, std::vector<Template>& out) {
  if (json.kind == Json::Kind::string) {
    const bool value = values && is_json_reference(json.string);
    out.push_back(scope.compile({json.string, json.place()}, value ? Escape::json_value : Escape::none));
    if (value) out.back().mark_json();
  }
  for (const Json& item : json.items) collect(item, values, scope, out);
  for (const Json::Member& member : json.members) collect(member.value, values, scope, out);
}

bool orders(Predicate predicate) {
  return predicate == Predicate::less_than || predicate == Predicate::at_most ||
         predicate == Predicate::greater_than || predicate == Predicate::at_least ||
         predicate == Predicate::between || predicate == Predicate::length ||
         predicate == Predicate::count;
}

bool compares_values(Predicate predicate) {
  return predicate == Predicate::equals || predicate == Predicate::one_of ||
         predicate == Predicate::contains || orders(predicate);
}

// Of a text that a secret went into: as the file writes it, and without what a library says of it, which quotes it.
std::string bad_secret(const std::string& written) {
  return fmt::format(
      "\"{}\" cannot be used here with the values that it has; why is not told, since one of them "
      "is a secret",
      written);
}

std::string prepare_pattern(Matcher& matcher) {
  matcher.pattern = make_pattern(matcher.selector);
  if (matcher.pattern->ok()) return {};
  return bad_pattern(matcher.selector, matcher.pattern->error());
}

std::string prepare_path(Matcher& matcher) {
  JsonPath::Fault fault;
  matcher.path = JsonPath::parse(matcher.selector, fault);
  if (matcher.path) return {};
  return bad_jsonpath(matcher.selector, fault.message, fault.at);
}

std::string prepare_xpath(Matcher& matcher) {
  std::string why;
  matcher.xpath = XPath::compile(matcher.selector, why);
  if (matcher.xpath) return {};
  return bad_xpath(matcher.selector, why);
}

std::string prepare_word(Matcher& matcher) {
  matcher.word = selector_word(matcher.source, matcher.selector);
  matcher.fold_case = matcher.source == Source::hash;
  if (matcher.word != Matcher::Word::none) return {};
  return fmt::format("\"{}\" is nothing to look at", matcher.selector);
}

// What is wrong with a selector whose text is known, or an empty text.
std::string prepare(Matcher& matcher) {
  switch (matcher.source) {
    case Source::header:
      matcher.fold_case = same_name(matcher.selector, "content-type");
      return {};
    case Source::json:
      if (split_pointer(matcher.selector, matcher.pointer)) return {};
      return bad_pointer(matcher.selector);
    case Source::jsonpath:
      return prepare_path(matcher);
    case Source::xpath:
      return prepare_xpath(matcher);
    case Source::regex:
      return prepare_pattern(matcher);
    case Source::size:
    case Source::hash:
    case Source::time:
    case Source::redirects:
    case Source::tls:
      return prepare_word(matcher);
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
    if (known->broken) return false;
    matcher.constant = known->text;
    matcher.secret = known->secret();
    return true;
  }
  scope.tell_unknown(name, at);
  return false;
}

bool add_filters(const std::vector<FilterSpec>& specs, Matcher& matcher, FlowScope& scope) {
  bool good = true;
  for (FilterSpec spec : specs) {
    bool secret = false;
    auto text = scope.constant({spec.text, spec.at}, &secret);
    const std::string written = spec.text;
    std::string why;
    if (text) spec.text = std::move(*text);
    if (text && !matcher.filters.add(spec, why))
      scope.tell(spec.at, secret ? bad_secret(written) : why);
    good = good && text && why.empty();
  }
  return good;
}

bool compile_pattern(const CheckSpec& spec, Matcher& matcher, FlowScope& scope) {
  bool secret = false;
  const auto pattern = scope.constant({spec.expected.string, spec.expected.place()}, &secret);
  if (!pattern) return false;
  matcher.expected = make_pattern(*pattern);
  if (matcher.expected->ok()) return true;
  scope.tell(spec.expected.at, secret ? bad_secret(spec.expected.string)
                                      : bad_pattern(*pattern, matcher.expected->error()));
  return false;
}

bool read_schema(const CheckSpec& spec, Matcher& matcher, FlowScope& scope) {
  bool secret = false;
  const auto name = scope.constant({spec.expected.string, spec.expected.place()}, &secret);
  if (!name) return false;
  const auto refuse = [&](const std::string& why) {
    scope.tell(spec.expected.at, secret ? bad_secret(spec.expected.string)
                                        : fmt::format("the schema file \"{}\" {}", *name, why));
    return false;
  };
  std::string text;
  std::string fault = confinement_fault(*name);
  if (fault.empty()) {
    fault = read_confined_file(scope.folder(), scope.file_beside(spec.expected.at, *name), text);
  }
  if (!fault.empty()) return refuse(fault);
  // Read as the suite's own files are: the first fault has its line.
  const Result<Json> checked = parse_json(*name, text);
  if (!checked) return refuse("is no JSON: " + checked.error().list.front().text());
  std::string why;
  matcher.schema = JsonSchema::compile(nlohmann::json::parse(text), why);
  return matcher.schema != nullptr || refuse("cannot be used, " + why);
}

// Whether an expected text that is compared by size is known already, and is no number.
void refuse_texts(const Json& json, const std::vector<Template>& expected, std::size_t& next,
                  FlowScope& scope) {
  if (json.kind == Json::Kind::string && next < expected.size()) {
    const Template& text = expected[next++];
    double number = 0;
    if (text.constant() && !number_in(text.text(), number)) {
      scope.tell(json.at, fmt::format("\"{}\" is compared by size and is no number",
                                      text.secret() ? json.string : std::string(text.text())));
    }
  }
  for (const Json& item : json.items) refuse_texts(item, expected, next, scope);
  for (const Json::Member& member : json.members) refuse_texts(member.value, expected, next, scope);
}

// Whether all that is found is asked for: by a filter that takes a list, unless one before it makes
// a list of one text.
bool takes_all(const std::vector<FilterSpec>& filters, bool otherwise) {
  for (const FilterSpec& spec : filters) {
    if (spec.filter == Filter::split) return false;
    if (spec.filter == Filter::index || spec.filter == Filter::count) return true;
  }
  return otherwise;
}

// What the predicate asks for decides how much is found and parsed.
void suit(const CheckSpec& spec, Matcher& matcher) {
  const Predicate predicate = spec.predicate;
  const bool shape = predicate == Predicate::exists || predicate == Predicate::empty ||
                     predicate == Predicate::count || predicate == Predicate::type;
  matcher.shape_only = shape && !spec.each && matcher.filters.empty();
  matcher.as_document = predicate == Predicate::schema;
  matcher.bounds_only = predicate == Predicate::exists && matcher.filters.empty() && !spec.each;
  matcher.all = takes_all(
      spec.filters, spec.each || predicate == Predicate::unique || predicate == Predicate::count);
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
  bool secret = false;
  const auto text = scope.constant(selector, &secret);
  if (!text) return nullptr;
  matcher->selector = *text;
  if (std::string problem = prepare(*matcher); !problem.empty()) {
    scope.tell(selector.at, secret ? bad_secret(selector.text) : std::move(problem));
    return nullptr;
  }
  matcher->nothing = nothing_text(*matcher);
  return matcher;
}

std::optional<Check> compile_check(const CheckSpec& spec, FlowScope& scope) {
  auto matcher = make_matcher(spec.source, spec.selector, spec.at, scope);
  std::vector<Template> expected;
  const std::size_t gaps = scope.gaps();
  collect(spec.expected, compares_values(spec.predicate), scope, expected);
  const bool known = scope.gaps() == gaps;
  if (!matcher) return std::nullopt;
  matcher->http_only = spec.cookie_http_only;
  matcher->secure = spec.cookie_secure;
  matcher->attribute = spec.attribute;
  matcher->fold_case = matcher->fold_case || spec.attribute == "samesite";
  matcher->nothing = nothing_text(*matcher);
  if (!add_filters(spec.filters, *matcher, scope)) return std::nullopt;
  if (spec.predicate == Predicate::matches && !compile_pattern(spec, *matcher, scope))
    return std::nullopt;
  if (spec.predicate == Predicate::schema && !read_schema(spec, *matcher, scope))
    return std::nullopt;
  if (orders(spec.predicate) && known) {
    const std::size_t before = scope.gaps();
    std::size_t next = 0;
    refuse_texts(spec.expected, expected, next, scope);
    if (scope.gaps() > before) return std::nullopt;
  }
  suit(spec, *matcher);
  return Check(std::move(matcher), spec, std::move(expected));
}

std::optional<Capture> compile_capture(const CaptureSpec& spec, std::size_t slot,
                                       FlowScope& scope) {
  auto matcher = make_matcher(spec.source, spec.selector, spec.at, scope);
  std::optional<Template> fallback;
  if (spec.fallback) fallback = scope.compile(*spec.fallback, Escape::none);
  if (!matcher) return std::nullopt;
  matcher->attribute = spec.attribute;
  matcher->nothing = nothing_text(*matcher);
  if (!add_filters(spec.filters, *matcher, scope)) return std::nullopt;
  matcher->all = takes_all(spec.filters, spec.list);
  return Capture(std::move(matcher), spec, slot, std::move(fallback));
}

}  // namespace slogate
