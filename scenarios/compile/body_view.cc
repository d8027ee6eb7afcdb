#include "scenarios/compile/body_view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/excerpt.h"
#include "scenarios/content/charset.h"
#include "scenarios/content/decoding.h"

namespace slogate {
namespace {

constexpr std::size_t kKeptBytes = 256U << 10U;

void shrink(std::string& text) {
  text.clear();
  if (text.capacity() > kKeptBytes) text.shrink_to_fit();
}

}  // namespace

BodyView::Parsed::Parsed() : json_(std::make_unique<nlohmann::json>()) {}
BodyView::Parsed::~Parsed() = default;

void BodyView::Parsed::begin(const Response& response, std::uint64_t most) {
  response_ = &response;
  most_ = most;
  text_ = {};
  text_fault.clear();
  broken_at = std::string_view::npos;
  scratch.clear();
  scratch.texts.shrink();
  shrink(decoded_);
  codings_.clear();
  if (json_text_state_ != State::untried) json_text_.clear();
  if (json_state_ != State::untried) *json_ = nullptr;
  if (markup_state_ != State::untried) markup_.clear();
  text_state_ = json_text_state_ = json_state_ = markup_state_ = State::untried;
}

std::string_view BodyView::Parsed::text() {
  if (text_state_ != State::untried) return text_;
  text_state_ = State::good;
  text_ = response_->body;
  // Of several fields each is a part of one list (RFC 9110 5.3).
  for (const HeaderFields::Field field : response_->headers) {
    if (!same_name(field.name, "Content-Encoding")) continue;
    if (!codings_.empty()) codings_ += ", ";
    codings_ += field.value;
  }
  if (codings_.empty()) return text_;
  Decoding decoding = decode_content(codings_, response_->body, most_, decoded_);
  text_ = decoded_;
  if (decoding.fault != Decoding::Fault::none) {
    text_ = {};
    text_state_ = State::bad;
    text_fault = std::move(decoding.detail);
  }
  return text_;
}

// Why the body cannot be parsed, whatever it should be; empty where it can.
std::string_view BodyView::Parsed::obstacle() {
  const std::string_view body = text();
  if (!text_fault.empty()) return text_fault;
  if (body.empty()) return "the body is empty";
  return body.size() > kMostParsed ? "the body is over 16 MiB and not looked into" : "";
}

const JsonText* BodyView::Parsed::json_text(std::string_view& fault) {
  if (json_text_state_ == State::good) return &json_text_;
  fault = obstacle();
  if (!fault.empty()) return nullptr;
  if (json_text_state_ == State::untried && json_text_.parse(text_)) {
    json_text_state_ = State::good;
    return &json_text_;
  }
  const JsonText::Fault& told = json_text_.fault();
  if (json_text_state_ == State::untried) {
    json_text_state_ = State::bad;
    json_fault_ = fmt::format("the body is {}: {}{}: {}",
                              told.limit ? "JSON that is not looked into" : "no JSON",
                              line_and_column(text_, told.at),
                              told.at == text_.size() ? ", where the body ends" : "", told.why);
  }
  broken_at = told.at;
  fault = json_fault_;
  return nullptr;
}

const nlohmann::json* BodyView::Parsed::json(std::string_view& fault) {
  if (json_text(fault) == nullptr) return nullptr;
  if (json_state_ == State::untried) {
    *json_ = nlohmann::json::parse(text_.begin(), text_.end(), nullptr, false);
    json_state_ = json_->is_discarded() ? State::bad : State::good;
  }
  if (json_state_ == State::good) return json_.get();
  fault = "the body is no JSON";
  return nullptr;
}

MarkupTree* BodyView::Parsed::markup(std::string_view& fault) {
  fault = obstacle();
  if (!fault.empty()) return nullptr;
  if (markup_state_ == State::untried) {
    const auto type = response_->header("Content-Type");
    const MarkupKind kind = type ? markup_kind(*type) : MarkupKind::html;
    markup_fault_.clear();
    markup_broken_at_ = std::string_view::npos;
    const std::string_view charset = type ? charset_of(*type) : std::string_view();
    const bool read = markup_.load(text_, kind, markup_fault_, &markup_broken_at_, charset);
    markup_state_ = read ? State::good : State::bad;
  }
  if (markup_state_ == State::good) return &markup_;
  broken_at = markup_broken_at_;
  fault = markup_fault_;
  return nullptr;
}

BodyReader::BodyReader() = default;
BodyReader::~BodyReader() = default;

BodyView::BodyView(const Exchange& exchange, std::span<const Hop> hops, const Url* url,
                   std::uint64_t most, BodyReader* reader)
    : exchange_(exchange), hops_(hops), url_(url), most_(most), reader_(reader) {}
BodyView::~BodyView() = default;

BodyView::Parsed& BodyView::parsed() const {
  if (parsed_ == nullptr) {
    std::unique_ptr<Parsed>& owner = reader_ == nullptr ? own_ : reader_->parsed_;
    if (!owner) owner = std::make_unique<Parsed>();
    parsed_ = owner.get();
    parsed_->begin(exchange_.response, most_);
  }
  return *parsed_;
}

std::string_view BodyView::text(std::string* fault) const {
  Parsed& parsed = this->parsed();
  const std::string_view text = parsed.text();
  if (fault != nullptr) *fault = parsed.text_fault;
  return text;
}

}  // namespace slogate
