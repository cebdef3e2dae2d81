// Processes ended calls: claims them one at a time, prints what was said, acknowledges them.
// Every call comes at least once, also after a crash of the bridge or of this program; its id is the idempotency key.
// What is not acknowledged comes again when its lease ends, so this program may be stopped at any moment.
//
//   node consumer.mjs http://127.0.0.1:8080
import { setTimeout as pause } from 'node:timers/promises';

const bridge = process.argv[2] ?? 'http://127.0.0.1:8080';

async function post(path, body) {
  const response = await fetch(new URL(path, bridge), { method: 'POST', body: JSON.stringify(body) });
  const document = await response.json();
  if (!response.ok) throw new Error(`${path}: ${document.code} ${document.title}. ${document.remedy}`);
  return document;
}

function print({ id, carrier, created_at, end, transcript, diagnosis }) {
  console.log(`${created_at} ${carrier.dialect} call ${id}, ended by ${end.cause}`);
  for (const { speaker, text, interrupted } of transcript)
    console.log(`  ${speaker}: ${text}${interrupted ? ' ...' : ''}`);
  for (const { name, remedy } of diagnosis) console.log(`  finding ${name}: ${remedy}`);
}

for (;;) {
  try {
    const { entries } = await post('/v1/queue/claim', { limit: 1, lease_s: 60, wait_s: 20 });
    for (const { call_id, lease, record } of entries) {
      print(record); // yours: write it to a database under its id, then acknowledge
      await post(`/v1/queue/${call_id}/ack`, { lease });
    }
  } catch (error) {
    console.error(error.message);
    await pause(1000); // the bridge restarts, or the lease was lost
  }
}
