import type { PhoneStats } from 'hookswitch';
import { byId, el } from './dom.ts';
import type { JitterChart } from './jitter-chart.ts';

/** While nothing is played there is no delay. */
const unknown = '\u2013';

/** The tiles below the chart, and the chart's next point: from two readings of the phone's figures. */
export class Figures {
  readonly #host = byId('figures');
  readonly #chart: JitterChart;
  #before: PhoneStats | undefined;

  constructor(chart: JitterChart) {
    this.#chart = chart;
    this.#show(unknown, unknown, unknown, 0, 0, 0);
  }

  reset(): void {
    this.#before = undefined;
    this.#chart.clear();
    this.#show(unknown, unknown, unknown, 0, 0, 0);
  }

  read(atSeconds: number, stats: PhoneStats): void {
    const before = this.#before;
    this.#before = stats;
    if (!before) return;
    const emitted = stats.jitterBufferEmittedCount - before.jitterBufferEmittedCount;
    const mean = (now: number, then: number) => (emitted > 0 ? ((now - then) / emitted) * 1_000 : null);
    const delay = mean(stats.jitterBufferDelay, before.jitterBufferDelay);
    const target = mean(stats.jitterBufferTargetDelay, before.jitterBufferTargetDelay);
    const played = stats.totalSamplesReceived - before.totalSamplesReceived;
    const concealed = audible(stats) - audible(before);
    this.#chart.add(atSeconds, delay, target, played > 0 ? concealed / played : null);
    const share = stats.jitterBufferEmittedCount > 0 ? (100 * audible(stats)) / stats.jitterBufferEmittedCount : 0;
    if (delay !== null && target !== null)
      this.#show(
        `${delay.toFixed(0)} ms`,
        `${target.toFixed(0)} ms`,
        `${share.toFixed(2)} %`,
        stats.concealmentEvents,
        stats.interruptionCount,
        stats.packetsReceived,
      );
    else
      this.#show(
        unknown,
        unknown,
        `${share.toFixed(2)} %`,
        stats.concealmentEvents,
        stats.interruptionCount,
        stats.packetsReceived,
      );
  }

  #show(
    delay: string,
    target: string,
    concealed: string,
    events: number,
    interruptions: number,
    packets: number,
  ): void {
    const tile = (name: string, value: string | number, title = '') =>
      el('div', { title }, el('dt', {}, name), el('dd', {}, value));
    this.#host.replaceChildren(
      tile('delay, with lead', delay, 'from arrival to playout; what the host sends ahead of time waits in it too'),
      tile('target', target, 'what the jitter buffer holds back for late audio'),
      tile('concealed', concealed),
      tile('concealments', events),
      tile('interruptions', interruptions),
      tile('messages in', packets),
    );
  }
}

/** Concealment that replaced speech; silence between turns is none. */
const audible = (stats: PhoneStats) => stats.concealedSamples - stats.silentConcealedSamples;
