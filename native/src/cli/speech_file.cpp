#include "cli/speech_file.hpp"

#include <string_view>
#include <utility>

#include "system/read_file.hpp"

namespace hookswitch::cli {
namespace {

constexpr int kLowestHz = 8'000;
constexpr int kHighestHz = 48'000;
constexpr std::size_t kMaxFile = 512 << 20;

/// Quoted as one shell word.
std::string quoted(const std::string& file) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-+,:@%";
  if (file.find_first_not_of(kPlain) == file.npos) return file;
  std::string word = "'";
  for (const char c : file) c == '\'' ? word += "'\\''" : word += c;
  return word + "'";
}

/// The catalogue's remedy for this file. FFmpeg finds out what a file is, unless it has no header.
std::string remedy_for(const std::string& file, const std::string& detail) {
  if (detail.starts_with("this is ") && detail.find(" file, not ") == detail.npos)
    return "Get the audio itself: what was saved is text, such as a server's answer.";
  std::string remedy(info(Errc::bad_wav).remedy);
  constexpr std::string_view kPlace = "-i in.wav";
  const std::string format = detail.starts_with("no WAV file") ? "-f s16le -ar 8000 -ac 1 " : "";
  if (const auto at = remedy.find(kPlace); at != remedy.npos)
    remedy.replace(at, kPlace.size(), format + "-i " + quoted(file));
  return remedy;
}

tl::unexpected<system::Failure> bad(const std::string& file, const std::string& detail) {
  return system::failed(Errc::bad_wav, file + ": " + detail, remedy_for(file, detail));
}

}  // namespace

system::Checked<WavAudio> read_speech(const std::string& file) {
  const auto bytes = system::read_file(file, kMaxFile);
  if (!bytes) return system::failed(Errc::audio_file_unreadable, file + ": " + bytes.error());
  auto audio = read_wav({reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()});
  if (!audio) return bad(file, describe_wav_error(audio.error()));
  if (audio->rate_hz < kLowestHz || audio->rate_hz > kHighestHz)
    return bad(file, std::to_string(audio->rate_hz) + " Hz; 8000 to 48000 can be said");
  if (!audio->remark.empty()) audio->remark = file + ": " + audio->remark;
  return std::move(*audio);
}

}  // namespace hookswitch::cli
