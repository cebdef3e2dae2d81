// npm run bench: builds the release benchmarks and runs them.
//
//   npm run bench                            every Google Benchmark program
//   npm run bench -- NAME [OPTION...]        one of them, such as: carrier --benchmark_filter=twilio
//   npm run bench -- jitter [TRACE.csv...] [--bursts] [--speech FILE.wav|FOLDER] [--json]
//                                            our jitter buffer, NetEq and Speex on the same traces, or on hosts
//                                            that send sentence by sentence;
//                                            with options of Google Benchmark: bench_jitter
//   npm run bench -- conceal [--speech FILE.wav|FOLDER] [--json]
//                                            how concealment and stretched speech sound, by measure;
//                                            a page to listen to is in build/listening
//   npm run bench -- opus-conceal [--speech FILE.wav|FOLDER] [--json]
//                                            lost Opus packets: Opus's concealment and error correction, and
//                                            our pitch extension
//   npm run bench -- opus [--json]           Opus in WASM: ours, opusscript and @evan/opus
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { buildPreset } from './build.mjs';
import { fetchNetEq } from './fetch-neteq.mjs';
import { filesIn, root, run, stop } from './run.mjs';

const [name, ...options] = process.argv.slice(2);
// What is printed on the way must not mix with a benchmark's JSON.
const aside = { stdio: ['ignore', 2, 2] };

const traces = () => ['tests/data/traces', 'tests/data/traces/own'].flatMap((folder) => filesIn(folder, /\.csv$/));

/** Comparisons with peers, by name: the program, and what it gets besides the options given. */
const comparisons = {
  jitter: {
    program: 'jitter_compare',
    extra: () => (options.some((option) => option.endsWith('.csv') || option === '--bursts') ? [] : traces()),
  },
  conceal: { program: 'conceal_compare', extra: () => ['--listen', resolve(root, 'build/listening')] },
  'opus-conceal': { program: 'opus_concealment', extra: () => [], peers: false },
};

function prepare() {
  run(process.execPath, [resolve(root, 'tools/setup.mjs')], aside);
}

function compare({ program, extra, peers = true }) {
  prepare();
  try {
    if (peers && fetchNetEq()) run('cmake', ['--preset', 'native'], aside);
  } catch (error) {
    console.error(`NetEq cannot be fetched, so it is not compared: ${error.message}`);
  }
  buildPreset('native', [program], aside);
  const here = process.env.INIT_CWD ?? process.cwd();
  const given = options.map((option) => (option.startsWith('-') ? option : resolve(here, option)));
  run(resolve(root, 'build/native/bench', program), [...extra(), ...given]);
}

if (name === 'opus') {
  prepare();
  buildPreset('wasm', [], aside);
  run(process.execPath, [resolve(root, 'tools/build-wasm.mjs')], aside);
  run(process.execPath, [resolve(root, 'tests/bench/opus_compare.mjs'), ...options]);
} else if (comparisons[name] && !options.some((option) => option.startsWith('--benchmark'))) {
  compare(comparisons[name]);
} else {
  prepare();
  buildPreset('native', [], aside);
  const programs = filesIn('build/native/bench', /^bench_/).filter((path) => !name || path.endsWith(`bench_${name}`));
  if (programs.length === 0) stop(`no benchmark is called ${name}`);
  for (const program of programs) {
    run(program, options);
    // What the same costs in Node, where there is a script for it: in the same run, as machines differ.
    const peer = resolve(root, 'tests/bench', `${basename(program).replace('bench_', '')}_peer.mjs`);
    if (existsSync(peer)) run(process.execPath, [peer], aside);
  }
}
