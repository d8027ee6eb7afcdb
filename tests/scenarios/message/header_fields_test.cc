#include "scenarios/message/header_fields.h"

#include <gtest/gtest.h>

#include <cctype>
#include <optional>
#include <string>

namespace slogate {
namespace {

std::string lines(const HeaderFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    out.append(name).append("=").append(value).append(";");
  }
  return out;
}

TEST(HeaderFields, KeepTheirOrderAndEmptyValues) {
  HeaderFields fields = {{"b", "2"}, {"a", ""}};
  fields.add("b", "3");
  EXPECT_EQ(lines(fields), "b=2;a=;b=3;");
  EXPECT_EQ(fields.size(), 3U);
}

TEST(HeaderFields, CopiesStandAlone) {
  HeaderFields fields = {{"name", "a value that is longer than a short string"}};
  const HeaderFields copy = fields;
  fields.clear();
  fields.add("other", "x");
  EXPECT_EQ(lines(copy), "name=a value that is longer than a short string;");
  EXPECT_FALSE(copy == fields);
  EXPECT_TRUE(copy == HeaderFields(copy));
}

TEST(HeaderFields, AreEqualByWhatTheySayNotByWhereItStands) {
  const std::string head = "HTTP/1.1 200 OK\r\nname:  value\r\n\r\n";
  HeaderFields taken;
  taken.add_place({17, 4, 24, 5}, "name");
  taken.take_text(head);
  EXPECT_EQ(lines(taken), "name=value;");
  EXPECT_TRUE(taken == (HeaderFields{{"name", "value"}}));
  EXPECT_FALSE(taken == (HeaderFields{{"Name", "value"}}));
}

TEST(HeaderFields, FindsAFieldByItsNameInEitherCase) {
  const HeaderFields fields = {{"Server", "nginx"}, {"SET-cookie", "a=1"}, {"set-cookie", "b=2"}};
  EXPECT_EQ(fields.find("set-cookie"), "a=1");
  EXPECT_EQ(fields.find("SERVER"), "nginx");
  EXPECT_EQ(fields.find("location"), std::nullopt);
  EXPECT_EQ(HeaderFields().find(""), std::nullopt);
}

// The marks may say yes too often, never no.
TEST(HeaderFields, NeverDeniesAFieldThatItHas) {
  for (char letter = '!'; letter <= '~'; ++letter) {
    for (std::size_t size = 1; size <= 70; ++size) {
      std::string name(size, letter);
      HeaderFields fields;
      fields.add(name, "value");
      for (char& c : name) c = static_cast<char>(std::toupper(c));
      EXPECT_TRUE(fields.may_have(name));
      EXPECT_EQ(fields.find(name), "value");
      fields.clear();
      EXPECT_FALSE(fields.may_have(name));
    }
  }
}

}  // namespace
}  // namespace slogate
