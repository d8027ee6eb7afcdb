// A compiled JSONPath query (RFC 9535, whole): every selector, descendant segments, filters, and
// the functions length, count, match, search and value. Immutable once parsed; all threads may use
// one at the same time.
//
//   JsonPath::Fault fault;
//   const auto path = JsonPath::parse("$.items[?@.price < 10].id", fault);
//   std::vector<const nlohmann::json*> nodes;  // kept by the caller, so that it grows once
//   if (!path->select(body, nodes)) ...        // the query was cut short by a cap
//
// Limits: a text of 64 KiB, parentheses, filters and calls nested 64 deep, 10,000,000 nodes visited
// and 1,000,000 nodes found for each evaluation, values nested 1,000 deep.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace slogate {

namespace jsonpath {
struct Query;
}

class JsonPath {
 public:
  // Why a text is no query, and the byte at which that shows.
  struct Fault {
    std::size_t at = 0;
    std::string message;
  };

  // nullopt where the text is not a well-formed and valid query (RFC 9535 2.1), and where a pattern
  // that the text itself holds is no I-Regexp (RFC 9485): the RFC lets such a filter select nothing,
  // but a check that can never hold is a mistake of its writer.
  [[nodiscard]] static std::optional<JsonPath> parse(std::string_view text, Fault& fault);

  // Appends the nodes of the nodelist, in the order of RFC 9535 2.1.2; members of an object in the
  // order of their names. False where a cap was hit: `out` then holds a part of the nodelist. The
  // nodes belong to `root`. Allocates only where `out` grows or where the document holds a pattern.
  [[nodiscard]] bool select(const nlohmann::json& root,
                            std::vector<const nlohmann::json*>& out) const;

  // Whether it can find one node at most, whatever the document (RFC 9535 2.3.5.1).
  [[nodiscard]] bool singular() const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  JsonPath(std::string_view text, std::shared_ptr<const jsonpath::Query> query);

  std::string text_;
  std::shared_ptr<const jsonpath::Query> query_;
};

}  // namespace slogate
