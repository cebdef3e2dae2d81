#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hookswitch/phone/phone.hpp"
#include "net/dial.hpp"
#include "net/link.hpp"
#include "net/ticker.hpp"

namespace hookswitch::cli {

/// What the caller does on a call.
struct CallScript {
  phone::TestCall test;
  std::string remark;           ///< the finding about the speech's file
  Micros longest{120'000'000};  ///< the whole call, from dialling
};

/// One call placed with phone::Phone over a real socket.
///
/// shape   make, start(); `over` is called once with the phone's last output
/// time    ends within the script's bounds and the phone's, whatever the host does
/// errors  none: everything is in the report
class PhoneCall final : public net::LinkListener, public std::enable_shared_from_this<PhoneCall> {
 public:
  struct Watch {
    std::function<void(const phone::Event&)> event;
    std::function<void(const phone::Ended&)> over;
  };

  PhoneCall(const phone::Config& config, CallScript script, Watch watch,
            const asio::any_io_executor& executor);
  void start(const std::string& url, bool verify_certificate);
  /// Hangs up before the script is over; `why` is such as "SIGINT".
  void abort(std::string_view why) { feed(phone::Abort{false, why}); }

  const phone::Phone& phone() const { return phone_; }
  /// All that was heard, at the carrier's rate, from the moment the socket opened.
  const Pcm& heard() const { return heard_; }

  void on_frame(net::Link& link, wire::FrameView frame) override;
  void on_sent(net::Link& link, std::uint32_t frames) override;
  void on_closed(net::Link& link, const net::Ending& ending) override;

 private:
  void feed(const phone::Input& input);
  void perform(phone::Connect& output);
  void perform(phone::SendFrame& output);
  void perform(phone::CloseSocket& output);
  void perform(phone::Event& output);
  void perform(phone::ScriptDone&) {}
  void perform(phone::Ended& output);

  const Micros close_timeout_;
  phone::Phone phone_;
  CallScript script_;
  Watch watch_;
  asio::any_io_executor executor_;
  net::Ticker ticker_;  ///< the phone's deadlines
  net::Ticker limit_;   ///< of the whole call
  std::shared_ptr<net::Link> link_;
  Pcm heard_;
  bool verify_certificate_ = true;
  bool over_ = false;
};

}  // namespace hookswitch::cli
