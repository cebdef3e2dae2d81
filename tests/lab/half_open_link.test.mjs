// A cable is pulled: no packet of the peer arrives any more, not even one that says so. The peer has a separate link,
// in a network namespace, which only root can create.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBridge } from '../kit/bridge.mjs';
import { until } from '../kit/until.mjs';
import { emptied, openFiles } from './aftermath.mjs';
import { agentText, callerText, startAgent } from './peers/agent.mjs';
import { playInPython } from './peers/players.mjs';
import { frame, stream, talk } from './scenarios.mjs';

const space = `hookswitch${process.pid}`;
const [near, far] = [`hsn${process.pid}`, `hsf${process.pid}`];
const [nearAddress, farAddress] = ['198.51.100.1', '198.51.100.2']; // of RFC 5737, for examples
const ip = (...words) => execFileSync('ip', words, { stdio: 'pipe' });
const within = ['ip', 'netns', 'exec', space];

function plugIn() {
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', space);
  ip('addr', 'add', `${nearAddress}/30`, 'dev', near);
  ip('link', 'set', near, 'up');
  ip('-n', space, 'addr', 'add', `${farAddress}/30`, 'dev', far);
  ip('-n', space, 'link', 'set', far, 'up');
}

/** Both ends are gone when this returns. Deleting the namespace alone would remove them some time later. */
function pull() {
  if (existsSync(`/sys/class/net/${near}`)) ip('link', 'del', near);
}

/** Why no link can be made here, if so: not every container lets its root do that. */
function obstacle() {
  if (process.getuid() !== 0) return 'network namespaces need root';
  try {
    ip('netns', 'add', space);
    try {
      plugIn();
    } finally {
      pull();
      ip('netns', 'del', space);
    }
  } catch (error) {
    return `no network namespaces here: ${error.stderr}`;
  }
  return false;
}

const skip = obstacle();

suite('the peer is behind a link that breaks', { skip }, () => {
  before(() => ip('netns', 'add', space));
  beforeEach(plugIn);
  afterEach(pull);
  after(() => ip('netns', 'del', space));

  async function record(bridge) {
    const { calls } = await until(
      'the call has ended',
      async () => {
        const list = await bridge.get('/v1/calls?state=ended');
        return list.calls.length === 1 && list;
      },
      { withinMs: 30_000 },
    );
    return bridge.get(`/v1/calls/${calls[0].id}`);
  }

  /** Pulls the cable and checks what becomes of the call. */
  async function expectEnded(bridge, filesBefore, { cause, withinMs }) {
    pull();
    const pulledAt = Date.now();
    const { end, ended_at, transcript } = await record(bridge);
    assert.equal(end.cause, cause);
    const afterMs = Date.parse(ended_at) - pulledAt;
    assert.ok(afterMs <= withinMs, `ended ${afterMs} ms after the link broke`);
    assert.deepEqual(
      transcript.map(({ text }) => text),
      [callerText, agentText],
    );
    await emptied(bridge, 3_000);
    await until('no socket is left', () => openFiles(bridge.pid) <= filesBefore + 1);
    const { entries } = await bridge.get('/v1/queue');
    assert.equal(entries.length, 1);
  }

  test('the carrier\u2019s: ended by silence, with everything that was said', async () => {
    const agent = await startAgent();
    const bridge = await startBridge({ config: { agent: agent.config }, options: ['--host', '0.0.0.0'] });
    const filesBefore = openFiles(bridge.pid);
    let answered = false;
    const carrier = playInPython(
      `ws://${nearAddress}:${new URL(bridge.url).port}/media/twilio`,
      [...talk, stream(frame)],
      (event) => {
        answered ||= event.last === 'stream';
      },
      within,
    );
    try {
      await until('the caller was answered', () => answered && agent.answered);
      await expectEnded(bridge, filesBefore, { cause: 'media_silence', withinMs: 12_000 });
    } finally {
      carrier.kill();
      await bridge.close();
      await agent.close();
    }
  });

  test('the agent\u2019s: ended because it takes nothing any more', async () => {
    const [command, ...words] = [
      ...within,
      process.execPath,
      fileURLToPath(new URL('peers/agent.mjs', import.meta.url)),
      farAddress,
    ];
    ip('-n', space, 'link', 'set', 'lo', 'up');
    const agent = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [config] = await once(createInterface(agent.stdout), 'line');
    const bridge = await startBridge({ config: { agent: JSON.parse(config) } });
    const filesBefore = openFiles(bridge.pid);
    let answered = false;
    const carrier = playInPython(
      `${bridge.url.replace('http', 'ws')}media/twilio`,
      [...talk, stream(frame)],
      (event) => {
        answered ||= event.last === 'stream';
      },
    );
    try {
      await until('the caller was answered', async () => {
        const { calls } = await bridge.get('/v1/calls');
        return answered && calls.length && (await bridge.get(`/v1/calls/${calls[0].id}`)).transcript.length === 2;
      });
      await expectEnded(bridge, filesBefore, { cause: 'send_stalled', withinMs: 15_000 });
    } finally {
      carrier.kill();
      agent.kill('SIGKILL');
      await bridge.close();
    }
  });
});
