#include "hookswitch/agent/gemini/media.hpp"

#include <charconv>

#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/wire/json_scanner.hpp"

namespace hookswitch::agent::gemini {
namespace {

/// {"mimeType":"audio/pcm;rate=N","data":"..."}, in any order and with nothing else.
bool scan_blob(wire::JsonScanner& scan, std::vector<std::uint8_t>& bytes, int& rate_hz) {
  std::string_view key;
  bool has_data = false;
  std::optional<int> rate;
  if (!scan.enter_object()) return false;
  while (scan.next_key(key)) {
    if (key == "mimeType") {
      std::string_view type;
      if (!scan.text(type)) return false;
      rate = pcm_rate(type, rate_hz);
      if (!rate) return false;
    } else if (key == "data" && !has_data) {
      if (!scan.base64(bytes)) return false;
      has_data = true;
    } else {
      return false;
    }
  }
  if (!has_data || !rate) return false;
  rate_hz = *rate;
  return true;
}

/// {"inlineData":BLOB}
bool scan_part(wire::JsonScanner& scan, std::vector<std::uint8_t>& bytes) {
  std::string_view key;
  int rate = kOutput.rate_hz;
  bool found = false;
  if (!scan.enter_object()) return false;
  while (scan.next_key(key)) {
    if (found || key != "inlineData" || !scan_blob(scan, bytes, rate)) return false;
    found = true;
  }
  return found && rate == kOutput.rate_hz;
}

bool scan_parts(wire::JsonScanner& scan, std::vector<std::uint8_t>& bytes) {
  if (!scan.enter_array()) return false;
  while (scan.next_element())
    if (!scan_part(scan, bytes)) return false;
  return true;
}

/// Enters the object at `key`, which must be the first of the object entered before.
bool enter_only(wire::JsonScanner& scan, std::string_view key) {
  std::string_view found;
  return scan.next_key(found) && found == key && scan.enter_object();
}

}  // namespace

std::optional<int> pcm_rate(std::string_view mime_type, int without) {
  constexpr std::string_view kPcm = "audio/pcm";
  constexpr std::string_view kRate = ";rate=";
  if (!mime_type.starts_with(kPcm)) return std::nullopt;
  std::string rest;
  for (const char c : mime_type.substr(kPcm.size()))
    if (c != ' ') rest += c;
  if (rest.empty()) return without;
  if (!std::string_view(rest).starts_with(kRate)) return std::nullopt;
  int rate = 0;
  const char* const end = rest.data() + rest.size();
  const auto [stop, error] = std::from_chars(rest.data() + kRate.size(), end, rate);
  constexpr int kMinRate = 8'000;
  constexpr int kMaxRate = 48'000;
  if (error != std::errc{} || stop != end || rate < kMinRate || rate > kMaxRate)
    return std::nullopt;
  return rate;
}

bool scan_model_audio(std::string_view text, std::string& scratch,
                      std::vector<std::uint8_t>& bytes) {
  wire::JsonScanner scan(text, scratch);
  std::string_view key;
  bool found = false;
  if (!scan.enter_object() || !enter_only(scan, "serverContent") || !enter_only(scan, "modelTurn"))
    return false;
  while (scan.next_key(key)) {
    if (key == "parts" && !found) {
      if (!scan_parts(scan, bytes)) return false;
      found = true;
    } else if (key != "role" || !scan.skip()) {
      return false;
    }
  }
  return !scan.next_key(key) && !scan.next_key(key) && scan.finished() && found;
}

bool scan_caller_audio(std::string_view text, std::string& scratch,
                       std::vector<std::uint8_t>& bytes, int& rate_hz) {
  wire::JsonScanner scan(text, scratch);
  std::string_view key;
  rate_hz = kInput.rate_hz;
  if (!scan.enter_object() || !scan.next_key(key) || key != "realtimeInput" ||
      !scan.enter_object() || !scan.next_key(key) || key != "audio")
    return false;
  return scan_blob(scan, bytes, rate_hz) && !scan.next_key(key) && !scan.next_key(key) &&
         scan.finished();
}

}  // namespace hookswitch::agent::gemini
