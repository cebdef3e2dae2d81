#include "hookswitch/bridge/carrier_leg.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "hookswitch/bridge/session_plan.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;

constexpr std::size_t kMaxParameters = 64;

/// A start message in brief.
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

/// Whether the phone call goes on unless the bridge ends it: not if it is over, or continues on
/// another socket.
bool must_hang_up(EndCause cause) { return call::by_of(cause) != call::EndedBy::carrier; }

carrier::Outcome outcome_of(EndCause cause) {
  return call::code_of(cause) ? carrier::Outcome::failed : carrier::Outcome::completed;
}

wire::CloseCode close_code_of(EndCause cause) {
  switch (cause) {
    case EndCause::draining:
      return wire::CloseCode::going_away;
    case EndCause::no_start_message:
      return wire::CloseCode::protocol_error;
    case EndCause::agent_closed:
    case EndCause::agent_failed:
    case EndCause::agent_protocol_error:
    case EndCause::agent_too_large:
    case EndCause::agent_unreachable:
    case EndCause::socket_failed:
      return wire::CloseCode::internal_error;
    default:
      return wire::CloseCode::normal;
  }
}

}  // namespace

CarrierLeg::CarrierLeg(std::unique_ptr<carrier::HostEnd> host, CallContext& context)
    : context_(context), host_(std::move(host)), socket_(Leg::carrier, context) {}

bool CarrierLeg::open(std::string_view remote) {
  if (!socket_.opens()) return false;
  if (!context_.live()) {  // the call ended before its socket came
    socket_.drop();
    return false;
  }
  if (!traits().opens_before_answer) context_.milestone(record::Milestone::answered);
  context_.milestone(record::Milestone::socket_opened);
  context_.event(record::Origin::carrier, record::TimelineEvent::socket_opened, remote);
  for (wire::Frame& frame : host_->write_opening()) socket_.send(std::move(frame));
  return true;
}

std::span<const carrier::CarrierMessage> CarrierLeg::read(wire::FrameView frame) {
  const auto read = host_->read(frame, reading_);
  if (!read) context_.anomaly(record::Origin::carrier, read.error().code, read.error().field);
  for (const Error& anomaly : reading_.anomalies)
    context_.anomaly(record::Origin::carrier, anomaly.code, anomaly.field);
  for (wire::Frame& reply : reading_.replies) socket_.reply(std::move(reply));
  for (const carrier::CarrierMessage& message : reading_.messages) {
    if (std::holds_alternative<carrier::Probe>(message)) context_.log.is_probe(true);
    if (std::holds_alternative<carrier::Started>(message)) context_.log.is_probe(false);
  }
  return reading_.messages;
}

void CarrierLeg::stream_starts() {
  if (const auto& pulse = traits().host_keep_alive)
    context_.chores.arm(Chore::carrier_keep_alive, context_.now + pulse->first);
}

void CarrierLeg::keep_alive() {
  if (!context_.live() || !socket_.can_send()) return;
  if (auto frame = host_->write_keep_alive()) socket_.send(std::move(*frame));
  context_.chores.arm(Chore::carrier_keep_alive, context_.now + traits().host_keep_alive->every);
}

record::CarrierFact CarrierLeg::started(const carrier::Started& started) {
  const CallLog& log = context_.log;
  record::CarrierFact fact;
  fact.call_id = log.clean(started.call_id);
  fact.stream_id = log.clean(started.stream_id);
  fact.from = log.clean(started.from);
  fact.to = log.clean(started.to);
  fact.format = format_text(started.format);
  for (const auto& [name, value] : started.parameters)
    if (fact.parameters.size() < kMaxParameters)
      fact.parameters[log.clean(name)] = log.clean(value);
  context_.event(record::Origin::carrier, record::TimelineEvent::started, start_text(fact));
  return fact;
}

record::CarrierFact CarrierLeg::stopped(const carrier::Stopped& stopped) {
  record::CarrierFact fact;
  fact.call_id = context_.log.clean(stopped.call_id);
  return fact;
}

void CarrierLeg::media(const carrier::Media& media, std::size_t bytes) {
  if (!context_.log.record().at(record::Milestone::first_media_in)) {
    context_.milestone(record::Milestone::first_media_in);
    context_.event(record::Origin::carrier, record::TimelineEvent::first_media,
                   std::to_string(bytes) + " bytes");
  }
  arrivals_.message(bytes,
                    duration_of(static_cast<std::int64_t>(media.samples.size()), media.rate_hz),
                    context_.now);
  measure(media.samples);
}

// Only for the finding that a caller was never heard: was there anything to hear?
void CarrierLeg::measure(PcmView samples) {
  if (peak_ >= record::kLoudEnoughForSpeech ||
      context_.log.record().at(record::Milestone::first_caller_speech))
    return;
  for (const Sample sample : samples) peak_ = std::max(peak_, std::abs(int{sample}));
}

void CarrierLeg::send_audio(PcmView frame) {
  context_.milestone(record::Milestone::first_audio_out);
  wire::Frame audio = host_->write_audio(frame);
  ++sent_.frames;
  sent_.bytes += audio.payload.size();
  sent_.audio_ms = to_ms(traits().host_frame * static_cast<std::int64_t>(sent_.frames));
  socket_.send(std::move(audio));
}

bool CarrierLeg::clear() {
  auto clear = host_->write_clear();
  if (!clear) return false;
  context_.event(record::Origin::bridge, record::TimelineEvent::clear_sent);
  socket_.send(std::move(*clear));
  return true;
}

bool CarrierLeg::mark(std::string_view name) {
  carrier::MarkRequest mark = host_->write_mark(name);
  if (auto* const frame = std::get_if<wire::Frame>(&mark)) {
    context_.event(record::Origin::bridge, record::TimelineEvent::mark_sent, name);
    socket_.send(std::move(*frame));
  }
  return !std::holds_alternative<carrier::MarkUnsupported>(mark);
}

void CarrierLeg::close(EndCause cause, bool stream_began) {
  if (!socket_.can_send()) return;
  bool peer_closes = cause == EndCause::carrier_stop;
  if (must_hang_up(cause) && stream_began)
    if (auto hang_up = host_->write_hang_up(outcome_of(cause))) {
      context_.event(record::Origin::bridge, record::TimelineEvent::hang_up_sent);
      socket_.send(std::move(*hang_up));
      peer_closes = true;
    }
  const call::Bounds& bounds = context_.config.bounds;
  const Micros timeout = cause == EndCause::carrier_stop ? Micros{bounds.stop_to_close}
                                                         : Micros{bounds.end_to_gone} / 2;
  if (peer_closes && traits().closes_by_agreement) return socket_.leave(timeout);
  socket_.close(close_code_of(cause), call::to_string(cause), timeout);
}

void CarrierLeg::close_is_late() {
  if (!socket_.is(LegState::leaving)) return socket_.drop();
  socket_.close(wire::CloseCode::normal, {}, Micros{context_.config.bounds.end_to_gone} / 4);
}

void CarrierLeg::give_back() {
  host_->give_back();
  reading_.give_back();
}

}  // namespace hookswitch::bridge
