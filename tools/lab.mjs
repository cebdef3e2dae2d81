// npm run lab [-- PRESET]: the failure catalogue over real sockets, against the bridge of a preset: native (release),
// dev (AddressSanitizer, UBSan) or tsan (ThreadSanitizer). A sanitizer's report fails the scenario.
import { join } from 'node:path';
import { buildPreset } from './build.mjs';
import { filesIn, root, run, step } from './run.mjs';

const [preset = 'native'] = process.argv.slice(2);
step(`building the bridge (${preset})`);
buildPreset(preset, ['hookswitch']);
step('the scenario lab over real sockets');
run(process.execPath, ['--test', '--test-concurrency=1', ...filesIn('tests/lab', /\.test\.mjs$/)], {
  env: { HOOKSWITCH_BIN: join(root, 'build', preset, 'hookswitch') },
});
