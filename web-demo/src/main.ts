import { type Dialect, HookswitchError, Phone, type PhoneEvent, type PhoneReport } from 'hookswitch';
import { health, record, recordOfCarrierCall } from './bridge-api.ts';
import { DialForm, type Wish } from './dial-form.ts';
import { byId, clock } from './dom.ts';
import { Figures } from './figures.ts';
import { JitterChart } from './jitter-chart.ts';
import { Meter } from './meters.ts';
import { Outcome } from './outcome.ts';
import { RecentCalls } from './recent-calls.ts';
import { Tape } from './tape.ts';
import { Timeline } from './timeline.ts';
import { reportEnd, reportVerdict } from './verdict.ts';

const said = new Meter('meter-out', 'level-out', '--caller');
const heard = new Meter('meter-in', 'level-in', '--agent');
const figures = new Figures(new JitterChart(byId('chart')));
const timeline = new Timeline();
const outcome = new Outcome();
const recent = new RecentCalls((id) => void openRecord(id).then(() => outcome.goTo()));

/** The phone's reports of calls placed here, by the ids of their records. */
const placed = new Map<string, PhoneReport>();

let phone: Phone | undefined;
const form = new DialForm({
  call: (wish) => void call(wish),
  hangUp: () => void phone?.hangUp().catch(() => undefined),
  digit: (digit) => phone?.press(digit),
});

/** A record has its own address, to share or return to. */
async function openRecord(id: string): Promise<void> {
  history.replaceState(null, '', `#${id}`);
  try {
    const found = await record(id);
    const report = placed.get(id);
    if (report) outcome.showCall(found, report);
    else outcome.showRecord(found);
  } catch (error) {
    outcome.showProblem(error instanceof Error ? error.message : String(error));
  }
}

/** The record that the page's address asks for. */
function openLinked(): void {
  const id = location.hash.slice(1);
  if (id) void openRecord(id);
}

function showState(word: string): void {
  byId('state').dataset['state'] = word;
  if (word === 'dialing') delete byId('state').dataset['heard'];
  byId('state-word').textContent = word;
}

/** One call from the click to its record. */
async function call(wish: Wish): Promise<void> {
  form.busy(true);
  timeline.clear();
  figures.reset();
  outcome.hide();
  byId('clock').textContent = clock(0);

  const current = new Phone({ microphone: wish.source === 'microphone' });
  phone = current;
  const started = performance.now();
  const sinceStart = () => performance.now() - started;
  const ticker = setInterval(async () => {
    byId('clock').textContent = clock(sinceStart());
    const stats = await current.getStats().catch(() => undefined);
    if (stats) figures.read(sinceStart() / 1_000, stats);
  }, 250);
  current.on('*', show);
  const over = new Promise<void>((resolve) => current.on('state', ({ state }) => state === 'ended' && resolve()));
  publish(current);
  let tape: Tape | undefined;
  let badUrl = '';

  try {
    tape = await Tape.of(current).catch(() => undefined); // the call matters more
    const { as, rate, from, to, parameters } = wish;
    await current.dial(wish.url, { as: as as Dialect, from, to, parameters, ...(rate ? { rate } : {}) });
    if (wish.source === 'sample') void speak(current);
    void recent.refresh();
    await over;
    const report = await current.hangUp(); // or why there is none
    showState(report.outcome === 'failed' ? 'failed' : 'ended');
    const local = new URL(wish.url).host === location.host;
    const found =
      local && report.call_id ? await recordOfCarrierCall(report.call_id).catch(() => undefined) : undefined;
    if (found) {
      placed.set(found.id, report);
      history.replaceState(null, '', `#${found.id}`);
    }
    outcome.showCall(found, report, await tape?.end());
  } catch (error) {
    fail(error, sinceStart());
    if (error instanceof HookswitchError && error.name === 'bad_url') badUrl = error.message;
    const report = current.call.report;
    if (report) outcome.showCall(undefined, report);
  } finally {
    clearInterval(ticker);
    said.reset();
    heard.reset();
    await current.close();
    form.busy(false);
    if (badUrl) form.refuseUrl(badUrl);
    await recent.refresh();
  }
}

async function speak(on: Phone): Promise<void> {
  try {
    const sample = await fetch('speech.wav');
    if (!sample.ok) throw new Error(`the speech sample could not be loaded: HTTP ${sample.status}`);
    await on.say(await sample.arrayBuffer());
  } catch (error) {
    timeline.add(0, 'speech sample', error instanceof Error ? error.message : String(error), 'warning');
  }
}

function show(event: PhoneEvent): void {
  switch (event.type) {
    case 'level':
      said.show(event.saidDbfs);
      heard.show(event.heardDbfs);
      return;
    case 'state':
      if (event.state !== 'ended') showState(event.state.replaceAll('_', ' '));
      return;
    case 'warning':
      timeline.add(event.atMs, `${event.code} ${event.name}`, event.detail, 'warning');
      return;
    case 'ended': {
      const { report, failed } = event;
      const kind = failed ? 'error' : reportVerdict(report) === 'good' ? 'end' : 'warning';
      timeline.add(report.duration_ms, failed ? 'call failed' : 'call ended', reportEnd(report), kind);
      return;
    }
    case 'hearing':
      byId('state').dataset['heard'] = 'yes';
      timeline.add(event.atMs, event.type, event.detail);
      return;
    default:
      timeline.add(event.atMs, event.type, event.detail);
  }
}

function fail(error: unknown, atMs: number): void {
  showState('failed');
  if (error instanceof HookswitchError) {
    timeline.add(atMs, `${error.code} ${error.name}`, error.message, 'error');
    if (error.remedy) timeline.add(atMs, 'remedy', error.remedy);
  } else {
    timeline.add(atMs, 'failed', error instanceof Error ? error.message : String(error), 'error');
  }
}

/** What the browser tests listen to: the sound of the call as the page plays it. */
function publish(current: Phone): void {
  (globalThis as { hookswitchPhone?: Phone }).hookswitchPhone = current;
}

async function showHealth(): Promise<void> {
  const pill = byId('bridge-health');
  const text = pill.querySelector('.text');
  try {
    const { status, version, calls_active } = await health();
    pill.dataset['state'] = status === 'ok' ? 'ok' : 'bad';
    if (text) text.textContent = `bridge ${version}, ${calls_active === 1 ? '1 call' : `${calls_active} calls`}`;
  } catch {
    pill.dataset['state'] = 'bad';
    if (text) text.textContent = 'bridge not reached';
  }
}

addEventListener('hashchange', openLinked);
openLinked();
void showHealth();
void recent.refresh();
setInterval(() => void showHealth(), 3_000);
