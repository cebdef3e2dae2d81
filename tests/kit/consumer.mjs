// A consumer of ended calls: an HTTP server that a bridge delivers to, written from the documentation.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** `answer(delivery, number)`: a status, or a function that does what it likes with the response. `deliveries`: `{headers, body, at}`. */
export async function startConsumer(answer = () => 204, { tls } = {}) {
  const deliveries = [];
  let arrived = () => undefined;
  const handler = (request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const delivery = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(pieces).toString(),
        at: Date.now(),
      };
      deliveries.push(delivery);
      const what = answer(delivery, deliveries.length);
      if (typeof what === 'function') what(response);
      else response.writeHead(what).end();
      arrived();
    });
  };
  const server = tls ? (await import('node:https')).createServer(tls, handler) : createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}/calls?source=test`,
    deliveries,
    /** Resolves when there have been that many. */
    async had(count) {
      while (deliveries.length < count) await new Promise((resolve) => (arrived = resolve));
      return deliveries;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
