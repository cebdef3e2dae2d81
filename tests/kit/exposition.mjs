// The text format of Prometheus, read as strictly as promtool does.
import assert from 'node:assert/strict';

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: (-?\d+))?$/;
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;

function labelsOf(text = '') {
  const labels = {};
  labelPair.lastIndex = 0;
  while (labelPair.lastIndex < text.length) {
    const at = labelPair.lastIndex;
    const found = labelPair.exec(text);
    assert.ok(found, `labels at ${at} of ${text}`);
    assert.ok(!(found[1] in labels), `${found[1]} twice in ${text}`);
    labels[found[1]] = found[2];
  }
  return labels;
}

function numberOf(text) {
  if (text === '+Inf') return Infinity;
  assert.match(text, /^-?(\d+\.?\d*([eE][+-]?\d+)?|NaN)$/, `a number: ${text}`);
  return Number(text);
}

/** Buckets grow, the last one is +Inf and equals the count. */
function checkHistogram(name, samples) {
  const series = new Map();
  for (const { suffix, labels, value } of samples) {
    const { le, ...others } = labels;
    const key = JSON.stringify(others);
    if (!series.has(key)) series.set(key, { buckets: [] });
    const one = series.get(key);
    if (suffix === '_bucket') one.buckets.push([numberOf(le), value]);
    else one[suffix] = value;
  }
  for (const { buckets, _count, _sum } of series.values()) {
    assert.ok(buckets.length > 1 && Number.isFinite(_sum), name);
    for (let i = 1; i < buckets.length; ++i)
      assert.ok(buckets[i][0] > buckets[i - 1][0] && buckets[i][1] >= buckets[i - 1][1], `${name} ${buckets[i]}`);
    assert.deepEqual(buckets.at(-1), [Infinity, _count], name);
  }
}

/** `name -> {type, help, samples: [{suffix, labels, value}]}`; throws on anything that a scrape or `promtool check metrics` would refuse. */
export function readExposition(text) {
  assert.ok(text.endsWith('\n'), 'the last line ends');
  const families = new Map();
  let current;
  for (const line of text.slice(0, -1).split('\n')) {
    const about = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line);
    if (about) {
      const [, what, name, rest] = about;
      assert.match(name, metricName);
      if (!families.has(name)) families.set(name, { samples: [] });
      current = { name, family: families.get(name) };
      const key = what.toLowerCase();
      assert.ok(!(key in current.family) && rest !== '', `${what} of ${name} once, and said`);
      current.family[key] = rest;
      continue;
    }
    assert.ok(!line.startsWith('#'), `a comment: ${line}`);
    const found = sampleLine.exec(line);
    assert.ok(found, `not a sample: ${line}`);
    const [, name, labels, value] = found;
    assert.ok(current && name.startsWith(current.name), `${name} stands under ${current?.name}`);
    const suffix = name.slice(current.name.length);
    assert.ok(
      (current.family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).includes(suffix),
      `${name} is a ${current.family.type}`,
    );
    current.family.samples.push({ suffix, labels: labelsOf(labels), value: numberOf(value) });
  }
  for (const [name, { type, help, samples }] of families) {
    assert.ok(type && help && samples.length > 0, `${name} has help, type and samples`);
    assert.equal(name.endsWith('_total'), type === 'counter', `${name} is a ${type}`);
    assert.ok(!/_(bucket|count|sum)$/.test(name), name);
    const keys = samples.map(({ suffix, labels }) => JSON.stringify([suffix, labels]));
    assert.equal(new Set(keys).size, keys.length, `${name} has a series twice`);
    if (type === 'histogram') checkHistogram(name, samples);
    if (type === 'counter')
      assert.ok(
        samples.every(({ value }) => value >= 0),
        name,
      );
  }
  return families;
}
