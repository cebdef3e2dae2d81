#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hookswitch::kit {

/// A blocking WebSocket client that says whatever a test wants, right or wrong.
class MediaClient {
 public:
  /// An empty key sends none.
  explicit MediaClient(std::uint16_t port, const std::string& target, const std::string& key = {});
  ~MediaClient();

  bool is_open() const;
  const std::string& call_id() const;  ///< X-Hookswitch-Call
  void text(const std::string& message);
  void binary(const std::string& message);
  /// The next message; nullopt when the socket has ended.
  std::optional<std::string> read();
  /// Reads until the end; the close code, 1006 without one.
  std::uint16_t read_to_the_end();
  void close();
  void vanish();  ///< resets the connection

 private:
  struct Socket;
  std::unique_ptr<Socket> socket_;
};

// Twilio's messages, as a real stream sends them.
std::string twilio_start(const std::string& call_id, const std::string& stream_id);
std::string twilio_media(const std::string& stream_id, const std::string& payload);

}  // namespace hookswitch::kit
