#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hookswitch {
namespace asio = boost::asio;
}

namespace hookswitch::net {

using tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

/// Every awaited operation yields its error code instead of throwing it.
inline constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

/// Runs `work` on `executor` until it returns. An exception that leaves it is a bug: it
/// is logged and ends the program.
void spawn(const asio::any_io_executor& executor, asio::awaitable<void> work);

}  // namespace hookswitch::net
