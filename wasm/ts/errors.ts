import { errorCatalogue, type ErrorName } from './error-catalogue.js';
import type { RawError } from './raw.js';

/** Something went wrong, or was asked for at the wrong time. `name` and `code` never change. */
export class HookswitchError extends Error {
  override readonly name: ErrorName;
  readonly code: number;
  readonly title: string;
  /** What to do about it. */
  readonly remedy: string;
  /** What this very case was about; may be empty. */
  readonly detail: string;

  constructor(name: ErrorName, detail = '', options?: ErrorOptions) {
    const { code, title, remedy } = errorCatalogue[name];
    super(`${title}${detail === '' ? '' : `: ${detail}`}`, options);
    this.name = name;
    this.code = code;
    this.title = title;
    this.remedy = remedy;
    this.detail = detail;
  }
}

/** The core spells its errors by name; one that this catalogue lacks cannot happen, it is one file. */
export function fromRaw(error: RawError): HookswitchError {
  const place = error.field === '' ? `at byte ${error.at}` : error.field;
  return new HookswitchError(error.name as ErrorName, place);
}

/** For errors that cross a thread: they are cloned as plain data. */
export interface ErrorData {
  name: ErrorName;
  detail: string;
}

export const toData = ({ name, detail }: HookswitchError): ErrorData => ({ name, detail });

/** Any error as ours. */
export const asHookswitchError = (error: unknown, otherwise: ErrorName): HookswitchError =>
  error instanceof HookswitchError ? error : new HookswitchError(otherwise, String(error), { cause: error });
