#include "scenarios/content/jsonpath_parse.h"

#include <utility>

#include <fmt/format.h>

namespace slogate::jsonpath {
namespace {

constexpr std::size_t kMostNested = 64;

bool at_most_one(const Segment& segment) {
  if (segment.descendant || segment.selectors.size() != 1) return false;
  const Selector::Kind kind = segment.selectors.front().kind;
  return kind == Selector::Kind::name || kind == Selector::Kind::index;
}

}  // namespace

bool Parser::parse(Query& out) {
  if (!text_.take("$")) return text_.expected("$ at the start");
  if (!segments(out)) return false;
  if (!text_.more()) return true;
  const std::size_t at = text_.at();
  text_.skip_blanks();
  if (!text_.more()) return text_.fail(at, "a query does not end with blanks");
  return text_.expected("a segment or the end");
}

bool Parser::enter() {
  if (depth_ == kMostNested) {
    return text_.fail_here(
        fmt::format("parentheses, filters and calls are nested more than {} deep", kMostNested));
  }
  ++depth_;
  return true;
}

bool Parser::segments(Query& out) {
  for (;;) {
    const std::size_t before_blanks = text_.at();
    text_.skip_blanks();
    if (text_.next() != '.' && text_.next() != '[') {
      text_.go_to(before_blanks);
      return true;
    }
    Segment next;
    if (!segment(next)) return false;
    out.singular = out.singular && at_most_one(next);
    out.segments.push_back(std::move(next));
  }
}

bool Parser::segment(Segment& out) {
  if (text_.next() == '[') return brackets(out);
  out.descendant = text_.take("..");
  if (out.descendant && text_.next() == '[') return brackets(out);
  if (!out.descendant) text_.take(".");
  Selector shorthand;
  if (text_.at_name()) {
    shorthand.kind = Selector::Kind::name;
    shorthand.name = text_.read_name();
  } else if (!text_.take("*")) {
    return text_.expected(out.descendant ? "a name, * or [ after the dots"
                                         : "a name or * after the dot");
  }
  out.selectors.push_back(std::move(shorthand));
  return true;
}

bool Parser::brackets(Segment& out) {
  text_.take("[");
  std::string_view after = "[";
  do {
    out.blanks = text_.skip_blanks() || out.blanks;
    Selector next;
    if (!selector(next, after)) return false;
    out.selectors.push_back(std::move(next));
    out.blanks = text_.skip_blanks() || out.blanks;
    after = "the comma";
  } while (text_.take(","));
  if (text_.take("]")) return true;
  const bool filter = out.selectors.back().kind == Selector::Kind::filter;
  return text_.expected(filter ? "&&, ||, a comma or ]" : "a comma or ]");
}

bool Parser::selector(Selector& out, std::string_view after) {
  if (text_.at_string()) {
    out.kind = Selector::Kind::name;
    return text_.read_string(out.name);
  }
  if (text_.take("*")) return true;
  if (text_.take("?")) return filter(out);
  if (text_.at_integer() || text_.next() == ':') return index_or_slice(out);
  if (text_.at_name()) return text_.fail_here("a name within brackets stands in quotes");
  return text_.expected(fmt::format("a selector after {}", after));
}

bool Parser::index_or_slice(Selector& out) {
  const auto read_if_any = [this](std::optional<std::int64_t>& value) {
    if (!text_.at_integer()) return true;
    return text_.read_integer(value.emplace());
  };
  if (!read_if_any(out.from)) return false;
  const std::size_t behind = text_.at();
  text_.skip_blanks();
  if (!text_.take(":")) {
    text_.go_to(behind);
    out.kind = Selector::Kind::index;
    out.index = *out.from;
    return true;
  }
  out.kind = Selector::Kind::slice;
  text_.skip_blanks();
  if (!read_if_any(out.to)) return false;
  text_.skip_blanks();
  if (!text_.take(":")) return true;
  text_.skip_blanks();
  std::optional<std::int64_t> step;
  if (!read_if_any(step)) return false;
  out.step = step.value_or(1);
  return true;
}

bool Parser::filter(Selector& out) {
  if (!enter()) return false;
  text_.skip_blanks();
  out.kind = Selector::Kind::filter;
  auto condition = std::make_unique<Condition>();
  if (!any_of(*condition)) return false;
  out.condition = std::move(condition);
  --depth_;
  return true;
}

}  // namespace slogate::jsonpath
