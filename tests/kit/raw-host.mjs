// A host that answers the upgrade by hand and then writes bytes, right or wrong ones.
//
//   const host = await startRawHost({ answer, onUpgrade(socket) {} });   host.url, await host.close()
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455, section 1.3

/** The right answer; `change` may replace or add headers (undefined: leave one out). */
export function accept(request, change = {}) {
  const key = /sec-websocket-key: *(\S+)/i.exec(request)[1];
  const headers = {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': createHash('sha1')
      .update(key + guid)
      .digest('base64'),
    ...change,
  };
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`;
}

/** One frame as a server sends it; `first` and `second` are the two bytes of its head, length included. */
export const frame = (first, second, ...rest) =>
  Buffer.concat([Buffer.from([first, second]), ...rest.map((part) => Buffer.from(part))]);

export async function startRawHost({ answer = accept, onUpgrade = () => undefined }) {
  const open = new Set();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    let head = '';
    const hear = (part) => {
      head += part.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', hear);
      socket.resume();
      socket.write(answer(head));
      onUpgrade(socket);
    };
    socket.on('data', hear);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${server.address().port}/media`,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
