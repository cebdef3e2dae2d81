/**
 * Checks the heads of received frames for what `ws` accepts: a length that takes more bytes than it
 * needs, or more than 63 bits. Costs a few steps per frame, whatever its size.
 *
 * source: RFC 6455, section 5.2; seen with ws 8.23, which reads such frames as valid
 */
export class FrameHeads {
  readonly #head = new Uint8Array(10);
  #have = 0;
  #skip = 0;
  /** A close frame was received: nothing follows it. */
  closing = false;

  /** False once a length is not encoded minimally. */
  areRight(part: Uint8Array): boolean {
    for (let at = 0; at < part.length; ) {
      const passed = Math.min(this.#skip, part.length - at);
      this.#skip -= passed;
      at += passed;
      if (at === part.length) break;
      this.#head[this.#have++] = part[at++] ?? 0;
      if (!this.#isWhole()) continue;
      const length = this.#length();
      if (length === undefined) return false;
      this.closing ||= ((this.#head[0] ?? 0) & 15) === 8;
      this.#skip = length + (this.#second() & 128 ? 4 : 0);
      this.#have = 0;
    }
    return true;
  }

  #second(): number {
    return this.#head[1] ?? 0;
  }

  #isWhole(): boolean {
    const short = this.#second() & 127;
    return this.#have >= 2 && this.#have === (short === 126 ? 4 : short === 127 ? 10 : 2);
  }

  #length(): number | undefined {
    const short = this.#second() & 127;
    const view = new DataView(this.#head.buffer);
    if (short < 126) return short;
    const length = short === 126 ? view.getUint16(2) : view.getUint32(2) * 2 ** 32 + view.getUint32(6);
    return length < (short === 126 ? 126 : 65_536) || length >= 2 ** 63 ? undefined : length;
  }
}
