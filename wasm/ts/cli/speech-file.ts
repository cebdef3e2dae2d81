import { readFile } from 'node:fs/promises';
import { type Audio, decodeWav, errorCatalogue, HookswitchError } from '../entry-node.js';

const lowestRate = 8_000;
const highestRate = 48_000;

/** "ENOENT: no such file or directory, open 'x'" without the code and the path. */
export const reason = (cause: unknown): string => {
  const text = (cause as Error).message.replace(/^E[A-Z]+: /, '').replace(/, \w+( '.*')?$/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Quoted as one shell word. */
const quoted = (path: string): string => (/^[\w./,:@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

/** The catalogue's remedy for this file. FFmpeg detects a file's format, unless it has no header. */
function remedyFor(path: string, detail: string): string {
  if (detail.startsWith('this is ') && !detail.includes(' file, not '))
    return "Get the audio itself: what was saved is text, such as a server's answer.";
  const format = detail.startsWith('no WAV file') ? '-f s16le -ar 8000 -ac 1 ' : '';
  return errorCatalogue.bad_wav.remedy.replace('-i in.wav', () => `${format}-i ${quoted(path)}`);
}

const bad = (path: string, detail: string, cause?: unknown): HookswitchError =>
  new HookswitchError('bad_wav', `${path}: ${detail}`, { cause, remedy: remedyFor(path, detail) });

/** The WAV file that the caller is to say. The remedy of an error can be pasted: it names the file. */
export async function readSpeech(path: string | undefined): Promise<Audio | undefined> {
  if (path === undefined) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new HookswitchError('audio_file_unreadable', `${path}: ${reason(cause)}`, { cause });
  }
  let audio: Audio;
  try {
    audio = await decodeWav(bytes);
  } catch (cause) {
    throw cause instanceof HookswitchError && cause.name === 'bad_wav' ? bad(path, cause.detail, cause) : cause;
  }
  if (audio.rateHz < lowestRate || audio.rateHz > highestRate)
    throw bad(path, `${audio.rateHz} Hz; ${lowestRate} to ${highestRate} can be said`);
  return audio.remark === undefined ? audio : { ...audio, remark: `${path}: ${audio.remark}` };
}
