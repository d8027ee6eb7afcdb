// The part of the parser that reads filters: conditions, their operands, calls of functions.
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/content/jsonpath_parse.h"
#include "scenarios/content/jsonpath_pattern.h"

namespace slogate::jsonpath {
namespace {

struct Signature {
  std::string_view name;
  Function function;
  std::size_t arguments;
  bool takes_nodes;  // a query of any number of nodes; else single values
  bool is_logical;   // gives true or false, a condition by itself; else a value to be compared
};

// RFC 9535 2.4.4 to 2.4.8.
constexpr std::array<Signature, 5> kSignatures = {{
    {"length", Function::length, 1, false, false},
    {"count", Function::count, 1, true, false},
    {"match", Function::match, 2, false, true},
    {"search", Function::search, 2, false, true},
    {"value", Function::value, 1, true, false},
}};

const Signature& signature_of(const Call& call) {
  return kSignatures[static_cast<std::size_t>(call.function)];
}

struct Operator {
  std::string_view sign;
  Comparison comparison;
};

// The longer ones first.
constexpr std::array<Operator, 6> kOperators = {{
    {"==", Comparison::equal},
    {"!=", Comparison::not_equal},
    {"<=", Comparison::less_or_equal},
    {">=", Comparison::greater_or_equal},
    {"<", Comparison::less},
    {">", Comparison::greater},
}};

bool take_operator(Text& text, Comparison& out) {
  for (const Operator& known : kOperators) {
    if (!text.take(known.sign)) continue;
    out = known.comparison;
    return true;
  }
  return false;
}

std::shared_ptr<const nlohmann::json> kept(nlohmann::json value) {
  return std::make_shared<const nlohmann::json>(std::move(value));
}

// Several conditions become one; a single one stays itself.
Condition joined(Condition::Kind kind, std::vector<Condition> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  Condition all;
  all.kind = kind;
  all.parts = std::move(parts);
  return all;
}

}  // namespace

bool Parser::any_of(Condition& out) {
  std::vector<Condition> parts;
  do {
    text_.skip_blanks();
    if (!all_of(parts.emplace_back())) return false;
    text_.skip_blanks();
  } while (text_.take("||"));
  if (text_.next() == '|') return text_.fail_here("or is written ||");
  out = joined(Condition::Kind::any_of, std::move(parts));
  return true;
}

bool Parser::all_of(Condition& out) {
  std::vector<Condition> parts;
  do {
    text_.skip_blanks();
    if (!basic(parts.emplace_back())) return false;
    text_.skip_blanks();
  } while (text_.take("&&"));
  if (text_.next() == '&') return text_.fail_here("and is written &&");
  out = joined(Condition::Kind::all_of, std::move(parts));
  return true;
}

bool Parser::basic(Condition& out) {
  const bool negated = text_.take("!");
  if (negated) text_.skip_blanks();
  if (text_.next() == '(') {
    if (!parentheses(out)) return false;
  } else if (!test_or_comparison(out, negated)) {
    return false;
  }
  if (negated) out.negated = !out.negated;
  return true;
}

bool Parser::parentheses(Condition& out) {
  if (!enter()) return false;
  text_.take("(");
  text_.skip_blanks();
  if (!any_of(out)) return false;
  if (!text_.take(")")) return text_.expected("&&, || or )");
  --depth_;
  return true;
}

bool Parser::test_or_comparison(Condition& out, bool negated) {
  const std::size_t left_at = text_.at();
  if (!operand(out.left, negated ? "(, a query or a function after !" : "a condition")) {
    return false;
  }
  text_.skip_blanks();
  const std::size_t operator_at = text_.at();
  if (take_operator(text_, out.comparison)) {
    if (negated) {
      return text_.fail(operator_at, "! negates a test; to negate a comparison, write !( )");
    }
    out.kind = Condition::Kind::compares;
    if (!comparable(out.left, left_at)) return false;
    text_.skip_blanks();
    const std::size_t right_at = text_.at();
    return operand(out.right, "a value to compare with") && comparable(out.right, right_at);
  }
  if (text_.next() == '=') return text_.fail_here("equality is written ==");
  if (out.left.kind == Operand::Kind::literal) {
    return text_.fail(left_at, "a literal is not a condition by itself; compare it");
  }
  out.kind = Condition::Kind::exists;
  if (out.left.kind == Operand::Kind::query) return true;
  out.kind = Condition::Kind::holds;
  const Signature& called = signature_of(*out.left.call);
  return called.is_logical ||
         text_.fail(left_at,
                    fmt::format("{}() gives a value, not a condition; compare it", called.name));
}

// RFC 9535 2.3.5.1: literals, singular queries, functions that give a value. The grammar of
// singular queries has no blanks within brackets.
bool Parser::comparable(const Operand& operand, std::size_t at) {
  if (operand.kind == Operand::Kind::call) {
    const Signature& called = signature_of(*operand.call);
    return !called.is_logical ||
           text_.fail(at, fmt::format("{}() is a condition by itself; it cannot be compared",
                                      called.name));
  }
  if (operand.kind == Operand::Kind::literal) return true;
  if (!operand.query.singular) {
    return text_.fail(at, "a query that may find several nodes cannot be compared");
  }
  for (const Segment& segment : operand.query.segments) {
    if (segment.blanks) {
      return text_.fail(at, "a query that is compared has no blanks within its brackets");
    }
  }
  return true;
}

bool Parser::operand(Operand& out, std::string_view expected) {
  if (text_.next() == '@' || text_.next() == '$') return query(out);
  if (text_.at_string()) {
    std::string value;
    if (!text_.read_string(value)) return false;
    out.literal = kept(std::move(value));
    return true;
  }
  if (text_.at_integer()) {
    nlohmann::json number;
    if (!text_.read_number(number)) return false;
    out.literal = kept(std::move(number));
    return true;
  }
  if (text_.next() >= 'a' && text_.next() <= 'z') return literal_or_call(out);
  return text_.expected(expected);
}

bool Parser::query(Operand& out) {
  out.kind = Operand::Kind::query;
  out.query.relative = text_.take("@");
  if (!out.query.relative) text_.take("$");
  return segments(out.query);
}

bool Parser::literal_or_call(Operand& out) {
  const std::size_t at = text_.at();
  const std::string_view word = text_.read_word();
  if (text_.next() == '(') {
    auto made = std::make_unique<Call>();
    if (!call(word, at, *made)) return false;
    out.kind = Operand::Kind::call;
    out.call = std::move(made);
    return true;
  }
  if (word == "true" || word == "false") {
    out.literal = kept(word == "true");
    return true;
  }
  if (word == "null") {
    out.literal = kept(nullptr);
    return true;
  }
  const std::size_t behind = text_.at();
  if (text_.skip_blanks() && text_.next() == '(') {
    return text_.fail(behind, fmt::format("no blank stands between {} and (", word));
  }
  return text_.fail(at, fmt::format("{} is neither a literal, a query nor a call", word));
}

bool Parser::call(std::string_view name, std::size_t at, Call& out) {
  const Signature* known = nullptr;
  for (const Signature& each : kSignatures) {
    if (each.name == name) known = &each;
  }
  if (known == nullptr) {
    return text_.fail(at, fmt::format("there is no function {}(); there are length, count, match, "
                                      "search and value",
                                      name));
  }
  out.function = known->function;
  if (!enter()) return false;
  text_.take("(");
  std::vector<std::size_t> places;
  text_.skip_blanks();
  if (text_.next() != ')') {
    do {
      text_.skip_blanks();
      places.push_back(text_.at());
      if (!argument(name, out.arguments.emplace_back())) return false;
    } while (text_.take(","));
  }
  if (!text_.take(")")) return text_.expected("a comma or )");
  --depth_;
  if (places.size() != known->arguments) {
    return text_.fail(at, fmt::format("{}() takes {} argument{}, not {}", name, known->arguments,
                                      known->arguments == 1 ? "" : "s", places.size()));
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    const bool fits = known->takes_nodes ? takes_query(name, out.arguments[i], places[i])
                                         : takes_value(name, out.arguments[i], places[i]);
    if (!fits) return false;
  }
  return !known->is_logical || compile_literal_pattern(out, places[1]);
}

// None of the functions takes a logical expression, so conditions are told apart here.
bool Parser::argument(std::string_view name, Operand& out) {
  const std::size_t at = text_.at();
  const auto condition = [&] {
    return text_.fail(at, fmt::format("an argument of {}() cannot be a condition", name));
  };
  if (text_.next() == '!' || text_.next() == '(') return condition();
  if (!operand(out, "an argument")) return false;
  text_.skip_blanks();
  constexpr std::string_view kOperatorStarts = "=!<>&|";
  return !text_.more() || kOperatorStarts.find(text_.next()) == std::string_view::npos ||
         condition();
}

bool Parser::takes_value(std::string_view name, const Operand& operand, std::size_t at) {
  if (operand.kind == Operand::Kind::query && !operand.query.singular) {
    return text_.fail(
        at, fmt::format("{}() takes a single value; this query may find several nodes", name));
  }
  if (operand.kind == Operand::Kind::call && signature_of(*operand.call).is_logical) {
    return text_.fail(at, fmt::format("{}() takes a value; {}() gives a condition", name,
                                      signature_of(*operand.call).name));
  }
  return true;
}

bool Parser::takes_query(std::string_view name, const Operand& operand, std::size_t at) {
  return operand.kind == Operand::Kind::query ||
         text_.fail(at, fmt::format("{}() takes a query", name));
}

bool Parser::compile_literal_pattern(Call& out, std::size_t at) {
  const Operand& pattern = out.arguments[1];
  if (pattern.kind != Operand::Kind::literal || !pattern.literal->is_string()) return true;
  std::string why;
  out.pattern = compile_pattern(pattern.literal->get_ref<const std::string&>(), why);
  return out.pattern != nullptr || text_.fail(at, fmt::format("the pattern is wrong: {}", why));
}

}  // namespace slogate::jsonpath
