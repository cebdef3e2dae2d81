import type { PhoneErrorName } from './error-catalogue.js';
import type { RawError } from './raw.js';

/** An error as plain data: it crosses threads, and the worklet need not carry the catalogue's texts. */
export interface Fault {
  readonly name: PhoneErrorName;
  readonly detail: string;
}

/** The core and this catalogue are generated from one list: every name is known. */
export const toFault = ({ name, field, at }: RawError): Fault => ({
  name: name as PhoneErrorName,
  detail: field === '' ? `at byte ${at}` : field,
});
