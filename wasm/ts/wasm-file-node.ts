import { readFile } from 'node:fs/promises';
import { HookswitchError } from './errors.js';

/** The bytes of a file of the package. */
export async function loadWasm(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(url);
  } catch (cause) {
    throw new HookswitchError('core_not_loaded', String(cause), { cause });
  }
}
