#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hookswitch::wire {

/// What a peer has said, as one line that does nothing to a terminal: control characters and what
/// changes the direction of text or cannot be seen are spelled out ("\x1b", "\u202e"), line breaks
/// and tabs are blanks, a byte that is not UTF-8 is spelled out, too.
///
/// range   at most `most` bytes; cut between characters
/// cost    one pass
/// source  The Unicode Standard: general categories Cc and Cf, Zl and Zp
std::string printable(std::string_view text, std::size_t most = std::string_view::npos);

}  // namespace hookswitch::wire
