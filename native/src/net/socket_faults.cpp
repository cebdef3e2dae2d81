#include "net/socket_faults.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/error.hpp>

namespace hookswitch::net {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using wire::ProtocolRule;
using wire::SocketEnd;

std::optional<ProtocolRule> rule_of(websocket::error error) {
  switch (error) {
    case websocket::error::bad_http_version:
      return ProtocolRule::not_http;
    case websocket::error::no_connection:
    case websocket::error::no_connection_upgrade:
      return ProtocolRule::connection_header;
    case websocket::error::no_upgrade:
    case websocket::error::no_upgrade_websocket:
      return ProtocolRule::upgrade_header;
    case websocket::error::no_sec_accept:
    case websocket::error::bad_sec_accept:
      return ProtocolRule::accept_key;
    case websocket::error::bad_masked_frame:
      return ProtocolRule::masked_frame;
    case websocket::error::bad_unmasked_frame:
      return ProtocolRule::unmasked_frame;
    case websocket::error::bad_reserved_bits:
      return ProtocolRule::reserved_bits;
    case websocket::error::bad_opcode:
      return ProtocolRule::reserved_opcode;
    case websocket::error::bad_size:
    case websocket::error::message_too_big:  // beyond 64 bits: we set no limit
      return ProtocolRule::length_encoding;
    case websocket::error::bad_control_fragment:
      return ProtocolRule::control_fragmented;
    case websocket::error::bad_control_size:
      return ProtocolRule::control_too_long;
    case websocket::error::bad_continuation:
      return ProtocolRule::unexpected_continuation;
    case websocket::error::bad_data_frame:
      return ProtocolRule::interleaved_message;
    case websocket::error::bad_frame_payload:
      return ProtocolRule::text_not_utf8;
    case websocket::error::bad_close_size:
      return ProtocolRule::close_payload;
    case websocket::error::bad_close_code:
      return ProtocolRule::close_code;
    case websocket::error::bad_close_payload:
      return ProtocolRule::close_reason_not_utf8;
    default:
      return std::nullopt;
  }
}

/// Errors of this machine alone.
bool is_own(const ErrorCode& error) {
  namespace errc = boost::system::errc;
  return error == errc::not_enough_memory || error == errc::no_buffer_space ||
         error == errc::too_many_files_open || error == errc::too_many_files_open_in_system ||
         error == errc::bad_file_descriptor;
}

}  // namespace

std::optional<ProtocolRule> broken_rule(const ErrorCode& error) {
  if (error.category() == make_error_code(websocket::error::closed).category())
    return rule_of(static_cast<websocket::error>(error.value()));
  using HttpError = beast::http::error;
  const bool of_http = error.category() == make_error_code(HttpError::bad_method).category();
  if (!of_http || error == HttpError::end_of_stream || error == HttpError::partial_message ||
      error == HttpError::body_limit || error == HttpError::header_limit ||
      error == HttpError::buffer_overflow)
    return std::nullopt;
  return ProtocolRule::not_http;
}

Ending ending_of(const ErrorCode& error, std::chrono::seconds idle) {
  Ending ending;
  if (error == beast::error::timeout) {
    ending.how = SocketEnd::silent;
    ending.reason =
        "no reply to a ping, and no other data, for " + std::to_string(idle.count()) + " s";
  } else if (error == asio::error::eof || error == beast::http::error::end_of_stream) {
    ending.reason = "the connection was ended without a close frame";
  } else if (error == asio::ssl::error::stream_truncated) {
    ending.reason = "the connection was ended without a close frame, nor an end of TLS";
  } else if (error == asio::error::connection_reset || error == asio::error::broken_pipe) {
    ending.reason = "the connection was reset by the other end";
  } else {
    ending.how = is_own(error) ? SocketEnd::failed_here : SocketEnd::lost;
    ending.reason = error.message();
  }
  return ending;
}

}  // namespace hookswitch::net
