// The header fields of an answer, in their order: one text and the places of the fields in it, so that an answer with ten
// of them costs no more memory traffic than its bytes.
//
//   HeaderFields fields;
//   fields.add("Content-Type", "text/html");
//   for (const auto [name, value] : fields) …
//
// Views are good until the next change. clear() keeps the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slogate {

class HeaderFields {
 public:
  struct Field {
    std::string_view name;
    std::string_view value;

    [[nodiscard]] bool operator==(const Field&) const = default;
  };
  // Where a field stands in a head: offsets of name and value.
  struct Place {
    std::uint32_t name = 0;
    std::uint32_t name_size = 0;
    std::uint32_t value = 0;
    std::uint32_t value_size = 0;
  };

  HeaderFields() = default;
  HeaderFields(std::initializer_list<Field> fields) {
    for (const Field& field : fields) add(field.name, field.value);
  }

  void add(std::string_view name, std::string_view value) {
    const auto at = static_cast<std::uint32_t>(text_.size());
    const auto behind = static_cast<std::uint32_t>(name.size());
    places_.push_back({at, behind, at + behind, static_cast<std::uint32_t>(value.size())});
    text_.append(name).append(value);
    names_ |= mark(name);
  }
  void push_back(const Field& field) { add(field.name, field.value); }

  // Takes a whole head over, and where its fields stand in it. The places come first, one call each, with `name` the text
  // that stands there.
  void add_place(const Place& place, std::string_view name) {
    places_.push_back(place);
    names_ |= mark(name);
  }
  void take_text(std::string_view head) { text_.assign(head); }
  // The head that was taken over.
  [[nodiscard]] std::string_view text() const { return text_; }

  // The value of the first field of that name, in upper or lower case; nothing where there is none.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  // False: surely none. Costs nothing: most answers are asked for fields that they do not have.
  [[nodiscard]] bool may_have(std::string_view name) const { return (names_ & mark(name)) != 0; }

  // Whether it holds memory, be it empty.
  [[nodiscard]] bool has_memory() const { return places_.capacity() > 0; }

  void clear() {
    text_.clear();
    places_.clear();
    names_ = 0;
  }

  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] bool empty() const { return places_.empty(); }
  [[nodiscard]] Field operator[](std::size_t index) const {
    const Place& place = places_[index];
    const std::string_view text = text_;
    return {text.substr(place.name, place.name_size), text.substr(place.value, place.value_size)};
  }

  class Iterator {
   public:
    Iterator(const HeaderFields& fields, std::size_t at) : fields_(&fields), at_(at) {}
    [[nodiscard]] Field operator*() const { return (*fields_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    [[nodiscard]] bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const HeaderFields* fields_;
    std::size_t at_;
  };
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size()}; }

  // The same fields in the same order.
  [[nodiscard]] bool operator==(const HeaderFields& other) const {
    if (size() != other.size()) return false;
    for (std::size_t i = 0; i < size(); ++i) {
      if ((*this)[i] != other[i]) return false;
    }
    return true;
  }

 private:
  // One bit of 64 for a name: by its length and its first letter, which tell the usual ones apart.
  [[nodiscard]] static std::uint64_t mark(std::string_view name) {
    const unsigned first = name.empty() ? 0 : static_cast<unsigned char>(name.front()) | 0x20U;
    return std::uint64_t{1} << ((name.size() + 7 * first) % 64);
  }

  std::string text_;
  std::vector<Place> places_;
  std::uint64_t names_ = 0;  // the marks of all
};

}  // namespace slogate
