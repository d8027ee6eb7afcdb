// The colours of page.css, read from the page: text keeps 4.5:1 against what it stands on (WCAG
// 1.4.3), signs and edges that carry meaning 3:1 (1.4.11), on a light and on a dark screen.
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "reports/html/sections.h"

namespace slogate::report {
namespace {

using Palette = std::map<std::string, std::string>;

void read(Palette& palette, const std::string& css) {
  for (std::size_t at = css.find("--"); at != std::string::npos; at = css.find("--", at + 2)) {
    const std::size_t colon = css.find(':', at);
    const std::size_t hash = css.find('#', at);
    if (colon == std::string::npos || hash != colon + 2) continue;
    palette[css.substr(at + 2, colon - at - 2)] = css.substr(hash + 1, 6);
  }
}

Palette palette(bool dark) {
  const std::string css(page_css());
  const std::size_t split = css.find("@media (prefers-color-scheme: dark)");
  const std::size_t end = css.find("* {", split);
  Palette colours;
  read(colours, css.substr(0, split));
  if (dark) read(colours, css.substr(split, end - split));
  return colours;
}

double luminance(const std::string& colour) {
  std::array<double, 3> parts{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double value =
        static_cast<double>(std::strtol(colour.substr(2 * i, 2).c_str(), nullptr, 16)) / 255;
    parts[i] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

double contrast(const std::string& a, const std::string& b) {
  const double one = luminance(a) + 0.05;
  const double two = luminance(b) + 0.05;
  return one > two ? one / two : two / one;
}

class Colours : public testing::TestWithParam<bool> {};

TEST_P(Colours, KeepTextReadable) {
  Palette colour = palette(GetParam());
  const std::pair<const char*, const char*> pairs[] = {
      {"text", "page"},           {"text", "card"},          {"text", "code"},
      {"text", "unsure-soft"},    {"muted", "page"},         {"muted", "card"},
      {"link", "page"},           {"link", "card"},          {"good", "good-soft"},
      {"bad", "bad-soft"},        {"unsure", "unsure-soft"}, {"none", "none-soft"},
      {"on-solid", "good-solid"}, {"on-solid", "bad-solid"}, {"on-solid", "unsure-solid"},
      {"on-solid", "none-solid"}, {"muted", "code"}};
  for (const auto& [text, ground] : pairs) {
    ASSERT_TRUE(colour.count(text) == 1 && colour.count(ground) == 1) << text << " on " << ground;
    EXPECT_GE(contrast(colour[text], colour[ground]), 4.5) << text << " on " << ground;
  }
}

TEST_P(Colours, KeepEdgesVisible) {
  Palette colour = palette(GetParam());
  for (const char* edge : {"good", "bad", "unsure", "none", "focus"}) {
    EXPECT_GE(contrast(colour[edge], colour["card"]), 3.0) << edge;
    EXPECT_GE(contrast(colour[edge], colour["page"]), 3.0) << edge;
  }
}

std::string screen(const testing::TestParamInfo<bool>& param) {
  return param.param ? "Dark" : "Light";
}

INSTANTIATE_TEST_SUITE_P(Screens, Colours, testing::Bool(), screen);

TEST(PageCss, LoadsNothing) {
  EXPECT_EQ(page_css().find("url("), std::string_view::npos);
  EXPECT_EQ(page_css().find("@import"), std::string_view::npos);
}

TEST(PageCss, KnowsPaper) {
  EXPECT_NE(page_css().find("@media print"), std::string_view::npos);
}

}  // namespace
}  // namespace slogate::report
