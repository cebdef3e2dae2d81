import { readFile } from 'node:fs/promises';
import { stdin } from 'node:process';
import type { Writable } from 'node:stream';
import { type CallFinding, diagnose, HookswitchError } from '../doctor-node.js';
import type { DiagnoseArguments } from './arguments.js';
import { reason } from './speech-file.js';
import { asciiJson, plain } from './text.js';

async function readRecord(file: string): Promise<string> {
  try {
    if (file !== '-') return await readFile(file, 'utf8');
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  } catch (cause) {
    throw new HookswitchError('bad_argument', `${file}: ${reason(cause)}`, { cause });
  }
}

const finding = ({ severity, code, name, title, evidence, cause, remedy }: CallFinding): string =>
  `${severity} ${code} ${name}: ${plain(evidence || title)}\n  ${plain(cause)}\n  ${plain(remedy)}\n`;

/** `hookswitch diagnose`: whether there was an error among what it found. */
export async function diagnoseFile({ file, json }: DiagnoseArguments, out: Writable): Promise<boolean> {
  let findings: CallFinding[];
  const record = await readRecord(file);
  try {
    findings = await diagnose(record);
  } catch (error) {
    if (!(error instanceof HookswitchError) || error.name === 'core_not_loaded') throw error;
    throw new HookswitchError('bad_argument', `${file}: no record of a call: ${error.message}`, { cause: error });
  }
  if (json) out.write(`${asciiJson(findings)}\n`);
  else out.write(findings.length === 0 ? 'nothing was found\n' : findings.map(finding).join(''));
  return findings.some(({ severity }) => severity === 'error');
}
