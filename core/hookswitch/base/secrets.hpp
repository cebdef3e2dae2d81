#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hookswitch {

/// Keys and tokens that no text may repeat, whatever its origin.
///
/// shape   texts in; hide_in() puts `***` where one of them stands
/// range   shorter ones than kShortest are ignored: they would mask ordinary words
/// errors  none
/// cost    one search of the text per secret; nothing is allocated where none is found
class Secrets {
 public:
  static constexpr std::size_t kShortest = 4;

  Secrets() = default;
  explicit Secrets(std::vector<std::string> secrets);

  /// These and one more.
  Secrets with(std::string secret) const;

  void hide_in(std::string& text) const;
  std::string hidden(std::string_view text) const;
  /// Bytes of the longest one: where a text is cut, that much more has to be looked at.
  std::size_t longest() const { return secrets_.empty() ? 0 : secrets_.front().size(); }

 private:
  std::vector<std::string> secrets_;  ///< the longest first: one may hold another
};

/// Puts `by` where `what` stands. `what` is not empty.
void replace_all(std::string& text, std::string_view what, std::string_view by);

}  // namespace hookswitch
