// The requests of a suite that are the same each time (CompiledRequest::constant), each made once for all users of a
// worker whose jars are empty, by the one that needs it first. Their places do not change.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "scenarios/message/exchange.h"

namespace slogate {

class ConstantRequests {
 public:
  // nullptr: nobody has made it yet, or the number is 0.
  [[nodiscard]] const Request* find(std::size_t number) const {
    return number < made_.size() ? made_[number].get() : nullptr;
  }

  // `number`: from 1. Once for each.
  void keep(std::size_t number, const Request& request) {
    if (number >= made_.size()) made_.resize(number + 1);
    auto made = std::make_unique<Request>(request);
    made->constant = number;
    made_[number] = std::move(made);
  }

 private:
  std::vector<std::unique_ptr<const Request>> made_;
};

}  // namespace slogate
