#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "calls/agent_dialer.hpp"
#include "calls/phone_api.hpp"
#include "calls/send_timer.hpp"
#include "calls/server_context.hpp"
#include "hookswitch/bridge/bridge.hpp"
#include "net/link.hpp"
#include "net/ticker.hpp"

namespace hookswitch::calls {

/// One production call: drives bridge::Bridge with two sockets, a clock and the store.
///
/// shape   made and announced when the upgrade is requested, open() when the socket is open; then
///         it runs until the bridge's output Gone and the last reference is released
/// time    lives on one thread; LiveCall's functions come from others and are posted
/// errors  none: a dead peer is dropped, never awaited
class CallSession final : public LiveCall,
                          public net::LinkListener,
                          public std::enable_shared_from_this<CallSession> {
 public:
  /// It is destroyed on its own thread, wherever the last reference is released.
  static std::shared_ptr<CallSession> make(ServerContext& context,
                                           const carrier::CarrierDialect& which,
                                           std::unique_ptr<carrier::HostEnd> host,
                                           const asio::any_io_executor& executor);
  ~CallSession() override;

  const std::string& id() const { return bridge_.id(); }
  /// From now on it is found by its id. Without open(), it is removed with the response: a request
  /// that never became a socket leaves no record, unless the call was ended meanwhile. Nor does a
  /// socket that closes before its first message.
  std::shared_ptr<void> announce(std::string remote);
  void open(std::unique_ptr<net::WebSocket> carrier);

  void hang_up(std::string detail) override;
  void hung_up(std::string word, std::function<void(HangUp)> answer) override;
  void replaced(std::string by) override;
  void bounds(BoundsChange change,
              std::function<void(std::optional<call::Bounds>)> answer) override;
  void drain() override;
  void record(std::function<void(std::optional<std::string>)> answer) override;

  void on_frame(net::Link& link, wire::FrameView frame) override;
  void on_sent(net::Link& link, std::uint32_t frames) override;
  void on_closed(net::Link& link, const net::Ending& ending) override;

 private:
  CallSession(ServerContext& context, const carrier::CarrierDialect& which,
              std::unique_ptr<carrier::HostEnd> host, const asio::any_io_executor& executor);

  void begin();
  void feed(const bridge::Input& input);
  void post_input(std::function<void()> work);

  void perform(bridge::SendFrame& output);
  void perform(bridge::OpenAgent& output);
  void perform(bridge::AskAgent& output);
  void perform(bridge::CloseLeg& output);
  void perform(bridge::DropLeg& output);
  void perform(bridge::HangUpPhone& output);
  void perform(bridge::Journal& output);
  void perform(bridge::ClaimCall& output);
  void perform(bridge::Ended& output);
  void perform(bridge::Gone& output);

  void agent_opened(std::unique_ptr<net::WebSocket> socket);
  void learn(const record::Fact& fact);
  void publish(const record::Fact& fact);
  void claimed(const std::optional<std::string>& earlier);
  void report_unused();
  void report_end(Micros after_the_decision);
  SendTimer& send_timer(bridge::Leg leg) { return send_timers_[static_cast<std::size_t>(leg)]; }
  std::shared_ptr<net::Link>& link(bridge::Leg leg) {
    return leg == bridge::Leg::carrier ? carrier_ : agent_;
  }

  Counted counted_;
  ServerContext& context_;
  asio::any_io_executor executor_;
  const WallClock clock_;
  call::Bounds bounds_;
  bool bounds_changed_ = false;
  bridge::Bridge bridge_;
  net::Ticker ticker_;
  AgentDialer dialer_;
  PhoneApi phone_api_;
  std::string remote_;  ///< the carrier's address
  std::shared_ptr<net::Link> carrier_;
  std::shared_ptr<net::Link> agent_;
  bool told_ = false;   ///< the bridge has had an input, and ends with Gone
  bool begun_ = false;  ///< there is a call, and there will be a record
  bool ended_ = false;
  bool gone_ = false;
  store::CallSummary summary_;
  std::optional<Instant> decided_;  ///< to end
  std::array<SendTimer, 2> send_timers_;
};

}  // namespace hookswitch::calls
