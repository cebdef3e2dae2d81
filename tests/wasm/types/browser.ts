import { Phone } from 'hookswitch';

export function right(context: AudioContext, stream: MediaStream): AudioNode[] {
  const phones = [
    new Phone({ microphone: true }),
    new Phone({ microphone: { echoCancellation: false }, speaker: false }),
    new Phone({ microphone: stream, audioContext: context, wasmUrl: '/hookswitch.wasm' }),
  ];
  return phones.flatMap((phone) => [phone.input, phone.output]);
}

export function wrong(phone: Phone): void {
  // @ts-expect-error a microphone is not chosen by name
  new Phone({ microphone: 'built-in' });
  // @ts-expect-error only Node keeps what was heard
  phone.heard();
}
