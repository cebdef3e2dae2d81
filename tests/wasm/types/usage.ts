// Compiled by types.test.mjs: what is right compiles, and every line marked as wrong does not.
import { HookswitchError, Phone, type PhoneEvent, type PhoneReport, type PhoneStats } from 'hookswitch';

export async function right(): Promise<PhoneReport> {
  const phone = new Phone();
  const off: () => void = phone.on('warning', ({ code, name, detail, atMs }) => {
    const all: [number, string, string, number] = [code, name, detail, atMs];
    return all;
  });
  phone.on('level', ({ saidDbfs, heardDbfs }) => saidDbfs + heardDbfs);
  phone.on('ended', ({ report, failed }) => [report.end?.cause, failed]);
  phone.on('*', (event: PhoneEvent) => event.type);
  try {
    await phone.dial('wss://example.test/media', {
      as: 'ucid:waybeo',
      parameters: { order: '7' },
      rate: 8000,
      maxSeconds: 60,
    });
  } catch (error) {
    if (error instanceof HookswitchError && error.name === 'host_refused') throw new Error(error.remedy);
  }
  phone.press('5*#');
  const said: boolean = await phone.say(new Uint8Array());
  const answered: boolean = await phone.answered({ quietMs: 500 });
  const stats: PhoneStats = await phone.getStats();
  off();
  const disposable: AsyncDisposable = phone;
  await disposable[Symbol.asyncDispose]();
  const last: PhoneReport | undefined = phone.report;
  if (last) return last;
  return said && answered && stats.packetsReceived > 0 ? phone.hangUp() : Promise.reject(phone.call.state);
}

export async function wrong(phone: Phone): Promise<void> {
  // @ts-expect-error a dialect must be named
  await phone.dial('ws://example.test');
  // @ts-expect-error no such dialect
  await phone.dial('ws://example.test', { as: 'twillio' });
  // @ts-expect-error parameters are strings
  await phone.dial('ws://example.test', { as: 'twilio', parameters: { order: 7 } });
  // @ts-expect-error no such option
  await phone.dial('ws://example.test', { as: 'twilio', form: '+15550100001' });
  // @ts-expect-error keys are text
  phone.press(5);
  // @ts-expect-error no such event
  phone.on('connect', () => undefined);
  // @ts-expect-error only warnings have a code
  phone.on('connected', ({ code }) => code);
  // @ts-expect-error a state is not a report
  const report: PhoneReport = phone.call.state;
  // @ts-expect-error the snapshot is read only
  phone.call.state = 'idle';
  // @ts-expect-error stats come later
  const { packetsReceived } = phone.getStats();
  // @ts-expect-error a path is not audio
  await phone.say('speech.wav');
  // @ts-expect-error errors have the catalogue's names only
  new HookswitchError('no_such_error');
  void [report, packetsReceived];
}
