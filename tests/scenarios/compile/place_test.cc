// Where a failure's excerpt stands: at the value that is to blame.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/scenarios/compile/look_bench.h"

namespace slogate {
namespace {

// Whether the excerpt shows what stands once, far from the beginning and the end of the body.
bool shows(const CheckSpec& spec, const std::string& body, const std::string& part,
           const std::string& type = "application/json") {
  const auto failure = failure_of(spec, answer(200, body, {{"Content-Type", type}}));
  EXPECT_TRUE(failure) << "holds";
  EXPECT_LT(failure->excerpt.size(), body.size() / 4);
  return failure->excerpt.find(part) != std::string::npos;
}

// {"items": [{"id": 0}, …, the given one, …, {"id": 400}]}
std::string list_with(const std::string& item) {
  std::string text = R"({"items": [)";
  for (int i = 0; i < 200; ++i) text += fmt::format(R"({{"id": {}}}, )", i);
  text += item + ", ";
  for (int i = 201; i < 400; ++i) text += fmt::format(R"({{"id": {}}}, )", i);
  return text + R"({"id": 400}]})";
}

CheckSpec on_path(const std::string& path, Predicate predicate, const std::string& expected) {
  return check_spec(Source::jsonpath, path, predicate, expected);
}

TEST(Place, OfAJsonPathIsThatOfTheNode) {
  const std::string body = list_with(R"({"id": "here"})");
  EXPECT_TRUE(shows(on_path("$.items[200].id", Predicate::equals, "7"), body, "\"here\""));
  EXPECT_TRUE(
      shows(on_path("$.items[?@.id == 'here'].id", Predicate::equals, "7"), body, "\"here\""));
  EXPECT_TRUE(shows(
      filtered(on_path("$.items[200].id", Predicate::equals, "7"), {filter_spec(Filter::number)}),
      body, "\"here\""));
}

TEST(Place, OfEachIsThatOfTheMemberThatFails) {
  const std::string body = list_with(R"({"id": "here"})");
  EXPECT_TRUE(shows(each_of(on_path("$.items[*].id", Predicate::at_least, "0")), body, "\"here\""));
  EXPECT_TRUE(shows(each_of(filtered(on_path("$.items[*].id", Predicate::matches, "\"^[0-9]+$\""),
                                     {filter_spec(Filter::upper)})),
                    body, "\"here\""));
  EXPECT_TRUE(shows(each_of(check_spec(Source::json, "/items", Predicate::equals, "{\"id\": 0}")),
                    R"({"items": [{"id": 0}, )" + std::string(3000, ' ') + R"({"id": "here"}]})",
                    "\"here\""));
}

TEST(Place, OfUniqueIsTheSecondOccurrence) {
  const std::string body = list_with(R"({"id": 7, "here": 1})");
  EXPECT_TRUE(shows(on_path("$.items[*].id", Predicate::unique, "true"), body, "here"));
  std::string plain = "[7";
  for (int i = 100; i < 600; ++i) plain += fmt::format(", {}", i);
  plain += ", 7, 99";
  for (int i = 600; i < 900; ++i) plain += fmt::format(", {}", i);
  EXPECT_TRUE(shows(check_spec(Source::json, "", Predicate::unique), plain + "]", "7, 99"));
}

TEST(Place, OfAMemberThatMustNotBeThereIsThatMember) {
  const std::string body = list_with(R"({"id": "here"})");
  EXPECT_TRUE(
      shows(negated(on_path("$.items[*].id", Predicate::contains, "\"here\"")), body, "\"here\""));
  EXPECT_TRUE(
      shows(negated(check_spec(Source::json, "/items", Predicate::contains, "{\"id\": \"here\"}")),
            body, "\"here\""));
}

TEST(Place, OfWhatIsMissingIsTheNearestAbove) {
  const std::string body = list_with(R"({"key": "here"})");
  EXPECT_TRUE(shows(check_spec(Source::json, "/items/200/id/x", Predicate::exists), body, "here"));
}

TEST(Place, OfARegexIsTheMatchToBlame) {
  std::string body;
  for (int i = 0; i < 400; ++i) body += i == 250 ? "id=here, " : fmt::format("id={}, ", i);
  EXPECT_TRUE(
      shows(each_of(check_spec(Source::regex, "id=(\\w+)", Predicate::matches, "\"^[0-9]+$\"")),
            body, "id=here"));
}

std::string page_with(const std::string& item, const std::string& end_of_line) {
  std::string page = "<ul>";
  for (int i = 0; i < 200; ++i) page += fmt::format("<li>{}</li>{}", i, end_of_line);
  page += item;
  for (int i = 201; i < 400; ++i) page += fmt::format("<li>{}</li>{}", i, end_of_line);
  return page + "</ul>";
}

TEST(Place, OfAnXPathIsTheTag) {
  for (const std::string end_of_line : {"", "\n"}) {
    const std::string body = page_with("<li class='here'>x</li>", end_of_line);
    EXPECT_TRUE(shows(each_of(check_spec(Source::xpath, "//li", Predicate::at_least, "0")), body,
                      "class='here'", "text/html"));
    EXPECT_TRUE(shows(check_spec(Source::xpath, "//li/@class", Predicate::equals, "\"there\""),
                      body, "class='here'", "text/html"));
    EXPECT_TRUE(shows(filtered(check_spec(Source::xpath, "//li", Predicate::equals, "\"y\""),
                               {filter_spec(Filter::index, {}, 200)}),
                      body, "class='here'", "application/xml"));
  }
}

TEST(Place, OfWhatABodyMustNotHoldIsTheHit) {
  const std::string body = std::string(3000, ' ') + "an error here" + std::string(3000, ' ');
  const CheckSpec contains = check_spec(Source::body, "", Predicate::contains, "\"error\"");
  EXPECT_TRUE(shows(negated(contains), body, "error here"));
  EXPECT_TRUE(shows(negated(check_spec(Source::body, "", Predicate::matches, "\"err.r\"")), body,
                    "error here"));
  EXPECT_TRUE(shows(negated(check_spec(Source::json, "/a", Predicate::contains, "\"error\"")),
                    "{\"a\": \"" + body + "\"}", "error here"));
}

TEST(Got, OfWhatMustNotBeThereIsTheHitWithALittleAroundIt) {
  const std::string blanks(300, '.');
  const std::string body = blanks + " an error here " + blanks;
  const auto got = [&](const CheckSpec& spec) {
    const auto failure = failure_of(negated(spec), answer(200, body, {{"X", body}}));
    return failure ? failure->got : "holds";
  };
  const std::vector<CheckSpec> specs{
      check_spec(Source::body, "", Predicate::contains, "\"error\""),
      check_spec(Source::body, "", Predicate::matches, "\"err.r\""),
      check_spec(Source::header, "X", Predicate::contains, "\"error\""),
      check_spec(Source::regex, "(?s).*", Predicate::contains, "\"error\"")};
  for (const CheckSpec& spec : specs) {
    const std::string said = got(spec);
    EXPECT_TRUE(said.starts_with("\"…")) << said;
    EXPECT_NE(said.find("an error here"), std::string::npos) << said;
    EXPECT_LE(said.size(), 200U);
  }
  EXPECT_EQ(verdict(negated(specs[0]), answer(200, "an error here")),
            "the body does not contain \"error\" | \"an error here\"");
}

constexpr const char* kAtom =
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id></entry></feed>";

TEST(Got, OfAnXPathNamesTheNamespaceThatItMisses) {
  const auto on = [](const std::string& path, Predicate predicate, const std::string& expected) {
    return verdict(check_spec(Source::xpath, path, predicate, expected),
                   answer(200, kAtom, {{"Content-Type", "application/atom+xml"}}));
  };
  const std::string hint =
      "; \"entry\" stands in the namespace http://www.w3.org/2005/Atom here: write //default:entry";
  EXPECT_EQ(on("//entry/id", Predicate::equals, "\"1\""),
            "xpath //entry/id equals \"1\" | no such node" + hint);
  EXPECT_EQ(on("//entry", Predicate::count, "1"), "xpath //entry has 1 member | 0 members" + hint);
  EXPECT_EQ(on("count(//entry)", Predicate::equals, "1"),
            "xpath count(//entry) equals 1 | 0" + hint);
  EXPECT_EQ(on("string(//entry)", Predicate::equals, "\"1\""),
            "xpath string(//entry) equals \"1\" | an empty text" + hint);
  EXPECT_EQ(on("//none", Predicate::exists, "true"), "xpath //none is there | no such node");
  EXPECT_EQ(on("//default:entry/default:id", Predicate::equals, "\"1\""), "holds");
}

TEST(Got, OfACaptureNamesTheNamespaceThatItMisses) {
  LookBench bench;
  const auto capture = bench.capture(capture_spec("x", Source::xpath, "//id"));
  const Exchange exchange = answer(200, kAtom, {{"Content-Type", "application/xml"}});
  const auto failure = capture->take(BodyView(exchange), bench.frame(), false);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->got,
            "no such node; \"id\" stands in the namespace http://www.w3.org/2005/Atom here: write "
            "//default:id");
}

TEST(Charset, OfAPageIsThatOfItsContentType) {
  const CheckSpec spec = check_spec(Source::xpath, "//p", Predicate::equals, "\"\u00e9\"");
  EXPECT_EQ(verdict(spec, answer(200, "<p>\xe9</p>",
                                 {{"Content-Type", "text/html; charset=ISO-8859-1"}})),
            "holds");
  EXPECT_EQ(verdict(spec, answer(200, "<meta charset=iso-8859-1><p>\xe9</p>",
                                 {{"Content-Type", "text/html"}})),
            "holds");
  EXPECT_EQ(verdict(spec, answer(200, "<p>\xc3\xa9</p>")), "holds");
}

TEST(Got, OfAnEndingIsTheEnd) {
  const std::string said =
      on_body(Predicate::ends_with, "\"</html>\"", std::string(600, '.') + " the end");
  EXPECT_TRUE(said.ends_with("… the end\"")) << said;
}

TEST(Got, OfAMemberThatALongListMustNotHaveIsThatMember) {
  const std::string body = list_with(R"({"id": "here"})");
  const auto got = [&](const std::string& source_selector, Source source) {
    const CheckSpec spec = check_spec(source, source_selector, Predicate::contains, "\"here\"");
    return failure_of(negated(spec), answer(200, body))->got;
  };
  EXPECT_EQ(got("$.items[*].id", Source::jsonpath), "\"here\" at index 200");
  EXPECT_EQ(verdict(negated(check_spec(Source::json, "", Predicate::contains, "2")),
                    answer(200, "[1, 2]")),
            "the whole JSON does not contain 2 | [1,2]");
  const std::string page = page_with("<li>here</li>", "");
  EXPECT_EQ(failure_of(negated(check_spec(Source::xpath, "//li", Predicate::contains, "\"here\"")),
                       answer(200, page))
                ->got,
            "\"here\" at index 200");
}

TEST(Place, OfABodyThatIsNoJsonIsWhereItBreaks) {
  const std::string body = list_with(R"({"id": 1 "here": 2})");
  const auto failure =
      failure_of(check_spec(Source::json, "/items", Predicate::exists), answer(200, body));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->got, "the body is no JSON: line 1, column 2511: expected , or }");
  EXPECT_NE(failure->excerpt.find("here"), std::string::npos);
  EXPECT_TRUE(shows(on_path("$.items[*]", Predicate::exists, "true"), body, "here"));
  EXPECT_TRUE(shows(check_spec(Source::json, "/items", Predicate::exists),
                    list_with("1") + ", \"here", "\"here"));
}

