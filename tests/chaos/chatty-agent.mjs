// An agent that never stops: a new turn of the caller, or of the agent, every few hundredths of a second. The agent's words are the reference.
import { once } from 'node:events';
import { WebSocketServer } from 'ws';

/** One session: what OpenAI Realtime sends for turns with server_vad. */
class Session {
  #socket;
  #random;
  #turns = 0;
  #timer;

  constructor(socket, random) {
    this.#socket = socket;
    this.#random = random;
    socket.on('message', (data) => this.#read(JSON.parse(data.toString())));
    socket.on('close', () => clearTimeout(this.#timer));
    socket.on('error', () => undefined);
    this.#send({ type: 'session.created', session: { id: `sess_${random.text()}` } });
  }

  #send(event) {
    this.#socket.send(JSON.stringify({ event_id: `event_${this.#random.text()}`, ...event }));
  }

  #read(message) {
    if (message.type !== 'session.update') return;
    this.#send({ type: 'session.updated', session: { ...message.session, id: `sess_${this.#random.text()}` } });
    this.#next();
  }

  #next() {
    this.#timer = setTimeout(
      () => {
        this.#random.chance(0.7) ? this.#callerTurn() : this.#agentTurn();
        this.#next();
      },
      this.#random.between(10, 120),
    );
  }

  #callerTurn() {
    const item_id = `item_${this.#random.text()}`;
    const at = 100 * this.#turns;
    this.#send({ type: 'input_audio_buffer.speech_started', item_id, audio_start_ms: at });
    this.#send({ type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms: at + 90 });
    this.#send({ type: 'input_audio_buffer.committed', item_id, previous_item_id: null });
    this.#send({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id,
      content_index: 0,
      transcript: `caller ${this.#turns++}`,
    });
  }

  #agentTurn() {
    const item_id = `item_${this.#random.text()}`;
    const response_id = `resp_${this.#random.text()}`;
    const place = { response_id, item_id, output_index: 0, content_index: 0 };
    const item = { id: item_id, type: 'message', role: 'assistant', content: [] };
    this.#send({ type: 'response.created', response: { id: response_id, status: 'in_progress', output: [] } });
    this.#send({ type: 'response.output_item.added', response_id, output_index: 0, item });
    this.#send({ type: 'response.output_audio.delta', ...place, delta: Buffer.alloc(160, 0xff).toString('base64') });
    this.#send({ type: 'response.output_audio_transcript.done', ...place, transcript: `agent ${this.#turns++}` });
    this.#send({ type: 'response.output_audio.done', ...place });
    this.#send({
      type: 'response.output_item.done',
      response_id,
      output_index: 0,
      item: { ...item, status: 'completed' },
    });
    this.#send({ type: 'response.done', response: { id: response_id, status: 'completed', output: [] } });
  }
}

export async function startChattyAgent(random) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => new Session(socket, random.branch()));
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${server.address().port}/v1/realtime`,
    async close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
