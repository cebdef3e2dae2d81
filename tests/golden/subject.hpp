#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::golden {

using wire::Json;

/// Where a subject writes what came out.
class Transcript {
 public:
  void line(std::string_view text) { text_.append(text) += '\n'; }
  void out(const Json& what);
  /// Exact audio, by its hash.
  void audio(const char* name, PcmView samples, Json more = Json::object());
  /// Audio that passed third-party DSP: every sample, to be compared within `tolerance`.
  void audio_within(int tolerance, const char* name, PcmView samples);
  void frame(const char* name, Instant at, const wire::Frame& frame);
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

/// Something that is played a script. Inputs come in the order of the file.
class Subject {
 public:
  virtual ~Subject() = default;
  /// False when the line makes no sense to this subject.
  virtual bool play(const Json& line, Instant at, Transcript& out) = 0;
};

std::unique_ptr<Subject> make_phone_subject(const Json& config);
std::unique_ptr<Subject> make_call_subject(const Json& config);
std::unique_ptr<Subject> make_jitter_subject(const Json& config);
std::unique_ptr<Subject> make_resampler_subject(const Json& config);
std::unique_ptr<Subject> make_g711_subject(const Json& config);
std::unique_ptr<Subject> make_doctor_subject(const Json& config);
std::unique_ptr<Subject> make_g722_subject(const Json& config);
std::unique_ptr<Subject> make_opus_subject(const Json& config);
std::unique_ptr<Subject> make_opus_stream_subject(const Json& config);

// Fields of a line. Absent or of another type: the value given.
std::int64_t number_of(const Json& line, const char* key, std::int64_t otherwise = 0);
std::string text_of(const Json& line, const char* key);

/// The audio that a line names, made and not stored: {"samples":N,"step":S} is a sawtooth in
/// steps of S, {"voice":N} is N samples of something that a speech gate takes for speech.
Pcm audio_of(const Json& line);

std::uint64_t hash_of(PcmView samples);

}  // namespace hookswitch::golden
