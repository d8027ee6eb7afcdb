#include "scenarios/suite/value_shape.h"

namespace slogate {

std::string_view shape_name(ValueShape shape) {
  switch (shape) {
    case ValueShape::text:
    case ValueShape::texts:
      return "text";
    case ValueShape::number:
      return "number";
    case ValueShape::list:
      return "list";
    case ValueShape::any:
      break;
  }
  return "value";
}

ValueShape source_shape(Source source, std::string_view selector) {
  switch (source) {
    case Source::status:
    case Source::size:
    case Source::time:
      return ValueShape::number;
    case Source::header:
    case Source::regex:
      return ValueShape::texts;
    case Source::cookie:
    case Source::body:
    case Source::hash:
      return ValueShape::text;
    case Source::redirects:
      if (selector == "urls") return ValueShape::list;
      return selector == "count" ? ValueShape::number : ValueShape::text;
    case Source::tls:
      return selector == "days_left" ? ValueShape::number : ValueShape::text;
    case Source::json:
    case Source::jsonpath:
    case Source::xpath:
    case Source::variable:
      break;
  }
  return ValueShape::any;
}

ValueShape filtered_shape(Filter filter, ValueShape shape) {
  switch (filter) {
    case Filter::split:
      return ValueShape::list;
    case Filter::index:
      return ValueShape::any;
    case Filter::count:
      return ValueShape::number;
    case Filter::number:
    case Filter::date:
      if (shape == ValueShape::texts) return ValueShape::any;
      return may_be_list(shape) ? shape : ValueShape::number;
    default:
      return may_be_list(shape) ? shape : ValueShape::text;
  }
}

}  // namespace slogate
