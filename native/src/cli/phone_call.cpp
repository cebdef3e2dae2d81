#include "cli/phone_call.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cstdio>
#include <utility>

#include "system/clock.hpp"

namespace hookswitch::cli {
namespace {

/// The phone decides when a close handshake has failed, and reports it; the link must not be
/// faster.
constexpr Micros kBeyondHostClose{1'000'000};

/// "0.5 s"
std::string seconds(Micros span) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g s", static_cast<double>(span.count()) / 1e6);
  return text.data();
}

/// The result of dialling, as the phone's input.
phone::Input as_input(const net::NotDialled& failed) {
  if (failed.broken) return phone::Broken{*failed.broken, failed.detail};
  if (failed.tls) return phone::TlsRefused{*failed.tls, failed.detail};
  return phone::NotOpened{failed.http_status, failed.detail, failed.location};
}

phone::Input as_input(const net::Ending& ending) {
  if (ending.broken) return phone::Broken{*ending.broken, ending.reason};
  if (ending.how == wire::SocketEnd::too_large) return phone::TooLarge{};
  const auto loss =
      ending.how == wire::SocketEnd::silent ? phone::Loss::by_network : phone::Loss::by_host;
  return phone::Closed{ending.code, ending.reason, loss};
}

}  // namespace

PhoneCall::PhoneCall(const phone::Config& config, CallScript script, Watch watch,
                     const asio::any_io_executor& executor)
    : close_timeout_(config.host_close + kBeyondHostClose),
      phone_(config, config.clock.at),
      script_(std::move(script)),
      watch_(std::move(watch)),
      executor_(executor),
      ticker_(executor, [this] { feed(phone::Tick{}); }),
      limit_(executor, [this] {
        feed(phone::Abort{true, "after " + seconds(script_.longest)});
      }) {}

void PhoneCall::start(const std::string& url, bool verify_certificate) {
  verify_certificate_ = verify_certificate;
  if (!script_.remark.empty()) feed(phone::Remark{Errc::wav_incomplete, script_.remark});
  feed(phone::Dial{url});
  const auto plan = std::make_shared<const phone::Plan>(plan_of(std::move(script_.test)));
  feed(phone::Follow{0, &plan});
  if (!over_) limit_.expect(weak_from_this(), system::now() + script_.longest);
}

void PhoneCall::feed(const phone::Input& input) {
  if (over_) return;
  const auto self = shared_from_this();
  phone_.handle(input, system::now());
  phone_.take_heard(heard_);
  while (auto output = phone_.poll()) std::visit([this](auto& what) { perform(what); }, *output);
  if (!over_) ticker_.expect(weak_from_this(), phone_.next_deadline());
}

void PhoneCall::perform(phone::Connect& output) {
  net::DialPlan plan;
  auto url = net::parse_url(output.url);
  if (!url) {
    asio::post(executor_, [self = shared_from_this()] {
      self->feed(phone::NotOpened{0, "not a ws:// or wss:// URL"});
    });
    return;
  }
  plan.url = std::move(*url);
  plan.headers = std::move(output.headers);
  std::string offered;
  for (const std::string& one : output.subprotocols)
    offered.append(offered.empty() ? "" : ", ").append(one);
  if (!offered.empty()) plan.headers.push_back({"Sec-WebSocket-Protocol", std::move(offered)});
  plan.verify_certificate = verify_certificate_;
  plan.max_message = wire::kMaxCarrierMessage;
  net::dial(executor_, std::move(plan), [self = shared_from_this()](net::DialAnswer answer) {
    if (self->over_) return;
    if (auto* failed = std::get_if<net::NotDialled>(&answer)) return self->feed(as_input(*failed));
    auto& dialled = std::get<net::Dialled>(answer);
    self->link_ = std::make_shared<net::Link>(std::move(dialled.socket));
    self->link_->run(self);
    self->feed(phone::Opened{dialled.host_call_id, dialled.subprotocol});
  });
}

void PhoneCall::perform(phone::SendFrame& output) {
  if (link_) link_->send(std::move(output.frame));
}

void PhoneCall::perform(phone::CloseSocket& output) {
  if (link_) link_->close(wire::number(output.code), std::move(output.reason), close_timeout_);
}

void PhoneCall::perform(phone::Event& output) {
  if (watch_.event) watch_.event(output);
}

void PhoneCall::perform(phone::Ended& output) {
  over_ = true;
  ticker_.stop();
  limit_.stop();
  phone_.take_heard(heard_);
  if (link_) link_->drop();
  watch_.over(output);
}

void PhoneCall::on_frame(net::Link&, wire::FrameView frame) { feed(phone::FrameIn{frame}); }

void PhoneCall::on_sent(net::Link&, std::uint32_t) {}

void PhoneCall::on_closed(net::Link&, const net::Ending& ending) {
  link_.reset();
  feed(as_input(ending));
}

}  // namespace hookswitch::cli
