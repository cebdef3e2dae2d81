#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { argv, exit, stderr, stdout } from 'node:process';
import type { ErrorName } from '../error-catalogue.js';
import { HookswitchError } from '../errors.js';
import { readArguments, usage } from './arguments.js';
import { call } from './call.js';
import { diagnoseFile } from './diagnose.js';
import { errorText } from './text.js';

/** The same codes as the native program's. */
enum Exit {
  completed = 0,
  failed = 1,
  usage = 2,
  aborted = 4,
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return `hookswitch ${manifest.version}\n`;
}

/** An error of the command line, found here or by the phone. */
const usageErrors: readonly ErrorName[] = [
  'bad_argument',
  'bad_url',
  'bad_value',
  'unknown_dialect',
  'unsupported_format',
  'audio_file_unreadable',
  'bad_wav',
  'audio_file_unwritable',
];

function complain(error: unknown): Exit {
  if (!(error instanceof HookswitchError)) throw error;
  stderr.write(errorText(error.code, error.name, error.detail || error.title, error.remedy));
  return usageErrors.includes(error.name) ? Exit.usage : Exit.failed;
}

async function main(): Promise<Exit> {
  try {
    const asked = readArguments(argv.slice(2));
    if (asked === 'help' || asked === 'version') {
      stdout.write(asked === 'help' ? usage : version());
      return Exit.completed;
    }
    if ('file' in asked) return (await diagnoseFile(asked, stdout)) ? Exit.failed : Exit.completed;
    return Exit[await call(asked, stdout, stderr)];
  } catch (error) {
    return complain(error);
  }
}

const code = await main();
// Output to a pipe is written before the process ends.
stdout.write('', () => exit(code));
