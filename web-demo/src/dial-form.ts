import { carrierDialects } from 'hookswitch';
import { byId, el } from './dom.ts';
import { remember, remembered } from './memory.ts';
import { readParameters } from './parameters.ts';

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

/** What the page offers, by the list of the core: the choices of the `usual` dialect come first. */
function choicesOf(usual: string | undefined): Choice[] {
  const all = carrierDialects.flatMap(({ name, choices }) => choices.map((choice) => ({ ...choice, as: name })));
  return [...all.filter(({ as }) => as === usual), ...all.filter(({ as }) => as !== usual)];
}

/** What is remembered of the form, by the names of its fields. */
const kept = ['url', 'from', 'to', 'parameters'] as const;

/** The left column: what to call, as whom, with which voice. */
export class DialForm {
  readonly #form = byId<HTMLFormElement>('dial-form');
  readonly #dialect = byId<HTMLSelectElement>('dialect');
  readonly #url = byId<HTMLInputElement>('url');
  readonly #parameters = byId<HTMLTextAreaElement>('parameters');
  readonly #call = byId<HTMLButtonElement>('call');
  readonly #hangUp = byId<HTMLButtonElement>('hang-up');
  readonly #choices = choicesOf(this.#dialect.dataset['usual']);
  #urlIsOurs = true;

  constructor(on: { call: (wish: Wish) => void; hangUp: () => void; digit: (digit: string) => void }) {
    this.#choices.forEach((choice, i) => this.#dialect.append(el('option', { value: i }, choice.label)));
    for (const digit of '123456789*0#')
      byId('keypad').append(
        el(
          'button',
          { type: 'button', 'aria-label': `digit ${digit}`, disabled: true, click: () => on.digit(digit) },
          digit,
        ),
      );
    this.#dialect.addEventListener('change', () => this.#suggestUrl());
    this.#url.addEventListener('input', () => {
      this.#urlIsOurs = this.#url.value.trim() === '';
      this.#problem(this.#url, '');
    });
    this.#parameters.addEventListener('input', () => this.#problem(this.#parameters, ''));
    this.#form.addEventListener('input', () => this.#keep());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const wish = this.#wish();
      if (wish) on.call(wish);
    });
    this.#hangUp.addEventListener('click', () => on.hangUp());
    this.#recall();
    this.#suggestUrl();
  }

  /** The address cannot be dialed, as the phone says. */
  refuseUrl(text: string): void {
    this.#problem(this.#url, text);
  }

  /** While a call is up, only hanging up and the keypad make sense. Focus is not left on what can no longer be used. */
  busy(onCall: boolean): void {
    const focused = document.activeElement;
    this.#call.disabled = onCall;
    this.#hangUp.disabled = !onCall;
    for (const field of this.#form.querySelectorAll<HTMLInputElement>('input, select, textarea'))
      field.disabled = onCall;
    for (const key of byId('keypad').querySelectorAll('button')) key.disabled = !onCall;
    if (focused?.matches(':disabled'))
      (onCall ? this.#hangUp : byId('outcome').hidden ? this.#call : byId('outcome-title')).focus();
  }

  #choice(): Choice {
    // biome-ignore lint/style/noNonNullAssertion: the list above has a first entry
    return this.#choices[Number(this.#dialect.value)] ?? this.#choices[0]!;
  }

  #suggestUrl(): void {
    if (!this.#urlIsOurs) return;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.#url.value = `${scheme}://${location.host}/media/${this.#choice().as}`;
  }

  /** What was used last, so that a reload costs nothing. An address that the page suggested is suggested again. */
  #keep(): void {
    const text = (name: (typeof kept)[number]): string => byId<HTMLInputElement>(name).value;
    remember({
      choice: this.#choice().label,
      source: this.#source(),
      url: this.#urlIsOurs ? '' : text('url'),
      from: text('from'),
      to: text('to'),
      parameters: text('parameters'),
    });
  }

  #recall(): void {
    const last = remembered();
    const choice = this.#choices.findIndex(({ label }) => label === last['choice']);
    if (choice >= 0) this.#dialect.value = String(choice);
    for (const radio of this.#form.querySelectorAll<HTMLInputElement>('input[name=source]'))
      radio.checked ||= radio.value === last['source'];
    for (const name of kept) if (last[name] !== undefined) byId<HTMLInputElement>(name).value = last[name];
    this.#urlIsOurs = this.#url.value === '';
  }

  #source(): Source {
    return this.#form.querySelector<HTMLInputElement>('input[name=source]:checked')?.value as Source;
  }

  /** Says what is wrong with a field, and goes there. */
  #problem(field: HTMLInputElement | HTMLTextAreaElement, text: string): undefined {
    byId(`${field.id}-problem`).textContent = text;
    field.setAttribute('aria-invalid', String(text !== ''));
    if (text === '') return;
    field.closest('details')?.setAttribute('open', '');
    field.focus();
  }

  #wish(): Wish | undefined {
    const url = this.#url.value.trim();
    if (!/^wss?:\/\/[^/\s]+/i.test(url))
      return this.#problem(this.#url, 'A media URL starts with ws:// or wss:// and names a host.');
    const parameters = readParameters(this.#parameters.value);
    if (typeof parameters === 'string') return this.#problem(this.#parameters, parameters);
    this.#keep();
    const { as, rate } = this.#choice();
    return {
      url,
      as,
      ...(rate ? { rate } : {}),
      source: this.#source(),
      from: byId<HTMLInputElement>('from').value,
      to: byId<HTMLInputElement>('to').value,
      parameters,
    };
  }
}
