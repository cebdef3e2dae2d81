// An OpenAI Realtime service written by hand from the vendor's pages, with the manners that a test asks for.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const kOneSecond = Buffer.alloc(8_000, 0x55).toString('base64'); // of mu-law at 8 kHz

/** What it writes down of the caller, and what it says. */
export const callerText = 'Hello, is anybody there?';
export const agentText = 'Good morning, what can I do for you?';

class Session {
  constructor(socket, manners, agent) {
    Object.assign(this, { socket, manners, agent, appended: 0, items: 0 });
    socket.on('message', (data) => this.read(JSON.parse(data.toString())));
    socket.on('error', () => undefined);
    this.send('session.created', { session: { type: 'realtime', id: 'sess_1' } });
  }

  send(type, fields) {
    if (this.socket.readyState !== 1) return;
    this.items += 1;
    this.socket.send(JSON.stringify({ type, event_id: `event_${this.items}`, ...fields }));
  }

  read(event) {
    if (event.type === 'session.update' && !this.manners.neverReady) {
      this.send('session.updated', { session: { type: 'realtime', id: 'sess_1', audio: event.session.audio } });
      if (this.manners.deaf) this.socket.pause();
    }
    if (event.type === 'input_audio_buffer.append') void this.hear();
  }

  /** The caller speaks for half a second, the agent responds, and then does what `manners.afterwards` is. */
  async hear() {
    this.appended += 1;
    if (this.appended === 5) this.send('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id: 'user_1' });
    if (this.appended !== 30) return;
    this.send('input_audio_buffer.speech_stopped', { audio_end_ms: 500, item_id: 'user_1' });
    this.send('input_audio_buffer.committed', { previous_item_id: null, item_id: 'user_1' });
    this.agent.heard = true;
    if (this.manners.transcribesAfterMs) await pause(this.manners.transcribesAfterMs);
    this.send('conversation.item.input_audio_transcription.completed', {
      item_id: 'user_1',
      content_index: 0,
      transcript: callerText,
    });
    if (this.manners.saysNothing) return;
    this.answer(this.manners.seconds ?? 1);
    this.manners.afterwards?.(this);
  }

  answer(seconds) {
    const at = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 };
    this.send('response.created', { response: { id: 'resp_1', status: 'in_progress' } });
    this.send('response.output_item.added', {
      response_id: 'resp_1',
      output_index: 0,
      item: { id: 'item_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] },
    });
    for (let i = 0; i < seconds; i += 1) this.send('response.output_audio.delta', { ...at, delta: kOneSecond });
    this.send('response.output_audio.done', at);
    this.send('response.output_audio_transcript.done', { ...at, transcript: agentText });
    if (this.manners.tool) {
      const call = { id: 'item_2', type: 'function_call', call_id: 'call_1', name: this.manners.tool };
      this.send('response.output_item.added', {
        response_id: 'resp_1',
        output_index: 1,
        item: { ...call, status: 'in_progress', arguments: '' },
      });
      this.send('response.output_item.done', {
        response_id: 'resp_1',
        output_index: 1,
        item: { ...call, status: 'completed', arguments: '{}' },
      });
    }
    this.send('response.done', { response: { id: 'resp_1', status: 'completed', output: [] } });
    this.agent.answered = true;
  }
}

/** `agent.config` is the `agent` of a bridge's configuration; `agent.upgrades` counts who knocked. */
export async function startAgent(manners = {}, host = '127.0.0.1') {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const agent = { upgrades: 0, heard: false, answered: false, closedAt: [] };
  const connections = new Set();
  server.on('connection', (connection) => connections.add(connection));
  server.on('upgrade', (request, socket, head) => {
    agent.upgrades += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => agent.closedAt.push(Date.now()));
    if (manners.refusesWith) return socket.end(`HTTP/1.1 ${manners.refusesWith} No\r\nContent-Length: 0\r\n\r\n`);
    if (manners.neverUpgrades) return socket.on('end', () => socket.destroy()).resume();
    return sockets.handleUpgrade(request, socket, head, (open) => new Session(open, manners, agent));
  });
  server.listen(0, host);
  await once(server, 'listening');
  agent.config = { url: `ws://${host}:${server.address().port}/`, model: 'lab', audio: 'pcmu' };
  agent.close = async () => {
    for (const connection of connections) connection.destroy();
    server.close();
    await once(server, 'close');
  };
  return agent;
}

// As a program: `node agent.mjs HOST` prints its configuration.
if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify((await startAgent({}, process.argv[2])).config));
