#include "scenarios/content/markup.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace slogate {
namespace {

using Kind = XPathValue::Kind;
using Texts = std::vector<std::string>;

XPath xpath(std::string_view text) {
  std::string why;
  std::optional<XPath> path = XPath::compile(text, why);
  EXPECT_TRUE(path.has_value()) << text << ": " << why;
  return path ? *path : *XPath::compile("/", why);
}

std::string refusal(std::string_view text) {
  std::string why;
  return XPath::compile(text, why) ? "taken" : why;
}

// A tree that is known to load.
struct Loaded : MarkupTree {
  Loaded(std::string_view text, MarkupKind kind) {
    std::string why;
    EXPECT_TRUE(load(text, kind, why)) << why;
  }
  XPathValue at(std::string_view expression) { return evaluate(xpath(expression)); }
};

Texts html(std::string_view text, std::string_view expression) {
  return Loaded(text, MarkupKind::html).at(expression).nodes;
}

Texts xml(std::string_view text, std::string_view expression) {
  return Loaded(text, MarkupKind::xml).at(expression).nodes;
}

std::string xml_fault(std::string_view text) {
  MarkupTree tree;
  std::string why;
  if (tree.load(text, MarkupKind::xml, why)) return "taken";
  EXPECT_TRUE(tree.empty());
  return why;
}

TEST(MarkupKind, FollowsTheContentType) {
  for (const std::string_view type : {"application/xml", "text/xml; charset=utf-8",
                                      "Application/RSS+XML", "image/svg+xml ;x=y"}) {
    EXPECT_EQ(markup_kind(type), MarkupKind::xml) << type;
  }
  for (const std::string_view type : {"text/html", "application/xhtml+xml", "", "+xml",
                                      "application/xml-dtd", "text/plain; a=application/xml"}) {
    EXPECT_EQ(markup_kind(type), MarkupKind::html) << type;
  }
}

TEST(Html, GivesNodesTextsNumbersAndBooleans) {
  Loaded page("<title>H\xc3\xa4llo</title><a href=/x>1</a><a href='/y'>2<b>3</b></a>",
              MarkupKind::html);
  EXPECT_EQ(page.at("//a/@href").nodes, (Texts{"/x", "/y"}));
  EXPECT_EQ(page.at("//a").nodes, (Texts{"1", "23"}));
  EXPECT_EQ(page.at("//a").count, 2U);
  EXPECT_EQ(page.at("string(//title)").text, "H\xc3\xa4llo");
  EXPECT_EQ(page.at("count(//a)").number, 2);
  EXPECT_TRUE(page.at("boolean(//a)").boolean);
}

TEST(Html, TakesBrokenPages) {
  EXPECT_EQ(html("<div id=root><p>one<p>two</div></table>", "//div[@id='root']/p"),
            (Texts{"one", "two"}));
  EXPECT_EQ(html("\xef\xbb\xbf<p>after a byte order mark</p>", "//p"),
            (Texts{"after a byte order mark"}));
}

TEST(Html, RefusesAnEmptyPage) {
  MarkupTree page;
  std::string why;
  EXPECT_FALSE(page.load("", MarkupKind::html, why));
  EXPECT_EQ(why, "there is nothing in the page");
}

TEST(Html, ReadsNoEntityOfItsDoctype) {
  EXPECT_EQ(html("<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><p>a&x;b</p>",
                 "//p[last()]"),
            (Texts{"a&x;b"}));
}

TEST(Html, ParsesTenMegabytes) {
  std::string page = "<ul>";
  while (page.size() < 10U << 20U) page += "<li class=item>Some text of an item</li>";
  Loaded tree(page, MarkupKind::html);
  const XPathValue items = tree.at("//li");
  EXPECT_GT(items.count, 200'000U);
  EXPECT_EQ(items.nodes.size(), MarkupTree::kMostNodes);
}

TEST(Xml, IsStrict) {
  EXPECT_EQ(xml("<a><b>1</b><b>2</b></a>", "/a/b"), (Texts{"1", "2"}));
  EXPECT_EQ(xml_fault("<a>\n<b>\n</a>"),
            "the XML is not well-formed: line 3, column 5: Opening and ending tag mismatch: b line "
            "2 and a");
  EXPECT_EQ(xml_fault("{\"no\": \"xml\"}"),
            "the XML is not well-formed: line 1, column 1: Start tag expected, '<' not found");
  EXPECT_EQ(xml_fault(""), "the XML is not well-formed: line 1, column 1: Document is empty");
  EXPECT_EQ(xml_fault("<a x=1/>"),
            "the XML is not well-formed: line 1, column 6: AttValue: \" or ' expected");
}

TEST(Xml, TellsCaseApartAndKeepsCharacterData) {
  EXPECT_EQ(xml("<A><a>1</a><![CDATA[<2>]]>&lt;&#51;</A>", "/A/a"), Texts{"1"});
  EXPECT_EQ(xml("<A><a>1</a><![CDATA[<2>]]>&lt;&#51;</A>", "/A"), Texts{"1<2><3"});
}

TEST(Xml, ReadsTheEncodingThatItDeclares) {
  EXPECT_EQ(xml("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>", "/a"), Texts{"\xc3\xa4"});
}

TEST(Xml, KnowsThePrefixesOfItsRoot) {
  constexpr std::string_view kFeed =
      "<feed xmlns='urn:atom' xmlns:m='urn:media'><entry><m:title>One</m:title></entry></feed>";
  EXPECT_EQ(xml(kFeed, "//m:title"), Texts{"One"});
  EXPECT_EQ(xml(kFeed, "/default:feed/default:entry/m:title"), Texts{"One"});
  EXPECT_EQ(xml(kFeed, "/feed"), Texts{}) << "no namespace is not the default one";
  EXPECT_EQ(xml(kFeed, "//*[local-name()='title']"), Texts{"One"});
  EXPECT_EQ(xml(kFeed, "//*[name()='m:title']"), Texts{"One"});
  EXPECT_EQ(xml(kFeed, "//*[namespace-uri()='urn:media']"), Texts{"One"});
}

TEST(Xml, LetsADocumentUseThePrefixDefaultItself) {
  EXPECT_EQ(
      xml("<a xmlns='urn:1' xmlns:default='urn:2'><default:b>x</default:b></a>", "//default:b"),
      Texts{"x"});
}

TEST(Xml, SaysThatAPrefixIsNotDeclared) {
  Loaded tree("<a xmlns:b='urn:b'><b:c/></a>", MarkupKind::xml);
  const XPathValue value = tree.at("//x:c");
  EXPECT_EQ(value.kind, Kind::none);
  EXPECT_EQ(value.why, "the document's root declares no such namespace prefix");
}

TEST(Xml, ForgetsThePrefixesOfTheDocumentBefore) {
  MarkupTree tree;
  std::string why;
  ASSERT_TRUE(tree.load("<a xmlns:b='urn:b'/>", MarkupKind::xml, why));
  EXPECT_EQ(tree.evaluate(xpath("//b:c")).kind, Kind::nodes);
  ASSERT_TRUE(tree.load("<a/>", MarkupKind::xml, why));
  EXPECT_EQ(tree.evaluate(xpath("//b:c")).kind, Kind::none);
}

TEST(Xml, ExpandsNoEntities) {
  std::string laughs = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY l0 \"ha\">";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "&l" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY l" + std::to_string(i) + " \"" + before + before + before + "\">";
  }
  laughs += "]><l>&l29;</l>";
  const std::string expected = "the XML declares entities, which are not expanded";
  EXPECT_EQ(xml_fault(laughs), expected);
  EXPECT_EQ(xml_fault("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>"),
            expected);
  EXPECT_EQ(xml_fault("<!DOCTYPE a [<!ENTITY % x SYSTEM \"file:///etc/hostname\"> %x;]><a/>"),
            expected);
}

TEST(Xml, RefusesDefaultValuesOfAttributes) {
  EXPECT_EQ(xml_fault("<!DOCTYPE a [<!ATTLIST a b CDATA \"long\">]><a/>"),
            "the XML declares default values of attributes, which are not expanded");
  EXPECT_EQ(xml("<!DOCTYPE a [<!ATTLIST a b ID #REQUIRED>]><a b='i'>x</a>", "id('i')"), Texts{"x"});
}

TEST(Xml, ReadsNoExternalDtd) {
  EXPECT_EQ(xml("<!DOCTYPE a SYSTEM \"file:///nowhere/a.dtd\"><a>1</a>", "/a"), Texts{"1"});
  EXPECT_EQ(xml("<!DOCTYPE a PUBLIC \"-//X\" \"http://127.0.0.1:1/a.dtd\"><a>1</a>", "/a"),
            Texts{"1"});
}

TEST(Xml, TellsTheByteWhereItBreaks) {
  MarkupTree tree;
  std::string why;
  std::size_t at = std::string_view::npos;
  EXPECT_FALSE(tree.load("<a>\n  <b>1</c>\n</a>", MarkupKind::xml, why, &at));
  EXPECT_EQ(at, 14U);  // behind `</c`
}

// The text from the node's place on.
std::string from_node(std::string_view text, MarkupKind kind, std::string_view path,
                      std::size_t index = 0) {
  Loaded tree(text, kind);
  const std::size_t at = tree.place_of(xpath(path), index, text);
  return at == std::string_view::npos ? "nowhere" : std::string(text.substr(at, 8));
}

TEST(Place, IsThatOfTheTag) {
  constexpr std::string_view kPage =
      "<html>\n<body>\n<!-- <p id=0> --><p id=1>a</p><pre>x</pre><P id=2>b</P>\n<a\n "
      "href=/x>t\n</a>";
  EXPECT_EQ(from_node(kPage, MarkupKind::html, "//p"), "<p id=1>");
  EXPECT_EQ(from_node(kPage, MarkupKind::html, "//p", 1), "<P id=2>");
  EXPECT_EQ(from_node(kPage, MarkupKind::html, "//p[2]/@id"), "<P id=2>");
  EXPECT_EQ(from_node(kPage, MarkupKind::html, "//p[2]/text()"), "<P id=2>");
  EXPECT_EQ(from_node(kPage, MarkupKind::html, "//a/@href"), "<a\n href");
  EXPECT_EQ(from_node(kPage, MarkupKind::html, "//p", 2), "nowhere");
  EXPECT_EQ(from_node(kPage, MarkupKind::html, "count(//p)"), "nowhere");
  EXPECT_EQ(from_node(kPage, MarkupKind::html, "/"), "nowhere");
}

TEST(Place, KnowsPrefixes) {
  constexpr std::string_view kText = "<r xmlns:n='urn:n'><i>1</i><n:i>2</n:i><n:i>3</n:i></r>";
  EXPECT_EQ(from_node(kText, MarkupKind::xml, "//n:i", 1), "<n:i>3</");
  EXPECT_EQ(from_node(kText, MarkupKind::xml, "//namespace::n"), "nowhere");
}

TEST(Place, IsTheLineWhereTheTagCannotBeFound) {
  // The page's own text has no such tag.
  EXPECT_EQ(from_node("\n<p>1</p>", MarkupKind::html, "//body"), "<p>1</p>");
}

TEST(Xml, RefusesDeepNesting) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(xml_fault(deep).substr(0, 47), "the XML is not well-formed: line 1, column 772:");
}

