import { byId, el } from './dom.ts';

export type Source = 'sample' | 'microphone' | 'silence';

/** What the form says about the call to place. */
export interface Wish {
  url: string;
  as: string;
  rate?: number;
  source: Source;
  from: string;
  to: string;
  parameters: Record<string, string>;
}

interface Choice {
  label: string;
  as: string;
  rate?: number;
}

const choices: Choice[] = [
  { label: 'Twilio Media Streams', as: 'twilio' },
  { label: 'Vonage, 16 kHz', as: 'vonage', rate: 16_000 },
  { label: 'Vonage, 8 kHz', as: 'vonage', rate: 8_000 },
  { label: 'Vonage, 24 kHz', as: 'vonage', rate: 24_000 },
  { label: 'Ozonetel / KooKoo (ucid)', as: 'ucid:ozonetel' },
  { label: 'Waybeo (ucid, no stop, no close)', as: 'ucid:waybeo' },
];

/** The left column: what to call, as whom, with which voice. */
export class DialForm {
  readonly #form = byId<HTMLFormElement>('dial-form');
  readonly #dialect = byId<HTMLSelectElement>('dialect');
  readonly #url = byId<HTMLInputElement>('url');
  readonly #call = byId<HTMLButtonElement>('call');
  readonly #hangUp = byId<HTMLButtonElement>('hang-up');
  #urlIsOurs = true;

  constructor(on: { call: (wish: Wish) => void; hangUp: () => void; digit: (digit: string) => void }) {
    choices.forEach((choice, i) => this.#dialect.append(el('option', { value: i }, choice.label)));
    for (const digit of '123456789*0#')
      byId('keypad').append(el('button', { type: 'button', 'aria-label': `digit ${digit}`, disabled: true, click: () => on.digit(digit) }, digit));
    this.#dialect.addEventListener('change', () => this.#suggestUrl());
    this.#url.addEventListener('input', () => {
      this.#urlIsOurs = this.#url.value.trim() === '';
      this.problem('');
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const wish = this.#wish();
      if (wish) on.call(wish);
    });
    this.#hangUp.addEventListener('click', () => on.hangUp());
    this.#suggestUrl();
  }

  problem(text: string): void {
    byId('url-problem').textContent = text;
    this.#url.setAttribute('aria-invalid', String(text !== ''));
  }

  /** While a call is up, only hanging up and the keypad make sense. */
  busy(onCall: boolean): void {
    this.#call.disabled = onCall;
    this.#hangUp.disabled = !onCall;
    for (const field of this.#form.querySelectorAll<HTMLInputElement>('input, select, textarea')) field.disabled = onCall;
    for (const key of byId('keypad').querySelectorAll('button')) key.disabled = !onCall;
  }

  #choice(): Choice {
    return choices[Number(this.#dialect.value)] ?? choices[0]!;
  }

  #suggestUrl(): void {
    if (!this.#urlIsOurs) return;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.#url.value = `${scheme}://${location.host}/media/${this.#choice().as}`;
  }

  #wish(): Wish | undefined {
    const url = this.#url.value.trim();
    if (!/^wss?:\/\/[^/\s]+/.test(url)) {
      this.problem('A media URL starts with ws:// or wss:// and names a host.');
      return undefined;
    }
    this.problem('');
    const { as, rate } = this.#choice();
    const parameters: Record<string, string> = {};
    for (const line of byId<HTMLTextAreaElement>('parameters').value.split('\n')) {
      const at = line.indexOf('=');
      if (at > 0) parameters[line.slice(0, at).trim()] = line.slice(at + 1).trim();
    }
    const source = (new FormData(this.#form).get('source') ?? 'sample') as Source;
    return { url, as, ...(rate ? { rate } : {}), source, from: byId<HTMLInputElement>('from').value, to: byId<HTMLInputElement>('to').value, parameters };
  }
}
