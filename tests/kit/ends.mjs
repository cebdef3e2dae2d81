// What a test opens is closed after it, the newest first, whatever the test did.
//
//   const host = kept(await startHost('twilio'));      its close() is called after the test
//   ends.push(() => bridge.kill('SIGKILL'));           anything else that has to be undone
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'node:test';

export const ends = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

export function kept(thing) {
  ends.push(() => thing.close());
  return thing;
}

export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-test-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A separate file system of so many kB; undefined where mounting one is not allowed. */
export async function smallDisk(kilobytes) {
  const folder = await temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  ends.push(() => execFileSync('umount', ['-l', folder]));
  return folder;
}
