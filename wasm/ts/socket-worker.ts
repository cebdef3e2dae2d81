// The media socket of one call, in a separate worker: a blocked page does not stop its messages.
// The first message brings the port to the worklet; the worker ends itself with the socket.

import type { WorkerToWorklet, WorkletToWorker } from './messages.js';

/** How long a host may take to reply to a close once the call has ended. */
const closeTimeMs = 1_000;

/** The text of a failed connection. */
const kept = 'the connection broke, or the host broke the protocol: a browser does not report which';

function serve(port: MessagePort): void {
  let socket: WebSocket | undefined;
  const tell = (message: WorkerToWorklet, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  const leave = (): void => {
    port.close();
    self.close();
  };

  function connect(url: string, subprotocols: readonly string[]): void {
    let opened = false;
    try {
      socket = new WebSocket(url, [...subprotocols]);
    } catch (error) {
      return tell({ type: 'notOpened', detail: String(error) });
    }
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      opened = true;
      tell({ type: 'opened', subprotocol: socket?.protocol ?? '' });
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
      tell({ type: 'frame', data }, typeof data === 'string' ? [] : [data]);
    // A browser hides the cause of a failed connection from scripts; most report 1006 only.
    socket.onclose = ({ code, reason, wasClean }) => {
      if (!opened) tell({ type: 'notOpened', detail: '' });
      else if (!wasClean && code === 1002) tell({ type: 'broken', rule: 'other' });
      else if (!wasClean && code === 1007) tell({ type: 'broken', rule: 'text_not_utf8' });
      else tell({ type: 'closed', code, reason: code === 1006 && reason === '' ? kept : reason });
    };
  }

  /** Of the codes below 3000 a page may send 1000 only. */
  function close(code: number, reason: string): void {
    if (code === 1000) socket?.close(code, reason);
    else socket?.close();
  }

  function release(): void {
    if (!socket || socket.readyState === WebSocket.CLOSED) return leave();
    socket.onmessage = null;
    socket.onclose = leave;
    socket.close();
    setTimeout(leave, closeTimeMs);
  }

  port.onmessage = ({ data: message }: MessageEvent<WorkletToWorker>) => {
    if (message.type === 'connect') connect(message.url, message.subprotocols);
    else if (message.type === 'close') close(message.code, message.reason);
    else if (message.type === 'release') release();
    else if (socket?.readyState === WebSocket.OPEN) socket.send(message.data);
  };
}

self.onmessage = ({ data }: MessageEvent<MessagePort>) => serve(data);
