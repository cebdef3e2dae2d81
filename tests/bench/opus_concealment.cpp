// Opus packets that are lost: what our jitter buffer plays for them, by its own pitch extension,
// by Opus's concealment, and with forward error correction where the next packet carries it.
//
//   opus_concealment [--speech FILE.wav|FOLDER] [--json]
//
// One message in ten is lost, in runs of 20, 40, 60 and 120 ms. Log-spectral distance from what
// is heard when all of them arrive, and clicks, in the gaps and the 20 ms after them. Run it by
// `npm run bench -- opus-conceal`.
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "gap_trace.hpp"
#include "hookswitch/audio/resampler.hpp"
#include "kit/opus_speech.hpp"
#include "kit/speech_source.hpp"
#include "sound_quality.hpp"

using namespace hookswitch;

namespace {

using kit::OpusTracePlayer;

struct Codec {
  const char* name;
  int rate_hz;
  int bitrate;
  codec::OpusEncoder::Content content;
};

constexpr Codec kCodecs[] = {
    {"SILK, 8 kHz", 8'000, 12'000, codec::OpusEncoder::Content::speech},
    {"SILK, 16 kHz", 16'000, 20'000, codec::OpusEncoder::Content::speech},
    {"CELT, 48 kHz", 48'000, 48'000, codec::OpusEncoder::Content::music},
};

struct Row {
  std::string name;
  bench::SoundQuality pitch, opus, fec;
};

kit::OpusSpeech encoded(const Codec& codec, PcmView speech, int loss_percent) {
  codec::OpusEncoder::Config config;
  config.rate_hz = codec.rate_hz;
  config.bitrate = codec.bitrate;
  config.content = codec.content;
  config.fec = loss_percent > 0;
  config.loss_percent = loss_percent;
  return kit::encode_speech(config, speech);
}

bench::SoundQuality heard(const kit::Trace& trace, const Codec& codec,
                          const kit::OpusSpeech& speech, OpusTracePlayer::Concealment concealment) {
  OpusTracePlayer player(codec.rate_hz, speech, concealment);
  kit::TracePlayer* const seats[] = {&player};
  kit::TraceRecording recording;
  kit::run_trace(trace, speech.heard, codec.rate_hz, seats, std::span(&recording, 1));
  return bench::sound_quality(speech.heard, recording, codec.rate_hz, [&](std::int64_t end) {
    return bench::is_in_gap(trace, end, codec.rate_hz / 50);
  });
}

void print(const std::vector<Row>& rows, bool json) {
  if (json) std::printf("[\n");
  if (!json)
    std::printf("%-34s %20s %20s %20s\n", "LSD in dB, clicks", "pitch", "Opus", "with FEC");
  for (const Row& row : rows) {
    const bench::SoundQuality* const all[] = {&row.pitch, &row.opus, &row.fec};
    const char* const names[] = {"pitch", "opus", "fec"};
    std::printf(json ? "  {\"case\": \"%s\"" : "%-34s", row.name.c_str());
    for (int i = 0; i < 3; ++i) {
      if (json)
        std::printf(", \"%s\": {\"lsd_db\": %.3f, \"clicks\": %d, \"frames\": %d}", names[i],
                    all[i]->lsd_db, all[i]->clicks, all[i]->frames);
      else
        std::printf(" %9.2f %4d /%5d", all[i]->lsd_db, all[i]->clicks, all[i]->frames);
    }
    std::printf(json ? "}%s\n" : "%s\n", json && &row != &rows.back() ? "," : "");
  }
  if (json) std::printf("]\n");
}

}  // namespace

int main(int argc, char** argv) {
  std::string source = HOOKSWITCH_SPEECH_DIR;
  bool json = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      json = true;
    } else if (std::strcmp(argv[i], "--speech") == 0 && i + 1 < argc) {
      source = argv[++i];
    } else {
      std::fprintf(stderr, "usage: %s [--speech FILE.wav|FOLDER] [--json]\n", argv[0]);
      return 2;
    }
  }
  const auto speech = kit::read_speech(source);
  if (!speech) {
    std::fprintf(stderr, "%s: no recorded speech\n", source.c_str());
    return 2;
  }
  std::vector<Row> rows;
  for (const Codec& codec : kCodecs) {
    Pcm said;
    Resampler(speech->rate_hz, codec.rate_hz).process(speech->samples, said);
    // More than a trace is long: positions and speech then agree.
    const std::size_t wanted =
        (bench::kMessages + 50) * static_cast<std::size_t>(codec.rate_hz / 50);
    const Pcm once = said;
    while (said.size() < wanted) said.insert(said.end(), once.begin(), once.end());
    said.resize(wanted);
    const auto plain = encoded(codec, said, 0);
    const auto secured = encoded(codec, said, 10);
    for (const int run : {1, 2, 3, 6}) {
      const auto trace = bench::with_gaps(run, 10, 7);
      rows.push_back({std::string(codec.name) + ", " + trace.name,
                      heard(trace, codec, plain, OpusTracePlayer::Concealment::pitch),
                      heard(trace, codec, plain, OpusTracePlayer::Concealment::opus),
                      heard(trace, codec, secured, OpusTracePlayer::Concealment::opus)});
    }
  }
  print(rows, json);
  return 0;
}
