#include "hookswitch/phone/phone_context.hpp"

#include <string>

#include "hookswitch/wire/printable.hpp"

namespace hookswitch::phone {

void PhoneContext::event(std::string_view name, std::string_view detail, int code) {
  report.note(at_ms(), name, detail);
  outputs.push_back(
      Event{std::string(name), wire::printable(detail, Report::kMaxDetail), at_ms(), code});
}

void PhoneContext::warn(Errc code, std::string_view detail) {
  if (state == State::ended) return;  // Ended is the last output
  std::string text(to_string(code));
  if (!detail.empty()) text.append(": ").append(detail);
  event("warning", text, number(code));
}

void PhoneContext::count(Errc what, std::string_view evidence) {
  if (report.count(what, evidence)) warn(what, evidence);
}

}  // namespace hookswitch::phone
