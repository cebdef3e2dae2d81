#include "native/kit/media_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

namespace hookswitch::kit {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace asio = boost::asio;

struct MediaClient::Socket {
  asio::io_context context;
  websocket::stream<asio::ip::tcp::socket, false> stream{context};
  beast::flat_buffer buffer;
  std::string call_id;
  boost::system::error_code error;
};

MediaClient::MediaClient(std::uint16_t port, const std::string& target, const std::string& key)
    : socket_(std::make_unique<Socket>()) {
  Socket& s = *socket_;
  s.stream.next_layer().connect({asio::ip::address_v4::loopback(), port}, s.error);
  s.stream.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
    if (!key.empty()) request.set("Authorization", "Bearer " + key);
  }));
  websocket::response_type response;
  if (!s.error) s.stream.handshake(response, "localhost", target, s.error);
  const auto id = response["X-Hookswitch-Call"];
  s.call_id.assign(id.data(), id.size());
}

MediaClient::~MediaClient() = default;

bool MediaClient::is_open() const { return !socket_->error; }
const std::string& MediaClient::call_id() const { return socket_->call_id; }

void MediaClient::text(const std::string& message) {
  boost::system::error_code error;
  socket_->stream.text(true);
  socket_->stream.write(asio::buffer(message), error);
}

void MediaClient::binary(const std::string& message) {
  boost::system::error_code error;
  socket_->stream.binary(true);
  socket_->stream.write(asio::buffer(message), error);
}

std::optional<std::string> MediaClient::read() {
  socket_->buffer.consume(socket_->buffer.size());
  socket_->stream.read(socket_->buffer, socket_->error);
  if (socket_->error) return std::nullopt;
  return beast::buffers_to_string(socket_->buffer.data());
}

std::uint16_t MediaClient::read_to_the_end() {
  while (read()) {
  }
  if (socket_->error != websocket::error::closed) return 1006;
  return static_cast<std::uint16_t>(socket_->stream.reason().code);
}

void MediaClient::close() {
  boost::system::error_code error;
  socket_->stream.close(websocket::close_code::normal, error);
}

void MediaClient::vanish() {
  auto& tcp = socket_->stream.next_layer();
  boost::system::error_code error;
  tcp.set_option(asio::socket_base::linger(true, 0), error);
  tcp.close(error);
}

std::string twilio_start(const std::string& call_id, const std::string& stream_id) {
  return R"({"event":"start","sequenceNumber":"1","streamSid":")" + stream_id +
         R"(","start":{"accountSid":"AC00000000000000000000000000000000","streamSid":")" +
         stream_id + R"(","callSid":")" + call_id +
         R"(","tracks":["inbound"],"customParameters":{},"mediaFormat":{"encoding":"audio/x-mulaw",)"
         R"("sampleRate":8000,"channels":1}}})";
}

std::string twilio_media(const std::string& stream_id, const std::string& payload) {
  return R"({"event":"media","sequenceNumber":"2","streamSid":")" + stream_id +
         R"(","media":{"track":"inbound","chunk":"1","timestamp":"20","payload":")" + payload +
         R"("}})";
}

}  // namespace hookswitch::kit
