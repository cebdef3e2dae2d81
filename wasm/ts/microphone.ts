import { HookswitchError } from './errors.js';

/** What speaks into the phone: true asks for the microphone with echo cancellation. */
export type MicrophoneChoice = boolean | MediaTrackConstraints | MediaStream;

const usual: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** A microphone, open. close() stops it if it was opened here. */
export interface Microphone {
  readonly stream: MediaStream;
  close(): void;
}

/** Throws if it is not one of the choices. */
export function checkMicrophone(choice: unknown): void {
  if (choice === undefined || typeof choice === 'boolean') return;
  if (typeof choice !== 'object' || choice === null || Array.isArray(choice))
    throw new HookswitchError('bad_value', 'microphone must be true, false, a MediaStream or MediaTrackConstraints');
}

export async function openMicrophone(choice: MicrophoneChoice): Promise<Microphone | undefined> {
  if (choice === false) return undefined;
  if (choice instanceof MediaStream) return { stream: choice, close: () => undefined };
  const audio = choice === true ? usual : { ...usual, ...choice };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    return { stream, close: () => stream.getTracks().forEach((track) => track.stop()) };
  } catch (cause) {
    const { name = '', message = '' } = cause as Partial<DOMException>;
    const missing = name === 'NotFoundError' || name === 'NotReadableError' || name === 'OverconstrainedError';
    throw new HookswitchError(missing ? 'microphone_missing' : 'microphone_denied', message, { cause });
  }
}
