import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { LostBy } from './engine.js';
import { faultOf, headerFault, inWords, type SocketFault } from './node-faults.js';
import { FrameHeads } from './node-frames.js';

// Node's own WebSocket (22 and later) reports neither why an upgrade failed nor its headers: a test
// phone needs both, so it is `ws` on every version.

/** Carriers do not accept larger messages either; the socket is then closed with 1009. */
const maxMessage = 1 << 20;
/** How much of a refusal's body is read, and for how long. The core reduces it to one line. */
const maxBody = 4_000;
const bodyTimeMs = 500;
/** How long a host may take to reply to a close once the call has ended. */
const closeTimeMs = 1_000;

/** What happens to a socket. All but opened() and frame() are final. */
export interface SocketListener {
  opened(hostCallId: string, subprotocol: string): void;
  notOpened(httpStatus: number, detail: string, location: string): void;
  tlsRefused(fault: string, detail: string): void;
  frame(data: string | Uint8Array): void;
  closed(code: number, reason: string, lostBy: LostBy): void;
  broken(rule: string, detail: string): void;
  tooLarge(): void;
}

/** What an upgrade carries besides its URL. */
export interface UpgradeOffer {
  readonly headers: Readonly<Record<string, string>>;
  readonly subprotocols: readonly string[];
}

/** The media socket of one call, dialed at once. */
export class NodeSocket {
  readonly #socket: WebSocket;
  #listener: SocketListener | undefined;
  #wire: Socket | undefined; // below the upgraded connection
  #hostCallId = '';
  readonly #heads = new FrameHeads();
  #opened = false;
  #lostBy: LostBy = 'host'; // without a close frame: by default the other end
  #failure = 'the connection ended without a close frame';

  constructor(url: string, offer: UpgradeOffer, listener: SocketListener, verifyCertificate: boolean) {
    this.#listener = listener;
    this.#socket = new WebSocket(url, [...offer.subprotocols], {
      headers: offer.headers,
      maxPayload: maxMessage,
      perMessageDeflate: false,
      rejectUnauthorized: verifyCertificate,
    })
      .on('upgrade', (answer) => {
        this.#wire = answer.socket;
        this.#hostCallId = String(answer.headers['x-hookswitch-call'] ?? '');
        const rule = headerFault(answer);
        if (rule !== undefined) this.#fail({ type: 'broken', rule, detail: '' });
      })
      .on('open', () => {
        this.#opened = true;
        // Before `ws` sees them. Not earlier: a listener starts the flow, and what came in one packet with the
        // response would be lost before `ws` listens.
        this.#wire?.prependListener('data', (part: Buffer) => {
          if (this.#listener && !this.#heads.areRight(part))
            this.#fail({ type: 'broken', rule: 'length_encoding', detail: '' });
        });
        this.#listener?.opened(this.#hostCallId, this.#socket.protocol);
      })
      .on('unexpected-response', (request, answer) => {
        // Without one of the two headers Node treats a 101 as an ordinary response.
        if (answer.statusCode === 101)
          return this.#fail({ type: 'broken', rule: headerFault(answer) ?? 'other', detail: '' });
        void refusal(answer).then((detail) => {
          this.#notify((listener) => listener.notOpened(answer.statusCode ?? 0, detail, answer.headers.location ?? ''));
          request.destroy();
        });
      })
      .on('message', (data: Buffer, isBinary) => this.#listener?.frame(isBinary ? data : data.toString('utf8')))
      .on('error', (error: NodeJS.ErrnoException) => {
        const fault = faultOf(error, this.#heads.closing);
        if (fault.type !== 'lost') return this.#fail(fault);
        this.#lostBy = fault.by;
        this.#failure = inWords(error, this.#opened);
      })
      .on('close', (code, reason) => {
        const said = reason.toString('utf8') || (code === 1006 ? this.#failure : '');
        this.#notify((listener) =>
          this.#opened ? listener.closed(code, said, this.#lostBy) : listener.notOpened(0, this.#failure, ''),
        );
      });
  }

  /** Immediately: `ws` would wait for the close of a host that broke the protocol. */
  #fail(fault: Exclude<SocketFault, { type: 'lost' }>): void {
    this.#notify((listener) => {
      if (fault.type === 'broken') listener.broken(fault.rule, fault.detail);
      else if (fault.type === 'tooLarge') listener.tooLarge();
      else listener.tlsRefused(fault.fault, fault.detail);
    });
    if (!this.#opened) this.#socket.terminate();
  }

  /** Whether this socket keeps Node running. */
  keepAwake(awake: boolean): void {
    if (awake) this.#wire?.ref();
    else this.#wire?.unref();
  }

  send(data: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason);
    else if (this.#socket.readyState === WebSocket.CONNECTING) this.#socket.terminate();
  }

  /** Without a listener from now on; a connection that the host leaves open is dropped. */
  release(): void {
    this.#listener = undefined;
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.close(1000, '');
    const cut = setTimeout(() => this.#socket.terminate(), closeTimeMs);
    this.#socket.once('close', () => clearTimeout(cut));
  }

  /** Reports the end, once. */
  #notify(what: (listener: SocketListener) => void): void {
    const listener = this.#listener;
    this.#listener = undefined;
    if (listener) what(listener);
  }
}

/** The body of a refused upgrade. */
function refusal(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = '';
    const done = (): void => {
      clearTimeout(timer);
      resolve([answer.statusMessage, body.trim()].filter(Boolean).join(': '));
    };
    const timer = setTimeout(done, bodyTimeMs);
    answer.setEncoding('utf8');
    answer.on('data', (part: string) => {
      body += part;
      body = body.slice(0, maxBody);
    });
    answer.once('close', done);
  });
}
