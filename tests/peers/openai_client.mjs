// A user of the package openai: opens one session of the kind that its argument names, and prints what it saw.
import { setTimeout as pause } from 'node:timers/promises';
import { peer } from './packages.mjs';

const { OpenAI } = peer('openai');
const { OpenAIRealtimeWS } = peer('openai/realtime/ws');

const kinds = {
  conversation: { model: 'gpt-realtime' },
  transcription: { intent: 'transcription' },
  call: { callID: 'rtc_1' },
};
const seen = { errors: [], audio: 0, transcript: '' };
const session = new OpenAIRealtimeWS(kinds[process.argv[2]], new OpenAI());
session.on('error', (error) => seen.errors.push(String(error.message ?? error)));
session.on('session.created', (event) => (seen.created = event.session.model));
session.on('session.updated', (event) => {
  seen.updated = event.session.model;
  session.send({ type: 'response.create' });
});
session.on('response.output_audio.delta', (event) => (seen.audio += Buffer.from(event.delta, 'base64').length));
session.on('response.output_audio_transcript.delta', (event) => (seen.transcript += event.delta));
session.on('response.done', () => session.close());
session.socket.on('open', () =>
  session.send({
    type: 'session.update',
    session: {
      type: 'realtime',
      model: 'gpt-realtime',
      output_modalities: ['audio'],
      instructions: 'Be brief.',
      tool_choice: 'auto',
      truncation: 'auto',
      audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'high' } }, output: { voice: 'marin' } },
    },
  }),
);
session.socket.on('close', async (code) => {
  seen.closed = code;
  await pause(50);
  console.log(JSON.stringify(seen));
});
