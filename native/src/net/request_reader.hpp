#pragma once

// Heavy: include only in the files that serve HTTP.

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "hookswitch/base/result.hpp"
#include "net/asio.hpp"
#include "net/framing.hpp"

namespace hookswitch::net {

using Request = boost::beast::http::request<boost::beast::http::string_body>;
/// Nullopt: the peer has gone, or took too long.
using Unreadable = std::optional<RequestFault>;

/// Reads one request, as strictly as RFC 9112 requires of a server.
///
/// shape   what follows the request stays in `buffer`; trailers are ignored
/// range   head up to kMaxHead, body up to kMaxBody, a line between chunks up to kMaxHead
/// time    the stream's own limit
/// errors  after a fault nothing more of this connection may be read as a request
asio::awaitable<tl::expected<Request, Unreadable>> read_request(boost::beast::tcp_stream& stream,
                                                                boost::beast::flat_buffer& buffer);

inline constexpr std::uint32_t kMaxHead = 16 << 10;
inline constexpr std::uint64_t kMaxBody = 64 << 10;

}  // namespace hookswitch::net
