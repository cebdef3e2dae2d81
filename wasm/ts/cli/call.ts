import { constants } from 'node:fs';
import { open, realpath, unlink, writeFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { type Audio, encodeWav, HookswitchError, Phone, type PhoneReport } from '../entry-node.js';
import { type DialOptions, toAnsweredOptions } from '../options.js';
import type { CallArguments } from './arguments.js';
import { readSpeech, reason } from './speech-file.js';
import { onStopSignal } from './stop-signal.js';
import { asciiJson, errorText, failure, heardNothing, summary, tellEvent } from './text.js';

const unwritable = (path: string, cause: unknown): HookswitchError =>
  new HookswitchError('audio_file_unwritable', `${path}: ${reason(cause)}`, { cause });

/** Opens the existing file; false if it does not exist. */
async function opens(path: string): Promise<boolean> {
  try {
    await (await open(path, constants.O_WRONLY)).close();
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
}

/** Checked before the call, not after it. An existing file is kept, and no new one is left, until there is something to write. */
async function checkWritable(path: string): Promise<void> {
  try {
    if (await opens(path)) return;
    await (await open(path, 'a')).close();
    await unlink(await realpath(path));
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** False if it could not be written, which is reported: the call has ended, and its report is valid without it. */
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

/** The given options only: the phone has its own defaults. */
const toDialOptions = (asked: CallArguments): DialOptions => ({
  as: asked.as,
  parameters: asked.parameters,
  maxSeconds: asked.maxSeconds,
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
  const unsubscribe = onStopSignal((name) => void phone.abort(name).catch(() => undefined)); // dial() reports it
  try {
    await up;
    const options = { quietMs: Math.round(asked.waitSeconds * 1_000), limitMs: Math.ceil(asked.maxSeconds * 1_000) };
    await phone.act({ digits: asked.digits, bargeInMs: asked.bargeInMs ?? -1, ...toAnsweredOptions(options) }, say);
    return await phone.hangUp();
  } catch (error) {
    if (phone.call.report) return phone.call.report;
    throw error;
  } finally {
    unsubscribe();
  }
}

/** `hookswitch call`: its exit code. A recording that cannot be written fails it, too. */
export async function call(
  asked: CallArguments,
  out: Writable,
  progress: Writable,
): Promise<'completed' | 'failed' | 'aborted'> {
  const say = await readSpeech(asked.say);
  if (asked.record !== undefined) await checkWritable(asked.record);
  const phone = new Phone({ verifyCertificate: !asked.insecure });
  if (!asked.json) phone.on('*', (event) => tellEvent(event, progress));
  try {
    const report = await place(phone, asked, say);
    out.write(asked.json ? `${asciiJson(report)}\n` : summary(report));
    const written = asked.record === undefined || (await writeHeard(asked.record, phone.heard(), progress));
    const outcome = heardNothing(report) ? 'failed' : (report.outcome ?? 'failed');
    if (asked.json && outcome !== 'completed') progress.write(failure(report));
    return written ? outcome : 'failed';
  } finally {
    await phone.close();
  }
}
