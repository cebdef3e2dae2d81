// A host under test, written by hand from the vendors' pages (carriers/): an independent end for the phone.
//
//   const host = await startHost('twilio');   host.url, host.calls[0].messages, await host.close()
//
// It says back what it hears, and closes when its carrier says stop: with 1000, or as `closing` says, [] for no code.

import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { WebSocketServer } from 'ws';

class Call {
  messages = []; // everything but audio, parsed
  audioMessages = 0;
  arrivals = []; // of audio, in ms
  closeCode = undefined;

  constructor(socket, request, speak, { echo = true, closing = [1000], onMessage } = {}) {
    this.socket = socket;
    this.path = request.url;
    this.echo = echo;
    this.closing = closing;
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? data : JSON.parse(data.toString());
      const isAudio = isBinary || (message.event === 'media' && message.type !== 'dtmf');
      if (isAudio) {
        this.audioMessages += 1;
        this.arrivals.push(performance.now());
      } else this.messages.push(message);
      speak(this, message);
      onMessage?.(message, this);
    });
    this.closed = once(socket, 'close').then(([code]) => (this.closeCode = code));
    socket.on('error', () => undefined);
  }

  audio(message) {
    if (this.echo) this.send(message);
  }

  send(message) {
    if (this.socket.readyState === 1)
      this.socket.send(Buffer.isBuffer(message) || typeof message === 'string' ? message : JSON.stringify(message));
  }

  events() {
    return this.messages.map(({ event }) => event);
  }
}

/** Carriers that have a host here, by dialect: a file of carriers/ each. */
export const hostedCarriers = readdirSync(new URL('carriers', import.meta.url)).map((file) => basename(file, '.mjs'));

/** `dialect`: with or without a profile. */
export async function startHost(dialect, options = {}) {
  const { host: speak } = await import(`./carriers/${dialect.split(':')[0]}.mjs`);
  const server = createServer((_, answer) => answer.writeHead(404).end());
  const sockets = new WebSocketServer({ server, headers: undefined });
  if (options.callId) sockets.on('headers', (headers) => headers.push(`X-Hookswitch-Call: ${options.callId}`));
  const calls = [];
  sockets.on('connection', (socket, request) => {
    calls.push(new Call(socket, request, speak, options));
    options.onCall?.(calls.at(-1));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${server.address().port}/media`,
    calls,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A server that calls `answer(request, socket)` for each upgrade and does nothing else. */
export async function startRefuser(answer) {
  const open = new Set();
  const server = createServer();
  server.on('connection', (socket) => open.add(socket));
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => undefined);
    answer(request, socket);
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
