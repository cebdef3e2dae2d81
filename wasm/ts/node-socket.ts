import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

// Node's own WebSocket (22 and later) tells neither why an upgrade failed nor its headers: a test
// phone needs both, so it is `ws` on every version.

/** A carrier takes no larger messages either; the socket is then closed with 1009. */
const maxMessage = 1 << 20;
/** How much of a refusal's body is kept, and how long it may take to come. */
const maxText = 300;
const maxJson = 2_000; // a problem document is read, not repeated
const bodyTimeMs = 500;
/** How long a host may take to answer a close that nobody waits for any more. */
const closeTimeMs = 1_000;

/** What happens to a socket. After notOpened() or closed() nothing more comes. */
export interface SocketListener {
  opened(hostCallId: string): void;
  notOpened(httpStatus: number, detail: string): void;
  frame(data: string | Uint8Array): void;
  closed(code: number, reason: string): void;
}

/** The media socket of one call, dialed at once. */
export class NodeSocket {
  readonly #socket: WebSocket;
  #listener: SocketListener | undefined;
  #hostCallId = '';
  #opened = false;
  #failure = '';

  constructor(url: string, listener: SocketListener, verifyCertificate: boolean) {
    this.#listener = listener;
    this.#socket = new WebSocket(url, { maxPayload: maxMessage, perMessageDeflate: false, rejectUnauthorized: verifyCertificate })
      .on('upgrade', (answer) => {
        this.#hostCallId = String(answer.headers['x-hookswitch-call'] ?? '');
      })
      .on('open', () => {
        this.#opened = true;
        this.#listener?.opened(this.#hostCallId);
      })
      .on('unexpected-response', (request, answer) => {
        void refusal(answer).then((detail) => {
          this.#tell((listener) => listener.notOpened(answer.statusCode ?? 0, detail));
          request.destroy();
        });
      })
      .on('message', (data: Buffer, isBinary) =>
        this.#listener?.frame(isBinary ? data : data.toString('utf8')),
      )
      .on('error', (error: NodeJS.ErrnoException) => {
        this.#failure = error.message || (error.code ?? '');
      })
      .on('close', (code, reason) => {
        this.#tell((listener) =>
          this.#opened
            ? listener.closed(code, reason.toString('utf8') || this.#failure)
            : listener.notOpened(0, this.#failure),
        );
      });
  }

  send(data: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason);
    else this.#socket.terminate();
  }

  /** Nobody listens any more; what the host leaves open is cut. */
  release(): void {
    this.#listener = undefined;
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.close(1000, '');
    const cut = setTimeout(() => this.#socket.terminate(), closeTimeMs);
    this.#socket.once('close', () => clearTimeout(cut));
  }

  /** The last word. */
  #tell(what: (listener: SocketListener) => void): void {
    const listener = this.#listener;
    this.#listener = undefined;
    if (listener) what(listener);
  }
}

/** What a host that refused the upgrade said of it. */
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
      body = body.slice(0, body.startsWith('{') ? maxJson : maxText);
    });
    answer.once('close', done);
  });
}
