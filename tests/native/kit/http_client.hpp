#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace hookswitch::kit {

struct HttpReply {
  int status = 0;
  std::string head, body;

  std::string header(const std::string& name) const;
  nlohmann::json json() const;
};

/// Sends bytes as they are and reads until the server closes.
std::string exchange_bytes(std::uint16_t port, const std::string& request);

/// One request on its own connection. `headers` are whole lines without the line end.
HttpReply http(std::uint16_t port, const std::string& method, const std::string& target,
               const std::vector<std::string>& headers = {}, const std::string& body = {});

/// Reads the beginning of an endless body until `wanted` was seen; what was read so far.
class EventListener {
 public:
  struct Raw {};
  EventListener(std::uint16_t port, const std::string& target);
  EventListener(std::uint16_t port, const std::string& request, Raw);
  ~EventListener();
  /// Reads on until the text has come; false when the stream ends before.
  bool hears(const std::string& wanted);
  const std::string& text() const { return text_; }

 private:
  int socket_;
  std::string text_;
};

}  // namespace hookswitch::kit
