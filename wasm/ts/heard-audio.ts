/** The audio that the caller heard, kept up to a maximum length. */
export class HeardAudio {
  readonly #maxSeconds: number;
  #chunks: Int16Array[] = [];
  #size = 0;
  rateHz = 8_000;

  constructor(maxSeconds: number) {
    this.#maxSeconds = maxSeconds;
  }

  add(samples: Int16Array): void {
    const kept = samples.subarray(0, Math.max(0, this.#maxSeconds * this.rateHz - this.#size));
    if (kept.length === 0) return;
    this.#chunks.push(kept);
    this.#size += kept.length;
  }

  all(): Int16Array<ArrayBuffer> {
    const all = new Int16Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [all];
    return all.slice();
  }
}
