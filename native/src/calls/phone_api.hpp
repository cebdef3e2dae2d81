#pragma once

#include <functional>
#include <memory>

#include "hookswitch/bridge/input.hpp"
#include "hookswitch/bridge/output.hpp"
#include "net/asio.hpp"

namespace hookswitch::calls {

/// Asks a carrier's API to end the phone call of one session.
///
/// shape   one request at a time, as the bridge asks; its result is an input of the bridge
/// time    the result comes within the timeout, on the call's thread, never inside ask(). `owner` is
///         held until then, also when the bridge is gone: the request is sent to its end
/// errors  PhoneNotReached; the response's status and the beginning of its body otherwise
class PhoneApi {
 public:
  using Feed = std::function<void(const bridge::Input&)>;

  PhoneApi(asio::any_io_executor executor, Feed feed)
      : executor_(std::move(executor)), feed_(std::move(feed)) {}

  void ask(const std::shared_ptr<void>& owner, bridge::HangUpPhone asked);

 private:
  void fail(const std::shared_ptr<void>& owner, std::string why);

  asio::any_io_executor executor_;
  Feed feed_;
};

}  // namespace hookswitch::calls
