#include "values.hpp"

#include <cstring>

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::wasm {

val copied(std::string_view bytes) {
  return copied(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

Pcm samples_of(const std::string& bytes) {
  Pcm samples(bytes.size() / sizeof(Sample));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(Sample));
  return samples;
}

val object(std::string_view type) {
  val made = val::object();
  made.set("type", std::string(type));
  return made;
}

val error_object(const Error& error) {
  val made = val::object();
  made.set("name", std::string(to_string(error.code)));
  made.set("field", std::string(error.field));
  made.set("at", static_cast<double>(error.at));
  return made;
}

}  // namespace hookswitch::wasm
