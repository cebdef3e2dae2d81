// The boundary of hookswitch-opus.wasm: plain exports, no Embind, so that the file needs no loader
// and costs little per call. wasm/ts/opus-module.ts mirrors it.
//
// Numbers below zero are catalogue codes, negated; opusField() then says which value was wrong.
// Audio and packets cross in two buffers of this module, to be used before the next call.

#include <emscripten/emscripten.h>

#include <array>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "hookswitch/codec/opus.hpp"

namespace hookswitch::wasm {
namespace {

using codec::OpusDecoder;
using codec::OpusEncoder;

constexpr std::size_t kAudio = 5'760;  // 120 ms at 48 kHz
std::array<Sample, kAudio> audio{};
std::array<std::uint8_t, codec::kOpusLongestPacket> packet{};
const char* field = "";

int failed(const Error& error) {
  field = error.field.empty() ? "" : error.field.data();  // a literal, so it ends with a zero
  return -number(error.code);
}

template <class T>
int outcome(const Result<T>& result) {
  if (!result) return failed(result.error());
  if constexpr (std::is_void_v<T>)
    return 0;
  else
    return static_cast<int>(*result);
}

/// The length that JavaScript passes, at most that of the buffer.
template <class Buffer>
auto part(Buffer& buffer, int length) {
  const auto asked = static_cast<std::size_t>(length < 0 ? 0 : length);
  return std::span(buffer).first(asked < buffer.size() ? asked : buffer.size());
}

template <class Codec>
Codec* keep(Result<Codec> made) {
  if (made) return new Codec(std::move(*made));
  failed(made.error());
  return nullptr;
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE Sample* opusAudio() { return audio.data(); }
EMSCRIPTEN_KEEPALIVE std::uint8_t* opusPacket() { return packet.data(); }
EMSCRIPTEN_KEEPALIVE const char* opusField() { return field; }

EMSCRIPTEN_KEEPALIVE OpusEncoder* opusEncoder(int rate_hz, int frame_us, int bitrate,
                                              int complexity, int loss_percent, int fec, int dtx,
                                              int music) {
  OpusEncoder::Config config;
  config.rate_hz = rate_hz;
  config.frame = Micros{frame_us};
  config.bitrate = bitrate;
  config.complexity = complexity;
  config.loss_percent = loss_percent;
  config.fec = fec != 0;
  config.dtx = dtx != 0;
  config.content = music != 0 ? OpusEncoder::Content::music : OpusEncoder::Content::speech;
  return keep(OpusEncoder::create(config));
}
EMSCRIPTEN_KEEPALIVE void opusEncoderDelete(OpusEncoder* encoder) { delete encoder; }
EMSCRIPTEN_KEEPALIVE int opusLookahead(const OpusEncoder* encoder) {
  return static_cast<int>(encoder->lookahead());
}
EMSCRIPTEN_KEEPALIVE int opusEncode(OpusEncoder* encoder, int samples) {
  return outcome(encoder->encode(part(audio, samples), packet));
}
EMSCRIPTEN_KEEPALIVE int opusSetBitrate(OpusEncoder* encoder, int bitrate) {
  return outcome(encoder->set_bitrate(bitrate));
}
EMSCRIPTEN_KEEPALIVE int opusSetComplexity(OpusEncoder* encoder, int complexity) {
  return outcome(encoder->set_complexity(complexity));
}
EMSCRIPTEN_KEEPALIVE int opusSetLossPercent(OpusEncoder* encoder, int percent) {
  return outcome(encoder->set_loss_percent(percent));
}
EMSCRIPTEN_KEEPALIVE void opusEncoderReset(OpusEncoder* encoder) { encoder->reset(); }

EMSCRIPTEN_KEEPALIVE OpusDecoder* opusDecoder(int rate_hz) {
  return keep(OpusDecoder::create(rate_hz));
}
EMSCRIPTEN_KEEPALIVE void opusDecoderDelete(OpusDecoder* decoder) { delete decoder; }
EMSCRIPTEN_KEEPALIVE int opusDecode(OpusDecoder* decoder, int bytes) {
  return outcome(decoder->decode(part(packet, bytes), audio));
}
EMSCRIPTEN_KEEPALIVE int opusConceal(OpusDecoder* decoder, int samples) {
  return outcome(decoder->conceal(part(audio, samples)));
}
EMSCRIPTEN_KEEPALIVE int opusRecover(OpusDecoder* decoder, int bytes, int samples) {
  return outcome(decoder->recover(part(packet, bytes), part(audio, samples)));
}
EMSCRIPTEN_KEEPALIVE void opusDecoderReset(OpusDecoder* decoder) { decoder->reset(); }

/// Twice the packet's length in microseconds, and one more when it has forward error correction.
EMSCRIPTEN_KEEPALIVE int opusInspect(int bytes) {
  const auto head = codec::inspect_opus(part(packet, bytes));
  if (!head) return failed(head.error());
  return static_cast<int>(head->duration.count()) * 2 + (head->has_fec ? 1 : 0);
}
}

}  // namespace hookswitch::wasm
