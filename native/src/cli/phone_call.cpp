#include "cli/phone_call.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cstdio>
#include <utility>

#include "system/clock.hpp"

namespace hookswitch::cli {
namespace {

/// The phone decides when a close that nobody answers is over, and reports it; the link must not be
/// quicker.
constexpr Micros kBeyondHostClose{1'000'000};
constexpr Micros kGlance{50'000};  ///< how often the script looks whether the speech is out

/// "0.5 s"
std::string seconds(Micros span) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g s", static_cast<double>(span.count()) / 1e6);
  return text.data();
}

/// What became of the dialing, as the phone takes it.
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
    : close_patience_(config.host_close + kBeyondHostClose),
      phone_(config, config.clock.at),
      script_(std::move(script)),
      watch_(std::move(watch)),
      executor_(executor),
      ticker_(executor, [this] { feed(phone::Tick{}); }),
      prompter_(executor, [this] { play_script(); }) {}

void PhoneCall::start(const std::string& url, bool verify_certificate) {
  verify_certificate_ = verify_certificate;
  dialled_ = system::now();
  if (!script_.remark.empty()) feed(phone::Remark{Errc::wav_incomplete, script_.remark});
  feed(phone::Dial{url});
  play_script();
}

void PhoneCall::hang_up(const phone::Input& how) {
  if (!std::exchange(hung_up_, true)) feed(how);
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
  if (link_) link_->close(wire::number(output.code), std::move(output.reason), close_patience_);
}

void PhoneCall::perform(phone::Event& output) {
  if (output.name == "hearing") {
    far_end_speaks_ = true;
    if (finished_) answered_ = true;
  } else if (output.name == "quiet") {
    far_end_speaks_ = false;
    quiet_since_ = system::now();
  }
  if (watch_.event) watch_.event(output);
}

void PhoneCall::perform(phone::Ended& output) {
  over_ = true;
  ticker_.stop();
  prompter_.stop();
  phone_.take_heard(heard_);
  if (link_) link_->drop();
  watch_.over(output);
}

void PhoneCall::play_script() {
  if (over_ || hung_up_) return;
  const auto self = shared_from_this();
  const auto next = step(system::now());
  if (!over_ && next) prompter_.expect(weak_from_this(), next);
}

/// Does what is due; answers when to look again, nothing once it has hung up.
std::optional<Instant> PhoneCall::step(Instant at) {
  const auto give_up = [this]() -> std::optional<Instant> {
    hang_up(phone::HangUp{});
    return std::nullopt;
  };
  if (at - dialled_ >= script_.longest) {
    hang_up(phone::Abort{true, "after " + seconds(script_.longest)});
    return std::nullopt;
  }
  const bool up = phone_.state() == phone::State::open || phone_.state() == phone::State::talking;
  if (!up) return at + kGlance;
  if (!talking_) {
    talking_ = true;
    feed(phone::Microphone{script_.speech, CallScript::kLeadIn});
    script_.speech = {};
    return at + kGlance;
  }
  if (phone_.microphone_backlog() > 0) return at + kGlance;
  if (!script_.digits.empty()) {
    if (at < next_digit_) return next_digit_;
    feed(phone::PressDigit{script_.digits.front()});
    script_.digits.erase(0, 1);
    return next_digit_ = at + CallScript::kBetweenDigits;
  }
  if (!finished_) {
    finished_ = at;
    answered_ = far_end_speaks_;
  }
  if (far_end_speaks_) return at + kGlance;
  if (!answered_) {
    if (at - *finished_ >= script_.patience) return give_up();
    return at + kGlance;
  }
  if (at - quiet_since_ >= script_.wait) return give_up();
  return std::min(quiet_since_ + script_.wait, dialled_ + script_.longest);
}

void PhoneCall::on_frame(net::Link&, wire::FrameView frame) { feed(phone::FrameIn{frame}); }

void PhoneCall::on_sent(net::Link&, std::uint32_t) {}

void PhoneCall::on_closed(net::Link&, const net::Ending& ending) {
  link_.reset();
  feed(as_input(ending));
}

}  // namespace hookswitch::cli
