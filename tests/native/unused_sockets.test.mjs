// A socket that is opened and dropped is no call: it costs no agent, no record and no work for those who process calls.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { until } from '../kit/until.mjs';

let agent;
let sessions = 0; // each of which would be billed
before(async () => {
  agent = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  agent.on('connection', () => ++sessions);
  await once(agent, 'listening');
});
after(() => agent.close());

const config = (more) => ({
  agent: { dialect: 'openai', url: `ws://127.0.0.1:${agent.address().port}/v1/realtime`, model: 'm', ...more },
});

/** Rows of a table of the bridge's database, as they are on disk. */
const rows = (bridge, table) =>
  Number(
    execFileSync('python3', [
      '-c',
      `import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM ${table}").fetchone()[0])`,
      bridge.store,
    ]),
  );

async function figure(bridge, name) {
  const page = await (await fetch(new URL('/metrics', bridge.url))).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(page)?.[1]);
}

test('a hundred sockets that are opened and dropped cost nothing', async () => {
  // A machine that takes long to open a hundred must not come to the bound on the start.
  const bounds = { socket_to_start_s: 60 };
  const bridge = await startBridge({ config: { ...config(), carriers: { twilio: { bounds }, vonage: { bounds } } } });
  try {
    const sockets = await Promise.all(
      Array.from({ length: 100 }, (_, i) => dialBridge(bridge, i % 2 ? 'twilio' : 'vonage')),
    );
    const { state, end } = await bridge.get(`/v1/calls/${sockets[0].callId}`);
    assert.deepEqual([state, end], ['answered', null], 'while it is open, whoever asks finds it');
    await Promise.all(sockets.map((socket) => socket.hangUp()));
    await until('all are counted', async () => (await figure(bridge, 'hookswitch_sockets_unused_total')) === 100);
    assert.equal(sessions, 0);
    const { calls } = await bridge.get('/v1/calls');
    assert.deepEqual(calls, []);
    const { entries } = await bridge.get('/v1/queue');
    assert.deepEqual(entries, []);
    assert.equal((await fetch(new URL(`/v1/calls/${sockets[0].callId}`, bridge.url))).status, 404);
    assert.equal(bridge.log().filter(({ message }) => message === 'call started').length, 0);
    const health = await bridge.get('/healthz');
    assert.deepEqual([health.calls_started, health.calls_ended, health.sessions.calls], [0, 0, 0]);
    assert.deepEqual([rows(bridge, 'journal'), rows(bridge, 'calls')], [0, 0]);
  } finally {
    await bridge.close();
  }
});

test('the start dials the agent, and a socket that only says something does not', async () => {
  sessions = 0;
  const bridge = await startBridge({ config: config() });
  try {
    const mute = await dialBridge(bridge, 'twilio');
    mute.send('hello?');
    await mute.hangUp();
    const record = await until('its record is there', async () => {
      const found = await bridge.get(`/v1/calls/${mute.callId}`);
      return found.state === 'ended' && found;
    });
    assert.ok(
      record.diagnosis.some(({ name }) => name === 'closed_before_start'),
      JSON.stringify(record.diagnosis),
    );
    assert.equal(sessions, 0);
    const caller = await dialBridge(bridge, 'twilio');
    caller.send(twilio.start('CA1', 'MZ1'));
    await until('the agent is dialed', () => sessions === 1);
    await caller.hangUp();
  } finally {
    await bridge.close();
  }
});

test('with agent.dial "socket" the agent is dialed at once', async () => {
  sessions = 0;
  const bridge = await startBridge({ config: config({ dial: 'socket' }) });
  try {
    const caller = await dialBridge(bridge, 'twilio');
    await until('the agent is dialed', () => sessions === 1);
    await caller.hangUp();
    await until('its record is there', async () => (await bridge.get(`/v1/calls/${caller.callId}`)).state === 'ended');
  } finally {
    await bridge.close();
  }
});
