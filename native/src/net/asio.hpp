#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hookswitch::native {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using ErrorCode = boost::system::error_code;

/// Every awaited operation yields its error code instead of throwing it.
inline constexpr auto kTuple = net::as_tuple(net::use_awaitable);

/// Runs `work` on `executor` until it returns by itself. An exception that leaves it is a bug: it
/// is logged and ends the program.
void spawn(const net::any_io_executor& executor, net::awaitable<void> work);

}  // namespace hookswitch::native
