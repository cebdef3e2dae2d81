#pragma once

#include <optional>
#include <utility>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::kit {

/// What a frame gave that gives one message: the message, and its anomaly if there is one.
///
/// shape   for dialects that give one message a frame; of several the first, of none Ignored
template <class Message>
struct ReadOne {
  Message message;
  std::optional<Error> anomaly;
};

template <class Message, class End>
Result<ReadOne<Message>> read_one(End& end, wire::FrameView frame, wire::Reading<Message>& sink) {
  if (const auto read = end.read(frame, sink); !read) return tl::unexpected(read.error());
  ReadOne<Message> one{carrier::Ignored{}, std::nullopt};
  if (!sink.messages.empty()) one.message = std::move(sink.messages.front());
  if (!sink.anomalies.empty()) one.anomaly = sink.anomalies.front();
  return one;
}
inline Result<ReadOne<carrier::CarrierMessage>> read_one(carrier::HostEnd& end,
                                                         wire::FrameView frame) {
  carrier::CarrierReading sink;
  return read_one(end, frame, sink);
}
inline Result<ReadOne<carrier::HostMessage>> read_one(carrier::CarrierEnd& end,
                                                      wire::FrameView frame) {
  carrier::HostReading sink;
  return read_one(end, frame, sink);
}

}  // namespace hookswitch::kit
