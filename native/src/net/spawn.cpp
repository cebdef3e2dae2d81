#include <boost/asio/co_spawn.hpp>
#include <exception>

#include "log/log.hpp"
#include "net/asio.hpp"

namespace hookswitch::net {

void spawn(const asio::any_io_executor& executor, asio::awaitable<void> work) {
  asio::co_spawn(executor, std::move(work), [](const std::exception_ptr& escaped) {
    if (!escaped) return;
    try {
      std::rethrow_exception(escaped);
    } catch (const std::exception& reason) {
      log::error("a coroutine was left by an exception", {{"detail", reason.what()}});
    }
    log::stop();
    std::terminate();
  });
}

}  // namespace hookswitch::net
