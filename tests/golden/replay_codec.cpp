#include <cstdint>
#include <utility>
#include <vector>

#include "golden/subject.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/codec/g722.hpp"
#include "hookswitch/codec/opus.hpp"
#include "hookswitch/codec/opus_stream.hpp"

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

/// libopus computes in floats, and natively in other instructions: samples agree within this.
constexpr int kOpusTolerance = 2;

void write_error(const Error& error, Transcript& out) {
  out.out({{"out", "error"},
           {"error", std::string(to_string(error.code))},
           {"field", std::string(error.field)},
           {"at", error.at}});
}

/// {"subject":"opus","rate_hz":16000}
///   decode {packet}                    base64
///   recover {packet, samples}          what is missing before it
///   conceal {samples}
class OpusSubject final : public Subject {
 public:
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
      write_error(count.error(), out);
      return true;
    }
    out.audio_within(kOpusTolerance, "audio", PcmView(heard).first(*count));
    return true;
  }

 private:
  codec::OpusDecoder decoder_;
};

/// {"subject":"opus_stream","rate_hz":16000}
///   receive {packet, position}         base64; what was lost before it, and its audio
///   go_on {samples}                    how it sounds when the next packet is late
class OpusStreamSubject final : public Subject {
 public:
  explicit OpusStreamSubject(std::unique_ptr<codec::OpusStream> stream)
      : stream_(std::move(stream)) {}

  bool play(const Json& line, Instant, Transcript& out) override {
    if (text_of(line, "in") == "go_on") {
      Pcm sound(static_cast<std::size_t>(number_of(line, "samples")));
      stream_->start();
      stream_->fill(sound);
      out.audio_within(kOpusTolerance, "sound", sound);
      return true;
    }
    std::vector<std::uint8_t> packet;
    if (text_of(line, "in") != "receive" || !base64_decode(text_of(line, "packet"), packet))
      return false;
    const auto heard = stream_->receive(packet, number_of(line, "position"));
    if (!heard) {
      write_error(heard.error(), out);
      return true;
    }
    out.out({{"out", "received"}, {"lost", heard->lost.size()}, {"recovered", heard->recovered}});
    if (!heard->lost.empty()) out.audio_within(kOpusTolerance, "lost", heard->lost);
    out.audio_within(kOpusTolerance, "audio", heard->samples);
    return true;
  }

 private:
  std::unique_ptr<codec::OpusStream> stream_;
};

}  // namespace

std::unique_ptr<Subject> make_g722_subject(const Json&) { return std::make_unique<G722Subject>(); }

std::unique_ptr<Subject> make_opus_subject(const Json& config) {
  auto decoder = codec::OpusDecoder::create(static_cast<int>(number_of(config, "rate_hz")));
  if (!decoder) return nullptr;
  return std::make_unique<OpusSubject>(std::move(*decoder));
}

std::unique_ptr<Subject> make_opus_stream_subject(const Json& config) {
  auto stream = codec::OpusStream::create(static_cast<int>(number_of(config, "rate_hz")));
  if (!stream) return nullptr;
  return std::make_unique<OpusStreamSubject>(std::move(*stream));
}

}  // namespace hookswitch::golden
