// Hosts of a Twilio call that dial an agent, as the public ones do: the two sample projects for OpenAI Realtime (Node
// and Python, whose messages are alike) in their GA shape, and the default session of the vendor's agents SDK.
//
//   const host = await startRealtimeHost(sample(agent.url));   host.url, host.seen, await host.close()
import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

const send = (socket, message) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));

/**
 * What the samples dial and configure: mu-law both ways. `greets`: the host asks the agent to speak first.
 * source  twilio-samples/speech-assistant-openai-realtime-api-node and -python
 */
export const sample = (url, { greets = false } = {}) => ({
  url: `${url}?model=gpt-realtime&temperature=0.8`,
  greets,
  update: {
    type: 'session.update',
    session: {
      type: 'realtime',
      model: 'gpt-realtime',
      output_modalities: ['audio'],
      audio: {
        input: { format: { type: 'audio/pcmu' }, turn_detection: { type: 'server_vad' } },
        output: { format: { type: 'audio/pcmu' }, voice: 'alloy' },
      },
      instructions: 'You are a helpful assistant on the phone.',
    },
  },
});

/**
 * What @openai/agents-realtime 0.20 sends of itself: 24 kHz PCM is declared, whatever the host then sends.
 * source  the package, run against `hookswitch emulate agent`
 */
export const defaultSession = (url) => ({
  url: `${url}?model=gpt-realtime-2.1`,
  update: {
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'You are a helpful assistant.',
      model: 'gpt-realtime-2.1',
      output_modalities: ['audio'],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          noise_reduction: null,
          transcription: { model: 'gpt-4o-mini-transcribe' },
          turn_detection: { type: 'semantic_vad' },
        },
        output: { format: { type: 'audio/pcm', rate: 24000 }, speed: 1 },
      },
      tool_choice: 'auto',
      tools: [],
    },
  },
});

/** One call: the carrier's socket on one side, the agent's on the other, nothing decoded on the way. */
function join(carrier, plan, seen) {
  let streamSid = null;
  let latest = 0;
  let responseStart = null;
  let item = null;
  let marks = 0;
  const agent = new WebSocket(plan.url, { headers: { Authorization: 'Bearer sk-test' } });
  seen.agents.push(agent);
  agent.on('open', () => {
    setTimeout(() => {
      send(agent, plan.update);
      if (!plan.greets) return;
      const text = 'Greet the caller and ask how you can help.';
      send(agent, {
        type: 'conversation.item.create',
        item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      });
      send(agent, { type: 'response.create' });
    }, 100);
  });
  agent.on('message', (data) => {
    const event = JSON.parse(data);
    seen.events.push(event);
    if (event.type === 'response.output_audio.delta' && event.delta) {
      send(carrier, { event: 'media', streamSid, media: { payload: event.delta } });
      responseStart ??= latest;
      item = event.item_id ?? item;
      send(carrier, { event: 'mark', streamSid, mark: { name: 'responsePart' } });
      marks += 1;
    }
    if (event.type === 'input_audio_buffer.speech_started' && marks > 0 && responseStart !== null) {
      const heard = latest - responseStart;
      if (item)
        send(agent, { type: 'conversation.item.truncate', item_id: item, content_index: 0, audio_end_ms: heard });
      send(carrier, { event: 'clear', streamSid });
      seen.truncations.push(heard);
      marks = 0;
      item = responseStart = null;
    }
  });
  agent.on('error', (error) => seen.errors.push(String(error)));
  agent.on('close', (code, reason) => (seen.agentClosed = { code, reason: String(reason) }));
  carrier.on('message', (data) => {
    const message = JSON.parse(data);
    if (message.event === 'start') {
      streamSid = message.start.streamSid;
      responseStart = null;
      latest = 0;
    } else if (message.event === 'media') {
      latest = Number(message.media.timestamp);
      send(agent, { type: 'input_audio_buffer.append', audio: message.media.payload });
    } else if (message.event === 'mark' && marks > 0) marks -= 1;
  });
  carrier.on('close', () => plan.forgetsTheAgent || agent.close());
}

/** `forgetsTheAgent` in the plan: its socket stays open when the call is over. */
export async function startRealtimeHost(plan) {
  const server = createServer((_, answer) => answer.writeHead(404).end());
  const sockets = new WebSocketServer({ server });
  const seen = { events: [], truncations: [], errors: [], agents: [], agentClosed: undefined };
  sockets.on('connection', (socket) => join(socket, plan, seen));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${server.address().port}/media-stream`,
    seen,
    of: (type) => seen.events.filter((event) => event.type === type),
    async close() {
      for (const socket of [...sockets.clients, ...seen.agents]) socket.terminate();
      sockets.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
