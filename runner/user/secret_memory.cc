#include "runner/user/secret_memory.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace slogate {
namespace {

void add_part(std::string_view part, Redactor& redactor) {
  if (Redactor::too_short(part)) return redactor.add_member(part);
  redactor.add(part);
}

void add_members(const nlohmann::json& json, Redactor& redactor) {
  if (json.is_string()) return add_part(json.get_ref<const std::string&>(), redactor);
  if (json.is_number()) return add_part(json.dump(), redactor);
  if (!json.is_structured()) return;
  for (const nlohmann::json& member : json) add_members(member, redactor);
}

}  // namespace

bool SecretMemory::add(std::string_view secret) {
  if (secret.empty()) return false;
  if (std::find(kept_.begin(), kept_.end(), secret) != kept_.end()) return false;
  if (kept_.size() < most_) {
    kept_.emplace_back(secret);
    return true;
  }
  kept_[oldest_].assign(secret);
  oldest_ = (oldest_ + 1) % most_;
  return true;
}

void SecretMemory::each(const std::function<void(std::string_view)>& visit) const {
  for (const std::string& secret : kept_) visit(secret);
}

void add_captured(std::string_view value, Redactor& redactor) {
  redactor.add(value);
  if (!value.starts_with('{') && !value.starts_with('[')) return;
  const auto json = nlohmann::json::parse(value, nullptr, false);
  if (!json.is_discarded()) add_members(json, redactor);
}

}  // namespace slogate
