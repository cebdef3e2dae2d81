import { type CallSummary, recentCalls } from './bridge-api.ts';
import { byId, clock, el } from './dom.ts';
import { recordEnd } from './verdict.ts';

/** The bridge's newest calls as a table; a click on a row opens its record. */
export class RecentCalls {
  readonly #host = byId('recent');
  readonly #open: (id: string) => void;

  constructor(open: (id: string) => void) {
    this.#open = open;
    byId('refresh').addEventListener('click', () => void this.refresh());
  }

  async refresh(): Promise<void> {
    try {
      this.#show(await recentCalls());
    } catch (error) {
      this.#host.replaceChildren(
        el(
          'p',
          { class: 'muted' },
          `The bridge did not answer: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
    }
  }

  #show(calls: CallSummary[]): void {
    if (calls.length === 0) {
      this.#host.replaceChildren(el('p', { class: 'muted' }, 'No calls yet. Place one above.'));
      return;
    }
    const row = (call: CallSummary) => {
      const open = () => this.#open(call.id);
      return el(
        'tr',
        {
          class: 'pick',
          tabindex: 0,
          'data-id': call.id,
          click: open,
          keydown: (event) => (event as KeyboardEvent).key === 'Enter' && open(),
        },
        el('td', {}, new Date(call.created_at).toLocaleTimeString()),
        el('td', {}, call.carrier.profile ? `${call.carrier.dialect}:${call.carrier.profile}` : call.carrier.dialect),
        el('td', {}, call.state === 'ended' ? recordEnd(call.cause) : call.state),
        el(
          'td',
          { class: 'number' },
          call.ended_at ? clock(Date.parse(call.ended_at) - Date.parse(call.created_at)) : '',
        ),
        el('td', { class: 'number wide' }, call.carrier.call_id ?? ''),
        el('td', { class: 'number wide' }, call.id),
      );
    };
    const head = ['started', 'dialect', 'state', 'length', 'carrier call id', 'record'];
    const focused = this.#host.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-id')
      : undefined;
    this.#host.replaceChildren(
      el(
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
              head.map((h, i) => el('th', i < 4 ? {} : { class: 'wide' }, h)),
            ),
          ),
          el('tbody', {}, calls.map(row)),
        ),
      ),
    );
    // The row that had the focus is another element now, or too old to be shown.
    if (focused)
      (this.#host.querySelector<HTMLElement>(`[data-id="${focused}"]`) ?? byId('refresh')).focus({
        preventScroll: true,
      });
  }
}
