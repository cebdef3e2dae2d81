// The scenario lab over real sockets: what carriers and agents do to a call, each named after its row of the
// failure catalogue (docs/failures.md).
//
// steps     what the carrier does, for both players of peers/
// manners   of the agent (peers/agent.mjs)
// ends      the record's end: cause and code
// withinMs  from the carrier's last sign of life to `ended_at`; left out where the agent or a clock decides
// finds     findings that the diagnosis must have
// says      what the transcript must hold
import * as twilio from '../kit/carriers/twilio.mjs';
import * as ucid from '../kit/carriers/ucid.mjs';
import * as vonage from '../kit/carriers/vonage.mjs';
import { agentText, callerText } from './peers/agent.mjs';

const step = (what) => (value) => ({ do: what, ...value });
const open = { do: 'open' };
const send = (message) => ({ do: 'send', text: typeof message === 'string' ? message : JSON.stringify(message) });
export const stream = (frame, count) => ({ do: 'stream', count, ...frame });
const close = (code) => ({ do: 'close', code });
const untilAnswered = { do: 'await_message' };
const untilClosed = { do: 'await_close' };
const on = (name, steps) => steps.map((one) => ({ ...one, on: name }));
const reset = step('reset')();

export const frame = { text: JSON.stringify(twilio.media('MZ1', Buffer.alloc(160, 0x55).toString('base64'))) };
const start = send(twilio.start('CA1', 'MZ1'));
const stop = send(twilio.stop('CA1', 'MZ1'));
/** A call with one exchange, until the caller has begun to hear the answer. */
export const talk = [open, start, stream(frame, 60), untilAnswered];
const both = [callerText, agentText];
const pcm = { base64: Buffer.alloc(640).toString('base64') };
const ucidFrame = {
  text: JSON.stringify(
    ucid.media('23051396853394195', ucid.data(Array.from({ length: 160 }, (_, i) => (i % 16) * 500))),
  ),
};

const byStop = { cause: 'carrier_stop', code: null };
const byClose = { cause: 'carrier_closed', code: null };
const byLoss = { cause: 'carrier_lost', code: 2007 };
const bySilence = { cause: 'media_silence', code: 2004 };
const signMs = 1_000; // a stop or a close ends the call within it
const silenceMs = 12_000;

