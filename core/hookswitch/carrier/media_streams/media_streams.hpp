#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/wire/json_writer.hpp"

/// The family of media-stream dialects: connected, start, media, mark, dtmf and stop as JSON text,
/// audio as base64. Vendors differ in the details of a style.
namespace hookswitch::carrier {

/// A media format as the start message names it.
struct StreamFormat {
  std::string_view name;
  codec::MediaFormat format;
};

/// The fields that vendors spell differently.
struct StreamNames {
  std::string_view stream = "streamSid", sequence = "sequenceNumber";
  std::string_view account = "accountSid", call = "callSid";
  std::string_view format = "mediaFormat", rate = "sampleRate", parameters = "customParameters";
};

/// What the upgrade's URL says of the formats.
struct StreamOrder {
  std::optional<codec::MediaFormat> caller;  ///< until the start message names it
  std::optional<codec::MediaFormat> host;    ///< where it is not the caller's
  std::optional<codec::Encoding> l16;        ///< byte order of all 16-bit audio
};

enum class DigitDuration : std::uint8_t { none, number, text };
/// What the carrier makes of host audio without the next `media.chunk`.
enum class ChunkRule : std::uint8_t { off, report, drop };

/// How a vendor speaks the family's messages; a constant in the vendor's folder.
struct StreamStyle {
  const Traits* traits;
  /// The default first. The carrier speaks the first one that has its rate.
  std::span<const StreamFormat> formats;
  std::span<const StreamFormat> host_formats{};  ///< likewise; empty: the caller's format
  StreamNames names{};
  std::string_view connected_protocol = "Call";  ///< empty: the field is absent
  std::string_view connected_version = "1.0.0";  ///< likewise
  /// Generates an id: `prefix` is "AC" of an account, "CA" of a call, "MZ" of a stream, "SX" of
  /// what `second_call` names.
  std::string (*make_id)(std::string_view prefix, Rng& rng);
  std::string_view second_call{};  ///< another id of the call: the one of stop; empty: none
  /// Adds what else the `start` object holds.
  void (*append_start)(const CallFacts& facts, wire::ObjectText& start) = nullptr;
  bool start_has_tracks = true;
  bool start_stream_counts = false;  ///< where the two stream ids of a start differ
  bool start_has_stream = true;      ///< also within the `start` object
  /// Adds the media format but for its encoding; nullptr: the rate and `channels` as numbers.
  void (*append_format)(codec::MediaFormat format, wire::ObjectText& media_format) = nullptr;
  bool media_has_track = true;
  bool digit_has_track = true;
  DigitDuration digit_duration = DigitDuration::none;
  bool stop_has_body = true;
  std::string_view stop_reason{};   ///< empty: none
  bool acknowledges_clear = false;  ///< a clear comes back after the marks it returns
  /// Adds what an `error` says, which answers what the carrier cannot use; nullptr: nothing does.
  void (*append_error)(Errc code, wire::ObjectText& error) = nullptr;
  bool host_names_stream = true;          ///< in every message of the host
  ChunkRule chunk_rule = ChunkRule::off;  ///< otherwise the host counts its audio messages
  /// Whether host audio of this size is played without gaps; nullptr: of any size.
  bool (*plays_whole)(std::size_t samples, codec::MediaFormat format) = nullptr;
  /// The media messages that the host waits for one that is missing; 0: they come in order.
  int reorder_window = 0;
  Result<StreamOrder> (*read_order)(std::string_view query) = nullptr;
  std::string (*write_order)(codec::MediaFormat host) = nullptr;
  /// A message may come wrapped: then it is the object under this key. Empty: never.
  std::string_view wrapper{};
  EndSignals end{};
};

/// shape   connected, start, media..., stop; marks come back on play-out and on clear
/// errors  wrong_opcode for binary, wrong_stream for another stream; a message out of sequence is
///         used and is an anomaly. A stream whose start message does not come within a second of
///         audio is a call without an id
std::unique_ptr<HostEnd> make_stream_host(const StreamStyle& style);
std::unique_ptr<CarrierEnd> make_stream_carrier(const StreamStyle& style, const CallFacts& facts,
                                                Rng& rng);

}  // namespace hookswitch::carrier
