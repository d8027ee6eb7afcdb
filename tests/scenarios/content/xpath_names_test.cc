// The names in an XPath expression, and where the document has them.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "scenarios/content/markup.h"
#include "scenarios/content/xpath_names.h"

namespace slogate {
namespace {

XPath xpath(std::string_view text) {
  std::string why;
  return XPath::compile(text, why).value();
}

// "name in space: write", or "nothing".
std::string namespaced(std::string_view document, std::string_view path) {
  MarkupTree tree;
  std::string why;
  EXPECT_TRUE(tree.load(document, MarkupKind::xml, why)) << why;
  const auto found = tree.namespaced(xpath(path));
  return found ? found->name + " in " + found->space + ": " + found->write : "nothing";
}

TEST(Xml, KnowsTheNamesThatStandInNamespacesOnly) {
  constexpr std::string_view kFeed =
      "<feed xmlns='urn:atom' xmlns:m='urn:media'><entry id='1'><m:title>One</m:title>"
      "<x xmlns=''/><y xmlns='urn:y'/><both/><both xmlns=''/></entry></feed>";
  EXPECT_EQ(namespaced(kFeed, "//entry/id"), "entry in urn:atom: default:entry");
  EXPECT_EQ(namespaced(kFeed, "/none/title"), "title in urn:media: m:title");
  EXPECT_EQ(namespaced(kFeed, "//y"), "y in urn:y: *[local-name()='y']");
  for (const std::string_view path : {"//x", "//both", "//default:entry", "//*[@entry]",
                                      "//attribute::feed", "//*[. = 'entry']", "//none"}) {
    EXPECT_EQ(namespaced(kFeed, path), "nothing") << path;
  }
  EXPECT_EQ(namespaced("<a:r xmlns:a='urn:r'/>", "/r"), "r in urn:r: a:r");
}

TEST(XPathNames, TellsNamesFromOperators) {
  const XPathNames names = scan_xpath("a:b[div div and and(c:*)] mod (x:f(1)) * $v:w | 'no:t(1)'");
  ASSERT_EQ(names.functions.size(), 1U);
  EXPECT_EQ(names.functions[0].text, "x:f");
  EXPECT_EQ(names.functions[0].at, 31U);
  ASSERT_EQ(names.variables.size(), 1U);
  EXPECT_EQ(names.variables[0].text, "v:w");
  ASSERT_EQ(names.prefixes.size(), 2U);
  EXPECT_EQ(names.prefixes[0].text, "a");
  EXPECT_EQ(names.prefixes[1].text, "c");
}

}  // namespace
}  // namespace slogate
