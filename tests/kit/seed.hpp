#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace hookswitch::kit {

/// What the first line of a fuzz input chooses: "NAME N", a dialect of a list and a number from 0 to
/// 9. Names, not places, so that a seed means the same when the list grows.
///
/// shape   choose() takes the line from `input`
/// range   a line that names nothing still chooses, by its last two bytes: any input is of use
template <class Dialect>
struct Chosen {
  const Dialect* dialect;
  unsigned number;
};

template <class List, class NameOf>
auto choose(const List& list, NameOf name_of, std::string_view& input) {
  const std::string_view line = input.substr(0, input.find('\n'));
  input.remove_prefix(std::min(input.size(), line.size() + 1));
  const auto byte = [line](std::size_t from_end) {
    return line.size() < from_end ? 0u : static_cast<std::uint8_t>(line[line.size() - from_end]);
  };
  const auto* dialect = list[byte(2) % list.size()];
  for (const auto* one : list)
    if (line.substr(0, line.rfind(' ')) == name_of(*one)) dialect = one;
  return Chosen<std::remove_reference_t<decltype(*dialect)>>{dialect,
                                                             (byte(1) - unsigned{'0'}) % 10};
}

}  // namespace hookswitch::kit
