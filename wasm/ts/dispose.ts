// `await using phone = new Phone()` closes the phone when its block is left, however it is left.

declare global {
  // As lib.esnext.disposable and @types/node have them: for consumers with neither.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
  interface AsyncDisposable {
    [Symbol.asyncDispose](): PromiseLike<void>;
  }
}

/** Without a native one, the symbol that compilers make `await using` look for. */
export const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');
