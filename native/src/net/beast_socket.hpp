#pragma once

// Heavy: include only in the files that make sockets.

#include <netinet/tcp.h>

#include <algorithm>
#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "net/large_messages.hpp"
#include "net/socket_faults.hpp"
#include "net/transport.hpp"
#include "net/web_socket.hpp"

namespace hookswitch::net {

namespace beast = boost::beast;
namespace websocket = beast::websocket;

inline constexpr std::chrono::seconds kUpgradeTimeout{10};
/// Pings keep proxies from cutting an idle socket. A pong is not a sign of life of a call: the
/// bridge counts media only.
inline constexpr std::chrono::seconds kIdleTimeout{60};
/// How much may wait in the kernel before a write waits, too. Left alone the kernel takes
/// megabytes, minutes of audio, before a peer that has stopped reading is noticed.
using UnsentBytes = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
inline constexpr int kUnsentBytes = 32 << 10;

/// WebSocket over `Next` (a tcp_stream, or TLS on one). No compression: audio does not shrink.
template <class Next>
class BeastSocket final : public WebSocket {
 public:
  using Stream = websocket::stream<Transport<Next>, false>;

  BeastSocket(Stream stream, std::size_t max_message, SocketUse use)
      : stream_(std::move(stream)),
        max_message_(max_message),
        use_(use),
        to_arrive_(stream_.get_executor()) {
    stream_.read_message_max(0);  // read() has its own limit
    stream_.auto_fragment(false);
    stream_.control_callback([this](websocket::frame_type kind, beast::string_view) {
      if (kind != websocket::frame_type::close) return;
      peer_closed_ = true;
      stream_.next_layer().closes_in_order();
      if (when_peer_closes_) when_peer_closes_();
    });
  }

  /// What every socket of ours agrees on; before the upgrade.
  static void prepare(Stream& stream) {
    auto& lowest = beast::get_lowest_layer(stream);
    lowest.expires_never();
    ErrorCode ignored;
    lowest.socket().set_option(UnsentBytes(kUnsentBytes), ignored);
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = kUpgradeTimeout;
    timeout.idle_timeout = kIdleTimeout;
    timeout.keep_alive_pings = true;
    stream.set_option(timeout);
  }

  asio::awaitable<std::optional<wire::FrameView>> read() override {
    forget_message();
    // The limit is on what has come, not on what is announced.
    do {
      if (buffer_.size() >= LargeMessages::kOwnRoom && !lease_) co_await find_room();
      const std::size_t limit = lease_ ? max_message_ + 1 : LargeMessages::kOwnRoom;
      const auto [error, size] =
          co_await stream_.async_read_some(buffer_, std::min(limit - buffer_.size(), kPiece),
                                           asio::bind_cancellation_slot(read_cut_.slot(), kTuple));
      if (error) {
        note_ending(error);
        co_return std::nullopt;
      }
      if (buffer_.size() > max_message_) {
        ending_ = {wire::number(wire::CloseCode::too_large),
                   "a message of more than " + std::to_string(max_message_) + " bytes",
                   wire::SocketEnd::too_large};
        reason_ = "message too large";
        co_return std::nullopt;
      }
      // Beast accepts a length of 64 bits.
      if (!stream_.is_message_done() && stream_.read_size_hint(1) > kMaxMessage - kPiece) {
        note_broken(wire::ProtocolRule::length_encoding, "a length of 64 bits");
        co_return std::nullopt;
      }
    } while (!stream_.is_message_done());
    to_arrive_.cancel();
    const auto bytes = buffer_.cdata();
    co_return wire::FrameView{
        stream_.got_text() ? wire::Opcode::text : wire::Opcode::binary,
        std::string_view(static_cast<const char*>(bytes.data()), bytes.size())};
  }

  void when_peer_closes(std::function<void()> told) override {
    when_peer_closes_ = std::move(told);
  }

  asio::awaitable<bool> write(wire::FrameView frame) override {
    stream_.text(frame.opcode == wire::Opcode::text);
    const auto [error, size] = co_await stream_.async_write(
        asio::buffer(frame.payload.data(), frame.payload.size()), kTuple);
    co_return !error && !stream_.next_layer().write_error();
  }

  asio::awaitable<void> close(std::uint16_t code, std::string_view reason) override {
    // The link bounds the time that the peer may take; Beast's own bound would be shorter.
    websocket::stream_base::timeout timeout{};
    stream_.get_option(timeout);
    timeout.handshake_timeout = websocket::stream_base::none();
    stream_.set_option(timeout);
    stream_.next_layer().closes_in_order();
    constexpr std::size_t kMaxReason = 123;  // RFC 6455, section 5.5
    const websocket::close_reason why(static_cast<websocket::close_code>(code),
                                      beast::string_view(reason.substr(0, kMaxReason)));
    const auto [error] =
        co_await stream_.async_close(why, asio::bind_cancellation_slot(close_cut_.slot(), kTuple));
    if (!error) peer_closed_ = true;
  }

