#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/carrier/all.hpp"
#include "kit/read_one.hpp"

/// Two equal ends of one dialect. One reads the messages unchanged, the other after a byte order
/// mark: the scanner refuses it and the parser ignores it, so that the twin reads documents.
namespace hookswitch {

class MediaTwins {
 public:
  virtual ~MediaTwins() = default;
  /// How the twins differ about `text`; empty when they do not.
  virtual std::string read(std::string_view text) = 0;
};

namespace twins {

inline std::string shown(PcmView samples) {
  std::string text = std::to_string(samples.size()) + " samples";
  for (const Sample sample : samples) text += ' ' + std::to_string(sample);
  return text;
}
inline std::string shown(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "none";
}
/// Where in the message it was found shifts with the mark; where in a field does not.
inline std::string shown(const Error& error) {
  const bool in_field = !error.field.empty();
  return std::to_string(static_cast<int>(error.code)) + ' ' + std::string(error.field) + ' ' +
         std::to_string(in_field ? error.at : 0);
}

inline std::string shown(const carrier::Media& media) {
  return std::to_string(media.rate_hz) + ' ' + shown(media.sequence) + ' ' + shown(media.samples);
}
inline std::string shown(const carrier::Audio& audio) {
  return std::to_string(audio.rate_hz) + ' ' + std::string(audio.mark) + ' ' + shown(audio.samples);
}
inline std::string shown(const carrier::Ignored& other) { return other.event; }
inline std::string shown(const agent::AgentAudio& audio) {
  return std::string(audio.response_id) + '/' + std::string(audio.item_id) + ' ' +
         shown(audio.samples);
}
inline std::string shown(const agent::CallerAudio& audio) { return shown(audio.samples); }
inline std::string shown(const agent::AgentIgnored& other) { return other.type; }
inline std::string shown(const agent::ClientIgnored& other) { return other.type; }
template <class Other>
std::string shown(const Other&) {
  return "";  // not read by the scanner: the kind of message is enough
}

template <class Message>
std::string shown_message(const Message& message) {
  return std::to_string(message.index()) + ": " +
         std::visit([](const auto& one) { return shown(one); }, message);
}
template <class Message>
std::string shown(const Result<kit::ReadOne<Message>>& read) {
  if (!read) return "refused " + shown(read.error());
  return shown_message(read->message) + (read->anomaly ? " odd " + shown(*read->anomaly) : "");
}
template <class Message>
std::string shown(const Result<void>& read, const wire::Reading<Message>& reading) {
  std::string text = read ? "" : "refused " + shown(read.error());
  for (const Message& message : reading.messages) text += shown_message(message) + '\n';
  for (const Error& odd : reading.anomalies) text += "odd " + shown(odd) + '\n';
  for (const wire::Frame& reply : reading.replies) text += reply.payload + '\n';
  return text;
}

/// Both twins have read and written the same before; `Read` returns what an end reads as text.
template <class End, class Read>
class Pair final : public MediaTwins {
 public:
  Pair(std::unique_ptr<End> scans, std::unique_ptr<End> parses, Read read)
      : scans_(std::move(scans)), parses_(std::move(parses)), read_(read) {}

  std::string read(std::string_view text) override {
    const std::vector<char> exact(text.begin(), text.end());
    const std::string marked = "\xEF\xBB\xBF" + std::string(text);
    const std::string scanned = read_(*scans_, {wire::Opcode::text, {exact.data(), exact.size()}});
    const std::string parsed = read_(*parses_, {wire::Opcode::text, marked});
    return scanned == parsed ? "" : scanned + "\ninstead of\n" + parsed;
  }

 private:
  std::unique_ptr<End> scans_, parses_;
  Read read_;
};
template <class End, class Read>
std::unique_ptr<MediaTwins> make_pair(std::unique_ptr<End> a, std::unique_ptr<End> b, Read read) {
  return std::make_unique<Pair<End, Read>>(std::move(a), std::move(b), read);
}

inline std::unique_ptr<carrier::CarrierEnd> carrier_end(const carrier::CarrierDialect& dialect) {
  Rng rng(1);
  carrier::CallFacts facts;
  facts.call_id = "c1";
  facts.stream_id = "s1";
  return dialect.make_carrier(facts, rng);
}

/// Keeps a server end and its number generator together, which must outlive it.
struct ServerAndRng {
  Rng rng{1};
  std::unique_ptr<agent::ServerEnd> end = agent::usual_dialect().make_server(rng, {});
};

}  // namespace twins

/// How many pairs of twins there are: both ends of the agent's dialect and of every carrier's.
inline unsigned media_twins() {
  return 2 + 2 * static_cast<unsigned>(carrier::all_dialects().size());
}

/// The agent's client and server, then host and carrier by the list, by `which` modulo their count.
inline std::unique_ptr<MediaTwins> make_media_twins(unsigned which) {
  which %= media_twins();
  const auto reads = [](auto& end, wire::FrameView frame) {
    return twins::shown(kit::read_one(end, frame));
  };
  if (which == 0)
    return twins::make_pair(agent::usual_dialect().make_client({}, {}),
                            agent::usual_dialect().make_client({}, {}),
                            [](agent::ClientEnd& end, wire::FrameView frame) {
                              agent::AgentReading reading;
                              const auto read = end.read(frame, reading);
                              return twins::shown(read, reading);
                            });
  if (which == 1)
    return twins::make_pair(std::make_unique<twins::ServerAndRng>(),
                            std::make_unique<twins::ServerAndRng>(),
                            [](twins::ServerAndRng& server, wire::FrameView frame) {
                              agent::ClientReading reading;
                              const auto read = server.end->read(frame, reading);
                              return twins::shown(read, reading);
                            });
  const carrier::CarrierDialect& dialect = *carrier::all_dialects()[(which - 2) / 2];
  if (which % 2 == 0) return twins::make_pair(dialect.make_host(), dialect.make_host(), reads);
  return twins::make_pair(twins::carrier_end(dialect), twins::carrier_end(dialect), reads);
}

}  // namespace hookswitch
