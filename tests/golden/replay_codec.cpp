#include <cstdint>
#include <utility>
#include <vector>

#include "golden/subject.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/codec/g722.hpp"
#include "hookswitch/codec/opus.hpp"

// Subjects with a codec that has a memory: G.722, Opus.

namespace hookswitch::golden {
namespace {

Pcm taken_as_samples(const std::vector<std::uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

/// {"subject":"g722"}
///   round_trip {audio}   encoded, and decoded again: the hash of both, bit for bit
class G722Subject final : public Subject {
 public:
  bool play(const Json& line, Instant, Transcript& out) override {
    if (text_of(line, "in") != "round_trip") return false;
    std::vector<std::uint8_t> bytes;
    encoder_.encode(audio_of(line), bytes);
    Pcm heard;
    decoder_.decode(bytes, heard);
    out.audio("bytes", taken_as_samples(bytes));
    out.audio("audio", heard);
    return true;
  }

 private:
  codec::G722Encoder encoder_;
  codec::G722Decoder decoder_;
};

/// {"subject":"opus","rate_hz":16000}   libopus computes in floats, and natively in other
///                                      instructions: samples agree within kTolerance
///   decode {packet}                    base64
///   recover {packet, samples}          what is missing before it
///   conceal {samples}
class OpusSubject final : public Subject {
 public:
  static constexpr int kTolerance = 2;

  explicit OpusSubject(codec::OpusDecoder decoder) : decoder_(std::move(decoder)) {}

  bool play(const Json& line, Instant, Transcript& out) override {
    const std::string what = text_of(line, "in");
    std::vector<std::uint8_t> packet;
    if (what != "conceal" && !base64_decode(text_of(line, "packet"), packet)) return false;
    Pcm heard(what == "decode" ? decoder_.longest()
                               : static_cast<std::size_t>(number_of(line, "samples")));
    Result<std::size_t> count = heard.size();
    if (what == "decode") {
      count = decoder_.decode(packet, heard);
    } else {
      const auto made =
          what == "conceal" ? decoder_.conceal(heard) : decoder_.recover(packet, heard);
      if (!made) count = tl::unexpected<Error>(made.error());
    }
    if (!count) {
      out.out({
          {"out",   "error"                                   },
          {"error", std::string(to_string(count.error().code))},
          {"field", std::string(count.error().field)          },
          {"at",    count.error().at                          }
      });
      return true;
    }
    out.audio_within(kTolerance, "audio", PcmView(heard).first(*count));
    return true;
  }

 private:
  codec::OpusDecoder decoder_;
};

}  // namespace

std::unique_ptr<Subject> make_g722_subject(const Json&) { return std::make_unique<G722Subject>(); }

std::unique_ptr<Subject> make_opus_subject(const Json& config) {
  auto decoder = codec::OpusDecoder::create(static_cast<int>(number_of(config, "rate_hz")));
  if (!decoder) return nullptr;
  return std::make_unique<OpusSubject>(std::move(*decoder));
}

}  // namespace hookswitch::golden
