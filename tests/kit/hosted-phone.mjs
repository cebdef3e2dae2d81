// The npm package's phone in Node and a host for it; both are closed after the test, see ends.mjs.
import { Phone } from '../../wasm/dist/entry-node.js';
import { ends } from './ends.mjs';
import { startHost } from './host.mjs';

/** A host of `dialect`, a phone and its events but the levels. */
export async function hosted(dialect, options) {
  const host = await startHost(dialect, options);
  const phone = new Phone();
  const events = [];
  phone.on('*', (event) => event.type !== 'level' && events.push(event));
  ends.push(
    () => phone.close(),
    () => host.close(),
  );
  const names = () => events.filter(({ type }) => type !== 'state').map(({ type }) => type);
  return { host, phone, events, names };
}

/** The next event of a type. */
export const next = (phone, type) =>
  new Promise((resolve) => {
    const off = phone.on(type, (event) => {
      off();
      resolve(event);
    });
  });