// biome-ignore format: a table, one scenario in a row
export const scenarios = [
  { row: 'F6', name: 'the caller hangs up with a stop', steps: [...talk, stop, untilClosed], ends: byStop, withinMs: signMs, says: both },
  { row: 'F6', name: 'the caller hangs up with a close only', steps: [...talk, close(1000)], ends: byClose, withinMs: signMs, says: both, finds: ['stop_not_sent'] },
  { row: 'F6', name: 'a Vonage caller hangs up', dialect: 'vonage', steps: [open, send(vonage.start('uuid-1')), stream(pcm, 60), untilAnswered, close(1000)], ends: byClose, withinMs: signMs, says: both },
  { row: 'F6', name: 'a ucid caller hangs up', dialect: 'ucid', steps: [open, send(ucid.start('23051396853394195')), stream(ucidFrame, 60), untilAnswered, send({ event: 'stop', ucid: '23051396853394195' }), untilClosed], ends: byStop, withinMs: signMs, says: both },
  { row: 'F11', name: 'the connection is reset', steps: [...talk, reset], ends: byLoss, withinMs: signMs, says: both },
  { row: 'F11', name: 'it is cut before anything was said', steps: [open, start, reset], ends: byLoss, withinMs: signMs, says: [] },
  { row: 'F12', name: 'the socket closes with 1001', steps: [...talk, close(1001)], ends: byClose, withinMs: signMs, says: both },
  { row: 'F12', name: 'the socket closes with 1011', steps: [...talk, close(1011)], ends: byLoss, withinMs: signMs, says: both },
  { row: 'F12', name: 'the socket closes without a code', peers: ['ws'], steps: [...talk, close()], ends: byClose, withinMs: signMs, says: both },
  { row: 'F14', name: 'the caller vanishes and the socket stays', steps: [...talk, untilClosed], ends: bySilence, withinMs: silenceMs, says: both, finds: ['stop_not_sent'] },
  { row: 'F14', name: 'the carrier is frozen and its kernel answers', peers: ['websockets'], steps: [...talk, step('suspend')()], ends: bySilence, withinMs: silenceMs, says: both },
  { row: 'F27', name: 'Waybeo says neither stop nor goodbye', dialect: 'ucid:waybeo', steps: [open, send(ucid.start('23051396853394195')), stream(ucidFrame, 60), untilAnswered, untilClosed], ends: bySilence, withinMs: silenceMs, says: both, finds: ['stop_not_sent'] },
  { row: 'F15', name: 'media comes before the start', steps: [open, stream(frame, 10), start, stream(frame, 60), untilAnswered, stop, untilClosed], ends: byStop, withinMs: signMs, says: both, finds: ['media_before_start'] },
  { row: 'F24', name: 'a socket without a start', steps: [open, untilClosed], ends: { cause: 'no_start_message', code: 2002 }, withinMs: 5_500, says: [] },
  { row: 'F24', name: 'a start without media', steps: [open, start, untilClosed], ends: { cause: 'no_first_media', code: 2003 }, withinMs: 10_500, says: [] },
  { row: 'F25', name: 'text that no console can show', environment: { LC_ALL: 'C' }, steps: [open, send({ ...twilio.start('CA\u2028\ud83d\ude00\u0007', 'MZ1'), start: { ...twilio.start('CA\u2028\ud83d\ude00\u0007', 'MZ1').start, customParameters: { '\u{1f4a3}': '\u0000\u202e' } } }), stream(frame, 60), untilAnswered, stop, untilClosed], ends: byStop, withinMs: signMs, says: both },
  { row: 'F8', name: 'the carrier takes no audio any more', peers: ['websockets'], manners: { seconds: 600 }, steps: [...talk, step('stop_reading')(), stream(frame)], ends: { cause: 'send_stalled', code: 2005 }, says: both },
  { row: 'F8', name: 'the agent takes nothing any more', manners: { deaf: true }, steps: [open, start, stream(frame, 60), stop, untilClosed], ends: byStop, withinMs: signMs, says: [] },
  { row: 'F10', name: 'the last words are written down after the hang-up', manners: { transcribesAfterMs: 400, saysNothing: true }, steps: [open, start, stream(frame, 40), stop, untilClosed], ends: byStop, withinMs: signMs, says: [callerText] },
  { row: 'F4', name: 'the agent says goodbye', manners: { tool: 'end_call' }, steps: [open, start, stream(frame)], ends: { cause: 'goodbye', code: null }, says: both },
  { row: 'F22', name: 'the agent\u2019s session is over', manners: { afterwards: (session) => session.socket.close(1001, 'session_expired: Your session hit the maximum duration of 60 minutes.') }, steps: [open, start, stream(frame)], ends: { cause: 'agent_closed', code: 3005 }, says: both },
  { row: 'F21', name: 'the agent\u2019s protocol is retired', manners: { afterwards: (session) => session.socket.close(4000, 'invalid_request_error.beta_api_shape_disabled') }, steps: [open, start, stream(frame)], ends: { cause: 'agent_closed', code: 3008 }, says: both },
  { row: 'F17', name: 'the agent\u2019s connection is reset', manners: { afterwards: (session) => session.socket._socket.resetAndDestroy() }, steps: [open, start, stream(frame)], ends: { cause: 'agent_closed', code: 3004 }, says: both },
  { row: 'F23', name: 'the agent is too busy', manners: { refusesWith: 429 }, upgrades: 3, steps: [open, start, stream(frame)], ends: { cause: 'agent_unreachable', code: 3001 }, says: [] },
  { row: 'F23', name: 'the agent knows no such key', manners: { refusesWith: 401 }, upgrades: 1, steps: [open, start, stream(frame)], ends: { cause: 'agent_failed', code: 3002 }, says: [] },
  { row: 'F23', name: 'the agent never answers', manners: { neverUpgrades: true }, steps: [open, start, stream(frame)], ends: { cause: 'agent_unreachable', code: 3001 }, says: [] },
  { row: 'F23', name: 'the agent is never ready', manners: { neverReady: true }, steps: [open, start, stream(frame)], ends: { cause: 'agent_unreachable', code: 3006 }, says: [] },
  {
    row: 'F7', name: 'a call that was lost does not stand in the way of the next',
    steps: [...talk, reset, ...on('b', [open, start, stream(frame, 60), stop, untilClosed])],
    ends: byLoss, says: both, second: byStop,
  },
  {
    row: 'F9', name: 'a stream that comes back after the end overwrites nothing',
    steps: [...talk, stop, untilClosed, ...on('b', [open, start, stream(frame, 20), close(1000)])],
    ends: byStop, says: both, second: byClose,
  },
  { row: 'F28', name: 'the stop comes by HTTP only', steps: [...talk, { do: 'webhook', form: { CallSid: 'CA1', CallStatus: 'completed' } }, untilClosed], ends: { cause: 'hang_up_webhook', code: null }, withinMs: signMs, says: both },
  {
    row: 'F28', name: 'the stop comes on a new socket',
    steps: [...talk, ...on('b', [open, stop, untilClosed])],
    ends: { cause: 'replaced', code: 2010 }, says: both, second: byStop,
  },
  {
    row: 'F28', name: 'a second socket takes the call over',
    steps: [...talk, ...on('b', [open, start, stream(frame, 60), stop, untilClosed])],
    ends: { cause: 'replaced', code: 2010 }, says: both, second: byStop,
  },
];
