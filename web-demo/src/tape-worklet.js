// Hands on what it hears, in blocks of half a second: it drops nothing when the page is busy.
registerProcessor(
  'tape',
  class extends AudioWorkletProcessor {
    #block = new Int16Array(sampleRate / 2);
    #filled = 0;

    constructor() {
      super();
      this.port.onmessage = () => {
        this.#handOn();
        this.port.postMessage('end');
      };
    }

    #handOn() {
      if (this.#filled > 0) this.port.postMessage(this.#block.slice(0, this.#filled));
      this.#filled = 0;
    }

    process([[samples]]) {
      for (const sample of samples ?? []) {
        this.#block[this.#filled++] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
        if (this.#filled === this.#block.length) this.#handOn();
      }
      return true;
    }
  },
);
