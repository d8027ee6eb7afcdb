#include "scenarios/content/markup.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <algorithm>
#include <limits>

#include <fmt/core.h>

#include "scenarios/content/markup_document.h"
#include "scenarios/content/markup_place.h"
#include "scenarios/content/xpath_names.h"

namespace slogate {
namespace {

// The prefix under which the root's default namespace is known.
constexpr const char* kDefaultPrefix = "default";

struct FreeContext {
  void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
};
struct FreeObject {
  void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};
struct FreeExpression {
  void operator()(xmlXPathCompExpr* expression) const { xmlXPathFreeCompExpr(expression); }
};

const xmlChar* as_xml(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}
const char* from_xml(const xmlChar* text) {
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

void keep_xpath_error(void* first, xmlError* error) {
  static_cast<FirstMarkupError*>(first)->keep(*error, error->int1);
}

// libxml2's codes of XPath errors begin here; the order is that of xmlXPathError.
std::string_view xpath_error_words(int code) {
  switch (code - XML_XPATH_EXPRESSION_OK) {
    case XPATH_NUMBER_ERROR:
      return "a malformed number";
    case XPATH_UNFINISHED_LITERAL_ERROR:
      return "a text without its closing quote";
    case XPATH_START_LITERAL_ERROR:
      return "a text in quotes is missing";
    case XPATH_VARIABLE_REF_ERROR:
      return "a malformed variable";
    case XPATH_UNDEF_VARIABLE_ERROR:
      return "an unknown variable";
    case XPATH_INVALID_PREDICATE_ERROR:
      return "a malformed condition in brackets";
    case XPATH_EXPR_ERROR:
      return "the expression breaks off or goes on in a way that XPath 1.0 does not know";
    case XPATH_UNCLOSED_ERROR:
      return "a closing brace is missing";
    case XPATH_UNKNOWN_FUNC_ERROR:
      return "an unknown function";
    case XPATH_INVALID_OPERAND:
    case XPATH_INVALID_TYPE:
      return "a value of a type that does not fit";
    case XPATH_INVALID_ARITY:
      return "a function with the wrong number of arguments";
    case XPATH_UNDEF_PREFIX_ERROR:
      return "the document's root declares no such namespace prefix";
    case XPATH_ENCODING_ERROR:
    case XPATH_INVALID_CHAR_ERROR:
      return "a byte or character that XML does not allow";
    case XPATH_OP_LIMIT_EXCEEDED:
      return "given up: the expression takes too many steps on this page";
    case XPATH_RECURSION_LIMIT_EXCEEDED:
      return "the expression is nested too deeply";
    default:
      return "the expression cannot be evaluated";
  }
}

// An offset in bytes as people count: characters, from 1.
std::size_t character_at(std::string_view text, std::size_t bytes) {
  const std::string_view before = text.substr(0, bytes);
  return 1 + static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [](char c) {
           return (static_cast<unsigned char>(c) & 0xc0U) != 0x80;
         }));
}

void take_nodes(const xmlXPathObject& object, XPathValue& out) {
  out.count = static_cast<std::size_t>(xmlXPathNodeSetGetLength(object.nodesetval));
  std::size_t kept = 0;
  std::size_t bytes = 0;
  while (kept < out.count && kept < MarkupTree::kMostNodes && bytes < MarkupTree::kMostText) {
    xmlChar* text = xmlXPathCastNodeToString(object.nodesetval->nodeTab[kept]);
    if (kept == out.nodes.size()) out.nodes.emplace_back();
    out.nodes[kept].assign(from_xml(text));
    bytes += out.nodes[kept].size();
    ++kept;
    xmlFree(text);
  }
  out.nodes.resize(kept);
}

void take_value(const xmlXPathObject& object, XPathValue& out) {
  switch (object.type) {
    case XPATH_NODESET:
      out.kind = XPathValue::Kind::nodes;
      take_nodes(object, out);
      break;
    case XPATH_STRING:
      out.kind = XPathValue::Kind::text;
      out.text.assign(from_xml(object.stringval));
      break;
    case XPATH_NUMBER:
      out.kind = XPathValue::Kind::number;
      out.number = object.floatval;
      break;
    case XPATH_BOOLEAN:
      out.kind = XPathValue::Kind::boolean;
      out.boolean = object.boolval != 0;
      break;
    default:
      out.why = xpath_error_words(0);
      break;
  }
  if (out.kind != XPathValue::Kind::nodes) out.nodes.clear();
}

std::string named(const char* what, const XPathNames::Name& name, std::string_view expression) {
  return fmt::format("{} \"{}\" at character {}", what, name.text,
                     character_at(expression, name.at));
}

// The namespace of the first element of that local name; nullptr where there is none, or one that
// is in no namespace and so would be found.
const xmlNs* only_namespace_of(const xmlNode* node, std::string_view name) {
  const xmlNs* first = nullptr;
  for (; node != nullptr; node = next_of(node)) {
    if (node->type != XML_ELEMENT_NODE || from_xml(node->name) != name) continue;
    if (node->ns == nullptr) return nullptr;
    if (first == nullptr) first = node->ns;
  }
  return first;
}

// A prefix under which expressions reach that namespace: of those that the root declares the first,
// the default one last. Empty where there is none.
std::string prefix_of(xmlXPathContext& context, const xmlDoc& document, const xmlNs& space) {
  const xmlNode* const root = xmlDocGetRootElement(&document);
  const auto reaches = [&](const xmlChar* prefix) {
    return xmlStrEqual(xmlXPathNsLookup(&context, prefix), space.href) != 0;
  };
  for (const xmlNs* own = root->nsDef; own != nullptr; own = own->next) {
    if (own->prefix != nullptr && reaches(own->prefix)) return from_xml(own->prefix);
  }
  return reaches(as_xml(kDefaultPrefix)) ? kDefaultPrefix : "";
}

// What libxml2 would see only where it evaluates that part of the expression.
std::string unknown_name(std::string_view expression, const XPathNames& names) {
  for (const XPathNames::Name& function : names.functions) {
    if (!known_xpath_function(function.text)) {
      return named("unknown function", function, expression);
    }
  }
  if (!names.variables.empty()) {
    return named("there are no variables, but", names.variables.front(), expression);
  }
  return {};
}

}  // namespace

