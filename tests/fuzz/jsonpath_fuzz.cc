// libFuzzer's entry for JSONPath: the first line is the query, all after it the document. Reads,
// evaluates, and holds what each result promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "scenarios/content/jsonpath.h"

namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = input.find('\n');
  const std::string_view query = input.substr(0, line_end);
  slogate::JsonPath::Fault fault;
  const auto path = slogate::JsonPath::parse(query, fault);
  if (!path) {
    require(!fault.message.empty() && fault.at <= query.size());
    return 0;
  }
  require(fault.message.empty() && path->text() == query);
  if (line_end == std::string_view::npos) return 0;
  const auto document = nlohmann::json::parse(input.substr(line_end + 1), nullptr, false);
  if (document.is_discarded()) return 0;
  std::vector<const nlohmann::json*> nodes;
  const bool whole = path->select(document, nodes);
  require(!whole || !path->singular() || nodes.size() <= 1);
  return 0;
}
