// The bodies of requests, as pieces of text and files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/compile/builders.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

// The step's request behind one that captures `v` = `a b&"c/ü`; its flow file lies in "flows".
class BodyBench {
 public:
  explicit BodyBench(const StepSpec& step, std::vector<VariableSpec> variables = {},
                     const std::string& folder = "") {
    StepSpec first = step_spec("first", "/");
    first.captures = {capture_spec("v", Source::json, "/v")};
    Suite suite = suite_of({flow_of("f", {first, step})});
    suite.variables = std::move(variables);
    suite.folder = folder;
    suite_ = compiled(suite);
    frame_ = Frame(suite_.flows[0].slots);
    frame_.set(suite_.flows[0].steps[0].captures[0].slot(), "a b&\"c/ü");
  }

  const CompiledRequest& request() const { return suite_.flows[0].steps[1].request; }
  const Template& text(std::size_t piece = 0) const { return request().body.at(piece).text; }
  const Frame& frame() const { return frame_; }
  std::string body(std::size_t piece = 0) const { return text(piece).render(frame_); }

 private:
  CompiledSuite suite_;
  Frame frame_;
};

StepSpec with_body(BodyKind kind, const std::string& text) {
  StepSpec step = step_spec("s", "/", "POST");
  step.body_kind = kind;
  step.body = json(text);
  return step;
}

PartSpec value_part(std::string name, std::string value) {
  PartSpec part;
  part.name = std::move(name);
  part.value = TemplateText{std::move(value), {"flow.json", 8, 20}};
  part.at = {"flow.json", 8, 9};
  return part;
}

PartSpec file_part(std::string name, std::string file) {
  PartSpec part;
  part.name = std::move(name);
  part.file = std::move(file);
  part.at = {"flow.json", 8, 9};
  return part;
}

StepSpec with_parts(std::vector<PartSpec> parts) {
  StepSpec step = step_spec("s", "/", "POST");
  step.body_kind = BodyKind::multipart;
  step.parts = std::move(parts);
  return step;
}

TEST(RequestBody, JsonEscapesWhatIsInserted) {
  const BodyBench bench(
      with_body(BodyKind::json, R"({"a": "x ${v}", "b": [1, true, null, 0.5], "c": {}})"));
  EXPECT_EQ(bench.body(), R"({"a":"x a b&\"c/ü","b":[1,true,null,0.5],"c":{}})");
  EXPECT_EQ(bench.request().content_type, "application/json");
}

TEST(RequestBody, JsonEscapesConstantsToo) {
  const BodyBench bench(with_body(BodyKind::json, R"({"a\"": "${quote}\n"})"),
                        {variable("quote", "\"")});
  EXPECT_EQ(bench.body(), "{\"a\\\"\":\"\\\"\\n\"}");
  EXPECT_TRUE(bench.text().constant());
}

TEST(RequestBody, JsonValuesStandWithoutQuotationMarks) {
  const BodyBench bench(
      with_body(BodyKind::json, R"({"a": "${n|trim|json}", "b": ["${n}", "${list|json}"]})"),
      {variable("n", " 7 "), variable("list", R"([1, {"x": null}])")});
  EXPECT_EQ(bench.body(), R"({"a":7,"b":[" 7 ",[1, {"x": null}]]})");
  const BodyBench captured(with_body(BodyKind::json, R"("${v|json}")"));
  std::string out;
  std::string why;
  EXPECT_FALSE(captured.text().render(captured.frame(), out, &why));
  EXPECT_EQ(why, "\"v\" is no JSON");
}

TEST(RequestBody, AConstantThatIsNoJsonIsTold) {
  Suite suite = suite_of({flow_of("f", {with_body(BodyKind::json, R"({"a": "${api|json}"})")})});
  suite.variables = {variable("api", "[1")};
  const auto told = compile(suite, {}, {});
  ASSERT_FALSE(told);
  EXPECT_THAT(told.error().text(), testing::HasSubstr("\"api\" is no JSON: "));
}