struct MarkupTree::Tree {
  MarkupDocument document;
  // Made once: registering the functions costs as much as parsing a small page.
  std::unique_ptr<xmlXPathContext, FreeContext> context;
  FirstMarkupError error;

  [[nodiscard]] bool make_context();
  void register_prefixes();
  // What the expression gives; nullptr, and `error`, where it cannot be evaluated.
  [[nodiscard]] std::unique_ptr<xmlXPathObject, FreeObject> look(const char* expression);
  void evaluate(const char* expression, XPathValue& out);
};

bool MarkupTree::Tree::make_context() {
  if (context) return true;
  context.reset(xmlXPathNewContext(nullptr));
  if (!context) return false;
  context->error = keep_xpath_error;
  context->userData = &error;
  context->opLimit = kMostSteps;
  xmlXPathContextSetCache(context.get(), 1, -1, 0);
  return true;
}

void MarkupTree::Tree::register_prefixes() {
  xmlXPathRegisteredNsCleanup(context.get());
  const xmlNode* root = xmlDocGetRootElement(document.get());
  if (root == nullptr || root->type != XML_ELEMENT_NODE) return;
  for (const xmlNs* declared = root->nsDef; declared != nullptr; declared = declared->next) {
    if (declared->prefix == nullptr) {
      xmlXPathRegisterNs(context.get(), as_xml(kDefaultPrefix), declared->href);
    }
  }
  // After it, so that a document's own `default:` wins.
  for (const xmlNs* declared = root->nsDef; declared != nullptr; declared = declared->next) {
    if (declared->prefix != nullptr) {
      xmlXPathRegisterNs(context.get(), declared->prefix, declared->href);
    }
  }
}

std::unique_ptr<xmlXPathObject, FreeObject> MarkupTree::Tree::look(const char* expression) {
  // An evaluation that was given up leaves the context where it stood.
  context->doc = document.get();
  context->node = reinterpret_cast<xmlNode*>(document.get());
  context->contextSize = -1;
  context->proximityPosition = -1;
  context->opCount = 0;
  context->depth = 0;
  error.code = 0;
  silence_libxml();
  std::unique_ptr<xmlXPathObject, FreeObject> object(
      xmlXPathEval(as_xml(expression), context.get()));
  if (error.code != 0) object.reset();
  return object;
}

void MarkupTree::Tree::evaluate(const char* expression, XPathValue& out) {
  if (const auto object = look(expression)) {
    take_value(*object, out);
  } else {
    out.why = xpath_error_words(error.code);
  }
}

