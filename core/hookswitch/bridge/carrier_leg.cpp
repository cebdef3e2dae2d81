#include <string>
#include <utility>

#include "hookswitch/bridge/session_plan.hpp"
#include "hookswitch/bridge/state.hpp"

namespace hookswitch::bridge {
namespace {

std::string format_text(const codec::MediaFormat& format) {
  return std::string(codec::to_string(format.encoding)) + "/" + std::to_string(format.rate_hz);
}

/// What a start message said, in brief.
std::string start_text(const record::CarrierFact& fact) {
  std::string text = fact.format;
  const auto add = [&text](std::string_view what, const std::string& value) {
    if (!value.empty()) text.append(", ").append(what).append(value);
  };
  add("call ", fact.call_id);
  add("stream ", fact.stream_id);
  add("from ", fact.from);
  add("to ", fact.to);
  if (!fact.parameters.empty()) add("parameters: ", std::to_string(fact.parameters.size()));
  return text;
}

}  // namespace

void Bridge::State::on(const CarrierOpened& opened) {
  if (carrier.state != LegState::absent) return;
  if (!live()) {
    // Too late: the call ended before its socket came.
    carrier.state = LegState::open;
    return drop(Leg::carrier);
  }
  carrier.state = LegState::open;
  log.milestone(record::Milestone::answered, now);
  log.milestone(record::Milestone::socket_opened, now);
  log.event(record::Origin::carrier, record::TimelineEvent::socket_opened, opened.remote, now);
  chores.arm(Chore::save_media, now + kSaveMediaEvery);
  for (wire::Frame& frame : host->write_opening()) send(Leg::carrier, std::move(frame));
  if (host->traits().has_start)
    call.apply(call::Event::socket_opens, now);
  else
    begin_stream();
  if (!config.dials_at_once) return;
  log.begin();
  dial_agent();
}

void Bridge::State::begin_stream() {
  call.apply(call::Event::stream_starts, now);
  log.milestone(record::Milestone::started, now);
  downlink.start(host->host_format().rate_hz, host->traits().host_frame);
}

void Bridge::State::on(const CarrierFrame& carrier_frame) {
  // A peer that is being closed may still say that it stopped; a closed one says nothing.
  if (carrier.state != LegState::open && carrier.state != LegState::closing) return;
  if (!log.begun() && live()) log.begin();
  const auto read = host->read(carrier_frame.frame, reading);
  if (!read) log.oddity(record::Origin::carrier, read.error().code, read.error().field, now);
  for (const Error& anomaly : reading.anomalies)
    log.oddity(record::Origin::carrier, anomaly.code, anomaly.field, now);
  for (wire::Frame& reply : reading.replies) reply_to_carrier(std::move(reply));
  const std::size_t size = carrier_frame.frame.payload.size();
  std::size_t bytes = size;  // counted with the first message
  for (const carrier::CarrierMessage& each : reading.messages)
    std::visit([&](const auto& message) { on_message(message, std::exchange(bytes, 0)); }, each);
  if (size > kLargeMessage) {
    host->give_back();
    reading.give_back();
    uplink.give_back();
    if (client) client->give_back();
  }
}

void Bridge::State::reply_to_carrier(wire::Frame frame) {
  if (carrier.can_send()) return send(Leg::carrier, std::move(frame));
  if (carrier.can_reply()) out.push(SendFrame{Leg::carrier, std::move(frame)});
}

void Bridge::State::on_message(const carrier::Started& started, std::size_t) {
  if (!live()) return;
  record::CarrierFact fact;
  fact.call_id = log.clean(started.call_id);
  fact.stream_id = log.clean(started.stream_id);
  fact.from = log.clean(started.from);
  fact.to = log.clean(started.to);
  fact.format = format_text(started.format);
  constexpr std::size_t kMostParameters = 64;
  for (const auto& [name, value] : started.parameters)
    if (fact.parameters.size() < kMostParameters)
      fact.parameters[log.clean(name)] = log.clean(value);
  log.event(record::Origin::carrier, record::TimelineEvent::started, start_text(fact), now);
  log.fact(std::move(fact));
  if (downlink.started()) return;
  begin_stream();
  if (tries == 0) dial_agent();
}

void Bridge::State::on_message(const carrier::Media& media, std::size_t bytes) {
  if (!live()) return;
  if (media.rate_hz <= 0 || media.samples.empty()) return;
  if (!log.record().at(record::Milestone::first_media_in)) {
    log.milestone(record::Milestone::first_media_in, now);
    log.event(record::Origin::carrier, record::TimelineEvent::first_media,
              std::to_string(bytes) + " bytes", now);
    if (!host->traits().has_start && tries == 0) dial_agent();
  }
  call.apply(call::Event::media_arrives, now);
  arrivals.message(
      bytes, duration_of(static_cast<std::int64_t>(media.samples.size()), media.rate_hz), now);
  measure(media.samples);
  caller_audio(media.samples, media.rate_hz);
}

void Bridge::State::on_message(const carrier::Digit& digit, std::size_t) {
  log.event(record::Origin::carrier, record::TimelineEvent::digit,
            std::string_view(&digit.digit, 1), now);
}

void Bridge::State::on_message(const carrier::MarkPlayed& mark, std::size_t) {
  // Some carriers acknowledge every packet, asked or not: only our own mark is news.
  if (goodbye != Goodbye::marked || mark.name != kGoodbyeMark) return;
  log.event(record::Origin::carrier, record::TimelineEvent::mark_played, mark.name, now);
  end(call::EndCause::goodbye, {});
}

void Bridge::State::on_message(const carrier::Cleared&, std::size_t) {
  log.event(record::Origin::carrier, record::TimelineEvent::cleared, {}, now);
}

void Bridge::State::on_message(const carrier::Stopped& stopped, std::size_t) {
  if (live() && !stopped.call_id.empty()) {  // of a call that was up on another socket
    record::CarrierFact fact;
    fact.call_id = log.clean(stopped.call_id);
    log.fact(std::move(fact));
  }
  log.milestone(record::Milestone::stop_received, now);
  log.event(record::Origin::carrier, record::TimelineEvent::stop, stopped.reason, now);
  end(call::EndCause::carrier_stop, stopped.reason);
}

void Bridge::State::on(const CarrierClosed& closed) {
  if (carrier.is_over()) return;
  const auto code = static_cast<wire::CloseCode>(closed.code);
  const bool in_order = code == wire::CloseCode::normal || code == wire::CloseCode::going_away ||
                        code == wire::CloseCode::no_status;
  const auto fault = fault_of(Leg::carrier, closed.how);
  const std::string detail = closed_text(Leg::carrier, fault, closed.code, closed.reason);
  // A code that tells of trouble (a message too large, a broken frame) is a word, too.
  if (live() && (fault || (!in_order && code != wire::CloseCode::abnormal))) log.begin();
  const bool was_open = carrier.state == LegState::open;
  log.event(record::Origin::carrier, record::TimelineEvent::socket_closed, detail, now);
  leg_is_closed(Leg::carrier);
  // The answer to our own close is not a cause of anything.
  if (was_open || live())
    end(fault      ? *fault
        : in_order ? call::EndCause::carrier_closed
                   : call::EndCause::carrier_lost,
        detail);
  leave_if_done();
}

}  // namespace hookswitch::bridge
