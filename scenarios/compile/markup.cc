#include "scenarios/compile/markup.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

#include <cmath>

namespace slogate {
namespace {

// A bound on the steps of one evaluation: `//*[//*[//*]]` must not hold a worker up for minutes.
constexpr unsigned long kMostSteps = 10'000'000;

// C variadic, as libxml2 wants it.
void say_nothing(void*, const char*, ...) {}  // NOLINT(cert-dcl50-cpp)

struct FreeContext {
  void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
};
struct FreeObject {
  void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};

std::string take_text(xmlChar* text) {
  if (text == nullptr) return {};
  std::string copy(reinterpret_cast<const char*>(text));
  xmlFree(text);
  return copy;
}

XPathValue value_of(const xmlXPathObject& object) {
  XPathValue value;
  switch (object.type) {
    case XPATH_NODESET: {
      value.kind = XPathValue::Kind::nodes;
      value.count = static_cast<std::size_t>(xmlXPathNodeSetGetLength(object.nodesetval));
      std::size_t bytes = 0;
      for (std::size_t i = 0; i < value.count && i < Html::kMostNodes && bytes < Html::kMostText;
           ++i) {
        value.nodes.push_back(take_text(xmlXPathCastNodeToString(object.nodesetval->nodeTab[i])));
        bytes += value.nodes.back().size();
      }
      break;
    }
    case XPATH_STRING:
      value.kind = XPathValue::Kind::text;
      value.text =
          object.stringval == nullptr ? "" : reinterpret_cast<const char*>(object.stringval);
      break;
    case XPATH_NUMBER:
      value.kind = XPathValue::Kind::number;
      value.number = object.floatval;
      break;
    case XPATH_BOOLEAN:
      value.kind = XPathValue::Kind::boolean;
      value.boolean = object.boolval != 0;
      break;
    default:
      break;
  }
  return value;
}

}  // namespace

struct Html::Tree {
  explicit Tree(xmlDoc* parsed) : document(parsed) {}
  ~Tree() { xmlFreeDoc(document); }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  xmlDoc* document;
};

Html::Html(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
Html::~Html() = default;

std::unique_ptr<Html> Html::parse(std::string_view text) {
  constexpr int kOptions =
      HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
  xmlDoc* document =
      htmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8", kOptions);
  if (document == nullptr) return nullptr;
  return std::unique_ptr<Html>(new Html(std::make_unique<Tree>(document)));
}

XPathValue Html::evaluate(const std::string& expression) const {
  const std::unique_ptr<xmlXPathContext, FreeContext> context(xmlXPathNewContext(tree_->document));
  if (!context) return {};
  // Else libxml2 prints to stderr, by either way. The second is a variable of each thread.
  context->error = [](void*, auto) {};
  xmlSetGenericErrorFunc(nullptr, say_nothing);
  context->opLimit = kMostSteps;
  const auto* text = reinterpret_cast<const xmlChar*>(expression.c_str());
  const std::unique_ptr<xmlXPathObject, FreeObject> object(
      xmlXPathEvalExpression(text, context.get()));
  return object ? value_of(*object) : XPathValue();
}

bool valid_xpath(const std::string& expression) {
  // Before any worker starts: compile() comes here first, and libxml2 wants one thread for it.
  xmlInitParser();
  // Evaluated, not only compiled: unknown functions and prefixes show only then.
  const auto page = Html::parse("<html><head></head><body><p>text</p></body></html>");
  return page != nullptr && page->evaluate(expression).kind != XPathValue::Kind::none;
}

}  // namespace slogate
