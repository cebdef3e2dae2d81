// A page that places a carrier's call with the user's microphone and shows what happens.
// The media core runs in an AudioWorklet and the socket in a worker, so a busy page does not interrupt the sound.
// A bundler has to copy three files of the package beside its output, because they are loaded by address:
//
//   npx esbuild dialer.js --bundle --format=esm --outfile=site/dialer.js
//   cp index.html site/ && cp PACKAGE/wasm/dist/{hookswitch.wasm,worklet.js,socket-worker.js} site/
//   hookswitch serve --page site        # PACKAGE: the clone, or node_modules/hookswitch; then open http://127.0.0.1:8080
import { Phone } from 'hookswitch';

const { url, as, call, hangUp } = document.forms[0].elements;
const events = document.querySelector('#events');
const show = (text) => events.append(text, document.createElement('br'));

url.value = `${location.origin.replace('http', 'ws')}/media/twilio`;
const phone = new Phone({ microphone: true });

phone.on('*', ({ type, detail }) => {
  if (type !== 'level' && type !== 'state') show(`${type} ${detail ?? ''}`);
});
phone.on('ended', ({ report }) => {
  show(`${report.outcome}: ${report.media.heard_speech_ms} ms of speech heard`);
  for (const { name, remedy } of report.findings) show(`${name}: ${remedy}`);
  [call.disabled, hangUp.disabled] = [false, true];
});

document.forms[0].addEventListener('submit', async (event) => {
  event.preventDefault();
  [call.disabled, hangUp.disabled] = [true, false];
  // A call that fails also ends, with a report that says why: it is shown above.
  await phone.dial(url.value, { as: as.value }).catch((error) => show(error.message));
});
hangUp.addEventListener('click', () => phone.hangUp());
