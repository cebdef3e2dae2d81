#pragma once

#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/phone_call.hpp"
#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/audio/wav.hpp"
#include "hookswitch/carrier/all.hpp"
#include "system/clock.hpp"
#include "system/entropy.hpp"

namespace hookswitch::kit {

/// Human speech for tests.
inline WavAudio speech(const std::string& name) {
  std::ifstream stream(std::string(HOOKSWITCH_SPEECH_DIR) + "/" + name + ".wav", std::ios::binary);
  const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(stream), {}};
  auto audio = read_wav(bytes);
  return audio ? std::move(*audio) : WavAudio{};
}

struct CallResult {
  bool failed = true;
  nlohmann::json report;
  Pcm heard;
  int rate_hz = 0;
  std::string host_call_id() const { return report.value("host_call_id", ""); }
};

/// Places a whole call as `hookswitch call` does.
inline CallResult place_call(const std::string& url, const std::string& as, const WavAudio& say,
                             cli::CallScript script = {}) {
  phone::Config config;
  config.as = carrier::dialect_from_name(as);
  config.playout = phone::Playout::clock;
  config.device_rate_hz = say.rate_hz;
  config.clock = system::wall_clock();
  config.seed = system::entropy();
  script.test.hangs_up = true;
  for (const Sample sample : say.samples)
    script.test.speech.push_back(static_cast<float>(sample) / 32'768.0F);
  asio::io_context context{1};
  CallResult result;
  cli::PhoneCall::Watch watch;
  watch.over = [&](const phone::Ended& ended) {
    result.failed = ended.failed;
    result.report = nlohmann::json::parse(ended.report_json, nullptr, false);
    context.stop();
  };
  const auto call = std::make_shared<cli::PhoneCall>(config, std::move(script), std::move(watch),
                                                     context.get_executor());
  call->start(url, true);
  context.run();
  result.heard = call->heard();
  result.rate_hz = call->phone().carrier_rate_hz();
  return result;
}

}  // namespace hookswitch::kit
