#pragma once

#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "net/asio.hpp"

namespace hookswitch::net {

/// Starts an operation: `start` gets a function to call once with the result, from any thread.
template <class T>
using Start = std::function<void(std::function<void(T)>)>;

/// Awaits a callback that may come from any thread.
///
/// shape   the coroutine continues, on its own thread, once the result is there
/// range   give `start` a name: GCC 12 destroys a lambda twice that is a temporary of a co_await
///         expression (GCC bug 95111), and so does this function with its own lambda
/// errors  none: without a result the coroutine waits for ever, so `start` must call back
template <class T>
asio::awaitable<T> await_callback(Start<T> start) {
  auto executor = co_await asio::this_coro::executor;
  auto initiate = [executor](auto handler, Start<T> begin) {
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    begin([executor, waiting](T answer) {
      asio::post(executor, [waiting, answer = std::move(answer)]() mutable {
        (*waiting)(std::move(answer));
      });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(T)>(
      initiate, asio::use_awaitable, std::move(start));
}

}  // namespace hookswitch::net
