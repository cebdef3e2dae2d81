// How good concealment and stretched speech sound, by measure: ours, NetEq's and, as the bottom
// line, Speex's jitter buffer, which puts silence into a gap and leaves out or repeats whole
// frames.
//
//   conceal_compare [--speech FILE.wav|FOLDER] [--listen FOLDER] [--json]
//
// Gaps: 5, 10 and 20 % of the messages are missing, in runs of 20, 40, 60 and 120 ms; what counts
// is the speech in and 20 ms after the gaps. Stretch: the sender's clock is 1 to 5 % fast or slow,
// so that every second must lose or gain that much; all speech counts. Our buffer takes a fast
// sender for one that runs ahead and leaves its speech alone, so there its time stretch is driven
// directly. --listen writes a page that plays everything. Run it by `npm run bench -- conceal`.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gap_trace.hpp"
#include "hookswitch/audio/wav.hpp"
#include "hookswitch/jitter/playout_decision.hpp"
#include "hookswitch/jitter/time_stretch.hpp"
#include "kit/speech_source.hpp"
#include "peers/neteq_player.hpp"
#include "peers/speex_player.hpp"
#include "sound_quality.hpp"

using namespace hookswitch;
using bench::kMessages;
using bench::kNetwork;
using bench::with_gaps;

namespace {

/// The sender's clock is this many percent fast.
kit::Trace with_drift(int percent) {
  kit::Trace trace;
  trace.name = "stretch " + std::string(percent > 0 ? "+" : "") + std::to_string(percent) + " %";
  for (std::size_t i = 0; i < kMessages; ++i) {
    const Micros sent = static_cast<std::int64_t>(i) * Micros{20'000} * 100 / (100 + percent);
    trace.packets.push_back({sent, sent + kNetwork});
  }
  return trace;
}

/// Our time stretch alone: everything that has come, `percent` faster or slower.
class StretchPlayer final : public kit::TracePlayer {
 public:
  StretchPlayer(int rate_hz, int percent) : rate_hz_(rate_hz), percent_(percent), organ_(rate_hz) {}

  std::string name() const override { return "hookswitch"; }
  void insert(const kit::TraceMessage& message) override {
    audio_.insert(audio_.end(), message.audio.begin(), message.audio.end());
  }
  void pull(std::span<Sample> out, Instant) override {
    while (ready_.size() < out.size()) make();
    std::copy_n(ready_.begin(), out.size(), out.begin());
    ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(out.size()));
  }
  std::optional<std::int64_t> position() const override {
    return read_ - static_cast<std::int64_t>(ready_.size());
  }
  Figures figures() const override { return {}; }

 private:
  void make() {
    const auto at = static_cast<std::size_t>(read_);
    const auto step = static_cast<std::size_t>(rate_hz_ / 100);
    // A little later, so that there is always something to look at.
    if (audio_.size() < at + 4 * organ_.look()) {
      ready_.insert(ready_.end(), step, Sample{0});
      return;
    }
    const PcmView ahead = PcmView(audio_).subspan(at, organ_.look());
    const std::int64_t wanted = read_ * percent_ / 100;
    if (std::abs(wanted) > std::abs(moved_)) {
      const std::size_t used = percent_ > 0 ? organ_.squeeze(ahead, jitter::kFine)
                                            : organ_.stretch(ahead, jitter::kFine);
      if (used > 0) {
        ready_.insert(ready_.end(), organ_.sound().begin(), organ_.sound().end());
        moved_ +=
            static_cast<std::int64_t>(used) - static_cast<std::int64_t>(organ_.sound().size());
        read_ += static_cast<std::int64_t>(used);
        return;
      }
    }
    ready_.insert(ready_.end(), ahead.begin(), ahead.begin() + static_cast<std::ptrdiff_t>(step));
    read_ += static_cast<std::int64_t>(step);
  }

  int rate_hz_;
  int percent_;
  jitter::TimeStretch organ_;
  Pcm audio_;
  Pcm ready_;
  std::int64_t read_ = 0;
  std::int64_t moved_ = 0;
};

struct Row {
  std::string name;
  std::vector<bench::SoundQuality> players;
};

Row play(const kit::Trace& trace, const kit::Speech& speech, int drift, std::string& listening,
         const std::filesystem::path& folder, std::vector<std::string>& names) {
  jitter::JitterBuffer::Config config;
  config.rate_hz = speech.rate_hz;
  std::vector<std::unique_ptr<kit::TracePlayer>> players;
  if (drift > 0)
    players.push_back(std::make_unique<StretchPlayer>(speech.rate_hz, drift));
  else
    players.push_back(std::make_unique<kit::OurTracePlayer>(config, true));
  if (auto neteq = bench::make_neteq_player(speech.rate_hz)) players.push_back(std::move(neteq));
  players.push_back(bench::make_speex_player(speech.rate_hz));
  std::vector<kit::TracePlayer*> seats;
  names.clear();
  for (const auto& player : players) {
    seats.push_back(player.get());
    names.push_back(player->name());
  }
  std::vector<kit::TraceRecording> recordings(seats.size());
  kit::run_trace(trace, speech.samples, speech.rate_hz, seats, recordings);

  const std::int64_t frame = speech.rate_hz / 50;
  const auto counts = [&](std::int64_t end) {
    return drift != 0 || bench::is_in_gap(trace, end, frame);
  };
  Row row{trace.name, {}};
  for (const auto& recording : recordings)
    row.players.push_back(bench::sound_quality(speech.samples, recording, speech.rate_hz, counts));

  if (!folder.empty()) {
    listening += "<tr><th>" + trace.name + "</th>";
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::string file = names[i] + " " + trace.name + ".wav";
      for (char& c : file)
        if (c == ' ' || c == '%' || c == '+') c = '_';
      const PcmView all(recordings[i].audio);
      const auto excerpt =
          all.first(std::min(all.size(), static_cast<std::size_t>(speech.rate_hz) * 15));
      const auto bytes = write_wav(excerpt, speech.rate_hz);
      std::ofstream(folder / file, std::ios::binary)
          .write(reinterpret_cast<const char*>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size()));
      char figures[64];
      std::snprintf(figures, sizeof figures, "%.2f dB, %d clicks", row.players[i].lsd_db,
                    row.players[i].clicks);
      listening +=
          "<td><audio controls preload=none src=\"" + file + "\"></audio><br>" + figures + "</td>";
    }
    listening += "</tr>\n";
  }
  return row;
}

