const names = ['SIGINT', 'SIGTERM'] as const;

/** Calls `stop` on the first SIGINT or SIGTERM; the second ends the process at once. Returns a function that removes the handler. */
export function onStopSignal(stop: (name: NodeJS.Signals) => void): () => void {
  const off = (): void => names.forEach((name) => process.off(name, first));
  const first = (name: NodeJS.Signals): void => {
    off();
    stop(name);
  };
  names.forEach((name) => process.on(name, first));
  return off;
}
