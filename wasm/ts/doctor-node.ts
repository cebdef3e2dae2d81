import { Doctor, loadedOnce } from './doctor.js';
import { loadWasm } from './wasm-file-node.js';

export { type CallFinding, Doctor, type ErrorName, HookswitchError } from './doctor.js';

/** Loads hookswitch-doctor.wasm, by default from the folder of this module. */
export const loadDoctor = async (wasmUrl?: URL | string): Promise<Doctor> =>
  Doctor.from(await loadWasm(new URL(wasmUrl ?? new URL('./hookswitch-doctor.wasm', import.meta.url))));

/** The same as Doctor.diagnose(). Loads hookswitch-doctor.wasm with the first call. */
export const diagnose = loadedOnce(loadDoctor);
