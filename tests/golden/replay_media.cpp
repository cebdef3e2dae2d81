#include <utility>

#include "golden/subject.hpp"
#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/codec/media_format.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"

// Subjects without a session: jitter buffer, resampler, G.711.

namespace hookswitch::golden {
namespace {

/// {"subject":"jitter","rate_hz":8000}
///   insert {audio}                arrives at at_us
///   pull {samples,times,every_us} the speaker asks; one line out per time
///   clear | stats
class JitterSubject final : public Subject {
 public:
  explicit JitterSubject(const Json& config) : buffer_(configured(config)) {}

  bool play(const Json& line, Instant at, Transcript& out) override {
    const std::string what = text_of(line, "in");
    if (what == "insert") {
      buffer_.insert({audio_of(line)}, at);
      return true;
    }
    if (what == "pull") {
      Pcm block(static_cast<std::size_t>(number_of(line, "samples", 160)));
      for (std::int64_t i = 0; i < number_of(line, "times", 1); ++i) {
        const auto real = buffer_.pull(block, at + i * Micros{number_of(line, "every_us")});
        out.audio("audio", block, {{"real", real}, {"played_until", buffer_.played_until()}});
      }
      return true;
    }
    if (what == "clear") {
      buffer_.clear();
      return true;
    }
    if (what != "stats") return false;
    const auto& stats = buffer_.stats();
    out.out({{"out", "stats"},
             {"concealed", stats.concealed_samples},
             {"concealment_events", stats.concealment_events},
             {"decelerated", stats.inserted_samples_for_deceleration},
             {"accelerated", stats.removed_samples_for_acceleration},
             {"emitted", stats.jitter_buffer_emitted_count},
             {"delay_us", stats.jitter_buffer_delay.count()},
             {"target_us", buffer_.target().count()}});
    return true;
  }

 private:
  static jitter::JitterBuffer::Config configured(const Json& config) {
    jitter::JitterBuffer::Config result;
    result.rate_hz = static_cast<int>(number_of(config, "rate_hz", 8'000));
    return result;
  }

  jitter::JitterBuffer buffer_;
};

/// {"subject":"resampler","from_hz":48000,"to_hz":8000}
///   process {audio}
class ResamplerSubject final : public Subject {
 public:
  explicit ResamplerSubject(const Json& config)
      : resampler_(static_cast<int>(number_of(config, "from_hz", 48'000)),
                   static_cast<int>(number_of(config, "to_hz", 8'000))),
        ours_(Polyphase::serves(resampler_.from_hz(), resampler_.to_hz())) {}

  bool play(const Json& line, Instant, Transcript& out) override {
    if (text_of(line, "in") != "process") return false;
    Pcm converted;
    resampler_.process(audio_of(line), converted);
    if (ours_)
      out.audio("audio", converted);
    else
      out.audio_within(2, "audio", converted);
    return true;
  }

 private:
  Resampler resampler_;
  bool ours_;  ///< and not speexdsp's
};

/// {"subject":"g711"}
///   decode {law}   all 256 bytes
///   encode {law}   all 65536 samples, by the hash of the bytes taken as samples
class G711Subject final : public Subject {
 public:
  bool play(const Json& line, Instant, Transcript& out) override {
    const std::string law = text_of(line, "law");
    if (law != "pcmu" && law != "pcma") return false;
    const auto encoding = law == "pcmu" ? codec::Encoding::pcmu : codec::Encoding::pcma;
    if (text_of(line, "in") == "decode") {
      std::vector<std::uint8_t> bytes;
      for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
      Pcm samples;
      if (!codec::decode(encoding, bytes, samples)) return false;
      out.out({{"out", "samples"}, {"values", samples}});
      return true;
    }
    if (text_of(line, "in") != "encode") return false;
    Pcm all;
    for (int i = -32'768; i <= 32'767; ++i) all.push_back(static_cast<Sample>(i));
    std::vector<std::uint8_t> bytes;
    codec::encode(encoding, all, bytes);
    out.audio("bytes", Pcm(bytes.begin(), bytes.end()));
    return true;
  }
};

}  // namespace

std::unique_ptr<Subject> make_jitter_subject(const Json& config) {
  return std::make_unique<JitterSubject>(config);
}
std::unique_ptr<Subject> make_resampler_subject(const Json& config) {
  return std::make_unique<ResamplerSubject>(config);
}
std::unique_ptr<Subject> make_g711_subject(const Json&) { return std::make_unique<G711Subject>(); }

}  // namespace hookswitch::golden
