#include "scenarios/compile/template.h"

#include <gtest/gtest.h>

#include "scenarios/compile/excerpt.h"
#include "scenarios/compile/template_text.h"

namespace slogate {
namespace {

Frame frame_with(std::string_view value) {
  Frame frame(1);
  frame.set(0, value);
  return frame;
}

std::string rendered(std::string_view value, Escape escape) {
  return Template({{"<", 0, false, escape, {}}, {">", -1, false, Escape::none, {}}})
      .render(frame_with(value));
}

TEST(Template, AppendsLiteralsAndSlots) {
  std::string out = "GET ";
  Template({{"/a/", 0, false, Escape::none, {}}, {"/b", -1, false, Escape::none, {}}})
      .render(frame_with("x"), out);
  EXPECT_EQ(out, "GET /a/x/b");
}

TEST(Template, SaysWhichValueIsNotThere) {
  const Template text({{"/a/", 0, false, Escape::url, {}, "id"},
                       {"/b/", 1, false, Escape::url, {Filter::base64_decode}, "page"}});
  std::string out;
  std::string why;
  EXPECT_FALSE(text.render(Frame(2), out, &why));
  EXPECT_EQ(why, "\"id\" has no value here");
  EXPECT_EQ(out, "/a//b/");
  Frame frame(2);
  frame.set(0, "");
  why.clear();
  EXPECT_FALSE(text.render(frame, out, &why));
  EXPECT_EQ(why, "\"page\" has no value here");
}

TEST(Template, AnEmptyValueIsOne) {
  std::string out;
  EXPECT_TRUE(Template({{"a", 0, false, Escape::none, {}}}).render(frame_with(""), out));
  EXPECT_EQ(out, "a");
}

TEST(Template, SendsJsonAsItIs) {
  const Template text({{"{\"n\":", 0, false, Escape::json_value, {Filter::trim}, "n"},
                       {"}", -1, false, Escape::none, {}}});
  for (const char* value : {"7", "-0.5e3", "true", "null", "\"a\"", "{\"a\": [1, {}]}", "[]"}) {
    std::string out;
    EXPECT_TRUE(text.render(frame_with(" " + std::string(value) + "\n"), out));
    EXPECT_EQ(out, "{\"n\":" + std::string(value) + "}");
  }
}

TEST(Template, RefusesToSendAsJsonWhatIsNone) {
  const Template text({{"", 0, false, Escape::json_value, {}, "n"}});
  for (const char* value : {"", "abc", "007", "1,\"admin\":true", "[1", "NaN", "'a'", "1 2", "\xff",
                            "\xef\xbb\xbf"
                            "1"}) {
    std::string out;
    std::string why;
    EXPECT_FALSE(text.render(frame_with(value), out, &why)) << value;
    EXPECT_EQ(why, "\"n\" is no JSON");
    EXPECT_EQ(out, "");
  }
}

TEST(Template, IsConstantWithoutASlot) {
  EXPECT_TRUE(Template().constant());
  EXPECT_EQ(Template().text(), "");
  EXPECT_TRUE(Template({{"a", -1, false, Escape::none, {}}}).constant());
  EXPECT_FALSE(Template({{"a", 0, false, Escape::none, {}}}).constant());
}

TEST(Template, EscapesForJson) {
  EXPECT_EQ(rendered("a\"b\\c\n\t\r\x01ü", Escape::json), "<a\\\"b\\\\c\\n\\t\\r\\u0001ü>");
}

TEST(Template, EscapesForForms) {
  EXPECT_EQ(rendered("a b+c&d=~*", Escape::form), "<a+b%2Bc%26d%3D%7E*>");
}

TEST(Template, EscapesForUrls) {
  EXPECT_EQ(rendered("a b/c?ü~", Escape::url), "<a%20b%2Fc%3F%C3%BC~>");
}

TEST(Template, EscapesForQueries) {
  EXPECT_EQ(rendered("a b/c?ü~&=", Escape::query), "<a%20b%2Fc%3F%C3%BC~%26%3D>");
}

// As browsers do it: WHATWG HTML 4.10.21.8, "multipart/form-data encoding algorithm".
TEST(Template, EscapesForTheNamesOfParts) {
  EXPECT_EQ(rendered("a\"b\r\nc\\%22ü", Escape::part), "<a%22b%0D%0Ac\\%22ü>");
}

Template filtered(std::vector<Filter> filters, Escape escape = Escape::none) {
  return Template(
      {{"<", 0, false, escape, std::move(filters)}, {">", -1, false, Escape::none, {}}});
}

TEST(Template, FiltersBeforeItEscapes) {
  EXPECT_EQ(filtered({Filter::trim}).render(frame_with("  a b ")), "<a b>");
  EXPECT_EQ(filtered({Filter::trim, Filter::upper}).render(frame_with("  a b ")), "<A B>");
  EXPECT_EQ(filtered({Filter::trim, Filter::upper, Filter::base64_encode}, Escape::query)
                .render(frame_with(" user:pass? ")),
            "<VVNFUjpQQVNTPw%3D%3D>");
  EXPECT_EQ(filtered({Filter::base64_encode, Filter::base64_decode, Filter::lower, Filter::upper})
                .render(frame_with("abc")),
            "<ABC>");
}

TEST(Template, SaysWhichValueAFilterDoesNotTake) {
  std::string out;
  std::string why;
  EXPECT_FALSE(filtered({Filter::base64_decode}).render(frame_with("***"), out, &why));
  EXPECT_EQ(out, "<>");
  EXPECT_EQ(why, "a value does not fit its filter: \"***\" is no base64");
  EXPECT_FALSE(filtered({Filter::base64_decode, Filter::trim}).render(frame_with("***"), out));
}

TEST(Template, ShowsNoSecretThatAFilterDoesNotTake) {
  const Template text({{"", 0, false, Escape::none, {Filter::upper, Filter::base64_decode}, "key"}},
                      true);
  std::string out;
  std::string why;
  EXPECT_FALSE(text.render(frame_with("hunter2!"), out, &why));
  EXPECT_EQ(why, "the secret value of \"key\" does not fit its filter");
}

TEST(Template, RendersTheOneTimeCodeOfAKey) {
  Frame frame = frame_with("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  frame.unix_seconds = 1111111109;
  EXPECT_EQ(Template({{"code=", 0, true, Escape::none, {}}}).render(frame), "code=081804");
}

TEST(Template, SaysThatAKeyIsNone) {
  std::string out;
  std::string why;
  const Template text({{"code=", 0, true, Escape::none, {}, "key"}});
  EXPECT_FALSE(text.render(frame_with("no base32!"), out, &why));
  EXPECT_EQ(why, "the key in \"key\" is no base32");
}

std::string problem_of(std::string_view text) {
  std::vector<TemplatePart> parts;
  return split_template(text, parts).value_or(TemplateFault{}).message;
}

// Where the text is wrong; "" where it is not.
std::string wrong_from(std::string_view text) {
  std::vector<TemplatePart> parts;
  const auto fault = split_template(text, parts);
  return fault ? std::string(text.substr(fault->at)) : "";
}

TEST(TemplateText, SplitsAtSlots) {
  std::vector<TemplatePart> parts;
  ASSERT_FALSE(split_template("a${b}${env:C}$${d}${secret:E}${totp:f}", parts));
  ASSERT_EQ(parts.size(), 6U);
  EXPECT_EQ(parts[0].text, "a");
  EXPECT_EQ(parts[1].kind, TemplatePart::Kind::name);
  EXPECT_EQ(parts[2].kind, TemplatePart::Kind::env);
  EXPECT_EQ(parts[3].text, "${d}");
  EXPECT_EQ(parts[4].kind, TemplatePart::Kind::secret);
  EXPECT_EQ(parts[5].kind, TemplatePart::Kind::totp);
}

TEST(TemplateText, KnowsWhereEachSlotBeginsAndWhereACounterIsNamed) {
  std::vector<TemplatePart> parts;
  ASSERT_FALSE(split_template("$${}a${b}${hotp:key:count}", parts));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[1].at, 5U);
  EXPECT_EQ(parts[2].at, 9U);
  EXPECT_EQ(parts[2].counter_at, 20U);
}

TEST(TemplateText, IsWrongFromTheSlotOn) {
  EXPECT_EQ(wrong_from("a${b}${} c"), "${} c");
  EXPECT_EQ(wrong_from("a${b}${file:x}"), "${file:x}");
  EXPECT_EQ(wrong_from("a${b} ${hotp:x}"), "${hotp:x}");
  EXPECT_EQ(wrong_from("a${b}${totp:k|json}"), "${totp:k|json}");
  EXPECT_EQ(wrong_from("a${b}${c"), "${c");
  EXPECT_EQ(wrong_from("a${b}${c|json}"), "${c|json}");
}

TEST(TemplateText, IsWrongFromTheFilterOnThatIsUnknownOrOutOfPlace) {
  EXPECT_EQ(wrong_from("a${b}${c|trim|lowr|md5}"), "lowr|md5}");
  EXPECT_EQ(wrong_from("${env:C|lowr}"), "lowr}");
  EXPECT_EQ(wrong_from("${c|json|trim}"), "trim}");
}

TEST(TemplateText, FiltersStandBehindTheName) {
  std::vector<TemplatePart> parts;
  ASSERT_FALSE(split_template("${a|trim|sha256}${env:B|lower}", parts));
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].text, "a");
  EXPECT_EQ(parts[0].filters, (std::vector<Filter>{Filter::trim, Filter::sha256}));
  EXPECT_EQ(parts[1].kind, TemplatePart::Kind::env);
  EXPECT_EQ(parts[1].text, "B");
  EXPECT_EQ(parts[1].filters, std::vector<Filter>{Filter::lower});
}

