import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { themeColour } from './dom.ts';

const fontPx = 11;
const family = 'system-ui, sans-serif';
/** Between label and plot: uPlot's tick and gap, and air at the edge. */
const besideLabelPx = 20;

/** Delay and target of the jitter buffer, and how much of the audio was concealed, over the last minute. */
export class JitterChart {
  static readonly #span = 60;
  readonly #host: HTMLElement;
  #plot: uPlot | undefined;
  #rows: [number[], (number | null)[], (number | null)[], (number | null)[]] = [[], [], [], []];

  constructor(host: HTMLElement) {
    this.#host = host;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(host);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#build());
    this.#build();
  }

  clear(): void {
    this.#rows = [[], [], [], []];
    this.#plot?.setData(this.#rows);
  }

  /** One reading. Delay and target are null while nothing is played; `concealed` is a share from 0 to 1. */
  add(atSeconds: number, delayMs: number | null, targetMs: number | null, concealed: number | null): void {
    const [at, delay, target, gap] = this.#rows;
    at.push(atSeconds);
    delay.push(delayMs);
    target.push(targetMs);
    gap.push(concealed === null ? null : concealed * 100);
    while (at[0] !== undefined && at[0] < atSeconds - JitterChart.#span) this.#rows.forEach((row) => row.shift());
    this.#plot?.setData(this.#rows);
  }

  #size() {
    return { width: Math.max(200, this.#host.clientWidth), height: 170 };
  }

  /** Room for the longest label of the axis, in CSS pixels. */
  #labelWidth(plot: uPlot, labels: string[] | null): number {
    const { ctx } = plot;
    ctx.font = `${fontPx * devicePixelRatio}px ${family}`; // uPlot draws in device pixels
    const longest = Math.max(0, ...(labels ?? []).map((label) => ctx.measureText(label).width));
    return Math.ceil(longest / devicePixelRatio) + besideLabelPx;
  }

  #build(): void {
    this.#plot?.destroy();
    const ink = themeColour('--muted');
    const grid = { stroke: themeColour('--line'), width: 1 };
    const font = `${fontPx}px ${family}`;
    this.#plot = new uPlot(
      {
        ...this.#size(),
        cursor: { show: false },
        legend: { live: false },
        scales: {
          x: { time: false },
          ms: { range: (_, __, max) => [0, Math.max(100, max * 1.15)] },
          share: { range: [0, 100] },
        },
        axes: [
          { stroke: ink, grid, font, values: (_, ticks) => ticks.map((t) => `${t} s`) },
          {
            scale: 'ms',
            stroke: ink,
            grid,
            font,
            size: (plot, labels) => this.#labelWidth(plot, labels),
            values: (_, ticks) => ticks.map((t) => `${t} ms`),
          },
        ],
        series: [
          {},
          { label: 'delay', scale: 'ms', points: { show: false }, stroke: themeColour('--accent'), width: 2 },
          {
            label: 'target',
            scale: 'ms',
            points: { show: false },
            stroke: themeColour('--caller'),
            width: 1.5,
            dash: [5, 4],
          },
          { label: 'concealed', scale: 'share', points: { show: false }, stroke: themeColour('--bad'), width: 1.5 },
        ],
      },
      this.#rows,
      this.#host,
    );
  }
}