TEST(Xml, EndsAtItsFirstError) {
  // Ten megabytes with two million errors in one comment.
  std::string comment = "<a>";
  while (comment.size() < 10U << 20U) comment += "<!--";
  EXPECT_EQ(xml_fault(comment).substr(0, 75),
            "the XML is not well-formed: line 1, column 10: Double hyphen within comment");
}

TEST(MarkupTree, HoldsTheLastDocumentOnly) {
  MarkupTree tree;
  std::string why;
  EXPECT_TRUE(tree.empty());
  EXPECT_EQ(tree.evaluate(xpath("//p")).why, "there is no document");
  ASSERT_TRUE(tree.load("<p>1</p>", MarkupKind::html, why));
  XPathValue value;
  tree.evaluate(xpath("//p"), value);
  EXPECT_EQ(value.nodes, Texts{"1"});
  ASSERT_TRUE(tree.load("<p>2</p>", MarkupKind::xml, why));
  tree.evaluate(xpath("//p"), value);
  EXPECT_EQ(value.nodes, Texts{"2"});
  EXPECT_FALSE(tree.load("<p>", MarkupKind::xml, why));
  tree.evaluate(xpath("//p"), value);
  EXPECT_EQ(value.kind, Kind::none);
  EXPECT_EQ(value.nodes, Texts{});
}

