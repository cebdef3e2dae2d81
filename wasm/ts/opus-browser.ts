import { HookswitchError, Opus } from './opus.js';

export * from './opus.js';

/** Loads hookswitch-opus.wasm, by default from the folder of this module. */
export async function loadOpus(wasmUrl?: URL | string): Promise<Opus> {
  const url = wasmUrl ?? new URL('./hookswitch-opus.wasm', import.meta.url);
  let answer: Response;
  try {
    answer = await fetch(url);
  } catch (cause) {
    throw new HookswitchError('core_not_loaded', `${String(url)}: ${String(cause)}`, { cause });
  }
  if (!answer.ok) throw new HookswitchError('core_not_loaded', `${String(url)}: HTTP ${answer.status}`);
  return Opus.from(await answer.arrayBuffer());
}
