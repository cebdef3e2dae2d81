#include "raw_phone.hpp"

namespace hookswitch::wasm {

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