std::optional<XPath> XPath::compile(std::string_view text, std::string& why) {
  // Before any worker starts: suites are compiled first, and libxml2 wants one thread for it.
  xmlInitParser();
  why.clear();
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    why = "the expression is empty";
  } else if (text.size() > kMostText) {
    why = fmt::format("the expression is longer than {} bytes", kMostText);
  } else if (text.find('\0') != std::string_view::npos) {
    why = xpath_error_words(XML_XPATH_INVALID_CHAR_ERROR);
  }
  if (!why.empty()) return std::nullopt;
  XPath path(text);

  MarkupTree page;
  if (!page.load("<p>text</p>", MarkupKind::html, why)) return std::nullopt;
  MarkupTree::Tree& tree = *page.tree_;
  silence_libxml();
  const std::unique_ptr<xmlXPathCompExpr, FreeExpression> compiled(
      xmlXPathCtxtCompile(tree.context.get(), as_xml(path.text_.c_str())));
  if (!compiled) {
    const auto at =
        std::clamp<std::ptrdiff_t>(tree.error.at, 0, static_cast<std::ptrdiff_t>(text.size()));
    why = fmt::format("{}, at character {}", xpath_error_words(tree.error.code),
                      character_at(text, static_cast<std::size_t>(at)));
    return std::nullopt;
  }
  const XPathNames names = scan_xpath(path.text_);
  why = unknown_name(path.text_, names);
  if (!why.empty()) return std::nullopt;
  // Evaluated, not only compiled: the arguments of functions are counted only then.
  for (const XPathNames::Name& prefix : names.prefixes) {
    xmlXPathRegisterNs(tree.context.get(), as_xml(std::string(prefix.text).c_str()),
                       as_xml("urn:any"));
  }
  XPathValue value;
  tree.evaluate(path.text_.c_str(), value);
  if (value.kind == XPathValue::Kind::none) {
    why = value.why;
    return std::nullopt;
  }
  return path;
}

MarkupTree::MarkupTree() : tree_(std::make_unique<Tree>()) {}
MarkupTree::~MarkupTree() = default;

bool MarkupTree::load(std::string_view text, MarkupKind kind, std::string& why, std::size_t* at,
                      std::string_view charset) {
  clear();
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    why = "the text is too large";
    return false;
  }
  silence_libxml();
  tree_->document =
      kind == MarkupKind::xml ? read_xml(text, charset, why, at) : read_html(text, charset, why);
  if (!tree_->document) return false;
  if (!tree_->make_context()) {
    why = "no memory for the XPath evaluator";
    clear();
    return false;
  }
  tree_->register_prefixes();
  return true;
}

void MarkupTree::clear() {
  tree_->document.reset();
}

bool MarkupTree::empty() const {
  return tree_->document == nullptr;
}

void MarkupTree::evaluate(const XPath& path, XPathValue& out) {
  out.kind = XPathValue::Kind::none;
  out.why = {};
  out.count = 0;
  out.text.clear();
  if (empty()) {
    out.why = "there is no document";
  } else {
    tree_->evaluate(path.text().c_str(), out);
  }
  if (out.kind == XPathValue::Kind::none) out.nodes.clear();
}

std::size_t MarkupTree::place_of(const XPath& path, std::size_t index, std::string_view text) {
  if (empty()) return std::string_view::npos;
  const auto object = tree_->look(path.text().c_str());
  if (!object || object->type != XPATH_NODESET || object->nodesetval == nullptr ||
      index >= static_cast<std::size_t>(object->nodesetval->nodeNr)) {
    return std::string_view::npos;
  }
  return place_in_text(*object->nodesetval->nodeTab[index], text);
}

std::optional<MarkupTree::Namespaced> MarkupTree::namespaced(const XPath& path) const {
  if (empty()) return std::nullopt;
  for (const XPathNames::Name& name : scan_xpath(path.text()).elements) {
    const xmlNs* const space = only_namespace_of(tree_->document->children, name.text);
    if (space == nullptr) continue;
    Namespaced out{std::string(name.text), from_xml(space->href), {}};
    const std::string prefix = prefix_of(*tree_->context, *tree_->document, *space);
    out.write = prefix.empty() ? fmt::format("*[local-name()='{}']", name.text)
                               : fmt::format("{}:{}", prefix, name.text);
    return out;
  }
  return std::nullopt;
}

XPathValue MarkupTree::evaluate(const XPath& path) {
  XPathValue value;
  evaluate(path, value);
  return value;
}

}  // namespace slogate
