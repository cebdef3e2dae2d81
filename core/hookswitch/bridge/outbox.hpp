#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "hookswitch/bridge/output.hpp"

namespace hookswitch::bridge {

/// What waits to be polled, first in, first out.
/// cost    no allocation once it has grown to its common size; more is released
class Outbox {
 public:
  void push(Output output) { waiting_.push_back(std::move(output)); }

  std::optional<Output> pop() {
    if (head_ == waiting_.size()) return std::nullopt;
    std::optional<Output> first(std::move(waiting_[head_++]));
    if (head_ == waiting_.size()) {
      waiting_.clear();
      // Not "= {}": that assigns an empty list, and keeps the memory.
      if (waiting_.capacity() > kKept) waiting_ = std::vector<Output>();
      head_ = 0;
    }
    return first;
  }

  /// How many outputs there is room for.
  std::size_t capacity() const { return waiting_.capacity(); }

 private:
  static constexpr std::size_t kKept = 32;

  std::vector<Output> waiting_;
  std::size_t head_ = 0;
};

}  // namespace hookswitch::bridge
