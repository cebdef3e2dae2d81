#pragma once

#include <array>
#include <cstddef>
#include <list>

#include "net/asio.hpp"
#include "net/web_socket.hpp"

namespace hookswitch::net {

/// Room for messages that are larger than what each socket may keep: a few at a time per thread, so
/// that a thousand sockets with a megabyte each do not take a gigabyte.
///
/// shape   a socket asks for a Lease when a message outgrows kOwnRoom, and waits for it; the lease
///         goes with the message. First in, first out, among sockets of the same use
/// time    kToArrive from the lease to the end of the message; the reader keeps to it
/// errors  none
/// cost    nothing for messages up to kOwnRoom
class LargeMessages final : public asio::execution_context::service {
 public:
  using key_type = LargeMessages;
  static inline asio::execution_context::id id;

  static constexpr std::size_t kOwnRoom = 64 << 10;
  static constexpr std::chrono::seconds kToArrive{5};
  /// At a time, of each SocketUse.
  static constexpr std::array<int, 3> kAtOnce{8, 8, 2};

  static LargeMessages& of(const asio::any_io_executor& executor) {
    return asio::use_service<LargeMessages>(asio::query(executor, asio::execution::context));
  }
  explicit LargeMessages(asio::execution_context& context) : service(context) {}

  class Lease {
   public:
    Lease() = default;
    ~Lease() { give_back(); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    explicit operator bool() const { return room_ != nullptr; }
    void give_back();

   private:
    friend class LargeMessages;
    LargeMessages* room_ = nullptr;
    SocketUse use_ = SocketUse::carrier;
  };

  asio::awaitable<void> wait(SocketUse use, Lease& lease);

 private:
  struct Waiter;
  using Queue = std::list<Waiter*>;
  void shutdown() override {}
  void free(SocketUse use);

  std::array<int, 3> restored_{};
  std::array<Queue, 3> waiting_;
};

}  // namespace hookswitch::net