TEST(MarkupTree, UsesTheMemoryOfAValueAgain) {
  Loaded tree("<p>A text that is longer than a string holds without an allocation</p>",
              MarkupKind::html);
  const XPath path = xpath("//p");
  XPathValue value;
  tree.evaluate(path, value);
  const char* const memory = value.nodes.at(0).data();
  tree.evaluate(path, value);
  EXPECT_EQ(value.nodes.at(0).data(), memory);
}

TEST(MarkupTree, GivesUpOnAnExpressionThatNeverEnds) {
  std::string page;
  for (int i = 0; i < 2000; ++i) page += "<p>x</p>";
  Loaded tree(page, MarkupKind::html);
  const XPathValue value = tree.at("count(//*[//*[//*[//*[. = 'y']]]])");
  EXPECT_EQ(value.kind, Kind::none);
  EXPECT_EQ(value.why, "given up: the expression takes too many steps on this page");
  EXPECT_EQ(tree.at("count(//p)").number, 2000) << "the next one counts from zero";
}

TEST(XPath, SaysWhatIsWrongAndWhere) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(refusal("//["),
            "the expression breaks off or goes on in a way that XPath 1.0 does not "
            "know, at character 3");
  EXPECT_EQ(refusal("//a[@x='1"), "a text without its closing quote, at character 10");
  EXPECT_EQ(refusal("//a[1"), "a malformed condition in brackets, at character 6");
  EXPECT_EQ(refusal("//a b"),
            "the expression breaks off or goes on in a way that XPath 1.0 does "
            "not know, at character 5");
  EXPECT_EQ(refusal("'\xc3\xa4' = ("),
            "the expression breaks off or goes on in a way that XPath "
            "1.0 does not know, at character 8");
  EXPECT_EQ(refusal(""), "the expression is empty");
  EXPECT_EQ(refusal(" \n"), "the expression is empty");
  EXPECT_EQ(refusal(std::string_view("//a\0b", 5)), "a byte or character that XML does not allow");
  EXPECT_EQ(refusal(std::string(9'000, '/')), "the expression is longer than 8192 bytes");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(XPath, KnowsItsFunctionsAndTheirArguments) {
  EXPECT_EQ(refusal("nonsense(1)"), "unknown function \"nonsense\" at character 1");
  EXPECT_EQ(refusal("//a[b[matches(., 'x')]]"), "unknown function \"matches\" at character 7")
      << "though no page has such an element";
  EXPECT_EQ(refusal("x:nonsense(1)"), "unknown function \"x:nonsense\" at character 1");
  EXPECT_EQ(refusal("//p[@x = $undefined]"),
            "there are no variables, but \"undefined\" at character 11");
  EXPECT_EQ(refusal("contains('a')"), "a function with the wrong number of arguments");
  EXPECT_EQ(refusal("count('a')"), "a value of a type that does not fit");
}

TEST(XPath, TakesWhatXPathTakes) {
  for (const std::string_view text :
       {"//script[@src]/@src | //link[@rel='stylesheet']/@href", "//x:p",
        "//div[contains(@class, '(nonsense)') and (position() mod 2 = 1 or (last() - 1) div 2 > "
        "1)]",
        "//text()[normalize-space() != '']", "self::node()", "//processing-instruction('x')",
        "-(3 * 2) * .5", "//* [ * and not ( comment ( ) ) ]", "/html/body//p[last()]",
        "child::div/attribute::x:y", "x:*"}) {
    EXPECT_EQ(refusal(text), "taken") << text;
  }
}

TEST(XPath, IsSharedByThreads) {
  // last() and union with an index are among what libxml2 rewrites while it evaluates.
  const XPath path = xpath("(//p | //a)[last()][contains(., 'x')]");
  std::vector<std::thread> threads;
  std::vector<std::size_t> found(4);
  for (std::size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&path, &found, i] {
      MarkupTree tree;
      std::string why;
      for (int round = 0; round < 200; ++round) {
        if (tree.load("<p>1</p><a>x</a>", MarkupKind::html, why)) {
          found[i] += tree.evaluate(path).count;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found, (std::vector<std::size_t>(4, 200)));
}

TEST(Markup, SurvivesRandomChanges) {
  std::mt19937 random(11);
  const std::string page =
      "<?xml version='1.0'?><!DOCTYPE r [<!ATTLIST a b ID #IMPLIED>]>"
      "<r xmlns:x='urn:x'><a b='1'>&amp;<![CDATA[x]]></a><x:c><!-- no --></x:c></r>";
  const std::string expression = "//x:c[position() = last()] | //a[contains(@b, '1')]/text()";
  testing::internal::CaptureStderr();
  MarkupTree tree;
  XPathValue value;
  for (int round = 0; round < 4'000; ++round) {
    std::string text = page;
    std::string path = expression;
    for (int i = 0; i < 3; ++i) {
      text[random() % text.size()] = static_cast<char>(random());
      if (round % 2 == 0) path[random() % path.size()] = static_cast<char>(random() % 128);
    }
    std::string why;
    const std::optional<XPath> compiled = XPath::compile(path, why);
    EXPECT_EQ(compiled.has_value(), why.empty());
    const MarkupKind kind = round % 3 == 0 ? MarkupKind::html : MarkupKind::xml;
    if (tree.load(text, kind, why) && compiled) tree.evaluate(*compiled, value);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace slogate
