// Texts read into libxml2's trees, without network, file, entity or output. Private to this folder.
//
//   MarkupDocument document = read_xml("<a/>", why);   // nullptr and why where it is no XML
//
// The only limits that are ours are what a document may declare; depth (256) and the size of one
// text (10 MB) are libxml2's own. A document belongs to one thread.
#pragma once

#include <libxml/tree.h>

#include <cstddef>
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
  int at = 0;             // an XPath's offset in bytes, or a document's line
  int column = 0;         // of a document
  std::size_t bytes = 0;  // of a document: how far it was read
  std::string text;

  void keep(const xmlError& error, int place);
};

// Keeps libxml2 from printing to stderr, in the calling thread.
void silence_libxml();

// A page, however broken; nullptr where there is nothing in it. Its encoding is the one of its byte
// order mark, `charset`, the one that its <meta> names or UTF-8: the first that is there and known.
[[nodiscard]] MarkupDocument read_html(std::string_view text, std::string_view charset,
                                       std::string& why);

// nullptr where it is not well-formed, or declares what could make it grow. `charset` is that of a
// text which declares no encoding. `at`, where given: the byte at which the first shows.
[[nodiscard]] MarkupDocument read_xml(std::string_view text, std::string_view charset,
                                      std::string& why, std::size_t* at = nullptr);

}  // namespace slogate
