import { constants } from 'node:fs';
import { open, readFile, realpath, unlink, writeFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { decodeWav, encodeWav, HookswitchError, Phone, type Audio, type PhoneReport } from '../entry-node.js';
import type { DialOptions } from '../options.js';
import type { CallArguments } from './arguments.js';
import { converse } from './conversation.js';
import { onStopSignal } from './stop-signal.js';
import { errorText, failure, summary, tellEvent } from './text.js';

const lowestRate = 8_000;
const highestRate = 48_000;

/** "ENOENT: no such file or directory, open 'x'" without what the user knows. */
const reason = (cause: unknown): string => {
  const text = (cause as Error).message.replace(/^E[A-Z]+: /, '').replace(/, \w+( '.*')?$/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

async function readSpeech(path: string | undefined): Promise<Audio | undefined> {
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
    if (!(cause instanceof HookswitchError)) throw cause;
    throw new HookswitchError(cause.name, `${path}: ${cause.title}`, { cause });
  }
  if (audio.rateHz < lowestRate || audio.rateHz > highestRate)
    throw new HookswitchError('bad_wav', `${path}: ${audio.rateHz} Hz; ${lowestRate} to ${highestRate} can be said`);
  return audio;
}

const unwritable = (path: string, cause: unknown): HookswitchError =>
  new HookswitchError('audio_file_unwritable', `${path}: ${reason(cause)}`, { cause });

/** Opens the file as it is; false when there is none. */
async function opens(path: string): Promise<boolean> {
  try {
    await (await open(path, constants.O_WRONLY)).close();
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
}

/** Found out before the call, not after it. What is in the file stays, and no file is left, until there is something to write. */
async function checkWritable(path: string): Promise<void> {
  try {
    if (await opens(path)) return;
    await (await open(path, 'a')).close();
    await unlink(await realpath(path));
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** False when it could not be written, which is told: the call is over, and its report counts for itself. */
async function writeHeard(path: string, heard: Audio, progress: Writable): Promise<boolean> {
  if (heard.samples.length === 0) return true;
  try {
    await writeFile(path, await encodeWav(heard));
    return true;
  } catch (cause) {
    const { code, name, detail, remedy } = unwritable(path, cause);
    progress.write(errorText(code, name, detail, remedy));
    return false;
  }
}

/** Only what was given: the phone has its own defaults. */
const toDialOptions = (asked: CallArguments): DialOptions => ({
  as: asked.as,
  parameters: asked.parameters,
  ...(asked.from !== undefined && { from: asked.from }),
  ...(asked.to !== undefined && { to: asked.to }),
  ...(asked.rate !== undefined && { rate: asked.rate }),
  ...(asked.seed !== undefined && { seed: asked.seed }),
});

/** The whole call; a call that never came up has a report too. */
async function place(phone: Phone, asked: CallArguments, say: Audio | undefined): Promise<PhoneReport> {
  const up = phone.dial(asked.url, toDialOptions(asked)).catch((error: unknown) => {
    const isRate = error instanceof HookswitchError && error.name === 'unsupported_format' && asked.rate !== undefined;
    throw isRate ? new HookswitchError('bad_argument', `--rate ${asked.rate}: not a rate of ${asked.as}`) : error;
  });
  const hangUp = (): void => void phone.hangUp().catch(() => undefined); // dial() tells of it
  const longest = setTimeout(hangUp, asked.maxSeconds * 1_000);
  const unsubscribe = onStopSignal(hangUp);
  try {
    await up;
    const patience = { quietMs: Math.round(asked.waitSeconds * 1_000), limitMs: Math.ceil(asked.maxSeconds * 1_000) };
    await converse(phone, { say, digits: asked.digits, patience });
    return await phone.hangUp();
  } catch (error) {
    if (phone.call.report) return phone.call.report;
    throw error;
  } finally {
    clearTimeout(longest);
    unsubscribe();
  }
}

/** `hookswitch call`: true when the call was completed and the recording written. */
export async function call(asked: CallArguments, out: Writable, progress: Writable): Promise<boolean> {
  const say = await readSpeech(asked.say);
  if (asked.record !== undefined) await checkWritable(asked.record);
  const phone = new Phone({ verifyCertificate: !asked.insecure });
  if (!asked.json) phone.on('*', (event) => tellEvent(event, progress));
  try {
    const report = await place(phone, asked, say);
    out.write(asked.json ? `${JSON.stringify(report)}\n` : summary(report));
    const written = asked.record === undefined || (await writeHeard(asked.record, phone.heard(), progress));
    if (report.outcome === 'failed') progress.write(failure(report));
    return written && report.outcome === 'completed';
  } finally {
    await phone.close();
  }
}
