// A page in headless Chromium that can import the npm package, and a small server for it.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.wav': 'audio/wav', '.html': 'text/html' };

// No eval, nothing from elsewhere: what a careful site allows its pages.
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self' ws://127.0.0.1:*; img-src data:";
const html = `<!doctype html><title>hookswitch</title><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "hookswitch": "/wasm/dist/entry-browser.js" } }</script>
<script type="module">import * as hookswitch from 'hookswitch'; Object.assign(globalThis, hookswitch, { ready: true });</script>`;

async function answer(request, response, files) {
  const path = new URL(request.url, 'http://localhost').pathname;
  if (path === '/')
    return response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(html);
  const file = files[path] ?? (path.startsWith('/wasm/dist/') ? join(root, normalize(path)) : undefined);
  try {
    response
      .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
      .end(await readFile(file));
  } catch {
    response.writeHead(404).end();
  }
}

/** `files`: further paths to serve. */
export async function startSite(files = {}) {
  const server = createServer((request, response) => void answer(request, response, files));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** `microphone`: a WAV file that Chromium takes for one. */
export function startBrowser({ microphone } = {}) {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      ...(microphone ? ['--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${microphone}`] : []),
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

export async function openPage(browser, url) {
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  await page.goto(url);
  await page.waitForFunction(() => globalThis.ready);
  return { page, problems };
}
