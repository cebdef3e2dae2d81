import type { RawStats } from './raw.js';

/**
 * Running figures of the heard direction under their W3C webrtc-stats names. Samples are at the
 * carrier's rate; times are seconds; `jitterBufferDelay / jitterBufferEmittedCount` is the mean delay.
 */
export interface PhoneStats {
  readonly packetsReceived: number;
  readonly packetsDiscarded: number;
  readonly droppedSamples: number;
  readonly totalSamplesReceived: number;
  readonly concealedSamples: number;
  readonly silentConcealedSamples: number;
  readonly concealmentEvents: number;
  readonly insertedSamplesForDeceleration: number;
  readonly removedSamplesForAcceleration: number;
  readonly jitterBufferEmittedCount: number;
  readonly jitterBufferDelay: number;
  readonly jitterBufferTargetDelay: number;
  readonly interruptionCount: number;
  readonly totalInterruptionDuration: number;
}

export function toStats(raw: RawStats): PhoneStats {
  const { jitterBufferDelayUs, jitterBufferTargetDelayUs, totalInterruptionDurationUs, ...counts } = raw;
  return {
    ...counts,
    jitterBufferDelay: jitterBufferDelayUs / 1e6,
    jitterBufferTargetDelay: jitterBufferTargetDelayUs / 1e6,
    totalInterruptionDuration: totalInterruptionDurationUs / 1e6,
  };
}
