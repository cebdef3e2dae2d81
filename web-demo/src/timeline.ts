import { byId, el } from './dom.ts';

export type Kind = 'event' | 'warning' | 'error' | 'end';

const limit = 500;

/** The live list of what happens on the call. Newest last; scrolls unless the reader scrolled away. */
export class Timeline {
  readonly #list = byId<HTMLOListElement>('timeline');

  clear(): void {
    this.#list.replaceChildren();
  }

  add(atMs: number, event: string, detail = '', kind: Kind = 'event'): void {
    const list = this.#list;
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(
      el(
        'li',
        { 'data-kind': kind },
        el('time', {}, `${(atMs / 1000).toFixed(2)} s`),
        el('span', {}, el('b', {}, event.replaceAll('_', ' ')), detail && el('span', { class: 'detail' }, detail)),
      ),
    );
    while (list.children.length > limit) list.firstElementChild?.remove();
    if (follows) list.scrollTop = list.scrollHeight;
  }
}
