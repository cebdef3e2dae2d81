#pragma once

#include <cstddef>

namespace hookswitch {

/// What a buffer may keep between two messages.
inline constexpr std::size_t kKeptBytes = 16 * 1024;

/// Empties a reused buffer once it holds more memory than kKeptBytes: one large message must not
/// cost that much memory for the rest of its call.
///
/// units   capacity in bytes
/// cost    a comparison where nothing has to go
template <class Buffer>
void give_back(Buffer& buffer) {
  if (buffer.capacity() * sizeof(typename Buffer::value_type) > kKeptBytes) Buffer().swap(buffer);
}

}  // namespace hookswitch
