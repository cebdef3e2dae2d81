#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

/// What all dialects read in the same way: identifiers, keys, parameters, their limits.
namespace hookswitch::carrier {

inline constexpr std::size_t kMaxIdBytes = 256;          ///< ids, numbers, mark names
inline constexpr std::size_t kMaxParameters = 64;        ///< kept; the rest is left out
inline constexpr std::size_t kMaxParameterBytes = 4096;  ///< of a name or a value; then it is cut

/// The opaque identifier at `key`, "" if absent. All-digit ones may come as numbers.
/// errors  wrong_type; field_too_long beyond kMaxIdBytes: cutting an id would change whom it names
[[nodiscard]] Result<std::string> id_at(const wire::Json& document, std::string_view key);

/// Like id_at, but absence or "" is missing_field.
[[nodiscard]] Result<std::string> required_id_at(const wire::Json& document, std::string_view key);

/// The telephone key at `key`: "5", 5, "#", "A" or "a".
/// errors  missing_field, wrong_type for everything that is not on a telephone
[[nodiscard]] Result<char> digit_at(const wire::Json& document, std::string_view key);

/// A key's duration at `key`, where a sensible one is given.
std::optional<int> duration_at(const wire::Json& document, std::string_view key);

/// Adds every field of `object`, other types than text as their JSON.
/// errors  returns field_too_long when something was cut or left out
std::optional<Error> add_parameters(const wire::Json& object, Parameters& out);
std::optional<Error> add_parameter(std::string_view name, std::string_view value, Parameters& out);

/// `parameters` as one JSON object of strings.
std::string parameters_json(const Parameters& parameters);

/// The object as a text message.
inline wire::Frame text_frame(wire::ObjectText& object) {
  return {wire::Opcode::text, object.take()};
}

/// A message whose `event` (or `action`, `command`, `type`) the dialect does not know: counted and
/// skipped, never fatal.
template <class M>
void unknown_event(std::string_view event, wire::Reading<M>& out) {
  out.add(Ignored{std::string(event.substr(0, kMaxIdBytes))});
  out.note(Error{Errc::unknown_event, 0, "event"});
}

/// A random UUID, version 4.
std::string random_uuid(Rng& rng);

}  // namespace hookswitch::carrier
