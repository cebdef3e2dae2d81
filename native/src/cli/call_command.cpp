#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "calls/carrier_names.hpp"
#include "cli/commands.hpp"
#include "cli/phone_call.hpp"
#include "cli/report_error.hpp"
#include "cli/speech_file.hpp"
#include "hookswitch/base/check.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "log/log.hpp"
#include "net/url.hpp"
#include "system/clock.hpp"
#include "system/entropy.hpp"

namespace hookswitch::cli {
namespace {

system::Checked<phone::Config> phone_config(const CallOptions& options) {
  phone::Config config;
  const auto* const as = carrier::dialect_from_name(options.as);
  if (options.as.empty())
    return system::failed(Errc::bad_argument,
                          "--as is required; there are " + calls::dialect_list());
  if (!as)
    return system::failed(Errc::bad_argument,
                          "--as " + options.as + "; there are " + calls::dialect_list());
  config.as = as;
  if (options.rate_hz != 0 &&
      std::find(as->rates_hz.begin(), as->rates_hz.end(), options.rate_hz) == as->rates_hz.end())
    return system::failed(Errc::bad_argument, "--rate " + std::to_string(options.rate_hz) +
                                                  ": not a rate of " + options.as);
  config.facts.rate_hz = options.rate_hz;
  if (!options.from.empty()) config.facts.from = options.from;
  if (!options.to.empty()) config.facts.to = options.to;
  for (const auto& param : options.params) {
    const auto equals = param.find('=');
    if (equals == param.npos || equals == 0)
      return system::failed(Errc::bad_argument, "--param " + param + ": KEY=VALUE is required");
    config.facts.parameters[param.substr(0, equals)] = param.substr(equals + 1);
  }
  config.playout = phone::Playout::clock;
  config.device_rate_hz = 8'000;
  config.clock = system::wall_clock();
  config.seed = options.seed.value_or(system::entropy());
  return config;
}

system::Checked<CallScript> call_script(const CallOptions& options, phone::Config& config) {
  CallScript script;
  for (const char digit : options.digits)
    if (std::string_view("0123456789*#ABCD").find(digit) == std::string_view::npos)
      return system::failed(Errc::bad_argument, "--digits " + options.digits + ": 0-9, *, #, A-D");
  if (options.barge_in_ms && options.say.empty())
    return system::failed(Errc::bad_argument, "--barge-in requires --say");
  script.longest = Micros{static_cast<std::int64_t>(options.max_seconds * 1e6)};
  auto& test = script.test;
  test.digits = options.digits;
  if (options.barge_in_ms) test.barge_in = Millis{*options.barge_in_ms};
  test.answer.quiet = Micros{static_cast<std::int64_t>(options.wait_s * 1e6)};
  test.answer.limit = script.longest;
  test.hangs_up = true;
  if (options.say.empty()) return script;
  HS_TRY(const WavAudio audio, read_speech(options.say));
  config.device_rate_hz = audio.rate_hz;
  script.remark = audio.remark;
  test.speech.reserve(audio.samples.size());
  for (const Sample sample : audio.samples)
    test.speech.push_back(static_cast<float>(sample) / 32'768.0F);
  return script;
}

/// Checked before the call, not after it. An existing file is kept until there is something to
/// write.
bool is_writable(const std::string& file) {
  std::error_code none;
  const bool is_new = !std::filesystem::exists(file, none);
  errno = 0;
  if (std::ofstream(file, std::ios::binary | std::ios::app).fail()) return false;
  if (is_new) std::filesystem::remove(std::filesystem::canonical(file, none), none);  // not a link
  return true;
}

/// Of the file that was tried last.
int unwritable(const std::string& file) {
  return report_error(Errc::audio_file_unwritable, file + ": " + std::strerror(errno));
}

bool write_recording(const std::string& file, const Pcm& heard, int rate_hz) {
  const auto bytes = write_wav(heard, rate_hz);
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  stream.close();
  return !stream.fail();
}

/// One line per thing that happens, as it happens.
void print_progress(const phone::Event& event) {
  std::string what = event.name;
  std::string detail = event.detail;
  if (event.code != 0) {  // a warning: its detail begins with the catalogue's name
    const auto name = detail.substr(0, detail.find(": "));
    what += ' ' + std::to_string(event.code) + ' ' + name;
    detail.erase(0, name.size() + 2);
  }
  std::fprintf(stderr, "%8.3f s  %s%s%s\n", static_cast<double>(event.at_ms) / 1000.0, what.c_str(),
               detail.empty() ? "" : "  ", detail.c_str());
}

std::string text_at(const wire::Json& object, std::string_view key) {
  return wire::optional_text_at(object, key).value_or("");
}

/// A call that came up, and in which the host said nothing that could be heard.
bool heard_nothing(const wire::Json& report) {
  return text_at(report, "outcome") == "completed" && report["media"]["heard_speech_ms"] == 0;
}

bool explains_silence(Errc code) {
  return code == Errc::nothing_heard || code == Errc::only_silence_heard ||
         code == Errc::audio_not_played;
}

double seconds_at(const wire::Json& object, const char* key) {
  return object.value(key, 0.0) / 1000.0;
}

/// The report in a few lines for people, as the npm package's program prints it. The reason of the
/// end is printed once: by the finding, if there is one.
void print_summary(const wire::Json& report) {
  const std::string id = text_at(report, "call_id");
  const std::string profile = text_at(report, "profile");
  const auto& end = report["end"];
  const std::string detail = end["code"].is_null() ? text_at(end, "detail") : "";
  const auto& media = report["media"];
  std::printf("call      %s as %s%s%s\n", id.empty() ? "(no id)" : id.c_str(),
              text_at(report, "dialect").c_str(), profile.empty() ? "" : ":", profile.c_str());
  std::printf("outcome   %s: %s%s%s%s%s\n", text_at(report, "outcome").c_str(),
              text_at(end, "cause").c_str(), detail.empty() ? "" : " (", detail.c_str(),
              detail.empty() ? "" : ")", heard_nothing(report) ? "; nothing was heard" : "");
  std::printf("duration  %.3f s, sent %.3f s, received %.3f s, speech heard %.3f s\n",
              seconds_at(report, "duration_ms"), seconds_at(media["sent"], "audio_ms"),
              seconds_at(media["received"], "audio_ms"), seconds_at(media, "heard_speech_ms"));
  for (const auto& finding : report["findings"])
    std::printf("finding   %s %s: %s\n          %s\n", text_at(finding, "code").c_str(),
                text_at(finding, "title").c_str(), text_at(finding, "evidence").c_str(),
                text_at(finding, "remedy").c_str());
}

/// What the exit code is about, as an error line: the finding that comes first, or, of a call that
/// was completed, the one that says why nothing was heard.
void print_failure(const wire::Json& report) {
  const bool completed = text_at(report, "outcome") == "completed";
  for (const auto& finding : report["findings"]) {
    const auto code = errc_from_name(text_at(finding, "name"));
    if (!code || (completed && !explains_silence(*code))) continue;
    report_error(*code, text_at(finding, "evidence"), text_at(finding, "remedy"));
    return;
  }
}

int exit_code_of(const wire::Json& report) {
  const std::string outcome = text_at(report, "outcome");
  if (outcome == "aborted") return kAborted;
  return outcome == "completed" && !heard_nothing(report) ? kDone : kFailed;
}

int conclude(const CallOptions& options, const phone::Ended& ended, const PhoneCall& call) {
  const int rate_hz = call.phone().carrier_rate_hz();
  const auto report = wire::read_object(ended.report_json);
  HS_CHECK(report);
  int exit_code = exit_code_of(*report);
  if (options.json)
    std::printf("%s\n", ended.report_json.c_str());
  else
    print_summary(*report);
  std::fflush(stdout);
  const bool heard = !call.heard().empty();
  if (!options.record.empty() && heard && !write_recording(options.record, call.heard(), rate_hz))
    exit_code = unwritable(options.record);
  if (options.json && exit_code_of(*report) != kDone) print_failure(*report);
  return exit_code;
}

/// Names the invalid part of a URL, or a scheme other than ws and wss; not the URL itself: it may
/// contain secrets.
std::string what_is_wrong(const std::string& url, std::string_view part) {
  if (part == "fragment") return "a socket takes no #fragment";
  if (part == "user information") return "user information is sent by the npm program only";
  if (part != "scheme") return {};
  const auto end = url.find("://");
  const bool is_name =
      end != url.npos && url.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == end;
  const std::string scheme = is_name ? url.substr(0, end) : "";
  if (scheme.empty() || scheme == "ws" || scheme == "wss") return {};
  return "the scheme is " + scheme + ':';
}

int place(const CallOptions& options, const phone::Config& config, CallScript script) {
  asio::io_context context{1};
  std::optional<phone::Ended> ended;
  // The first signal hangs up; the second one has its default effect.
  asio::signal_set signals(context, SIGINT, SIGTERM);
  PhoneCall::Watch watch;
  if (!options.json) watch.event = print_progress;
  watch.over = [&](const phone::Ended& last) {
    ended = last;
    context.stop();  // does not wait for remaining sockets and lookups
  };
  const auto call = std::make_shared<PhoneCall>(config, std::move(script), std::move(watch),
                                                context.get_executor());
  signals.async_wait([&](const net::ErrorCode& error, int signal) {
    if (error) return;
    net::ErrorCode ignored;
    signals.clear(ignored);
    call->abort(signal == SIGINT ? "SIGINT" : "SIGTERM");
  });
  call->start(options.url, !options.insecure);
  context.run();
  return conclude(options, *ended, *call);
}

}  // namespace

int run_call(const CallOptions& options) {
  if (options.url.empty()) return report_error(Errc::bad_argument, "a URL is required");
  auto config = phone_config(options);
  if (!config) return report_error(config.error().code, config.error().detail);
  if (const auto url = net::parse_url(options.url); !url) {
    report_error(Errc::bad_url, what_is_wrong(options.url, url.error().field));
    return kBadArguments;
  }
  auto script = call_script(options, *config);
  if (!script) {
    report_error(script.error().code, script.error().detail, script.error().remedy);
    return kBadArguments;
  }
  if (!options.record.empty() && !is_writable(options.record)) {
    unwritable(options.record);
    return kBadArguments;
  }
  return place(options, *config, std::move(*script));
}

}  // namespace hookswitch::cli
