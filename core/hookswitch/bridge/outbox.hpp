#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "hookswitch/bridge/output.hpp"

namespace hookswitch::bridge {

/// What waits to be polled, first in, first out.
/// cost    no allocation once it has grown to what usually waits; the room for more is given back
class Outbox {
 public:
  void push(Output output) { waiting_.push_back(std::move(output)); }

  std::optional<Output> pop() {
    if (head_ == waiting_.size()) return std::nullopt;
    std::optional<Output> first(std::move(waiting_[head_++]));
    if (head_ == waiting_.size()) {
      waiting_.clear();
      if (waiting_.capacity() > kKept) waiting_ = {};
      head_ = 0;
    }
    return first;
  }

 private:
  static constexpr std::size_t kKept = 32;

  std::vector<Output> waiting_;
  std::size_t head_ = 0;
};

}  // namespace hookswitch::bridge
