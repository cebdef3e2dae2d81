// npm run fuzz: builds the libFuzzer targets and runs them from their seeds: those of tests/fuzz/corpus and the golden files.
//
//   npm run fuzz                       every target for a minute
//   npm run fuzz -- TARGET [SECONDS]   one of them
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPreset } from './build.mjs';
import { goldenSeeds } from './fuzz-seeds.mjs';
import { filesIn, root, run, step, stop } from './run.mjs';

const [target, seconds = '60'] = process.argv.slice(2);
run(process.execPath, [join(root, 'tools/setup.mjs')]);
step('building the fuzz targets');
buildPreset('fuzz');
const programs = filesIn('build/fuzz/tests/fuzz', /^fuzz_[a-z]+$/).filter(
  (path) => !target || path.endsWith(`fuzz_${target}`),
);
if (programs.length === 0) stop(`no fuzz target is called ${target}`);
const golden = goldenSeeds(join(root, 'build/fuzz/golden-seeds'));
for (const program of programs) {
  const name = basename(program).replace('fuzz_', '');
  const found = join(root, 'build/fuzz/found', name);
  mkdirSync(found, { recursive: true });
  const seeds = [join(root, 'tests/fuzz/corpus', name), golden[name]].filter((path) => path && existsSync(path));
  step(`fuzzing ${name} for ${seconds} s`);
  run(program, [
    `-max_total_time=${seconds}`,
    '-rss_limit_mb=2048',
    '-timeout=10',
    `-artifact_prefix=${found}/`,
    found,
    ...seeds,
  ]);
}