TEST(TemplateText, RefusesAnUnknownFilter) {
  EXPECT_EQ(problem_of("${a|trimm}"), "unknown filter \"trimm\", did you mean \"trim\"?");
  EXPECT_EQ(problem_of("${a|split}"),
            "unknown filter \"split\", templates know trim, lower, upper, url_encode, url_decode, "
            "base64_encode, base64_decode, sha256, md5, json");
  EXPECT_NE(problem_of("${a|}"), "");
  EXPECT_NE(problem_of("${a| trim}"), "");
}

TEST(TemplateText, JsonStandsOnlyInAWholeTextThatMayBeAValue) {
  constexpr const char* kWhere =
      "the filter \"json\" stands only where a value of JSON can stand, in a \"json\" body and "
      "behind \"equals\", \"one_of\", \"contains\" and the orders of a check, in a text that is "
      "\"${name|json}\" and nothing else";
  std::vector<TemplatePart> parts;
  EXPECT_FALSE(split_template("${a|trim|json}", parts, true));
  EXPECT_TRUE(parts.at(0).json);
  EXPECT_EQ(parts.at(0).filters, std::vector<Filter>{Filter::trim});
  EXPECT_EQ(problem_of("${a|json}"), kWhere);
  EXPECT_EQ(split_template("x${a|json}", parts, true).value().message, kWhere);
  EXPECT_EQ(split_template("${a|json}${b}", parts, true).value().message, kWhere);
}