TEST(Place, OfAPageThatIsNoXmlIsWhereItBreaks) {
  EXPECT_TRUE(shows(check_spec(Source::xpath, "//li", Predicate::exists),
                    page_with("<li>here</i>", ""), "here", "text/xml"));
}

TEST(NoJson, SaysWhyAndWhere) {
  const auto why = [](const std::string& body) {
    const std::string said = on_json("", Predicate::exists, "true", body);
    return said.substr(said.find(" | ") + 3);
  };
  const std::string no = "the body is no JSON: ";
  EXPECT_EQ(why(""), "the body is empty");
  EXPECT_EQ(why(" "), no + "line 1, column 2, where the body ends: expected a value");
  EXPECT_EQ(why("{\n \"ä\": 1,\n \"b\" 2}"), no + "line 3, column 6: expected :");
  EXPECT_EQ(why("{\"a\": 1 \"b\"}"), no + "line 1, column 9: expected , or }");
  EXPECT_EQ(why("[1 2]"), no + "line 1, column 4: expected , or ]");
  EXPECT_EQ(why("[1,]"), no + "line 1, column 4: expected a value");
  EXPECT_EQ(why("{a: 1}"), no + "line 1, column 2: expected a name in quotation marks");
  EXPECT_EQ(why("{\"a\": 1"), no + "line 1, column 8, where the body ends: expected , or }");
  EXPECT_EQ(why("\"ab"),
            no + "line 1, column 4, where the body ends: expected the quotation mark that ends a "
                 "text");
  EXPECT_EQ(why("[\"a\nb\"]"), no + "line 1, column 4: a control character in a text, such as a "
                                    "line break, is written as an escape");
  EXPECT_EQ(why("\"a\xff\""), no + "line 1, column 3: a byte that is no UTF-8");
  EXPECT_EQ(why("\"\\x\""), no + "line 1, column 2: an escape that JSON does not know");
  EXPECT_EQ(why("\"\\u12\""), no + "line 1, column 2: expected four hex digits behind \\u");
  EXPECT_EQ(why("\"\\ud800\""), no + "line 1, column 2: half of a surrogate pair");
  EXPECT_EQ(why("[1.]"), no + "line 1, column 4: expected a digit");
  EXPECT_EQ(
      why("[1e999]"),
      "the body is JSON that is not looked into: line 1, column 2: a number over the range of "
      "a double");
  EXPECT_EQ(why("{\"a\": NaN}"), no + "line 1, column 7: NaN, which JSON does not have");
  EXPECT_EQ(why("[-Infinity]"), no + "line 1, column 2: Infinity, which JSON does not have");
  EXPECT_EQ(why("['a']"),
            no + "line 1, column 2: a text in single quotation marks, JSON has double ones");
  EXPECT_EQ(why("{} x"), no + "line 1, column 4: expected nothing more");
}

}  // namespace
}  // namespace slogate