TEST(RequestBody, JsonValuesStandInNoOtherBody) {
  for (const StepSpec& step : {with_body(BodyKind::json, R"("n: ${n|json}")"),
                               with_body(BodyKind::form, R"({"a": "${n|json}"})"),
                               with_body(BodyKind::text, R"("${n|json}")")}) {
    Suite suite = suite_of({flow_of("f", {step})});
    suite.variables = {variable("n", "7")};
    const auto told = compile(suite, {}, {});
    ASSERT_FALSE(told);
    EXPECT_THAT(told.error().text(), testing::HasSubstr("the filter \"json\" stands only where "
                                                        "a value of JSON can stand"));
  }
}

TEST(RequestBody, ConstantsAreFilteredOnce) {
  const BodyBench bench(with_body(BodyKind::text, R"("${word|trim|upper|base64_encode}")"),
                        {variable("word", " abc ")});
  EXPECT_EQ(bench.body(), "QUJD");
  EXPECT_TRUE(bench.text().constant());
}

TEST(RequestBody, AConstantThatAFilterDoesNotTakeIsTold) {
  Suite suite = suite_of_step(with_body(BodyKind::text, R"("${word|base64_decode}")"));
  suite.variables = {variable("word", "***")};
  EXPECT_EQ(errors_of(suite), "expected.json:1:2: \"word\": \"***\" is no base64");
}

TEST(RequestBody, FormsAreEncoded) {
  const BodyBench bench(with_body(BodyKind::form, R"({"user name": "${v}", "b": "x=y z"})"));
  EXPECT_EQ(bench.body(), "user+name=a+b%26%22c%2F%C3%BC&b=x%3Dy+z");
  EXPECT_EQ(bench.request().content_type, "application/x-www-form-urlencoded");
}

TEST(RequestBody, FormsTakeNumbersBooleansAndRepeatedNames) {
  const BodyBench bench(
      with_body(BodyKind::form, R"({"n": 1, "x": 1e+30, "b": true, "tag": ["a b", 2, false]})"));
  EXPECT_EQ(bench.body(), "n=1&x=1e%2B30&b=true&tag=a+b&tag=2&tag=false");
}

TEST(RequestBody, TextStandsAsItIs) {
  const BodyBench bench(with_body(BodyKind::text, R"("<${v}>")"));
  EXPECT_EQ(bench.body(), "<a b&\"c/ü>");
  EXPECT_EQ(bench.request().content_type, "text/plain; charset=utf-8");
}

TEST(RequestBody, NoneHasNoContentType) {
  EXPECT_EQ(BodyBench(step_spec("s", "/")).request().content_type, "");
}

TEST(RequestBody, AnOwnContentTypeReplacesTheBodys) {
  StepSpec step = with_body(BodyKind::json, "{}");
  step.headers = {{"content-type", {"application/vnd.api+json", {}}}};
  const BodyBench bench(step);
  EXPECT_EQ(bench.request().content_type, "application/vnd.api+json");
  EXPECT_TRUE(bench.request().headers.empty());
}

TEST(RequestParts, AreDelimitedPiecesWithTheirHeaders) {
  const BodyBench bench(with_parts({value_part("a", "1 ${v}"), value_part("b", "")}));
  ASSERT_EQ(bench.request().body.size(), 3U);
  EXPECT_EQ(bench.body(0), "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1 a b&\"c/ü");
  EXPECT_EQ(bench.body(1), "\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n");
  EXPECT_EQ(bench.body(2), "--\r\n");
  for (const CompiledBodyPart& part : bench.request().body) EXPECT_TRUE(part.delimiter);
  EXPECT_EQ(bench.request().content_type, "multipart/form-data");
}

TEST(RequestParts, QuoteTheirNames) {
  PartSpec part = value_part("a\"\r\nx: y", "1");
  part.type = "text/csv";
  EXPECT_EQ(BodyBench(with_parts({part})).body(),
            "\r\nContent-Disposition: form-data; name=\"a%22%0D%0Ax: y\"\r\nContent-Type: "
            "text/csv\r\n\r\n1");
}

