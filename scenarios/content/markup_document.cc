#include "scenarios/content/markup_document.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include <cstring>

#include <fmt/core.h>

#include "scenarios/content/markup.h"
#include "scenarios/message/exchange.h"

namespace slogate {
namespace {

struct FreeParser {
  void operator()(xmlParserCtxt* parser) const { xmlFreeParserCtxt(parser); }
};

// C variadic, as libxml2 wants it.
void say_nothing(void*, const char*, ...) {}  // NOLINT(cert-dcl50-cpp)

// What the handlers of one XML parse share, by way of the parser's _private.
struct XmlRefusal {
  FirstMarkupError error;
  std::string_view declared;  // what the document may not declare
};

XmlRefusal& refusal_of(void* parser) {
  return *static_cast<XmlRefusal*>(static_cast<xmlParserCtxt*>(parser)->_private);
}

void refuse_entity(void* parser, const xmlChar*, int, const xmlChar*, const xmlChar*, xmlChar*) {
  refusal_of(parser).declared = "entities";
  xmlStopParser(static_cast<xmlParserCtxt*>(parser));
}

void refuse_default(void* parser, const xmlChar* element, const xmlChar* name, int type,
                    int declared, const xmlChar* value, xmlEnumeration* choices) {
  if (value == nullptr) {
    xmlSAX2AttributeDecl(parser, element, name, type, declared, value, choices);
    return;
  }
  xmlFreeEnumeration(choices);
  refusal_of(parser).declared = "default values of attributes";
  xmlStopParser(static_cast<xmlParserCtxt*>(parser));
}

// The first one ends it: libxml2 would go on and copy what it has read into each further complaint,
// minutes for 10 MB of "<!--".
void end_at_error(void* parser, xmlError* error) {
  if (error->level != XML_ERR_FATAL) return;
  refusal_of(parser).error.keep(*error, error->line);
  xmlStopParser(static_cast<xmlParserCtxt*>(parser));
}

}  // namespace

void FreeMarkupDocument::operator()(xmlDoc* document) const {
  xmlFreeDoc(document);
}

void FirstMarkupError::keep(const xmlError& error, int place) {
  if (code != 0) return;
  code = error.code;
  at = place;
  constexpr std::size_t kMostShown = 160;
  text.assign(error.message == nullptr ? "" : error.message,
              error.message == nullptr ? 0 : strnlen(error.message, kMostShown));
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
}

// It is a variable of each thread.
void silence_libxml() {
  xmlSetGenericErrorFunc(nullptr, say_nothing);
}

MarkupKind markup_kind(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (!content_type.empty() && content_type.back() <= ' ') content_type.remove_suffix(1);
  while (!content_type.empty() && content_type.front() <= ' ') content_type.remove_prefix(1);
  if (same_name(content_type, "application/xhtml+xml")) return MarkupKind::html;
  constexpr std::string_view kSuffix = "+xml";
  const bool suffix = content_type.size() > kSuffix.size() &&
                      same_name(content_type.substr(content_type.size() - kSuffix.size()), kSuffix);
  return suffix || same_name(content_type, "application/xml") || same_name(content_type, "text/xml")
             ? MarkupKind::xml
             : MarkupKind::html;
}

MarkupDocument read_html(std::string_view text, std::string& why) {
  constexpr int kOptions = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                           HTML_PARSE_NONET | HTML_PARSE_COMPACT;
  MarkupDocument document(
      htmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8", kOptions));
  if (!document) why = "there is nothing in the page";
  return document;
}

MarkupDocument read_xml(std::string_view text, std::string& why) {
  constexpr int kOptions =
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT;
  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlNewParserCtxt());
  if (!parser || parser->sax == nullptr) {
    why = "no memory for the XML parser";
    return nullptr;
  }
  XmlRefusal refusal;
  parser->_private = &refusal;
  parser->sax->entityDecl = refuse_entity;
  parser->sax->attributeDecl = refuse_default;
  parser->sax->serror = end_at_error;
  MarkupDocument document(xmlCtxtReadMemory(
      parser.get(), text.data(), static_cast<int>(text.size()), nullptr, nullptr, kOptions));
  if (!refusal.declared.empty()) {
    why = fmt::format("the XML declares {}, which are not expanded", refusal.declared);
    return nullptr;
  }
  if (!document) {
    why = refusal.error.code == 0 ? "the XML is not well-formed"
                                  : fmt::format("the XML is not well-formed: line {}: {}",
                                                refusal.error.at, refusal.error.text);
  }
  return document;
}

}  // namespace slogate
