#include "golden/replay.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "golden/subject.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::golden {
namespace {

std::optional<std::string_view> next_line(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const auto end = rest.find('\n');
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

std::unique_ptr<Subject> make_subject(const Json& config) {
  const std::string name = text_of(config, "subject");
  if (name == "phone") return make_phone_subject(config);
  if (name == "call") return make_call_subject(config);
  if (name == "jitter") return make_jitter_subject(config);
  if (name == "resampler") return make_resampler_subject(config);
  if (name == "g711") return make_g711_subject(config);
  if (name == "g722") return make_g722_subject(config);
  if (name == "doctor") return make_doctor_subject(config);
  if (name == "opus") return make_opus_subject(config);
  if (name == "opus_stream") return make_opus_stream_subject(config);
  return nullptr;
}

std::vector<std::uint8_t> bytes_of(PcmView samples) {
  std::vector<std::uint8_t> bytes;
  for (const Sample sample : samples) {
    bytes.push_back(static_cast<std::uint8_t>(sample & 0xFF));
    bytes.push_back(static_cast<std::uint8_t>((sample >> 8) & 0xFF));
  }
  return bytes;
}

std::string base64_of(std::string_view payload) {
  std::string text;
  base64_append({reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()}, text);
  return text;
}

/// Whether two audio lines agree within the tolerance that the expected one states.
bool close_enough(std::string_view expected, std::string_view got) {
  const auto a = wire::read_object(expected);
  const auto b = wire::read_object(got);
  if (!a || !b || !a->contains("tolerance") || !b->contains("pcm")) return false;
  if (text_of(*a, "out") != text_of(*b, "out")) return false;
  std::vector<std::uint8_t> left, right;
  if (!base64_decode(text_of(*a, "pcm"), left) || !base64_decode(text_of(*b, "pcm"), right))
    return false;
  if (left.size() != right.size()) return false;
  const auto sample_at = [](const std::vector<std::uint8_t>& bytes, std::size_t i) {
    return static_cast<std::int16_t>(bytes[i] | bytes[i + 1] << 8);
  };
  for (std::size_t i = 0; i + 1 < left.size(); i += 2)
    if (std::abs(sample_at(left, i) - sample_at(right, i)) > number_of(*a, "tolerance"))
      return false;
  return true;
}

}  // namespace

std::string replay(std::string_view script) {
  Transcript out;
  std::unique_ptr<Subject> subject;
  while (const auto line = next_line(script)) {
    const auto parsed = wire::read_object(*line);
    if (parsed && parsed->contains("out")) continue;  // what is expected, not what is played
    out.line(*line);
    if (!parsed) {
      out.out({{"out", "refused"}});
    } else if (!subject) {
      subject = make_subject(*parsed);
      if (!subject) out.out({{"out", "refused"}});
    } else if (!subject->play(*parsed, Instant{} + Micros{number_of(*parsed, "at_us")}, out)) {
      out.out({{"out", "refused"}});
    }
  }
  return out.take();
}

std::string difference(std::string_view expected, std::string_view got) {
  for (int number = 1;; ++number) {
    const auto a = next_line(expected);
    const auto b = next_line(got);
    if (!a && !b) return "";
    if (a && b && (*a == *b || close_enough(*a, *b))) continue;
    const std::string_view left = a.value_or("(end)");
    const std::string_view right = b.value_or("(end)");
    const auto column = static_cast<std::size_t>(
        std::mismatch(left.begin(), left.end(), right.begin(), right.end()).first - left.begin());
    const std::size_t from = column < 60 ? 0 : column - 60;  // lines can be long
    return "line " + std::to_string(number) + ", column " + std::to_string(column + 1) +
           "\n  expected: " + std::string(left.substr(from, 160)) +
           "\n  got:      " + std::string(right.substr(from, 160));
  }
}

// ---- what subjects write -------------------------------------------------------------------

void Transcript::out(const Json& what) { line(wire::to_text(what)); }

void Transcript::audio(const char* name, PcmView samples, Json more) {
  char hash[20];
  std::snprintf(hash, sizeof hash, "%016llx",
                static_cast<unsigned long long>(hash_of(samples)));  // 64 bits do not fit a double
  more["out"] = name;
  more["samples"] = samples.size();
  more["fnv"] = hash;
  out(more);
}

void Transcript::audio_within(int tolerance, const char* name, PcmView samples) {
  std::string text;
  base64_append(bytes_of(samples), text);
  out({{"out", name}, {"tolerance", tolerance}, {"pcm", text}});
}

void Transcript::frame(const char* name, Instant at, const wire::Frame& frame) {
  Json what = {{"out", name}, {"at_us", (at - Instant{}).count()}};
  if (frame.opcode == wire::Opcode::text)
    what["text"] = frame.payload;
  else
    what["base64"] = base64_of(frame.payload);
  out(what);
}

// ---- what lines say ------------------------------------------------------------------------

std::int64_t number_of(const Json& line, const char* key, std::int64_t otherwise) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

std::string text_of(const Json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_string() ? found->get<std::string>() : "";
}

Pcm audio_of(const Json& line) {
  Pcm audio;
  const std::int64_t step = number_of(line, "step", 37);
  for (std::int64_t i = 0; i < number_of(line, "samples"); ++i)
    audio.push_back(static_cast<Sample>(i * step % 20'000 - 10'000));
  // Syllables of 200 ms at 8 kHz: noise under a triangle, never quiet for long.
  Rng noise(1);
  for (std::int64_t i = 0; i < number_of(line, "voice"); ++i) {
    const std::int64_t phase = i % 1'600;
    const std::int64_t loud = 400 + (phase < 800 ? phase : 1'600 - phase) * 10;
    audio.push_back(
        static_cast<Sample>(static_cast<std::int64_t>(noise.below(65'536)) * loud / 32'768 - loud));
  }
  return audio;
}

/// source  FNV-1a, 64 bits, over the little-endian bytes
std::uint64_t hash_of(PcmView samples) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::uint8_t byte : bytes_of(samples)) hash = (hash ^ byte) * 0x100000001B3u;
  return hash;
}

}  // namespace hookswitch::golden
