#include "native/kit/http_client.hpp"

#include <arpa/inet.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace hookswitch::kit {
namespace {

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{20, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return socket;
}

void send_all(int socket, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto count = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

bool receive(int socket, std::string& into) {
  std::array<char, 65'536> buffer;
  const auto count = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  into.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

}  // namespace

std::string HttpReply::header(const std::string& name) const {
  for (std::size_t line = 0; line < head.size();) {
    const auto end = head.find("\r\n", line);
    const std::string text = head.substr(line, end - line);
    if (text.size() > name.size() && text[name.size()] == ':' &&
        ::strncasecmp(text.c_str(), name.c_str(), name.size()) == 0)
      return text.substr(text.find_first_not_of(' ', name.size() + 1));
    if (end == head.npos) break;
    line = end + 2;
  }
  return {};
}

nlohmann::json HttpReply::json() const { return nlohmann::json::parse(body, nullptr, false); }

std::string exchange_bytes(std::uint16_t port, const std::string& request) {
  const int socket = connect_to(port);
  send_all(socket, request);
  std::string reply;
  while (receive(socket, reply)) {
  }
  ::close(socket);
  return reply;
}

HttpReply http(std::uint16_t port, const std::string& method, const std::string& target,
               const std::vector<std::string>& headers, const std::string& body) {
  std::string request = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n";
  if (headers.empty() || headers.front().rfind("Connection", 0) != 0)
    request += "Connection: close\r\n";
  for (const auto& line : headers) request += line + "\r\n";
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  const std::string reply = exchange_bytes(port, request + "\r\n" + body);
  HttpReply parsed;
  const auto end_of_head = reply.find("\r\n\r\n");
  if (reply.size() < 12 || end_of_head == reply.npos) return parsed;
  parsed.status = std::atoi(reply.c_str() + 9);
  parsed.head = reply.substr(0, end_of_head);
  parsed.body = reply.substr(end_of_head + 4);
  return parsed;
}

EventListener::EventListener(std::uint16_t port, const std::string& target)
    : EventListener(port, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n", Raw{}) {}

EventListener::EventListener(std::uint16_t port, const std::string& request, Raw)
    : socket_(connect_to(port)) {
  send_all(socket_, request);
}

EventListener::~EventListener() { ::close(socket_); }

bool EventListener::hears(const std::string& wanted) {
  while (text_.find(wanted) == text_.npos)
    if (!receive(socket_, text_)) return false;
  return true;
}

}  // namespace hookswitch::kit
