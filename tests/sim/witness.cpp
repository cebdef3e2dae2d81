#include "sim/witness.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/record/journal.hpp"
#include "hookswitch/record/record_json.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::sim {

using bridge::Leg;
using call::EndCause;

Witness::Witness(const bridge::Config& config)
    : config_(config), host_(config.carrier->make_host()) {}

void Witness::born(Instant now) { limit(Limit::longest, now + config_.bounds.longest_call); }

// ---- what goes in --------------------------------------------------------------------------

void Witness::saw(const bridge::Input& input, Instant now) {
  using namespace bridge;
  std::visit(Overloaded{
                 [&](const Ringing&) { word(); },
                 [&](const Answered&) {
                   word();
                   if (!std::exchange(answered_, true) && !socket_seen_)
                     limit(Limit::socket, now + config_.bounds.answered_to_socket);
                 },
                 [&](const CarrierOpened&) {
                   socket_seen_ = true;
                   carrier_.open = !ended_at_;
                   if (ended_at_) return;
                   lift(Limit::socket);
                   if (host_->traits().has_start)
                     limit(Limit::start, now + config_.bounds.socket_to_start);
                   else
                     stream_started(now);
                 },
                 [&](const CarrierFrame& in) {
                   if (carrier_.open) word();
                   carrier_said(in.frame, now);
                 },
                 [&](const CarrierClosed& in) {
                   closed(Leg::carrier, now);
                   const bool in_order = in.code == 1000 || in.code == 1001 || in.code == 1005;
                   if (!in_order && in.code != 1006) word();
                   sign(in_order ? EndCause::carrier_closed : EndCause::carrier_lost, now);
                 },
                 [&](const AgentOpened&) { agent_.open = true; },
                 [&](const AgentFrame& in) { agent_said(in.frame, now); },
                 [&](const AgentClosed&) {
                   closed(Leg::agent, now);
                   if (agent_ready_) sign(EndCause::agent_closed, now);
                 },
                 [&](const Sent& in) { sent(in, now); },
                 [&](const HangUpWebhook&) {
                   word();
                   sign(EndCause::hang_up_webhook, now);
                 },
                 [&](const HangUpRequest&) {
                   word();
                   sign(EndCause::hang_up_request, now);
                 },
                 [&](const Replaced&) {
                   word();
                   sign(EndCause::replaced, now);
                 },
                 [&](const Drain&) { sign(EndCause::draining, now); },
                 [&](const RecordStored&) { stored_in_time_ = handed_.has_value(); },
                 [](const auto&) {},
             },
             input);
}

void Witness::word() {
  if (!first_sign_) begun_ = true;
}

void Witness::sign(EndCause cause, Instant now) {
  if (!ended_at_ && !first_sign_) first_sign_ = {cause, now};
}

void Witness::stream_started(Instant now) {
  if (std::exchange(started_, true)) return;
  lift(Limit::start);
  limit(Limit::media, now + config_.bounds.start_to_media);
}

void Witness::carrier_said(wire::FrameView frame, Instant now) {
  carrier::CarrierReading reading;
  if (!host_->read(frame, reading)) return;
  for (const carrier::CarrierMessage& message : reading.messages)
    std::visit(Overloaded{
                   [&](const carrier::Started&) { stream_started(now); },
                   [&](const carrier::Media& media) {
                     if (!started_ || media.samples.empty()) return;
                     media_seen_ = true;
                     lift(Limit::media);
                     limit(Limit::silence, now + config_.bounds.media_silence);
                   },
                   [&](const carrier::Stopped&) { sign(EndCause::carrier_stop, now); },
                   [](const auto&) {},
               },
               message);
}

void Witness::agent_said(wire::FrameView frame, Instant now) {
  if (!agent_.open) return;
  constexpr std::size_t kNoTextIsLonger = 4'096;  // audio is
  if (frame.payload.size() > kNoTextIsLonger) return;
  const auto names = [&](std::string_view type) {
    return frame.payload.find(type) != frame.payload.npos;
  };
  const bool of_caller = names("conversation.item.input_audio_transcription.completed");
  const bool of_agent = names("response.output_audio_transcript.done");
  if (!of_caller && !of_agent) return;
  const auto message = wire::read_object(frame.payload);
  if (!message) return;
  if (const auto text = wire::string_at(*message, "transcript"); text && !text->empty())
    texts_.push_back({now, of_caller, std::string(*text)});
}

void Witness::sent(const bridge::Sent& sent, Instant now) {
  LegSeen& to = leg(sent.leg);
  const Limit which = sent.leg == Leg::carrier ? Limit::carrier_send : Limit::agent_send;
  to.unsent -= std::min(to.unsent, sent.frames);
  if (to.unsent == 0)
    lift(which);
  else
    limit(which, now + config_.bounds.send_outstanding);
}

