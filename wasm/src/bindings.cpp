// The whole boundary between C++ and JavaScript, and the only file that names it.
// wasm/ts/raw.ts mirrors it line by line.
//
// What crosses: numbers, strings, bytes, plain {type: ...} objects, one Float32Array view. Times
// are double microseconds, named ...Us. Views point into WASM memory: use them before the next
// call.

#include <emscripten/bind.h>

#include "hookswitch/carrier/all.hpp"
#include "raw_phone.hpp"
#include "sound.hpp"

namespace hookswitch::wasm {
namespace {

/// The error of a configuration; undefined if it is valid.
val check_config(const val& config) {
  const auto read = read_config(config, Instant{});
  return read ? val::undefined() : error_object(read.error());
}

val dialects() {
  val list = val::array();
  for (const carrier::CarrierDialect* dialect : carrier::all_dialects()) {
    val choices = val::array();
    for (const carrier::PageChoice& choice : dialect->page) {
      val one = val::object();
      one.set("label", std::string(choice.label));
      if (choice.rate_hz != 0) one.set("rate", choice.rate_hz);
      choices.call<void>("push", one);
    }
    val one = val::object();
    one.set("name", dialect->full_name());
    one.set("vendor", std::string(dialect->vendor));
    one.set("audio", std::string(dialect->audio));
    one.set("ratesHz", copied(dialect->rates_hz.data(), dialect->rates_hz.size()));
    one.set("frameMs", static_cast<double>(to_ms(dialect->traits->caller_frame)));
    one.set("tellsNumbers", dialect->tells_numbers);
    one.set("choices", choices);
    list.call<void>("push", one);
  }
  return list;
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
      .function("tlsRefused", &RawPhone::tls_refused)
      .function("text", &RawPhone::text)
      .function("binary", &RawPhone::binary)
      .function("closed", &RawPhone::closed)
      .function("broken", &RawPhone::broken)
      .function("tooLarge", &RawPhone::too_large)
      .function("microphone", &RawPhone::microphone)
      .function("endTurn", &RawPhone::end_turn)
      .function("digit", &RawPhone::digit)
      .function("follow", &RawPhone::follow)
      .function("hangUp", &RawPhone::hang_up)
      .function("abort", &RawPhone::abort)
      .function("remark", &RawPhone::remark)
      .function("giveUp", &RawPhone::give_up)
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
