#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "hookswitch/base/give_back.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/wire/frame.hpp"

namespace hookswitch::wire {

/// What one end of a dialect makes of one frame: messages, frames to send back, anomalies.
///
/// shape   kept by the caller and passed to every read(), which begins with clear(). The caller
///         handles all three lists, each in its order: anomalies, messages, replies
/// range   as many entries as one frame of bounded size can hold
/// errors  an anomaly is counted and never fatal. read() itself returns the error of a frame that
///         is refused as a whole: there are no messages then, though there may be replies
/// cost    no allocation once the lists have grown
template <class Message>
struct Reading {
  std::vector<Message> messages;
  std::vector<Frame> replies;
  std::vector<Error> anomalies;

  void clear() {
    messages.clear();
    replies.clear();
    anomalies.clear();
  }

  template <class M>
  void add(M&& message) {
    messages.emplace_back(std::forward<M>(message));
  }
  void reply(Frame frame) { replies.push_back(std::move(frame)); }
  void note(const Error& anomaly) { anomalies.push_back(anomaly); }
  void note(const std::optional<Error>& anomaly) {
    if (anomaly) note(*anomaly);
  }

  /// Frees what an unusually full frame made grow.
  void give_back() {
    hookswitch::give_back(messages);
    hookswitch::give_back(replies);
    hookswitch::give_back(anomalies);
  }
};

}  // namespace hookswitch::wire
