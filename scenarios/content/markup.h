// HTML as browsers take it, XML as its standard wants it, and XPath 1.0 over both, by libxml2.
//
//   std::string why;
//   const std::optional<XPath> path = XPath::compile("//a/@href", why);
//   MarkupTree page;
//   if (page.load("<a href=/x>1</a>", MarkupKind::html, why)) page.evaluate(*path).nodes;  // {"/x"}
//
// No network, no file, no entity, no output. A tree belongs to one thread and may be loaded again;
// an XPath is immutable and shared by all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slogate {

enum class MarkupKind : std::uint8_t { html, xml };

// How a body of this Content-Type is read: application/xml, text/xml and types that end in +xml are
// XML, all else is HTML, also application/xhtml+xml: its pages refer to entities of a DTD that is
// not read.
[[nodiscard]] MarkupKind markup_kind(std::string_view content_type);

// A checked XPath 1.0 expression. libxml2 writes into what it has compiled while it evaluates (it
// caches functions and reorders steps), so that threads cannot share that: the expression is checked
// once, here, and compiled again for each look, which costs under 1 us.
class XPath {
 public:
  // Longer expressions are refused: nobody writes them by hand.
  static constexpr std::size_t kMostText = 8U << 10U;

  // Nothing where it cannot be evaluated; `why` then says what is wrong and where: grammar,
  // functions and their arguments, variables (there are none). Prefixes of names are the document's
  // and so are seen only later.
  [[nodiscard]] static std::optional<XPath> compile(std::string_view text, std::string& why);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  explicit XPath(std::string_view text) : text_(text) {}
  std::string text_;
};

struct XPathValue {
  enum class Kind : std::uint8_t { none, nodes, text, number, boolean };
  Kind kind = Kind::none;
  std::string_view why;            // with Kind::none: what went wrong; a literal, lives for ever
  std::size_t count = 0;           // nodes in the set
  std::vector<std::string> nodes;  // their texts in document order, within MarkupTree's limits
  std::string text;
  double number = 0;
  bool boolean = false;
};

class MarkupTree {
 public:
  // Texts of a node set that are kept: `//*` over a deep page would be quadratic in its size.
  static constexpr std::size_t kMostNodes = 10'000;
  static constexpr std::size_t kMostText = 16U << 20U;
  // Steps of one evaluation: `//*[//*[//*]]` must not hold a worker up for minutes.
  static constexpr unsigned long kMostSteps = 10'000'000;

  MarkupTree();
  ~MarkupTree();
  MarkupTree(const MarkupTree&) = delete;
  MarkupTree& operator=(const MarkupTree&) = delete;

  // Reads a text in place of what was there before; on failure the tree is empty and `why` says
  // what is wrong. HTML may be however broken, only not empty; its encoding is `charset`, which the
  // Content-Type names, else that of its <meta>, else UTF-8. XML must be well-formed; its encoding
  // is the one that it declares, else `charset`. A DOCTYPE is allowed, an external DTD not read, and a
  // document that declares entities or default values of attributes is refused: both make a small
  // text large.
  // `at`: set to the byte where the parser gave up, where that is known.
  [[nodiscard]] bool load(std::string_view text, MarkupKind kind, std::string& why,
                          std::size_t* at = nullptr, std::string_view charset = {});
  void clear();
  [[nodiscard]] bool empty() const;

  // Evaluates over the whole document. `out` is written over and its memory used again. Kind::none
  // where the tree is empty, a limit is reached or the document has no such namespace prefix.
  //
  // Prefixes are those that the root element declares, as in `//a:item`. XPath 1.0 has no default
  // namespace; the root's is known here as `default`: `//default:url` in a sitemap. A prefix that
  // is declared further down is reached by `//*[local-name()='item']`.
  void evaluate(const XPath& path, XPathValue& out);
  [[nodiscard]] XPathValue evaluate(const XPath& path);

  // Where the n-th node that the path finds stands in the text that was loaded: at its tag where
  // that can be told, else at the beginning of its line; npos where there is no such node. Evaluates
  // again: for failures only.
  [[nodiscard]] std::size_t place_of(const XPath& path, std::size_t index, std::string_view text);

  // The first name of the path that stands in the document, but in namespaces only, where XPath 1.0
  // does not look for a name without a prefix. Walks the document: for failures only.
  struct Namespaced {
    std::string name;   // entry
    std::string space;  // http://www.w3.org/2005/Atom
    std::string
        write;  // default:entry, or *[local-name()='entry'] where no prefix of the root fits
  };
  [[nodiscard]] std::optional<Namespaced> namespaced(const XPath& path) const;

 private:
  friend class XPath;  // tries its expression on a tree
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace slogate
