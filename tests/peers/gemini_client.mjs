// A user of the package @google/genai: opens one live session with a tool, has it speak, and prints what it saw.
import { peer } from './packages.mjs';

const { GoogleGenAI, Modality } = peer('@google/genai');
const [baseUrl, model] = process.argv.slice(2);
const seen = { audio: 0, said: '', tools: [] };
const client = new GoogleGenAI({ apiKey: 'key-1', httpOptions: { baseUrl } });
let tellClosed;
const closed = new Promise((resolve) => (tellClosed = resolve));

const session = await client.live.connect({
  model,
  config: {
    responseModalities: [Modality.AUDIO],
    systemInstruction: 'Be brief.',
    outputAudioTranscription: {},
    inputAudioTranscription: {},
    sessionResumption: {},
    speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Puck' } } },
    tools: [
      {
        functionDeclarations: [
          {
            name: 'end_call',
            description: 'Hangs up',
            parameters: { type: 'OBJECT', properties: { why: { type: 'STRING' } } },
          },
        ],
      },
    ],
  },
  callbacks: {
    onmessage(message) {
      for (const part of message.serverContent?.modelTurn?.parts ?? [])
        seen.audio += Buffer.from(part.inlineData?.data ?? '', 'base64').length;
      seen.said += message.serverContent?.outputTranscription?.text ?? '';
      if (message.sessionResumptionUpdate?.newHandle) seen.resumable = true;
      for (const { id, name } of message.toolCall?.functionCalls ?? []) {
        seen.tools.push(name);
        session.sendToolResponse({ functionResponses: [{ id, name, response: { output: {} } }] });
      }
      if (message.serverContent?.turnComplete) session.close();
    },
    onclose: ({ code, reason }) => tellClosed([code, reason]),
  },
});
session.sendRealtimeInput({ text: 'Greet the caller.' });
seen.closed = await closed;
console.log(JSON.stringify(seen));
process.exit(0);
