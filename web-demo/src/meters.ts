import { byId, themeColour } from './dom.ts';

const floorDb = -60;

/** One level meter: a bar for the present level, a tick for the recent peak. */
export class Meter {
  readonly #canvas: HTMLCanvasElement;
  readonly #output: HTMLOutputElement;
  readonly #colour: string;
  #shown = floorDb;
  #peak = floorDb;

  constructor(canvasId: string, outputId: string, colour: string) {
    this.#canvas = byId<HTMLCanvasElement>(canvasId);
    this.#output = byId<HTMLOutputElement>(outputId);
    this.#colour = colour;
    this.reset();
  }

  /** No call: no level, and no peak of an earlier one. */
  reset(): void {
    this.#shown = this.#peak = floorDb;
    this.show(floorDb);
  }

  /** `db` is dBFS; anything at or below -60 is shown as silence. */
  show(db: number): void {
    const level = Math.max(floorDb, Math.min(0, Number.isFinite(db) ? db : floorDb));
    this.#shown = level > this.#shown ? level : Math.max(level, this.#shown - 3);
    this.#peak = level > this.#peak ? level : Math.max(floorDb, this.#peak - 0.5);
    this.#draw();
    this.#output.textContent = this.#shown <= floorDb ? 'silent' : `${this.#shown.toFixed(0)} dBFS`;
  }

  #draw(): void {
    const canvas = this.#canvas;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(18 * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const paint = canvas.getContext('2d');
    if (!paint) return;
    const x = (db: number) => ((db - floorDb) / -floorDb) * width;
    paint.clearRect(0, 0, width, height);
    paint.fillStyle = this.#shown > -3 ? themeColour('--bad') : themeColour(this.#colour);
    paint.fillRect(0, 0, x(this.#shown), height);
    if (this.#peak > floorDb) {
      paint.fillStyle = themeColour('--ink');
      paint.fillRect(Math.max(0, x(this.#peak) - 2 * ratio), 0, 2 * ratio, height);
    }
  }
}
