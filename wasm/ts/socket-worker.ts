// The media socket of one call, in a worker of its own: a blocked page does not stop its messages.
// The first message brings the port to the worklet; the worker ends itself with the socket.

import type { WorkerToWorklet, WorkletToWorker } from './messages.js';

/** How long a host may take to answer a close once the call is over. */
const closeTimeMs = 1_000;

function serve(port: MessagePort): void {
  let socket: WebSocket | undefined;
  const tell = (message: WorkerToWorklet, transfer: Transferable[] = []): void =>
    port.postMessage(message, transfer);
  const leave = (): void => {
    port.close();
    self.close();
  };

  function connect(url: string): void {
    let opened = false;
    try {
      socket = new WebSocket(url);
    } catch (error) {
      return tell({ type: 'notOpened', detail: String(error) });
    }
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      opened = true;
      tell({ type: 'opened' });
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
      tell({ type: 'frame', data }, typeof data === 'string' ? [] : [data]);
    // A browser keeps the reason of a failed connection from scripts; 1006 is all it tells.
    socket.onclose = ({ code, reason }) =>
      tell(opened ? { type: 'closed', code, reason } : { type: 'notOpened', detail: '' });
  }

  function release(): void {
    if (!socket || socket.readyState === WebSocket.CLOSED) return leave();
    socket.onmessage = null;
    socket.onclose = leave;
    socket.close();
    setTimeout(leave, closeTimeMs);
  }

  port.onmessage = ({ data: message }: MessageEvent<WorkletToWorker>) => {
    if (message.type === 'connect') connect(message.url);
    else if (message.type === 'close') socket?.close(message.code, message.reason);
    else if (message.type === 'release') release();
    else if (socket?.readyState === WebSocket.OPEN) socket.send(message.data);
  };
}

self.onmessage = ({ data }: MessageEvent<MessagePort>) => serve(data);
