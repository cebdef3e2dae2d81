import type { PhoneReport } from 'hookswitch';
import { type CallRecord, conformancePage } from './bridge-api.ts';
import { byId, clock, el } from './dom.ts';
import { findings, jsonView, recordView, timelineView } from './record-view.ts';
import type { Heard } from './tape.ts';
import { heardNothing, reportEnd, reportVerdict } from './verdict.ts';

interface Tab {
  name: string;
  body: () => HTMLElement;
}

/** The lower half of the page: what became of the call, as the bridge and as the phone saw it. */
export class Outcome {
  readonly #section = byId('outcome');
  readonly #title = byId('outcome-title');
  readonly #tabs = byId('outcome-tabs');
  readonly #conformance = byId('conformance');
  readonly #body = byId('outcome-body');
  readonly #heard = byId('heard');
  #heardUrl = '';

  hide(): void {
    this.#section.hidden = true;
  }

  showCall(record: CallRecord | undefined, report: PhoneReport, heard?: Heard): void {
    const phone: Tab[] = [
      { name: 'Phone report', body: () => reportView(report) },
      { name: 'Report JSON', body: () => jsonView(report) },
    ];
    this.#show(record ? [...recordTabs(record, report), ...phone] : phone, record?.id);
    this.#showHeard(heard, report.call_id);
  }

  showRecord(record: CallRecord): void {
    this.#show(recordTabs(record), record.id);
    this.#showHeard(undefined, '');
  }

  /** Brings the reader here, by eye and by keyboard. */
  goTo(): void {
    this.#section.scrollIntoView({
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth',
      block: 'start',
    });
    this.#title.focus({ preventScroll: true });
  }

  /** In place of a record that could not be had. */
  showProblem(text: string): void {
    this.#show([]);
    this.#showHeard(undefined, '');
    this.#body.replaceChildren(el('p', { class: 'problem', role: 'alert' }, text));
  }

  #showHeard(heard: Heard | undefined, callId: string): void {
    URL.revokeObjectURL(this.#heardUrl);
    this.#heardUrl = heard ? URL.createObjectURL(heard.wav) : '';
    this.#heard.hidden = !heard;
    if (!heard) return this.#heard.replaceChildren();
    this.#heard.replaceChildren(
      el('span', { class: 'muted' }, `Heard, ${clock(heard.seconds * 1_000)}`),
      el('audio', {
        controls: true,
        src: this.#heardUrl,
        preload: 'metadata',
        'aria-label': 'What was heard on this call',
      }),
      el(
        'a',
        { class: 'button quiet', href: this.#heardUrl, download: `heard-${callId || 'call'}.wav` },
        'Download WAV',
      ),
    );
  }

  /** `recordId`: of the bridge's record, when it has one. */
  #show(tabs: Tab[], recordId?: string): void {
    const focused = this.#section.contains(document.activeElement);
    this.#conformance.hidden = recordId === undefined;
    if (recordId !== undefined) this.#conformance.setAttribute('href', conformancePage(recordId));
    const buttons = tabs.map((tab) =>
      el(
        'button',
        { type: 'button', role: 'tab', click: (event) => this.#select(event.currentTarget as HTMLElement, tab) },
        tab.name,
      ),
    );
    this.#tabs.replaceChildren(...buttons);
    this.#section.hidden = false;
    buttons[0]?.click();
    if (focused) this.#title.focus({ preventScroll: true }); // what had it is gone
  }

  #select(button: HTMLElement, tab: Tab): void {
    for (const other of this.#tabs.children) other.setAttribute('aria-selected', String(other === button));
    this.#body.replaceChildren(tab.body());
  }
}

function recordTabs(record: CallRecord, report?: PhoneReport): Tab[] {
  return [
    { name: 'Record', body: () => recordView(record, report) },
    { name: 'Timeline', body: () => timelineView(record) },
    { name: 'Record JSON', body: () => jsonView(record) },
  ];
}

function reportView(report: PhoneReport): HTMLElement {
  const { end, media } = report;
  const row = (name: string, value: string) => el('tr', {}, el('td', {}, name), el('td', { class: 'number' }, value));
  const closed = report.host_closed_after_ms;
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'verdict', 'data-outcome': reportVerdict(report) },
      el('span', { class: 'cause', id: 'report-cause' }, reportEnd(report)),
      heardNothing(report) && el('strong', { class: 'nothing' }, 'nothing was heard'),
      end &&
        el(
          'span',
          { class: 'muted' },
          `${end.cause.replaceAll('_', ' ')}${end.code ? `, code ${end.code}` : ''}${end.detail ? `: ${end.detail}` : ''}`,
        ),
      el('span', { class: 'muted' }, `${clock(report.duration_ms)} long`),
      el('span', { class: 'muted mono' }, report.call_id),
    ),
    report.findings.length > 0 && findings(report.findings),
    el('h3', {}, 'Media'),
    el(
      'table',
      { class: 'table' },
      el(
        'tbody',
        {},
        row('sent', `${(media.sent.audio_ms / 1000).toFixed(1)} s in ${media.sent.frames} messages`),
        row('received', `${(media.received.audio_ms / 1000).toFixed(1)} s in ${media.received.frames} messages`),
        row('speech heard', `${(media.heard_speech_ms / 1000).toFixed(1)} s`),
        row('opinion score (MOS)', media.mos === null ? 'not measured' : media.mos.toFixed(2)),
        row(
          'answered after',
          report.answers.length === 0
            ? 'not measured'
            : report.answers.map(({ after_ms }) => `${(after_ms / 1000).toFixed(2)} s`).join(', '),
        ),
        row(
          'first audio after',
          media.received.first_at_ms === null ? 'none' : `${(media.received.first_at_ms / 1000).toFixed(2)} s`,
        ),
        row('host closed after hang-up', closed === null ? 'not measured' : `${(closed / 1000).toFixed(2)} s`),
      ),
    ),
  );
}
