import { type ErrorName, errorTexts, type PhoneErrorName } from './error-catalogue.js';
import { toFault } from './fault.js';
import type { RawError } from './raw.js';

/** An operation failed, or was called in the wrong state. `name` and `code` never change. */
export class HookswitchError extends Error {
  override readonly name: ErrorName;
  readonly code: number;
  readonly title: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The details of this case; may be empty. */
  readonly detail: string;

  /** `remedy`: the catalogue's, adapted to the case. */
  constructor(name: PhoneErrorName, detail = '', options: ErrorOptions & { remedy?: string } = {}) {
    const { code, title, remedy } = {
      ...errorTexts[name],
      ...(options.remedy !== undefined && { remedy: options.remedy }),
    };
    super(`${title}${detail === '' ? '' : `: ${detail}`}`, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = name;
    this.code = code;
    this.title = title;
    this.remedy = remedy;
    this.detail = detail;
  }
}

export const fromRaw = (error: RawError): HookswitchError => {
  const { name, detail } = toFault(error);
  return new HookswitchError(name, detail);
};

/** Any error as a HookswitchError. */
export const asHookswitchError = (error: unknown, otherwise: PhoneErrorName): HookswitchError =>
  error instanceof HookswitchError ? error : new HookswitchError(otherwise, String(error), { cause: error });