void Witness::closed(Leg which, std::optional<Instant> by_peer) {
  leg(which) = {};
  leg(which).left_at = by_peer;
  lift(which == Leg::carrier ? Limit::carrier_send : Limit::agent_send);
}

// ---- what comes out ------------------------------------------------------------------------

void Witness::agent_dialed(Instant now) {
  if (!config_.dials_at_once && !(host_->traits().has_start ? started_ : media_seen_))
    complain("the agent was dialed before the call had started");
  if (!at(Limit::agent)) limit(Limit::agent, now + config_.bounds.agent_connect);
}

void Witness::saw(const bridge::Output& output, Instant now) {
  using namespace bridge;
  if (gone_at_) complain("an output after Gone");
  std::visit(Overloaded{
                 [&](const SendFrame& out) {
                   LegSeen& to = leg(out.leg);
                   // What was due at the moment at which the peer left does not count.
                   if (!to.open && to.left_at != now)
                     complain("a frame for a socket that is not open");
                   const bool carrier = out.leg == Leg::carrier;
                   if (carrier) ++sent_to_carrier_;
                   if (to.unsent++ == 0)
                     limit(carrier ? Limit::carrier_send : Limit::agent_send,
                           now + config_.bounds.send_outstanding);
                 },
                 [&](const AskAgent&) { agent_dialed(now); },
                 [&](const OpenAgent&) { agent_dialed(now); },
                 [&](const CloseLeg& out) { leg(out.leg).open = false; },
                 [&](const DropLeg& out) { closed(out.leg); },
                 [&](const HangUpPhone&) {
                   complain("a request to an API of which no account is configured");
                 },
                 [&](const Journal& out) {
                   if (!begun_ && config_.dials_at_once) begun_ = true;
                   if (records_ > 0) complain("a journal row after the record");
                   journal_.push_back({now, fact_to_json(out.fact)});
                   if (const auto* milestone = std::get_if<record::MilestoneFact>(&out.fact);
                       milestone && milestone->milestone == record::Milestone::agent_ready) {
                     agent_ready_ = true;
                     lift(Limit::agent);
                   }
                   if (const auto* created = std::get_if<record::CreatedFact>(&out.fact))
                     id_ = created->id;
                   if (const auto* tool = std::get_if<record::ToolFact>(&out.fact))
                     said_goodbye_ = said_goodbye_ || tool->name == "end_call";
                   if (const auto* end = std::get_if<record::EndedFact>(&out.fact))
                     ended_by(*end, now);
                 },
                 [&](const ClaimCall&) {
                   if (claimed_) complain("a second claim");
                   claimed_ = true;
                 },
                 [&](const Ended& out) {
                   ++records_;
                   record_at_ = now;
                   handed_ = out.record;
                 },
                 [&](const Gone&) {
                   ++gones_;
                   gone_at_ = now;
                 },
             },
             output);
}

void Witness::ended_by(const record::EndedFact& fact, Instant now) {
  if (ended_at_) return complain("it ended twice");
  // A bound that passes is a word too.
  begun_ = begun_ || !first_sign_;
  ended_at_ = now;
  end_ = fact;
  const std::string cause(to_string(fact.cause));
  for (std::size_t i = 0; i < limits_.size(); ++i)
    if (limits_[i] && now > *limits_[i])
      complain("ended by " + cause + " " + std::to_string(to_ms(now - *limits_[i])) +
               " ms after bound " + std::to_string(i));
  if (first_sign_ && now > first_sign_->second)
    complain("ended by " + cause + " " + std::to_string(to_ms(now - first_sign_->second)) +
             " ms after " + std::string(to_string(first_sign_->first)));
  if (!explained(fact.cause, now)) complain("nothing that was seen explains the cause " + cause);
}

/// Whether what was seen gives a reason for this cause at this time.
bool Witness::explained(EndCause cause, Instant now) const {
  const auto due = [&](Limit which) { return at(which) == now; };
  constexpr std::uint32_t kFarBehind = 1'500;
  switch (cause) {
    case EndCause::no_media_socket:
      return due(Limit::socket);
    case EndCause::no_start_message:
      return due(Limit::start);
    case EndCause::no_first_media:
      return due(Limit::media);
    case EndCause::media_silence:
      return due(Limit::silence);
    case EndCause::longest_call:
      return due(Limit::longest);
    case EndCause::send_stalled:
      return due(Limit::carrier_send) || due(Limit::agent_send);
    case EndCause::send_backlog:
      return carrier_.unsent > kFarBehind || agent_.unsent > kFarBehind;
    case EndCause::goodbye:
      return said_goodbye_;
    case EndCause::agent_unreachable:
      return !agent_ready_;
    case EndCause::agent_failed:
      return true;
    case EndCause::crashed:
      return false;
    default:
      return first_sign_ && first_sign_->first == cause && first_sign_->second == now;
  }
}

}  // namespace hookswitch::sim
