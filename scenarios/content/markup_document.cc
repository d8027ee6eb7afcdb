#include "scenarios/content/markup_document.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/encoding.h>
#include <libxml/parser.h>

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/core.h>

#include "scenarios/content/charset.h"
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
  auto* const context = static_cast<xmlParserCtxt*>(parser);
  FirstMarkupError& first = refusal_of(parser).error;
  if (first.code == 0 && context->input != nullptr) {
    first.bytes = static_cast<std::size_t>(context->input->cur - context->input->base);
    first.column = error->int2;
  }
  first.keep(*error, error->line);
  xmlStopParser(context);
}

// The name of an encoding as libxml2 takes it, without memory of its own. Empty where it knows none
// of that name.
struct EncodingName {
  explicit EncodingName(std::string_view name) {
    if (name.empty() || name.size() >= text.size()) return;
    std::ranges::copy(name, text.begin());
    xmlCharEncodingHandler* const handler = xmlFindCharEncodingHandler(text.data());
    if (handler == nullptr) text.front() = '\0';
    xmlCharEncCloseFunc(handler);
  }
  [[nodiscard]] bool known() const { return text.front() != '\0'; }

  std::array<char, 41> text{};  // the longest registered one has 40 characters
};

bool has_byte_order_mark(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf") || text.starts_with("\xfe\xff") ||
         text.starts_with("\xff\xfe");
}

EncodingName encoding_of_page(std::string_view text, std::string_view charset) {
  if (text.starts_with("\xfe\xff") || text.starts_with("\xff\xfe")) return EncodingName("UTF-16");
  if (!text.starts_with("\xef\xbb\xbf")) {
    if (const EncodingName told(charset); told.known()) return told;
    // A page whose <meta> could be read is not in the UTF-16 that it may name.
    const std::string_view own = charset_in_page(text);
    const bool wide = own.size() >= 6 && same_name(own.substr(0, 6), "UTF-16");
    if (const EncodingName told(wide ? std::string_view() : own); told.known()) return told;
  }
  return EncodingName("UTF-8");
}

bool declares_encoding(std::string_view xml) {
  if (!xml.starts_with("<?xml")) return false;
  return xml.substr(0, xml.find("?>")).find("encoding") != std::string_view::npos;
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

MarkupDocument read_html(std::string_view text, std::string_view charset, std::string& why) {
  constexpr int kOptions = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                           HTML_PARSE_NONET | HTML_PARSE_COMPACT;
  const EncodingName encoding = encoding_of_page(text, charset);
  MarkupDocument document(htmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr,
                                         encoding.text.data(), kOptions));
  if (!document) why = "there is nothing in the page";
  return document;
}

MarkupDocument read_xml(std::string_view text, std::string_view charset, std::string& why,
                        std::size_t* at) {
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
  const bool tells = has_byte_order_mark(text) || declares_encoding(text);
  const EncodingName encoding(tells ? std::string_view() : charset);
  MarkupDocument document(
      xmlCtxtReadMemory(parser.get(), text.data(), static_cast<int>(text.size()), nullptr,
                        encoding.known() ? encoding.text.data() : nullptr, kOptions));
  if (!refusal.declared.empty()) {
    why = fmt::format("the XML declares {}, which are not expanded", refusal.declared);
    return nullptr;
  }
  if (!document && refusal.error.code != 0 && at != nullptr)
    *at = std::min(refusal.error.bytes, text.size());
  if (!document) {
    why = refusal.error.code == 0
              ? "the XML is not well-formed"
              : fmt::format("the XML is not well-formed: line {}, column {}: {}", refusal.error.at,
                            refusal.error.column, refusal.error.text);
  }
  return document;
}

}  // namespace slogate
