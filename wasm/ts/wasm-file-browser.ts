import { HookswitchError } from './errors.js';

/** The bytes of a file of the package. */
export async function loadWasm(url: URL | string): Promise<ArrayBuffer> {
  let answer: Response;
  try {
    answer = await fetch(url);
  } catch (cause) {
    throw new HookswitchError('core_not_loaded', `${String(url)}: ${String(cause)}`, { cause });
  }
  if (!answer.ok) throw new HookswitchError('core_not_loaded', `${String(url)}: HTTP ${answer.status}`);
  return answer.arrayBuffer();
}
