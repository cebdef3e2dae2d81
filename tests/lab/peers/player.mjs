// A carrier that plays a list of steps over npm's `ws`. peers/player.py plays the same steps over Python's `websockets`.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';

/** Plays `steps`; `told(event)` is called with `{opened, callId}`, `{closed, code}` and `{last, at}`, the last sign of life. */
export async function play(url, steps, told) {
  const sockets = new Map();
  const open = async (name) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('upgrade', (answer) => told({ opened: name, callId: answer.headers['x-hookswitch-call'] }));
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', (code) => resolve(told({ closed: name, code }))));
    const message = new Promise((resolve) => socket.once('message', resolve));
    await once(socket, 'open');
    sockets.set(name, { socket, closed, message });
  };
  const send = (socket, { text, base64 }) =>
    socket.readyState === 1 && socket.send(text ?? Buffer.from(base64, 'base64'));
  const act = {
    send: ({ socket }, step) => send(socket, step),
    async stream({ socket }, step) {
      for (let i = 0; i !== step.count && socket.readyState === 1; i += 1) {
        send(socket, step);
        await pause(20);
      }
    },
    close: ({ socket }, { code }) => socket.close(code),
    reset: ({ socket }) => socket._socket.resetAndDestroy(),
    webhook: (_, { form }) =>
      fetch(new URL(url.replace(/^ws/, 'http').replace('/media/', '/webhooks/')), {
        method: 'POST',
        body: new URLSearchParams(form),
      }),
    await_message: ({ message, closed }) => Promise.race([message, closed]),
    await_close: ({ closed }) => closed,
  };
  for (const step of steps) {
    const name = step.on ?? 'a';
    if (step.do === 'open') await open(name);
    else await act[step.do](sockets.get(name), step);
    if (!step.do.startsWith('await')) told({ last: step.do, at: Date.now() });
  }
  await Promise.all([...sockets.values()].map(({ closed }) => closed));
}