  asio::awaitable<void> say_why() override {
    if (too_slow_)
      co_await write_close();
    else if (!has_told_)
      co_return co_await close(ending_.code, reason_);
    auto& socket = beast::get_lowest_layer(stream_).socket();
    ErrorCode error;
    socket.shutdown(tcp::socket::shutdown_send, error);
    std::array<char, kThrownAway> bytes;
    while (!error)
      std::tie(error, std::ignore) = co_await socket.async_read_some(asio::buffer(bytes), kTuple);
  }

  void drop() override {
    auto& lowest = beast::get_lowest_layer(stream_);
    ErrorCode ignored;
    lowest.socket().set_option(asio::socket_base::linger(true, 0), ignored);
    lowest.close();
  }

  void cut() override {
    read_cut_.emit(asio::cancellation_type::terminal);
    close_cut_.emit(asio::cancellation_type::terminal);
  }

  const Ending& ending() const override { return ending_; }
  SocketUse use() const override { return use_; }
  asio::any_io_executor executor() override { return stream_.get_executor(); }

 private:
  void forget_message() {
    buffer_.consume(buffer_.size());
    if (buffer_.capacity() > kKept) buffer_ = {};
    lease_.give_back();
  }

  /// Beast has given the stream up with the read that was cut short: the close goes out beneath it.
  asio::awaitable<void> write_close() {
    const bool masked = use_ == SocketUse::agent;  // by clients, RFC 6455, section 5.3
    std::string frame{static_cast<char>(0x88),
                      static_cast<char>((masked ? 0x80 : 0) | (2 + reason_.size()))};
    if (masked) frame.append(4, '\0');
    frame += static_cast<char>(ending_.code >> 8);
    frame += static_cast<char>(ending_.code & 0xff);
    frame += reason_;
    co_await asio::async_write(stream_.next_layer().next_layer(), asio::buffer(frame), kTuple);
  }

  /// The message in hand outgrows what a socket may keep. Who has room must use it.
  asio::awaitable<void> find_room() {
    co_await LargeMessages::of(executor()).wait(use_, lease_);
    buffer_.reserve(max_message_ + 1);
    to_arrive_.expires_after(LargeMessages::kToArrive);
    to_arrive_.async_wait([this](const ErrorCode& error) {
      if (error) return;
      too_slow_ = true;
      read_cut_.emit(asio::cancellation_type::terminal);
    });
  }

  void note_broken(wire::ProtocolRule rule, std::string detail) {
    const bool of_text = rule == wire::ProtocolRule::text_not_utf8;
    ending_ = {static_cast<std::uint16_t>(of_text ? websocket::close_code::bad_payload
                                                  : websocket::close_code::protocol_error),
               std::move(detail), wire::SocketEnd::protocol_error, rule};
    reason_ = wire::info(rule).name;
  }

  /// The peer's close counts, whatever became of the connection after it. When both ends close at
  /// once it is read by our close, and the read is cancelled.
  void note_ending(const ErrorCode& error) {
    if (too_slow_) {
      ending_ = {wire::number(wire::CloseCode::too_large), "a large message took more than 5 s",
                 wire::SocketEnd::too_large};
      reason_ = "message too slow";
    } else if (const auto rule = broken_rule(error)) {
      has_told_ = true;
      note_broken(*rule, error.message());
    } else if (error == websocket::error::closed || peer_closed_ || stream_.reason()) {
      const auto& why = stream_.reason();
      ending_.code = why.code == websocket::close_code::none
                         ? wire::number(wire::CloseCode::no_status)
                         : static_cast<std::uint16_t>(why.code);
      ending_.reason.assign(why.reason.data(), why.reason.size());
      ending_.how = wire::SocketEnd::closed;
    } else {
      // A reset is reported once, to the first operation; the other one gets an end of file.
      const ErrorCode& unsent = stream_.next_layer().write_error();
      ending_ = ending_of(unsent && error != beast::error::timeout ? unsent : error, kIdleTimeout);
    }
  }

  static constexpr std::size_t kPiece = 16 << 10;
  static constexpr std::size_t kKept = 8 << 10;  ///< of the buffer, between two messages
  static constexpr std::size_t kThrownAway = 4 * 1024;
  static constexpr std::uint64_t kMaxMessage = std::uint64_t{1} << 63;

  Stream stream_;
  std::size_t max_message_;
  SocketUse use_;
  beast::flat_buffer buffer_;
  LargeMessages::Lease lease_;
  asio::steady_timer to_arrive_;
  bool too_slow_ = false;
  std::function<void()> when_peer_closes_;
  bool peer_closed_ = false;
  asio::cancellation_signal read_cut_, close_cut_;
  Ending ending_;
  bool has_told_ = false;    ///< Beast has, with a close of its own
  std::string_view reason_;  ///< of our close, for the peer; a literal
};

}  // namespace hookswitch::net
