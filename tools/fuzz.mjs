// npm run fuzz: builds the libFuzzer targets and runs them from their seeds.
//
//   npm run fuzz                       every target for a minute
//   npm run fuzz -- TARGET [SECONDS]   one of them
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPreset } from './build.mjs';
import { filesIn, root, run, step, stop } from './run.mjs';

const [target, seconds = '60'] = process.argv.slice(2);
run(process.execPath, [join(root, 'tools/setup.mjs')]);
step('building the fuzz targets');
buildPreset('fuzz');
const programs = filesIn('build/fuzz/tests/fuzz', /^fuzz_[a-z]+$/).filter(
  (path) => !target || path.endsWith(`fuzz_${target}`),
);
if (programs.length === 0) stop(`no fuzz target is called ${target}`);
for (const program of programs) {
  const name = basename(program).replace('fuzz_', '');
  const found = join(root, 'build/fuzz/found', name);
  mkdirSync(found, { recursive: true });
  const seeds = join(root, 'tests/fuzz/corpus', name);
  step(`fuzzing ${name} for ${seconds} s`);
  run(program, [
    `-max_total_time=${seconds}`,
    '-rss_limit_mb=2048',
    '-timeout=10',
    `-artifact_prefix=${found}/`,
    found,
    ...(existsSync(seeds) ? [seeds] : []),
  ]);
}
