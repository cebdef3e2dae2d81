// The rules of the bridge's diagnosis, applied to a record: `hookswitch/doctor`.

import { instantiateDoctor, type RawDoctor } from './doctor-module.js';
import { type ErrorName, errorTexts, type PhoneErrorName } from './error-catalogue.js';
import { HookswitchError } from './errors.js';
import type { Wasm } from './plain-wasm.js';

export type { ErrorName } from './error-catalogue.js';
export { HookswitchError } from './errors.js';

/** One thing that is wrong with a call. */
export interface CallFinding {
  readonly code: number;
  readonly name: ErrorName;
  readonly title: string;
  /**
   * error: the call failed, or did not do what it was for. warning: something was lost, or a peer did not keep its
   * protocol. note: ended on purpose, or worth knowing.
   */
  readonly severity: 'error' | 'warning' | 'note';
  /** Times, counts and the peer's own words. */
  readonly evidence: string;
  /** The most frequent cause. */
  readonly cause: string;
  readonly remedy: string;
}

/** Bytes of a record's document: a bridge writes none that is larger. */
const maxRecordBytes = 8 * 1024 * 1024;

const names = new Map(Object.entries(errorTexts).map(([name, { code }]) => [code, name as PhoneErrorName]));

function textOf(record: string | object): string {
  if (typeof record === 'string') return record;
  if (typeof record !== 'object' || record === null)
    throw new HookswitchError('bad_value', 'record must be an object, or its JSON text');
  try {
    return String(JSON.stringify(record));
  } catch (cause) {
    throw new HookswitchError('bad_value', `record: ${(cause as Error).message}`, { cause });
  }
}

/** The rules, loaded. */
export class Doctor {
  readonly #raw: RawDoctor;

  private constructor(raw: RawDoctor) {
    this.#raw = raw;
  }

  /** `wasm`: hookswitch-doctor.wasm, as bytes or compiled. */
  static async from(wasm: Wasm): Promise<Doctor> {
    try {
      return new Doctor(await instantiateDoctor(wasm));
    } catch (cause) {
      throw new HookswitchError('core_not_loaded', String(cause), { cause });
    }
  }

  /**
   * What went wrong on the call: `record` is what GET /v1/calls/ID returns, as text or parsed. Of a live call only what
   * its carrier should have sent by now. Throws not_json, too_deep, missing_field for what is no record,
   * and message_too_large beyond 8 MiB.
   */
  diagnose(record: string | object): CallFinding[] {
    const text = textOf(record);
    // No character takes fewer bytes than one: what is too long is not encoded.
    const bytes = new TextEncoder().encode(text.length > maxRecordBytes ? '' : text);
    if (text.length > maxRecordBytes || bytes.length > maxRecordBytes)
      throw new HookswitchError('message_too_large', `a record takes at most ${maxRecordBytes} bytes`);
    const at = this.#raw.doctorText(bytes.length);
    new Uint8Array(this.#raw.memory.buffer, at, bytes.length).set(bytes);
    const result = this.#raw.doctorExamine();
    const found = this.#result();
    if (result < 0) throw new HookswitchError(names.get(-result) ?? 'core_failed', found);
    return JSON.parse(found) as CallFinding[];
  }

  #result(): string {
    const { memory } = this.#raw;
    return new TextDecoder().decode(
      new Uint8Array(memory.buffer, this.#raw.doctorResult(), this.#raw.doctorResultBytes()),
    );
  }
}

/** diagnose() with what `load` brings, once. */
export function loadedOnce(load: () => Promise<Doctor>): (record: string | object) => Promise<CallFinding[]> {
  let doctor: Promise<Doctor> | undefined;
  return async (record) => {
    doctor ??= load();
    let loaded: Doctor;
    try {
      loaded = await doctor;
    } catch (error) {
      doctor = undefined; // the next call tries again
      throw error;
    }
    return loaded.diagnose(record);
  };
}