TEST(TemplateText, JsonIsTheLastFilter) {
  EXPECT_EQ(problem_of("${a|json|trim}"),
            "the filter \"trim\" stands behind \"json\", the last one");
  EXPECT_EQ(problem_of("${totp:a|json}"),
            "a one-time code is a text and no JSON: its zeros in front count");
}

TEST(TemplateText, RefusesMoreThanSixteenFilters) {
  std::string text = "${a";
  for (int i = 0; i < 16; ++i) text += "|trim";
  EXPECT_EQ(problem_of(text + "}"), "");
  EXPECT_EQ(problem_of(text + "|trim}"), "more than 16 filters on one value");
}

TEST(TemplateText, ADollarAloneIsText) {
  EXPECT_EQ(problem_of("^\\d$ costs 5$"), "");
}

TEST(TemplateText, RefusesAnUnclosedSlot) {
  EXPECT_EQ(problem_of("a ${b"), "\"${\" is opened and never closed; a literal \"${\" is \"$${\"");
}

TEST(TemplateText, RefusesAnUnknownForm) {
  EXPECT_EQ(problem_of("${file:x}"),
            "unknown form \"file:\", known are env:, secret:, totp: and hotp:");
}

TEST(TemplateText, ACountedCodeNamesItsKeyAndItsCounter) {
  std::vector<TemplatePart> parts;
  ASSERT_FALSE(split_template("${hotp:key:count|sha256}", parts));
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].kind, TemplatePart::Kind::hotp);
  EXPECT_EQ(parts[0].text, "key");
  EXPECT_EQ(parts[0].counter, "count");
  EXPECT_EQ(parts[0].filters, std::vector<Filter>{Filter::sha256});
  EXPECT_EQ(problem_of("${hotp:key}"),
            "\"${hotp:key}\" names no counter: write ${hotp:key:counter}");
  for (const char* text : {"hotp:key:", "hotp::count", "hotp:key:a:b", "totp:key:count"}) {
    EXPECT_EQ(problem_of("${" + std::string(text) + "}"),
              "\"${" + std::string(text) +
                  "}\" holds no name: letters, digits, \"_\", \"-\" and \".\"; a literal \"${\" "
                  "is \"$${\"");
  }
  EXPECT_EQ(problem_of("${hotp:a:b|json}"),
            "a one-time code is a text and no JSON: its zeros in front count");
}

