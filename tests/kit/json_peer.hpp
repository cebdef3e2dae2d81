#pragma once

#include <string>
#include <string_view>

#include "hookswitch/wire/json_reader.hpp"

/// The document reader against nlohmann's parser.
namespace hookswitch::wire {

/// What is different about the document that read_object() makes of `text`; empty when nothing is.
/// Our limits and nlohmann's end of a text at a zero byte are no differences.
inline std::string peer_difference(std::string_view text) {
  const auto ours = read_object(text);
  const bool limited = !ours && ours.error().code != Errc::not_json;
  if (limited || text.find('\0') != text.npos) return "";
  const Json theirs = Json::parse(text, nullptr, false);
  if (ours.has_value() != theirs.is_object()) return ours ? "accepts too much" : "refuses";
  if (!ours) return "";
  // Types are compared too: 1 and 1.0 are equal.
  return *ours == theirs && ours->dump() == theirs.dump() ? "" : "is another document";
}

}  // namespace hookswitch::wire
