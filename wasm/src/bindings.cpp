// The whole boundary between C++ and JavaScript. wasm/ts/raw.ts mirrors it line by line.
//
// What crosses: numbers, strings, bytes, plain {type: ...} objects, one Float32Array view. Times
// are double microseconds, named ...Us. Views point into WASM memory: use them before the next
// call.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/audio/wav.hpp"
#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/phone/phone.hpp"

namespace hookswitch::wasm {
namespace {

using emscripten::val;

Instant instant(double now_us) { return Instant{Micros{static_cast<std::int64_t>(now_us)}}; }

double us(Micros span) { return static_cast<double>(span.count()); }

/// An owned copy on the JavaScript side.
template <class T>
val copied(const T* data, std::size_t size) {
  return val(emscripten::typed_memory_view(size, data)).call<val>("slice");
}

val copied(std::string_view bytes) {
  return copied(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

/// Bytes come in as std::string, which Embind fills from a Uint8Array in one copy.
Pcm samples_of(const std::string& bytes) {
  Pcm samples(bytes.size() / sizeof(Sample));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(Sample));
  return samples;
}

val object(std::string_view type) {
  val made = val::object();
  made.set("type", std::string(type));
  return made;
}

val error_object(const Error& error) {
  val made = val::object();
  made.set("name", std::string(to_string(error.code)));
  made.set("field", std::string(error.field));
  made.set("at", static_cast<double>(error.at));
  return made;
}

/// What the resampler can do.
bool usable_rate(int hz) { return hz >= 8'000 && hz <= 48'000; }

bool offers_rate(carrier::DialectProfile which, int hz) {
  for (const carrier::DialectRow& row : carrier::dialect_table())
    if (row.dialect == which.dialect && row.profile == which.profile)
      return std::find(row.rates_hz.begin(), row.rates_hz.end(), hz) != row.rates_hz.end();
  return false;
}

Result<phone::Config> read_config(const val& from, Instant now) {
  const auto as = carrier::dialect_from_name(from["as"].as<std::string>());
  if (!as) return fail(Errc::unknown_dialect, "as");

  phone::Config config;
  config.as = *as;
  config.facts.call_id = from["callId"].as<std::string>();
  config.facts.from = from["from"].as<std::string>();
  config.facts.to = from["to"].as<std::string>();
  const auto length = from["parameters"]["length"].as<unsigned>();
  for (unsigned i = 0; i + 1 < length; i += 2)
    config.facts.parameters[from["parameters"][i].as<std::string>()] =
        from["parameters"][i + 1].as<std::string>();
  config.facts.rate_hz = from["wireRateHz"].as<int>();
  if (config.facts.rate_hz != 0 && !offers_rate(*as, config.facts.rate_hz))
    return fail(Errc::unsupported_format, "rate");

  config.device_rate_hz = from["deviceRateHz"].as<int>();
  if (config.device_rate_hz == 0) {
    Rng rng(0);
    config.device_rate_hz = carrier::make_carrier_end(*as, config.facts, rng)->format().rate_hz;
  }
  if (!usable_rate(config.device_rate_hz)) return fail(Errc::bad_value, "deviceRateHz");
  config.playout =
      from["playout"].as<std::string>() == "clock" ? phone::Playout::clock : phone::Playout::device;
  config.dial_timeout = Millis{from["dialTimeoutMs"].as<int>()};
  config.host_close = Millis{from["hostCloseMs"].as<int>()};
  config.clock = WallClock{now, static_cast<std::int64_t>(from["unixMs"].as<double>())};
  config.seed = static_cast<std::uint64_t>(from["seed"].as<double>());
  return config;
}

/// What is wrong with a configuration; undefined when nothing is.
val check_config(const val& config) {
  const auto read = read_config(config, Instant{});
  return read ? val::undefined() : error_object(read.error());
}

val to_object(const phone::Output& output) {
  return std::visit(Overloaded{
                        [](const phone::Connect& connect) {
                          val made = object("connect");
                          made.set("url", connect.url);
                          return made;
                        },
                        [](const phone::SendFrame& send) {
                          val made = object("send");
                          if (send.frame.opcode == wire::Opcode::text)
                            made.set("data", send.frame.payload);
                          else
                            made.set("data", copied(send.frame.payload));
                          return made;
                        },
                        [](const phone::CloseSocket& close) {
                          val made = object("close");
                          made.set("code", static_cast<int>(wire::number(close.code)));
                          made.set("reason", close.reason);
                          return made;
                        },
                        [](const phone::Event& event) {
                          val made = object("event");
                          made.set("name", event.name);
                          made.set("detail", event.detail);
                          made.set("atMs", static_cast<double>(event.at_ms));
                          made.set("code", event.code);
                          return made;
                        },
                        [](const phone::Ended& ended) {
                          val made = object("ended");
                          made.set("report", ended.report_json);
                          made.set("failed", ended.failed);
                          return made;
                        },
                    },
                    output);
}

/// phone::Phone with JavaScript's types. Its configuration has passed check_config().
class RawPhone {
 public:
  RawPhone(const val& config, double now_us)
      : phone_(*read_config(config, instant(now_us)), instant(now_us)) {}

  void dial(const std::string& url, double now_us) { handle(phone::Dial{url}, now_us); }
  void opened(const std::string& host_call_id, double now_us) {
    handle(phone::Opened{host_call_id}, now_us);
  }
  void not_opened(int http_status, const std::string& detail, double now_us) {
    handle(phone::NotOpened{http_status, detail}, now_us);
  }
  void text(const std::string& payload, double now_us) {
    handle(
        phone::FrameIn{
            {wire::Opcode::text, payload}
    },
        now_us);
  }
  void binary(const std::string& payload, double now_us) {
    handle(
        phone::FrameIn{
            {wire::Opcode::binary, payload}
    },
        now_us);
  }
  void closed(int code, const std::string& reason, double now_us) {
    handle(phone::Closed{static_cast<std::uint16_t>(code), reason}, now_us);
  }
  /// Takes the first `samples` of buffer().
  void microphone(unsigned samples, double now_us) {
    handle(
        phone::Microphone{
            {buffer_.data(), std::min<std::size_t>(samples, buffer_.size())}
    },
        now_us);
  }
  void digit(const std::string& digit, double now_us) {
    if (digit.size() == 1) handle(phone::PressDigit{digit[0]}, now_us);
  }
  void hang_up(double now_us) { handle(phone::HangUp{}, now_us); }
  void tick(double now_us) { handle(phone::Tick{}, now_us); }

  val poll() {
    const auto output = phone_.poll();
    return output ? to_object(*output) : val::undefined();
  }
  val next_deadline_us() const {
    const auto deadline = phone_.next_deadline();
    return deadline ? val(us(deadline->time_since_epoch())) : val::undefined();
  }

  /// The one view: `samples` floats that microphone() reads and pull() writes.
  val buffer(unsigned samples) {
    if (buffer_.size() < samples) buffer_.resize(samples);
    return val(emscripten::typed_memory_view(std::size_t{samples}, buffer_.data()));
  }
  /// Fills the first `samples` of buffer(); says how many are real audio.
  unsigned pull(unsigned samples, double now_us) {
    const auto size = std::min<std::size_t>(samples, buffer_.size());
    return static_cast<unsigned>(phone_.pull({buffer_.data(), size}, instant(now_us)));
  }
  val take_heard() {
    Pcm heard;
    phone_.take_heard(heard);
    return copied(heard.data(), heard.size());
  }

  std::string state() const { return std::string(phone::to_string(phone_.state())); }
  std::string call_id() const { return phone_.call_id(); }
  int carrier_rate_hz() const { return phone_.carrier_rate_hz(); }
  double microphone_backlog() const { return static_cast<double>(phone_.microphone_backlog()); }
  std::string report(double now_us) const { return phone_.report(instant(now_us)); }
  int microphone_dbfs() const { return phone_.levels().microphone_dbfs; }
  int speaker_dbfs() const { return phone_.levels().speaker_dbfs; }

  val stats() const {
    const jitter::Stats& figures = phone_.stats();
    val made = val::object();
    const auto count = [&made](const char* name, std::uint64_t value) {
      made.set(name, static_cast<double>(value));
    };
    count("concealedSamples", figures.concealed_samples);
    count("silentConcealedSamples", figures.silent_concealed_samples);
    count("concealmentEvents", figures.concealment_events);
    count("insertedSamplesForDeceleration", figures.inserted_samples_for_deceleration);
    count("removedSamplesForAcceleration", figures.removed_samples_for_acceleration);
    count("totalSamplesReceived", figures.total_samples_received);
    count("jitterBufferEmittedCount", figures.jitter_buffer_emitted_count);
    made.set("jitterBufferDelayUs", us(figures.jitter_buffer_delay));
    made.set("jitterBufferTargetDelayUs", us(figures.jitter_buffer_target_delay));
    count("packetsReceived", figures.packets_received);
    count("packetsDiscarded", figures.packets_discarded);
    count("droppedSamples", figures.dropped_samples);
    count("interruptionCount", figures.interruptions);
    made.set("totalInterruptionDurationUs", us(figures.interruption_duration));
    return made;
  }

 private:
  void handle(const phone::Input& input, double now_us) { phone_.handle(input, instant(now_us)); }

  phone::Phone phone_;
  std::vector<float> buffer_;
};

val dialects() {
  val list = val::array();
  for (const carrier::DialectRow& row : carrier::dialect_table()) {
    val one = val::object();
    one.set("name",
            std::string(row.name) + (row.profile.empty() ? "" : ":") + std::string(row.profile));
    one.set("vendor", std::string(row.vendor));
    one.set("ratesHz", copied(row.rates_hz.data(), row.rates_hz.size()));
    list.call<void>("push", one);
  }
  return list;
}

/// `samples` are the bytes of 16-bit samples. Undefined when a rate is out of range.
val resample(const std::string& samples, int from_hz, int to_hz) {
  if (!usable_rate(from_hz) || !usable_rate(to_hz)) return val::undefined();
  Pcm in = samples_of(samples);
  Resampler resampler(from_hz, to_hz);
  const auto delay = static_cast<std::size_t>(samples_in(resampler.latency(), to_hz));
  const auto wanted = in.size() * static_cast<std::size_t>(to_hz) / static_cast<unsigned>(from_hz);
  // The filter holds back its latency: silence pushes the last of the audio out.
  in.resize(in.size() + static_cast<std::size_t>(samples_in(2 * resampler.latency(), from_hz)));
  Pcm out;
  resampler.process(in, out);
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(std::min(delay, out.size())));
  if (out.size() > wanted) out.resize(wanted);
  return copied(out.data(), out.size());
}

val read_wav_file(const std::string& file) {
  const auto audio = read_wav({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
  val made = val::object();
  if (!audio) {
    made.set("error", error_object(audio.error()));
    return made;
  }
  made.set("rateHz", audio->rate_hz);
  made.set("samples", copied(audio->samples.data(), audio->samples.size()));
  return made;
}

/// `samples` are the bytes of 16-bit samples.
val write_wav_file(const std::string& samples, int rate_hz) {
  const auto file = write_wav(samples_of(samples), rate_hz);
  return copied(file.data(), file.size());
}

}  // namespace

EMSCRIPTEN_BINDINGS(hookswitch) {
  emscripten::function("checkConfig", &check_config);
  emscripten::function("dialects", &dialects);
  emscripten::function("resample", &resample);
  emscripten::function("readWav", &read_wav_file);
  emscripten::function("writeWav", &write_wav_file);

  emscripten::class_<RawPhone>("RawPhone")
      .constructor<const val&, double>()
      .function("dial", &RawPhone::dial)
      .function("opened", &RawPhone::opened)
      .function("notOpened", &RawPhone::not_opened)
      .function("text", &RawPhone::text)
      .function("binary", &RawPhone::binary)
      .function("closed", &RawPhone::closed)
      .function("microphone", &RawPhone::microphone)
      .function("digit", &RawPhone::digit)
      .function("hangUp", &RawPhone::hang_up)
      .function("tick", &RawPhone::tick)
      .function("poll", &RawPhone::poll)
      .function("nextDeadlineUs", &RawPhone::next_deadline_us)
      .function("buffer", &RawPhone::buffer)
      .function("pull", &RawPhone::pull)
      .function("takeHeard", &RawPhone::take_heard)
      .function("state", &RawPhone::state)
      .function("callId", &RawPhone::call_id)
      .function("carrierRateHz", &RawPhone::carrier_rate_hz)
      .function("microphoneBacklog", &RawPhone::microphone_backlog)
      .function("report", &RawPhone::report)
      .function("microphoneDbfs", &RawPhone::microphone_dbfs)
      .function("speakerDbfs", &RawPhone::speaker_dbfs)
      .function("stats", &RawPhone::stats);
}

}  // namespace hookswitch::wasm
