import type { Writable } from 'node:stream';
import type { ErrorName } from '../error-catalogue.js';
import type { PhoneEvent } from '../events.js';
import type { PhoneReport } from '../report.js';

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`;

/** One line per event, as it happens. */
export function tellEvent(event: PhoneEvent, to: Writable): void {
  if (!('atMs' in event)) return;
  const what = event.type === 'warning' ? `warning ${event.code} ${event.name}` : event.type;
  to.write(`${seconds(event.atMs).padStart(10)}  ${what}${event.detail === '' ? '' : `  ${event.detail}`}\n`);
}

/** Removes control characters: the core has removed a peer's; these are the command line's and Node's. */
export const plain = (text: string): string =>
  text
    .replace(/[\t\r\n]/g, ' ')
    .replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu, (character) => {
      const digits = character.charCodeAt(0).toString(16);
      return character < '\x80' ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
    });

/** One line, as the native program writes it. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** An error as both programs print it, with the remedy below it. */
export const errorText = (code: number, name: string, detail: string, remedy: string): string =>
  `error ${code} ${name}: ${plain(detail)}\n  ${plain(remedy)}\n`;

/** A completed call in which nothing of the host was heard. */
export const heardNothing = ({ outcome, media }: PhoneReport): boolean =>
  outcome === 'completed' && media.heard_speech_ms === 0;

const silences: readonly ErrorName[] = ['nothing_heard', 'only_silence_heard', 'audio_not_played'];

/** What the exit code is about: the first finding, or, of a call that was completed, the one that says why nothing was heard. */
export function failure({ outcome, findings }: PhoneReport): string {
  const why = findings.find(({ name }) => outcome !== 'completed' || silences.includes(name));
  return why ? errorText(why.code, why.name, why.evidence || why.title, why.remedy) : '';
}

/** The report in a few lines for people. Why the call ended is said once: by the finding, if there is one. */
export function summary(report: PhoneReport): string {
  const { end } = report;
  const detail = end?.code === null && end.detail !== '' ? ` (${end.detail})` : '';
  const { sent, received, heard_speech_ms } = report.media;
  const lines = [
    `call      ${report.call_id || '(no id)'} as ${report.dialect}${report.profile && `:${report.profile}`}`,
    `outcome   ${report.outcome}: ${end?.cause ?? 'not ended'}${detail}${heardNothing(report) ? '; nothing was heard' : ''}`,
    `duration  ${seconds(report.duration_ms)}, sent ${seconds(sent.audio_ms)}, received ${seconds(received.audio_ms)}, speech heard ${seconds(heard_speech_ms)}`,
    ...report.findings.flatMap((finding) => [
      `finding   ${finding.code} ${finding.title}: ${finding.evidence}`,
      `          ${finding.remedy}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
