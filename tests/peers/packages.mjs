// The packages that tools/peers.mjs has installed elsewhere.
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Loads one of them by its name. */
export const peer = createRequire(join(process.env.HOOKSWITCH_PEERS, 'package.json'));
