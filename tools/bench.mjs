// npm run bench: builds the release benchmarks and runs them.
//
//   npm run bench                            every Google Benchmark program
//   npm run bench -- NAME [OPTION...]        one of them, such as: carrier --benchmark_filter=twilio
//   npm run bench -- jitter [TRACE.csv...] [--speech FILE.wav|FOLDER] [--json]
//                                            our jitter buffer, NetEq and Speex on the same traces;
//                                            with options of Google Benchmark: bench_jitter
import { resolve } from 'node:path';
import { buildPreset } from './build.mjs';
import { fetchNetEq } from './fetch-neteq.mjs';
import { filesIn, root, run, stop } from './run.mjs';

const [name, ...options] = process.argv.slice(2);
// What is printed on the way must not mix with a benchmark's JSON.
const aside = { stdio: ['ignore', 2, 2] };

/** Comparisons with peers, by name: program and the traces it gets when none is named. */
const comparisons = { jitter: 'jitter_compare' };

function prepare() {
  run(process.execPath, [resolve(root, 'tools/setup.mjs')], aside);
}

function compare(program) {
  prepare();
  try {
    if (fetchNetEq()) run('cmake', ['--preset', 'native'], aside);
  } catch (error) {
    console.error(`NetEq cannot be fetched, so it is not compared: ${error.message}`);
  }
  buildPreset('native', [program], aside);
  const here = process.env.INIT_CWD ?? process.cwd();
  const named = options.some((option) => option.endsWith('.csv'));
  const given = options.map((option) => (option.startsWith('-') ? option : resolve(here, option)));
  run(resolve(root, 'build/native/bench', program), named ? given : [...filesIn('tests/data/traces', /\.csv$/), ...given]);
}

if (comparisons[name] && !options.some((option) => option.startsWith('--benchmark'))) {
  compare(comparisons[name]);
} else {
  prepare();
  buildPreset('native', [], aside);
  const programs = filesIn('build/native/bench', /^bench_/).filter((path) => !name || path.endsWith(`bench_${name}`));
  if (programs.length === 0) stop(`no benchmark is called ${name}`);
  for (const program of programs) run(program, options);
}
