import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Copies the build's speech sample to the page. */
const speechSample: Plugin = {
  name: 'speech-sample',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'speech.wav', source: readFileSync(here('../build/samples/speech.wav')) });
  },
};

export default defineConfig({
  root: here('.'),
  resolve: { alias: { hookswitch: here('../wasm/dist/entry-browser.js') } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the worklet, the worker and the WASM core stay files of their own
    emptyOutDir: true,
  },
  plugins: [speechSample],
});
