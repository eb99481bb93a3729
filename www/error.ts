import type { ErrorInfo } from './protocol.js';

/** What can go wrong outside the Rust core, whose codes stand in `src/error.rs`. */
export type PageErrorCode = 'invalid_option' | 'data_unavailable' | 'core_failed';

/** An error with a code that stays the same across versions. */
export class PlaygroundError extends Error {
  override readonly name = 'PlaygroundError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  /** Any thrown thing as a `PlaygroundError`; one that has no code gets `code`. */
  static from(thrown: unknown, code: PageErrorCode = 'core_failed'): PlaygroundError {
    if (thrown instanceof PlaygroundError) return thrown;
    const { code: found, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
    return new PlaygroundError(typeof found === 'string' ? found : code, String(message ?? thrown));
  }
}

/** Any thrown thing as it crosses the thread boundary. */
export function errorInfo(thrown: unknown): ErrorInfo {
  const { code, message } = PlaygroundError.from(thrown);
  return { code, message };
}
