// Texts read into libxml2's trees, without network, file, entity or output. Private to this folder.
//
//   MarkupDocument document = read_xml("<a/>", why);   // nullptr and why where it is no XML
//
// The only limits that are ours are what a document may declare; depth (256) and the size of one
// text (10 MB) are libxml2's own. A document belongs to one thread.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <string>
#include <string_view>

namespace slogate {

struct FreeMarkupDocument {
  void operator()(xmlDoc* document) const;
};
using MarkupDocument = std::unique_ptr<xmlDoc, FreeMarkupDocument>;

// What went wrong first: later complaints follow from it.
struct FirstMarkupError {
  int code = 0;
  int at = 0;  // an XPath's offset in bytes, or a document's line
  std::string text;

  void keep(const xmlError& error, int place);
};

// Keeps libxml2 from printing to stderr, in the calling thread.
void silence_libxml();

// A UTF-8 page, however broken; nullptr where there is nothing in it.
[[nodiscard]] MarkupDocument read_html(std::string_view text, std::string& why);

// nullptr where it is not well-formed, or declares what could make it grow.
[[nodiscard]] MarkupDocument read_xml(std::string_view text, std::string& why);

}  // namespace slogate
