#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include "cli/commands.hpp"
#include "cli/phone_call.hpp"
#include "cli/report_error.hpp"
#include "hookswitch/audio/wav.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "log/log.hpp"
#include "net/clock.hpp"
#include "net/url.hpp"

namespace hookswitch::native {
namespace {

struct Refusal {
  Errc code;
  std::string detail;
};
template <class T>
using Checked = tl::expected<T, Refusal>;

tl::unexpected<Refusal> refuse(Errc code, std::string detail) {
  return tl::unexpected<Refusal>({code, std::move(detail)});
}

Checked<phone::Config> phone_config(const CallOptions& options) {
  phone::Config config;
  const auto as = carrier::dialect_from_name(options.as);
  if (!as) {
    std::string known;
    for (const auto& row : carrier::dialect_table()) {
      known += known.empty() ? "" : ", ";
      known += row.name;
      if (!row.profile.empty()) known += ':' + std::string(row.profile);
    }
    return refuse(Errc::bad_argument, "--as " + options.as + ": there are " + known);
  }
  config.as = *as;
  if (options.rate_hz != 0) {
    const auto rows = carrier::dialect_table();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const carrier::DialectRow& each) {
      return each.dialect == as->dialect && each.profile == as->profile;
    });
    if (row != rows.end() && std::find(row->rates_hz.begin(), row->rates_hz.end(),
                                       options.rate_hz) == row->rates_hz.end())
      return refuse(Errc::bad_argument, "--rate: not a rate of " + options.as);
  }
  config.facts.rate_hz = options.rate_hz;
  if (!options.from.empty()) config.facts.from = options.from;
  if (!options.to.empty()) config.facts.to = options.to;
  for (const auto& param : options.params) {
    const auto equals = param.find('=');
    if (equals == param.npos || equals == 0)
      return refuse(Errc::bad_argument, "--param " + param + ": write NAME=VALUE");
    config.facts.parameters[param.substr(0, equals)] = param.substr(equals + 1);
  }
  config.playout = phone::Playout::clock;
  config.device_rate_hz = 8'000;
  config.clock = wall_clock();
  config.seed = options.seed.value_or(entropy());
  return config;
}

Checked<WavAudio> read_speech(const std::string& file) {
  constexpr int kLowest = 8'000;
  constexpr int kHighest = 48'000;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return refuse(Errc::audio_file_unreadable, file);
  const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(stream), {}};
  auto audio = read_wav(bytes);
  if (!audio)
    return refuse(audio.error().code, file + ": at byte " + std::to_string(audio.error().at));
  if (audio->rate_hz < kLowest || audio->rate_hz > kHighest)
    return refuse(Errc::bad_wav,
                  file + ": " + std::to_string(audio->rate_hz) + " Hz; 8000 to 48000 can be said");
  return std::move(*audio);
}

Checked<CallScript> call_script(const CallOptions& options, phone::Config& config) {
  CallScript script;
  for (const char digit : options.digits)
    if (std::string_view("0123456789*#ABCD").find(digit) == std::string_view::npos)
      return refuse(Errc::bad_argument, "--digits: 0 to 9, *, #, A to D");
  script.digits = options.digits;
  script.wait = Micros{static_cast<std::int64_t>(options.wait_s * 1e6)};
  script.longest = Micros{static_cast<std::int64_t>(options.max_seconds * 1e6)};
  if (options.say.empty()) return script;
  const auto audio = read_speech(options.say);
  if (!audio) return tl::unexpected(audio.error());
  config.device_rate_hz = audio->rate_hz;
  script.speech.reserve(audio->samples.size());
  for (const Sample sample : audio->samples)
    script.speech.push_back(static_cast<float>(sample) / 32'768.0F);
  return script;
}

bool write_recording(const std::string& file, const Pcm& heard, int rate_hz) {
  const auto bytes = write_wav(heard, rate_hz);
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  stream.close();
  return !stream.fail();
}

void print_progress(const phone::Event& event) {
  std::fprintf(stderr, "%7.3f s  %s%s%s\n", static_cast<double>(event.at_ms) / 1000.0,
               event.name.c_str(), event.detail.empty() ? "" : "  ", event.detail.c_str());
}

/// The first finding that explains a failed call, as an error line.
void print_failure(const wire::Json& report) {
  const auto findings = report.find("findings");
  if (findings == report.end() || findings->empty()) return;
  const auto& first = findings->front();
  if (const auto name = wire::string_at(first, "name"))
    if (const auto code = errc_from_name(*name))
      report_error(*code, wire::optional_text_at(first, "evidence").value_or(""));
}

void print_summary(const wire::Json& report, const CallOptions& options, const Pcm& heard,
                   int rate_hz) {
  const auto text = [&](std::string_view key) {
    return wire::optional_text_at(report, key).value_or("-");
  };
  std::printf("call      %s (%s) to %s\n", text("call_id").c_str(), options.as.c_str(),
              options.url.c_str());
  std::printf("outcome   %s after %s ms\n", text("outcome").c_str(), text("duration_ms").c_str());
  std::printf("host id   %s\n", text("host_call_id").c_str());
  std::printf("heard     %.1f s at %d Hz%s%s\n",
              static_cast<double>(heard.size()) / static_cast<double>(rate_hz), rate_hz,
              options.record.empty() ? "" : ", in ", options.record.c_str());
  const auto findings = report.find("findings");
  if (findings == report.end()) return;
  for (const auto& finding : *findings)
    std::printf("finding   %s %s: %s\n", wire::optional_text_at(finding, "code")->c_str(),
                wire::optional_text_at(finding, "name")->c_str(),
                wire::optional_text_at(finding, "evidence").value_or("").c_str());
}

int conclude(const CallOptions& options, const phone::Ended& ended, const PhoneCall& call) {
  int exit_code = ended.failed ? kFailed : kDone;
  const int rate_hz = call.phone().carrier_rate_hz();
  const auto report = wire::read_object(ended.report_json);
  if (options.json)
    std::printf("%s\n", ended.report_json.c_str());
  else if (report)
    print_summary(*report, options, call.heard(), rate_hz);
  std::fflush(stdout);
  if (!options.record.empty() && !write_recording(options.record, call.heard(), rate_hz))
    exit_code = report_error(Errc::audio_file_unwritable, options.record);
  if (ended.failed && report) print_failure(*report);
  return exit_code;
}

int place(const CallOptions& options, const phone::Config& config, CallScript script) {
  net::io_context context{1};
  std::optional<phone::Ended> ended;
  PhoneCall::Watch watch;
  if (!options.json || ::isatty(STDERR_FILENO)) watch.event = print_progress;
  watch.over = [&](const phone::Ended& last) {
    ended = last;
    context.stop();  // what is left are sockets and names that nobody waits for
  };
  const auto call = std::make_shared<PhoneCall>(config, std::move(script), std::move(watch),
                                                context.get_executor());
  call->start(options.url, !options.insecure);
  context.run();
  return conclude(options, *ended, *call);
}

}  // namespace

int run_call(const CallOptions& options) {
  if (!parse_url(options.url)) {
    report_error(Errc::bad_url, "");  // not the URL itself: it may hold secrets
    return kBadArguments;
  }
  auto config = phone_config(options);
  if (!config) return report_error(config.error().code, config.error().detail);
  auto script = call_script(options, *config);
  if (!script) return report_error(script.error().code, script.error().detail);
  return place(options, *config, std::move(*script));
}

}  // namespace hookswitch::native
