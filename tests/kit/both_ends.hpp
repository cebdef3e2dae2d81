#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::kit {

/// A host's and a carrier's end of one call, joined without a socket: what either end replies is
/// delivered at once.
///
/// shape   open(), then to_host() and to_carrier(); each returns what the frame itself gave
/// errors  `refused` keeps the last error; the reading is then empty
class BothEnds {
 public:
  explicit BothEnds(const carrier::CarrierDialect& dialect, const carrier::CallFacts& facts = {},
                    std::uint64_t seed = 42)
      : rng(seed), carrier(dialect.make_carrier(facts, rng)), host(dialect.make_host()) {}

  /// The upgrade and everything that is said before the first audio.
  void open() {
    const wire::UpgradeOffer offer = carrier->offer();
    std::vector<wire::Header> headers = offer.headers;
    if (const auto list = offer.subprotocol_list(); !list.empty())
      headers.push_back({"Sec-WebSocket-Protocol", list});
    if (const auto grant = host->accept({offer.path, offer.query, headers}); grant)
      granted = grant->subprotocol;
    else
      refused = grant.error();
    for (const wire::Frame& frame : host->write_opening()) to_carrier(frame);
    for (const wire::Frame& frame : carrier->write_opening()) to_host(frame);
  }

  /// Messages are valid until the host reads again.
  const carrier::CarrierReading& to_host(const wire::Frame& frame) {
    if (const auto read = host->read(frame.view(), heard_); !read) refused = read.error();
    note(heard_);
    if (!heard_.replies.empty()) {
      const auto replies = std::exchange(heard_.replies, {});
      for (const wire::Frame& reply : replies) to_carrier(reply);
    }
    return heard_;
  }
  const carrier::HostReading& to_carrier(const wire::Frame& frame) {
    if (const auto read = carrier->read(frame.view(), said_); !read) refused = read.error();
    note(said_);
    if (!said_.replies.empty()) {
      const auto replies = std::exchange(said_.replies, {});
      for (const wire::Frame& reply : replies) {
        carrier::CarrierReading aside;
        if (const auto read = host->read(reply.view(), aside); !read) refused = read.error();
        note(aside);
      }
    }
    return said_;
  }

  std::size_t caller_samples() const {
    return static_cast<std::size_t>(
        samples_in(carrier->traits().caller_frame, carrier->caller_format().rate_hz));
  }
  std::size_t host_samples() const {
    return static_cast<std::size_t>(
        samples_in(host->traits().host_frame, host->host_format().rate_hz));
  }

  Rng rng;
  std::unique_ptr<carrier::CarrierEnd> carrier;
  std::unique_ptr<carrier::HostEnd> host;
  std::string granted;
  std::optional<carrier::Started> started;
  bool accepted = false;
  std::optional<Error> refused;
  std::vector<Error> anomalies;

 private:
  void note(const carrier::CarrierReading& reading) {
    anomalies.insert(anomalies.end(), reading.anomalies.begin(), reading.anomalies.end());
    for (const auto& message : reading.messages)
      if (const auto* start = std::get_if<carrier::Started>(&message)) started = *start;
  }
  void note(const carrier::HostReading& reading) {
    anomalies.insert(anomalies.end(), reading.anomalies.begin(), reading.anomalies.end());
    for (const auto& message : reading.messages)
      accepted = accepted || std::holds_alternative<carrier::Accepted>(message);
  }

  carrier::CarrierReading heard_;
  carrier::HostReading said_;
};

/// The only message of a kind; nullptr if there is no such message.
template <class M, class Message>
const M* find(const wire::Reading<Message>& reading) {
  for (const Message& message : reading.messages)
    if (const M* const one = std::get_if<M>(&message)) return one;
  return nullptr;
}

}  // namespace hookswitch::kit
