// What a process still holds: what is left of a call when it is over.
import { readdirSync, readFileSync } from 'node:fs';
import { until } from '../kit/until.mjs';

export const openFiles = (pid) => readdirSync(`/proc/${pid}/fd`).length;

/** Processor time of a process so far, in hundredths of a second. */
export function ticks(pid) {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
  return Number(user) + Number(system);
}

/** Memory of a process that is not backed by a file, in kB. */
export const memoryKb = (pid) => Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

/** When nothing of any call was left in the bridge. */
export const emptied = (bridge, withinMs) =>
  until(
    'nothing of any call is left',
    async () => {
      const health = await bridge.get('/healthz');
      return health.calls_active === 0 && health.legs_open === 0 && health.sessions.calls === 0 && Date.now();
    },
    { withinMs },
  );
