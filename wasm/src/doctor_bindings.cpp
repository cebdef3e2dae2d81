// The boundary of hookswitch-doctor.wasm: plain exports, no Embind, so that the file needs no
// loader. wasm/ts/doctor-module.ts mirrors it.
//
// Texts cross as UTF-8 in this module's memory: the record's document in, a list of findings as JSON
// out. A result below zero is a catalogue code, negated; the text is then what it is about.

#include <emscripten/emscripten.h>

#include <span>
#include <string>

#include "hookswitch/doctor/examine.hpp"
#include "hookswitch/doctor/finding_json.hpp"

namespace hookswitch::wasm {
namespace {

std::string text;  // in, then out

std::string place_of(const Error& error) {
  return error.field.empty() ? "at byte " + std::to_string(error.at) : std::string(error.field);
}

}  // namespace

extern "C" {

/// Room for a document of so many bytes.
EMSCRIPTEN_KEEPALIVE char* doctorText(int bytes) {
  text.assign(static_cast<std::size_t>(bytes < 0 ? 0 : bytes), '\0');
  return text.data();
}

/// Reads the text and puts the findings in its place.
EMSCRIPTEN_KEEPALIVE int doctorExamine() {
  const auto findings = doctor::examine(text);
  text = findings ? doctor::findings_to_json(*findings) : place_of(findings.error());
  return findings ? 0 : -number(findings.error().code);
}

EMSCRIPTEN_KEEPALIVE const char* doctorResult() { return text.data(); }
EMSCRIPTEN_KEEPALIVE int doctorResultBytes() { return static_cast<int>(text.size()); }
}

}  // namespace hookswitch::wasm
