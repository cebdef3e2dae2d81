#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "hookswitch/bridge/arrival_meter.hpp"
#include "hookswitch/bridge/leg_socket.hpp"
#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::bridge {

/// The carrier's side of a call: its socket, the host's end of its dialect, what its media is like.
///
/// shape   one frame in, its messages out; audio, commands and the close go to the socket
/// errors  none: a frame that cannot be read is an anomaly of the record
/// cost    per media message O(samples), no allocation once the buffers have grown
class CarrierLeg {
 public:
  CarrierLeg(std::unique_ptr<carrier::HostEnd> host, CallContext& context);

  const carrier::Traits& traits() const { return host_->traits(); }
  codec::MediaFormat format() const { return host_->host_format(); }
  LegSocket& socket() { return socket_; }
  const LegSocket& socket() const { return socket_; }

  /// False: it was open before. Sends the host's opening frames.
  bool open(std::string_view remote);
  /// The messages of the frame, valid until the next read(). Replies have been sent before.
  std::span<const carrier::CarrierMessage> read(wire::FrameView frame);
  /// A start message, or the call that a stop message names, as the record holds it.
  record::CarrierFact started(const carrier::Started& started);
  record::CarrierFact stopped(const carrier::Stopped& stopped);
  /// Media of `bytes` on the wire has arrived.
  void media(const carrier::Media& media, std::size_t bytes);

  /// The stream has started: the dialect's keep-alives begin.
  void stream_starts();
  void keep_alive();

  void send_audio(PcmView frame);
  /// False where the dialect has no such message.
  bool clear();
  /// True: a MarkPlayed of that name will follow.
  bool mark(std::string_view name);
  /// Ends the socket according to the cause. `stream_began`: there is a stream to hang up.
  void close(call::EndCause cause, bool stream_began);
  /// The bound on the close has passed: a carrier that should have closed gets our close frame, any
  /// other is dropped.
  void close_is_late();

  const ArrivalMeter& arrivals() const { return arrivals_; }
  const record::DirectionFigures& sent() const { return sent_; }
  int peak() const { return peak_; }  ///< as in record::MediaFact
  /// Releases memory that a large message took.
  void give_back();

 private:
  void measure(PcmView samples);

  CallContext& context_;
  std::unique_ptr<carrier::HostEnd> host_;
  LegSocket socket_;
  carrier::CarrierReading reading_;  ///< of the carrier's last frame
  ArrivalMeter arrivals_;
  record::DirectionFigures sent_;
  int peak_ = 0;
};

}  // namespace hookswitch::bridge
