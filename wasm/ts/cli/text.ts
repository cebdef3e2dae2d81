import type { Writable } from 'node:stream';
import type { PhoneEvent } from '../events.js';
import type { PhoneReport } from '../report.js';

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`;

/** One line per thing that happens, as it happens. */
export function tellEvent(event: PhoneEvent, to: Writable): void {
  if (!('atMs' in event)) return;
  const what = event.type === 'warning' ? `warning ${event.code} ${event.name}` : event.type;
  to.write(`${seconds(event.atMs).padStart(10)}  ${what}${event.detail === '' ? '' : `  ${event.detail}`}\n`);
}

/** An error as both programs tell it: what, and below it what to do. */
export const errorText = (code: number, name: string, detail: string, remedy: string): string =>
  `error ${code} ${name}: ${detail}\n  ${remedy}\n`;

/** Why a call failed: the first finding. */
export const failure = ({ findings: [first] }: PhoneReport): string =>
  first ? errorText(first.code, first.name, first.evidence || first.title, first.remedy) : '';

/** The report in a few lines for people. */
export function summary(report: PhoneReport): string {
  const { sent, received, heard_speech_ms } = report.media;
  const lines = [
    `call      ${report.call_id || '(no id)'} as ${report.dialect}${report.profile && `:${report.profile}`}`,
    `outcome   ${report.outcome}: ${report.end?.cause ?? 'not ended'}${report.end?.detail ? ` (${report.end.detail})` : ''}`,
    `duration  ${seconds(report.duration_ms)}, sent ${seconds(sent.audio_ms)}, received ${seconds(received.audio_ms)}, speech heard ${seconds(heard_speech_ms)}`,
    ...report.findings.flatMap((finding) => [
      `finding   ${finding.code} ${finding.title}: ${finding.evidence}`,
      `          ${finding.remedy}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
