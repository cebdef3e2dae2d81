import { HookswitchError, Opus } from './opus.js';

export * from './opus.js';

/** Loads hookswitch-opus.wasm, from beside this module when no address is given. */
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
