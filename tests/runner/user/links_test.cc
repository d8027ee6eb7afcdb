// Lists of links: what of them is sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using ::testing::ElementsAre;

// A page's links as `capture` says, each of them sent.
CompiledSuite links(const std::string& capture = R"("list": true)") {
  return suite_of(R"("steps": [
      {"name": "page", "request": "GET /dir/page", "captures": {"links": {"xpath": "//a/@href", )" +
                  capture + R"(}}},
      {"name": "link", "for_each": "links", "request": "GET ${item}"}])");
}

Script page(const std::string& html) {
  return [html](const Call& call) {
    return call.number == 0 ? answer(200, {}, "<html><body>" + html + "</body></html>")
                            : answer(200);
  };
}

constexpr const char* kNoRequests =
    "<a href='mailto:a@b.example'>m</a><a href=' JavaScript:void(0)'>j</a><a href='tel:+49'>t</a>"
    "<a href='data:,x'>d</a><a href='about:blank'>a</a><a href='blob:http://a/1'>b</a>"
    "<a href='#top'>f</a><a href=''>e</a><a href=' '>s</a>";

TEST(Links, OnlyThoseThatABrowserWouldFollowAreSent) {
  OneUser user(links(), page(std::string(kNoRequests) + "<a href='x'>x</a><a href='/y#top'>y</a>"));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /dir/page", "GET /dir/x", "GET /y"));
}

TEST(Links, AreReadAsABrowserReadsThem) {
  OneUser user(links(), page("<a href=' /my file.pdf\n'>1</a><a href='..\\up'>2</a>"
                             "<a href='/Stra&szlig;e?q=&auml;'>3</a><a href='?a=\"b\"'>4</a>"));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("GET /dir/page", "GET /my%20file.pdf", "GET /up",
                          "GET /Stra%C3%9Fe?q=%C3%A4", "GET /dir/page?a=%22b%22"));
}

TEST(Links, APageWithoutAnyFailsItsStep) {
  OneUser user(links(), page(kNoRequests));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /dir/page"));
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_EQ(user.findings()[0].expected, "xpath //a/@href is there, for the capture links");
  EXPECT_EQ(user.findings()[0].got, "no http or https address among 9 items");
}

TEST(Links, APageWithoutAnyLeavesAnOptionalListUnset) {
  OneUser user(links(R"("list": true, "optional": true)"), page("<a href='#top'>f</a>"));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /dir/page"));
}

TEST(Links, AStickyListMayOnlyBeMissingUntilItWasSeen) {
  std::string html = "<a href='#top'>f</a>";
  OneUser user(links(R"("list": true, "sticky": true)"), [&html](const Call& call) {
    return call.target() == "/dir/page" ? answer(200, {}, html) : answer(200);
  });
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  html += "<a href='x'>x</a>";
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  html = "<a href='#top'>f</a>";
  EXPECT_EQ(user.walk(2), IterationEnd::failed);
  EXPECT_EQ(
      user.findings()[0].expected,
      "xpath //a/@href is there, for the capture links (an earlier answer of this run had it)");
}

TEST(Links, OneThatIsMeantForTheWebAndCannotBeSentFails) {
  OneUser user(links(), page("<a href='http://a b/'>1</a><a href='/y'>2</a>"));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /dir/page", "GET /y"));
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_EQ(user.findings()[0].got,
            "\"http://a b/\" is no address to send to: its host name or port is malformed");
}

TEST(Links, ASingleOneStaysAsItStandsInThePage) {
  OneUser user(suite_of(R"("steps": [
      {"name": "page", "request": "GET /dir/page", "captures": {"mail": {"xpath": "//a[1]/@href"},
                                                                 "next": {"xpath": "//a[2]/@href"}}},
      {"name": "next", "request": "GET ${next}",
       "checks": [{"variable": "mail", "equals": "mailto:a@b.example"}, {"variable": "next", "equals": "/a b"}]}])"),
               page("<a href='mailto:a@b.example'>1</a><a href='/a b'>2</a>"));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /dir/page", "GET /a%20b"));
}

TEST(Links, AListOfOtherThingsKeepsAllOfIt) {
  OneUser user(suite_of(R"("steps": [
      {"name": "page", "request": "GET /dir/page", "captures": {"words": {"xpath": "//a/@title", "list": true}}},
      {"name": "word", "for_each": "words", "request": "GET /word/${item}"}])"),
               page("<a title='#a'>1</a><a title='mailto:b'>2</a>"));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("GET /dir/page", "GET /word/%23a", "GET /word/mailto%3Ab"));
}

}  // namespace
}  // namespace slogate::support
