// HTML as browsers take it, and XPath 1.0 over it, by libxml2. Private to this folder.
//
//   auto page = Html::parse("<title>Hello</title>");
//   page->evaluate("//title").nodes   // {"Hello"}
//
// No network, no external entity, no output. A tree belongs to one thread; expressions are compiled
// per look, since libxml2 keeps a cache in a compiled one and so cannot share it between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slogate {

struct XPathValue {
  enum class Kind : std::uint8_t { none, nodes, text, number, boolean };
  Kind kind = Kind::none;
  std::size_t count = 0;           // nodes in the set
  std::vector<std::string> nodes;  // their texts, at most kMostNodes and kMostText bytes
  std::string text;
  double number = 0;
  bool boolean = false;
};

class Html {
 public:
  // Texts of a node set that are kept: `//*` over a deep page would be quadratic in its size.
  static constexpr std::size_t kMostNodes = 10'000;
  static constexpr std::size_t kMostText = 16U << 20U;

  // The tree of a UTF-8 text, however broken; nullptr where there is nothing in it.
  [[nodiscard]] static std::unique_ptr<Html> parse(std::string_view text);
  ~Html();
  Html(const Html&) = delete;
  Html& operator=(const Html&) = delete;

  // Kind::none where the expression cannot be evaluated.
  [[nodiscard]] XPathValue evaluate(const std::string& expression) const;

 private:
  struct Tree;
  explicit Html(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

// True for an expression that XPath 1.0 can evaluate, with functions that it knows.
[[nodiscard]] bool valid_xpath(const std::string& expression);

}  // namespace slogate
