// An audio worklet that keeps what it hears until it is asked: it drops nothing when the page is busy.
registerProcessor(
  'recorder',
  class extends AudioWorkletProcessor {
    #blocks = [];

    constructor() {
      super();
      this.port.onmessage = () => this.port.postMessage(this.#blocks.flatMap((block) => [...block]));
    }

    process([[channel]]) {
      if (channel) this.#blocks.push(channel.slice());
      return true;
    }
  },
);