TEST(TemplateText, RefusesWhatIsNoName) {
  EXPECT_EQ(problem_of("${a b}"),
            "\"${a b}\" holds no name: letters, digits, \"_\", \"-\" and \".\"; a literal \"${\" "
            "is \"$${\"");
}

TEST(Excerpt, KeepsAShortText) {
  EXPECT_EQ(shortened("short", 200), "short");
}

TEST(Excerpt, CutsBetweenWordsSoThatHalfASecretNeverShows) {
  EXPECT_EQ(shortened("token: abcdefghijkl", 14), "token: …");
}

TEST(Excerpt, CutsBetweenCharactersOfUtf8) {
  EXPECT_EQ(shortened("a ü, ö, ä", 10), "a ü, …");
}

TEST(Excerpt, TellsASingleLongWordByItsLength) {
  EXPECT_EQ(shortened(std::string(300, 'x'), 200), "(300 bytes without a break)");
}

TEST(Excerpt, OfATextWithoutSecretsIsCutInsideOfALongWord) {
  const Redactor none;
  EXPECT_EQ(shortened(std::string(300, 'x'), 20, &none), std::string(17, 'x') + "…");
  EXPECT_EQ(shortened("token: abcdefghijkl", 14, &none), "token: …");
  EXPECT_EQ(shortened("äöüäöüäöüäöü", 10, &none), "äöü…");
  const std::string body = std::string(500, 'a') + "HERE" + std::string(500, 'b');
  const std::string shown = excerpt(body, 500, 100, &none);
  EXPECT_EQ(shown, "…" + std::string(25, 'a') + "HERE" + std::string(65, 'b') + "…");
  EXPECT_EQ(excerpt(body, 500, 100), "(1004 bytes without a break)");
}

TEST(Excerpt, OfALongWordHoldsNoPartOfASecretInIt) {
  const std::string secret = "s3cr3tS3cr3tS3cr3tS3cr3t";
  Redactor redactor;
  redactor.add(secret);
  // Wherever the cut would fall.
  for (std::size_t before = 0; before < 120; ++before) {
    const std::string body = std::string(before, 'x') + secret + std::string(300, 'y');
    for (const std::string& shown :
         {shortened(body, 60, &redactor), excerpt(body, before + 5, 60, &redactor)}) {
      EXPECT_EQ(shown.find("s3cr"), std::string::npos) << shown;
      EXPECT_EQ(shown.find("3tS3"), std::string::npos) << shown;
      EXPECT_LE(shown.size(), 60U);
    }
  }
}

TEST(Excerpt, ShowsTheEndOfABody) {
  const std::string body(1000, ' ');
  EXPECT_EQ(excerpt(body + "end", 1003, 20), "…" + std::string(14, ' ') + "end");
  const Redactor none;
  EXPECT_EQ(excerpt(body + "end", 1003, 20, &none), "…" + std::string(14, ' ') + "end");
}

TEST(Excerpt, CountsLinesAndCharacters) {
  EXPECT_EQ(line_and_column("äb\nöc", 0), "line 1, column 1");
  EXPECT_EQ(line_and_column("äb\nöc", 2), "line 1, column 2");
  EXPECT_EQ(line_and_column("äb\nöc", 6), "line 2, column 2");
  EXPECT_EQ(line_and_column("a\n", 2), "line 2, column 1");
}

TEST(Excerpt, ShowsTheSurroundings) {
  std::string body;
  for (int i = 0; i < 100; ++i) body += "filler ";
  const std::size_t at = body.size();
  body += "HERE ";
  for (int i = 0; i < 100; ++i) body += "filler ";
  const std::string shown = excerpt(body, at, 100);
  EXPECT_NE(shown.find("HERE"), std::string::npos);
  EXPECT_LE(shown.size(), 100U);
  EXPECT_TRUE(shown.starts_with("…"));
  EXPECT_TRUE(shown.ends_with("…"));
}

TEST(Excerpt, ShowsTheBeginningWhereNoPlaceIsKnown) {
  EXPECT_EQ(excerpt("one two three four", std::string::npos, 12), "one two …");
}

}  // namespace
}  // namespace slogate
