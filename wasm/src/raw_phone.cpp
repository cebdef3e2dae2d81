#include "raw_phone.hpp"

#include <memory>
#include <utility>

namespace hookswitch::wasm {

void RawPhone::follow(int id, unsigned samples, const std::string& digits, double barge_in_us,
                      double quiet_us, double within_us, double limit_us, double now_us) {
  phone::TestCall call;
  const auto size = std::min<std::size_t>(samples, buffer_.size());
  call.speech.assign(buffer_.data(), buffer_.data() + size);
  call.digits = digits;
  if (barge_in_us >= 0) call.barge_in = micros(barge_in_us);
  call.answer = {micros(quiet_us), micros(within_us), micros(limit_us)};
  const auto plan = std::make_shared<const phone::Plan>(plan_of(std::move(call)));
  handle(phone::Follow{id, &plan}, now_us);
}

val RawPhone::stats() const {
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

}  // namespace hookswitch::wasm