void write_page(const std::filesystem::path& folder, const std::string& rows,
                const std::vector<std::string>& names) {
  std::ofstream page(folder / "index.html");
  page << "<!doctype html><meta charset=utf-8><title>Concealment and stretch</title>\n"
          "<style>body{font:15px sans-serif;margin:2em}td,th{padding:.4em 1em;text-align:left}"
          "audio{height:2em}</style>\n"
          "<h1>Concealment and stretch</h1><p>The first 15 s of each run; log-spectral distance "
          "and clicks are of the whole minute. Less is better.</p>\n<table><tr><th></th>";
  for (const auto& name : names) page << "<th>" << name << "</th>";
  page << "</tr>\n" << rows << "</table>\n";
}

void print(const std::vector<Row>& rows, const std::vector<std::string>& names, bool json) {
  if (json) std::printf("[\n");
  if (!json) {
    std::printf("%-20s", "LSD in dB, clicks");
    for (const auto& name : names) std::printf(" %20s", name.c_str());
    std::printf("\n");
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::printf(json ? "  {\"case\": \"%s\"" : "%-20s", rows[r].name.c_str());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto& q = rows[r].players[i];
      if (json)
        std::printf(", \"%s\": {\"lsd_db\": %.3f, \"clicks\": %d, \"frames\": %d}",
                    names[i].c_str(), q.lsd_db, q.clicks, q.frames);
      else
        std::printf(" %9.2f %4d /%5d", q.lsd_db, q.clicks, q.frames);
    }
    std::printf(json ? "}%s\n" : "%s\n", json && r + 1 < rows.size() ? "," : "");
  }
  if (json) std::printf("]\n");
}

}  // namespace

int main(int argc, char** argv) {
  std::string source = HOOKSWITCH_SPEECH_DIR;
  std::filesystem::path folder;
  bool json = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      json = true;
    } else if (std::strcmp(argv[i], "--speech") == 0 && i + 1 < argc) {
      source = argv[++i];
    } else if (std::strcmp(argv[i], "--listen") == 0 && i + 1 < argc) {
      folder = argv[++i];
    } else {
      std::fprintf(stderr, "usage: %s [--speech FILE.wav|FOLDER] [--listen FOLDER] [--json]\n",
                   argv[0]);
      return 2;
    }
  }
  auto speech = kit::read_speech(source);
  if (!speech) {
    std::fprintf(stderr, "%s: no recorded speech\n", source.c_str());
    return 2;
  }
  // One copy of the text is enough: positions and speech then agree.
  const std::size_t wanted = kMessages * static_cast<std::size_t>(speech->rate_hz / 50);
  const Pcm once = speech->samples;
  while (speech->samples.size() <= wanted + once.size())
    speech->samples.insert(speech->samples.end(), once.begin(), once.end());
  if (!folder.empty()) std::filesystem::create_directories(folder);

  std::vector<Row> rows;
  std::vector<std::string> names;
  std::string listening;
  for (const int run : {1, 2, 3, 6})
    for (const int percent : {5, 10, 20})
      rows.push_back(play(with_gaps(run, percent, 7), *speech, 0, listening, folder, names));
  for (const int percent : {-5, -3, -1, 1, 3, 5})
    rows.push_back(play(with_drift(percent), *speech, percent, listening, folder, names));
  if (names.size() < 3)
    std::fprintf(stderr, "built without NetEq: `npm run bench -- conceal` fetches it\n");
  print(rows, names, json);
  if (!folder.empty()) {
    write_page(folder, listening, names);
    std::fprintf(stderr, "to listen: %s\n", (folder / "index.html").c_str());
  }
  return 0;
}
