/** The bridge's live events of one call or of all, as `{event, data}`; ends when the reader leaves or the bridge ends. */
export async function* liveEvents(bridge, callId) {
  const answer = await fetch(new URL(`v1/events${callId ? `?call_id=${callId}` : ''}`, bridge.url));
  let text = '';
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      if (field('event')) yield { event: field('event'), data: JSON.parse(field('data')) };
    }
  }
}

/** The next event of that name. */
export async function nextEvent(events, name) {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`no ${name} came`);
    if (value.event === name) return value.data;
  }
}
