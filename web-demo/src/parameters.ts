/** The call's parameters, one `key=value` per line; or what is wrong with a line. */
export function readParameters(text: string): Record<string, string> | string {
  const parameters = new Map<string, string>();
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(0, at)).trim();
    if (at < 0) return `Line ${i + 1} has no "=": ${line.trim()}`;
    if (key === '') return `Line ${i + 1} has no key before its "=": ${line.trim()}`;
    if (parameters.has(key)) return `Line ${i + 1} gives ${key} a second time.`;
    parameters.set(key, line.slice(at + 1).trim());
  }
  return Object.fromEntries(parameters);
}
