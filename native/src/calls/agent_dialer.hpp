#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "calls/server_context.hpp"
#include "hookswitch/agent/client_end.hpp"
#include "hookswitch/bridge/input.hpp"
#include "net/asio.hpp"
#include "net/dial.hpp"
#include "net/http_post.hpp"

namespace hookswitch::calls {

/// How one call reaches its agent: a dial, or the request whose response says where to dial.
///
/// shape   one at a time. Its result is an input of the call's bridge, after a socket that has been
///         opened was handed over; the result of an earlier one, or after give_up(), is ignored
/// time    the result comes within the timeout, on the call's thread, never inside dial() or ask().
///         `owner` is held until then
/// errors  AgentNotOpened
class AgentDialer {
 public:
  using Opened = std::function<void(std::unique_ptr<net::WebSocket>)>;
  using Feed = std::function<void(const bridge::Input&)>;

  AgentDialer(const ServerContext& context, asio::any_io_executor executor, Opened opened,
              Feed feed)
      : context_(context),
        executor_(std::move(executor)),
        opened_(std::move(opened)),
        feed_(std::move(feed)) {}

  void dial(const std::shared_ptr<void>& owner, agent::Dial dial, Micros timeout);
  void ask(const std::shared_ptr<void>& owner, wire::HttpRequest request, Micros timeout);
  /// What is under way has failed, whatever becomes of it.
  void give_up(const std::shared_ptr<void>& owner);
  /// As give_up(), without an input: the bridge is gone.
  void stop() { under_way_ = false; }

 private:
  /// True: the result of the dial or request with that number is the one that is waited for.
  bool take(std::uint32_t number);
  void fail(const std::shared_ptr<void>& owner, std::string why);
  void on_dialled(net::DialAnswer answer);
  void on_reply(const net::PostAnswer& answer);

  const ServerContext& context_;
  asio::any_io_executor executor_;
  Opened opened_;
  Feed feed_;
  std::uint32_t number_ = 0;  ///< of the current dial or request
  bool under_way_ = false;
};

}  // namespace hookswitch::calls
