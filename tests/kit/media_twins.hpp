#pragma once

#include <functional>
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
  explicit ServerAndRng(const agent::AgentDialect& dialect) : end(dialect.make_server(rng, {})) {}
  Rng rng{1};
  std::unique_ptr<agent::ServerEnd> end;
};

}  // namespace twins

/// The twins of a dialect's two ends.
struct MediaTwinsOf {
  std::string name;
  std::function<std::unique_ptr<MediaTwins>()> first;   ///< an agent's client, a carrier's host
  std::function<std::unique_ptr<MediaTwins>()> second;  ///< an agent's server, a carrier's own end
};

inline MediaTwinsOf media_twins_of(const agent::AgentDialect& dialect) {
  return {std::string(dialect.name),
          [&dialect] {
            return twins::make_pair(dialect.make_client({}, {}), dialect.make_client({}, {}),
                                    [](agent::ClientEnd& end, wire::FrameView frame) {
                                      agent::AgentReading reading;
                                      const auto read = end.read(frame, reading);
                                      return twins::shown(read, reading);
                                    });
          },
          [&dialect] {
            return twins::make_pair(std::make_unique<twins::ServerAndRng>(dialect),
                                    std::make_unique<twins::ServerAndRng>(dialect),
                                    [](twins::ServerAndRng& server, wire::FrameView frame) {
                                      agent::ClientReading reading;
                                      const auto read = server.end->read(frame, reading);
                                      return twins::shown(read, reading);
                                    });
          }};
}

inline MediaTwinsOf media_twins_of(const carrier::CarrierDialect& dialect) {
  const auto reads = [](auto& end, wire::FrameView frame) {
    return twins::shown(kit::read_one(end, frame));
  };
  return {dialect.full_name(),
          [&dialect, reads] {
            return twins::make_pair(dialect.make_host(), dialect.make_host(), reads);
          },
          [&dialect, reads] {
            return twins::make_pair(twins::carrier_end(dialect), twins::carrier_end(dialect),
                                    reads);
          }};
}

/// Those of every dialect of both lists.
inline std::vector<MediaTwinsOf> media_twins() {
  std::vector<MediaTwinsOf> all;
  for (const auto* const one : agent::all_dialects()) all.push_back(media_twins_of(*one));
  for (const auto* const one : carrier::all_dialects()) all.push_back(media_twins_of(*one));
  return all;
}

}  // namespace hookswitch
