const place = 'hookswitch.dial';

/** Keeps what the dial form said for the next visit, in this browser only. */
export function remember(form: Record<string, string>): void {
  try {
    localStorage.setItem(place, JSON.stringify(form));
  } catch {
    // A browser may forbid it, or be out of space: the form then starts empty.
  }
}

/** What the dial form said last; other tabs and old versions may have written anything. */
export function remembered(): Record<string, string> {
  try {
    const form: unknown = JSON.parse(localStorage.getItem(place) ?? '{}');
    return Object.fromEntries(
      Object.entries(Object(form)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}
