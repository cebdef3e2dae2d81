// wasm/src/doctor_bindings.cpp, line by line. Only doctor.ts sees this.

import { instantiate, type Wasm } from './plain-wasm.js';

/** Pointers and counts. A result below zero is a catalogue code, negated. */
export interface RawDoctor {
  readonly memory: WebAssembly.Memory;
  doctorText(bytes: number): number;
  doctorExamine(): number;
  doctorResult(): number;
  doctorResultBytes(): number;
}

export const instantiateDoctor = async (wasm: Wasm): Promise<RawDoctor> =>
  (await instantiate(wasm)) as unknown as RawDoctor;
