/** What has to be ended before the process exits. */
export interface Leaver {
  giveUp(why: string): void;
}

const open = new Set<Leaver>();
const leave = (): void => open.forEach((one) => one.giveUp('the program has ended'));

/** From now on `one` is aborted when the program has nothing left to do. */
export function beforeExit(one: Leaver): void {
  if (open.size === 0) process.on('beforeExit', leave);
  open.add(one);
}

/** It has ended already. */
export function left(one: Leaver): void {
  open.delete(one);
  if (open.size === 0) process.off('beforeExit', leave);
}
