#include "calls/persona_session.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "log/log.hpp"

namespace hookswitch::calls {
namespace {

constexpr Micros kCloseTimeout{2'000'000};

std::string seconds_of(Micros span) {
  const std::string ms = std::to_string(1'000 + to_ms(span) % 1'000).substr(1);
  return std::to_string(to_ms(span) / 1'000) + '.' + ms;
}

}  // namespace

PersonaSession::PersonaSession(std::shared_ptr<PersonaRegistry> personas,
                               const persona::Config& config, std::string peer,
                               const asio::any_io_executor& executor)
    : personas_(std::move(personas)),
      counted_(personas_->open()),
      peer_(std::move(peer)),
      started_unix_ms_(system::wall_clock().unix_ms),
      host_(config, system::now()),
      executor_(executor),
      ticker_(executor, [this] { feed(persona::Tick{}); }) {}

void PersonaSession::open(std::unique_ptr<net::WebSocket> socket) {
  personas_->add(shared_from_this());
  link_ = std::make_shared<net::Link>(std::move(socket));
  link_->run(shared_from_this());
  feed(persona::Opened{});
}

void PersonaSession::leave() {
  asio::post(executor_, [self = shared_from_this()] { self->feed(persona::Leave{}); });
}

void PersonaSession::feed(const persona::Input& input) {
  host_.handle(input, system::now());
  while (auto output = host_.poll())
    std::visit(Overloaded{[this](persona::SendFrame& send) {
                            if (link_) link_->send(std::move(send.frame));
                          },
                          [this](persona::CloseSocket& close) {
                            if (link_)
                              link_->close(close.code, std::move(close.reason), kCloseTimeout);
                          },
                          [this](const persona::Noticed& noticed) {
                            log::warn(noticed.code,
                                      {{"detail", noticed.detail},
                                       {"session", host_.report(system::now()).session_id},
                                       {"peer", peer_}});
                          }},
               *output);
  if (link_) ticker_.expect(weak_from_this(), host_.next_deadline());
}

void PersonaSession::on_frame(net::Link&, wire::FrameView frame) { feed(persona::FrameIn{frame}); }

void PersonaSession::on_sent(net::Link&, std::uint32_t) {}

void PersonaSession::on_closed(net::Link&, const net::Ending& ending) {
  link_.reset();
  ticker_.stop();
  feed(persona::Closed{ending.code, ending.reason, ending.how});
  log_report();
}

void PersonaSession::log_report() {
  const persona::SessionReport report = host_.report(system::now());
  std::string findings;
  for (const auto& finding : report.findings)
    findings += (findings.empty() ? "" : " ") + std::string(info(finding.code).name);
  log::info("agent session ended", {
                                       {"session", report.session_id},
                                       {"peer", peer_},
                                       {"persona", report.persona},
                                       {"model", report.model},
                                       {"ended_by", persona::to_string(report.ended_by)},
                                       {"close_code", std::to_string(report.close_code)},
                                       {"duration_s", seconds_of(report.duration)},
                                       {"heard_s", seconds_of(report.heard)},
                                       {"said_s", seconds_of(report.did.said)},
                                       {"silent_s", seconds_of(report.silent)},
                                       {"refused", std::to_string(report.refused_in_all)},
                                       {"findings", findings},
                                   });
  personas_->count_ended();
  if (!personas_->wants_reports()) return;
  wire::Json json = to_json(report);
  json["started_at"] = rfc3339(started_unix_ms_);
  json["peer"] = peer_;
  personas_->report(wire::to_text(json));
}

}  // namespace hookswitch::calls