TEST(RequestParts, HoldFilesFromBesideTheFileThatNamesThem) {
  const test::SuiteFolder folder;
  folder.write("flows/img/photo.png", "PNG");
  PartSpec part = file_part("photo", "img/photo.png");
  part.at.file = (folder.path() / "flows/a.json").string();
  const BodyBench bench(with_parts({part}), {}, folder.path().string());
  const CompiledBodyPart& piece = bench.request().body.at(0);
  EXPECT_EQ(bench.body(),
            "\r\nContent-Disposition: form-data; name=\"photo\"; "
            "filename=\"photo.png\"\r\nContent-Type: application/octet-stream\r\n\r\n");
  ASSERT_NE(piece.file, nullptr);
  EXPECT_EQ(piece.file->size(), 3U);
  std::string bytes(3, ' ');
  EXPECT_TRUE(piece.file->read(0, bytes));
  EXPECT_EQ(bytes, "PNG");
}

TEST(RequestParts, NameAndTypeOfAFileMayBeSaid) {
  const test::SuiteFolder folder;
  folder.write("a.bin", "x");
  PartSpec part = file_part("f", "a.bin");
  part.at.file = (folder.path() / "a.json").string();
  part.file_name = TemplateText{"${v}.png", part.at};
  part.type = "image/png";
  EXPECT_EQ(BodyBench(with_parts({part}), {}, folder.path().string()).body(),
            "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a "
            "b&%22c/ü.png\"\r\nContent-Type: image/png\r\n\r\n");
}

TEST(RequestParts, TheContentTypeLeavesTheBoundaryToSlogate) {
  StepSpec step = with_parts({value_part("a", "1")});
  step.headers = {{"content-type", {"multipart/form-data; boundary=x", {"flow.json", 6, 20}}}};
  EXPECT_EQ(errors_of_step(step),
            "flow.json:6:20: the content type of a multipart body begins with \"multipart/\", and "
            "slogate adds the boundary itself");
  step.headers = {{"content-type", {"multipart/mixed", {"flow.json", 6, 20}}}};
  EXPECT_EQ(BodyBench(step).request().content_type, "multipart/mixed");
}

TEST(RequestFile, IsOnePieceWithoutText) {
  const test::SuiteFolder folder;
  folder.write("a.bin", "hello");
  StepSpec step = with_body(BodyKind::file, R"("a.bin")");
  step.body.at.file = (folder.path() / "a.json").string();
  const BodyBench bench(step, {}, folder.path().string());
  ASSERT_EQ(bench.request().body.size(), 1U);
  EXPECT_FALSE(bench.request().body[0].delimiter);
  EXPECT_EQ(bench.request().body[0].file->size(), 5U);
  EXPECT_EQ(bench.request().content_type, "application/octet-stream");
}

TEST(RequestFile, ThatIsMissingOrOutsideIsTold) {
  const test::SuiteFolder folder;
  Suite suite = suite_of_step(with_body(BodyKind::file, R"("none.bin")"));
  suite.folder = folder.path().string();
  EXPECT_EQ(errors_of(suite), "expected.json:1:1: the file \"none.bin\" does not exist");
  suite.flows[0].steps.steps[0].body.string = "../none.bin";
  EXPECT_NE(errors_of(suite).find("must lie in or below the suite's folder"), std::string::npos)
      << errors_of(suite);
}

TEST(RequestFile, IsNotSignedUnread) {
  const test::SuiteFolder folder;
  folder.write("a.bin", "x");
  StepSpec step = with_body(BodyKind::file, R"("a.bin")");
  step.sign =
      SignSpec{"x-sig", {"key", {}}, {"${request.body}", {}}, "", false, {"flow.json", 6, 12}};
  Suite suite = suite_of_step(step);
  suite.folder = folder.path().string();
  EXPECT_EQ(errors_of(suite),
            "flow.json:6:12: a body with a file cannot be signed: it is read while it is sent; let "
            "\"over\" name other parts of the request");
  suite.flows[0].steps.steps[0].sign->over.text = "${request.target}";
  EXPECT_EQ(errors_of(suite), "");
}

}  // namespace
}  // namespace slogate
