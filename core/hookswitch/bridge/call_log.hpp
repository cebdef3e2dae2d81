#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "hookswitch/bridge/outbox.hpp"
#include "hookswitch/record/fact.hpp"
#include "hookswitch/record/record.hpp"

namespace hookswitch::bridge {

/// Everything that is known of one call: each fact is folded into the record and goes out as a
/// Journal row, from begin() on.
///
/// shape   facts in; record() is always up to date
/// units   milliseconds since the call was created
/// range   text from the wire is cut at kMaxDetail; no fact contains one of `secrets`
/// errors  none
/// cost    O(1) per fact; nothing per media frame
class CallLog {
 public:
  static constexpr std::size_t kMaxDetail = 512;

  CallLog(Instant created, Secrets secrets, Outbox& out)
      : created_(created), secrets_(std::move(secrets)), out_(&out) {}

  /// There is a call: journals the facts so far. Without it nothing is journalled.
  void begin();
  bool begun() const { return begun_; }
  /// The carrier only tries whether it can connect: begin() has no effect while that is so.
  void is_probe(bool is) { is_probe_ = is; }

  void fact(record::Fact fact);
  /// The first time counts.
  void milestone(record::Milestone milestone, Instant now);
  void event(record::Origin from, record::TimelineEvent event, std::string_view detail,
             Instant now);
  /// What would have ended the call if it had not ended before.
  void later_cause(record::Origin from, call::EndCause cause, std::string_view detail, Instant now);
  /// A deviation on a wire: counted; the first of its kind from either side is also a timeline
  /// entry.
  void anomaly(record::Origin from, Errc code, std::string_view detail, Instant now);

  const record::Record& record() const { return record_; }
  /// How often each code came, in all and from the carrier alone.
  const std::map<Errc, std::uint64_t>& anomalies() const { return anomalies_; }
  const std::map<Errc, std::uint64_t>& carrier_anomalies() const { return carrier_anomalies_; }
  std::int64_t at_ms(Instant when) const { return to_ms(when - created_); }
  /// Wire text as the record stores it: cut, without secrets.
  std::string clean(std::string_view text) const;
  /// The record is complete: later facts are ignored.
  void close() { closed_ = true; }

 private:
  void entry(record::Origin from, std::string_view name, std::string_view detail, Instant now);

  Instant created_;
  Secrets secrets_;
  Outbox* out_;
  record::Record record_;
  std::map<Errc, std::uint64_t> anomalies_, carrier_anomalies_;
  std::vector<record::Fact> held_;  ///< until begin()
  bool begun_ = false;
  bool is_probe_ = false;
  bool closed_ = false;
};

}  // namespace hookswitch::bridge
