import type { PhoneReport } from 'hookswitch';
import type { CallRecord, Direction, Finding } from './bridge-api.ts';
import { clock, el } from './dom.ts';
import { heardNothing, recordEnd, recordVerdict, reportEnd, words } from './verdict.ts';

const seconds = (ms: number | null | undefined) =>
  ms === null || ms === undefined ? 'none' : `${(ms / 1000).toFixed(1)} s`;

/** Who ended it, in the bridge's words; of a call that this page placed its own word comes first. */
function seenAs({ cause, code, by }: NonNullable<CallRecord['end']>, report?: PhoneReport): string {
  const told = `${words(cause)}${code ? `, code ${code}` : ''}`;
  return report ? `the bridge noted: ${told}` : `${told}, by the ${by}`;
}

/** The bridge's record as a page; with what the phone found at its end, when it was ours. */
export function recordView(record: CallRecord, report?: PhoneReport): HTMLElement {
  const heardByPhone = report?.findings ?? [];
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'verdict', 'data-outcome': recordVerdict(record, report) },
      el('span', { class: 'cause', id: 'record-cause' }, report ? reportEnd(report) : recordEnd(record.end?.cause)),
      report && heardNothing(report) && el('strong', { class: 'nothing' }, 'nothing was heard'),
      record.end && el('span', { class: 'muted', id: 'record-end' }, seenAs(record.end, report)),
      el('span', { class: 'muted' }, `${clock(record.duration_ms ?? 0)} long, ${seconds(record.talk_ms)} of talk`),
      el('span', { class: 'muted mono' }, record.id),
    ),
    record.diagnosis.length > 0 && findings(record.diagnosis),
    heardByPhone.length > 0 && findings(heardByPhone, 'What the phone found'),
    el(
      'div',
      { class: 'columns' },
      el('div', {}, el('h3', {}, 'Milestones'), milestones(record)),
      el('div', {}, el('h3', {}, 'Transcript'), transcript(record)),
      el('div', {}, el('h3', {}, 'Media'), media(record)),
    ),
  );
}

/** Coded findings with cause and remedy: of a record or of a phone report. */
export function findings(list: readonly Partial<Finding>[], title = 'Findings'): HTMLElement {
  return el(
    'div',
    {},
    el('h3', {}, title),
    el(
      'div',
      { class: 'findings' },
      list.map((f) =>
        el(
          'div',
          { class: 'finding' },
          el('b', {}, `${f.code ?? ''} ${f.title ?? ''}`),
          f.evidence && el('p', {}, f.evidence),
          f.remedy && el('p', {}, f.remedy),
        ),
      ),
    ),
  );
}

/** What happened on the call, as the bridge noted it. */
export function timelineView(record: CallRecord): HTMLElement {
  const row = ({ at_ms, from, event, detail }: CallRecord['timeline'][number]) =>
    el(
      'tr',
      {},
      el('td', { class: 'number' }, `${(at_ms / 1000).toFixed(2)} s`),
      el('td', {}, from),
      el('td', {}, words(event)),
      el('td', { class: 'anywhere' }, detail),
    );
  return el(
    'div',
    { class: 'scroll tall' },
    el('table', { class: 'table' }, el('tbody', {}, record.timeline.map(row))),
  );
}

function milestones(record: CallRecord): HTMLElement {
  const longest = Math.max(1, ...record.milestones.map((m) => m.at_ms ?? 0));
  return el(
    'ol',
    { class: 'milestones' },
    record.milestones.map((m) => {
      const at = m.at_ms;
      if (at === undefined)
        return el('li', { class: 'missing' }, words(m.name), el('span'), el('span', { class: 'when' }, 'missing'));
      const fill = el('i');
      fill.style.width = `${(at / longest) * 100}%`;
      return el(
        'li',
        {},
        words(m.name),
        el('span', { class: 'bar' }, fill),
        el('span', { class: 'when' }, `${(at / 1000).toFixed(2)} s`),
      );
    }),
  );
}

function transcript(record: CallRecord): HTMLElement {
  if (record.transcript.length === 0) return el('p', { class: 'muted' }, 'Nothing was said.');
  return el(
    'ol',
    { class: 'turns', id: 'transcript' },
    record.transcript.map((turn) =>
      el(
        'li',
        { 'data-speaker': turn.speaker },
        turn.text || '(no text)',
        el(
          'small',
          {},
          `${turn.speaker} at ${(turn.at_ms / 1000).toFixed(1)} s${turn.interrupted ? `, interrupted after ${seconds(turn.heard_ms)}` : ''}`,
        ),
      ),
    ),
  );
}

function media(record: CallRecord): HTMLElement {
  const row = (name: string, d: Direction) =>
    el(
      'tr',
      {},
      el('td', {}, name),
      el('td', { class: 'number' }, seconds(d.audio_ms)),
      el('td', { class: 'number' }, d.frames),
      el('td', { class: 'number' }, d.gaps),
      el('td', { class: 'number' }, `${d.longest_gap_ms} ms`),
    );
  const j = record.media.jitter;
  return el(
    'div',
    { class: 'scroll' },
    el(
      'table',
      { class: 'table' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ['', 'audio', 'messages', 'gaps', 'longest gap'].map((h) => el('th', {}, h)),
        ),
      ),
      el('tbody', {}, row('from carrier', record.media.in), row('to carrier', record.media.out)),
    ),
    el(
      'p',
      { class: 'muted' },
      `arrival jitter: mean ${j.mean_ms.toFixed(1)} ms, 95 % below ${j.p95_ms.toFixed(1)} ms, worst ${j.max_ms.toFixed(1)} ms${record.media.mos === null ? '' : `; opinion score (MOS) ${record.media.mos.toFixed(2)}`}`,
    ),
  );
}

/** Any document as indented JSON. */
export function jsonView(document: unknown): HTMLElement {
  return el('pre', { class: 'json', tabindex: 0 }, JSON.stringify(document, null, 2));
}
