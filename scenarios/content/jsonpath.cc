#include "scenarios/content/jsonpath.h"

#include <utility>

#include <fmt/format.h>

#include "scenarios/content/jsonpath_parse.h"
#include "scenarios/content/jsonpath_select.h"
#include "scenarios/message/utf8.h"

namespace slogate {
namespace {

constexpr std::size_t kLongestText = 64 * 1024;
constexpr std::size_t kMostVisits = 10'000'000;  // about a second
constexpr std::size_t kMostFound = 1'000'000;

}  // namespace

JsonPath::JsonPath(std::string_view text, std::shared_ptr<const jsonpath::Query> query)
    : text_(text), query_(std::move(query)) {}

std::optional<JsonPath> JsonPath::parse(std::string_view text, Fault& fault) {
  fault = {};
  if (text.size() > kLongestText) {
    fault = {kLongestText, fmt::format("the query is longer than {} bytes", kLongestText)};
    return std::nullopt;
  }
  if (const std::size_t wrong = find_invalid_utf8(text); wrong != std::string_view::npos) {
    fault = {wrong, "the query is not valid UTF-8"};
    return std::nullopt;
  }
  auto query = std::make_shared<jsonpath::Query>();
  if (!jsonpath::Parser(text, fault).parse(*query)) return std::nullopt;
  return JsonPath(text, std::move(query));
}

bool JsonPath::select(const nlohmann::json& root, std::vector<const nlohmann::json*>& out) const {
  jsonpath::Selection selection(root, kMostVisits);
  jsonpath::Findings findings;
  findings.list = &out;
  findings.enough = kMostFound + 1;
  if (selection.walk(*query_, root, findings)) return true;
  if (findings.count > kMostFound) out.pop_back();  // the one that told that there are more
  return false;
}

bool JsonPath::singular() const {
  return query_->singular;
}

}  // namespace slogate
