import type { ErrorInfo } from './protocol.js';
import { say, type Words, words } from './text/words.js';

/** What can go wrong outside the Rust core, whose codes stand in `src/error.rs`. */
export type PageErrorCode = 'invalid_option' | 'data_unavailable' | 'core_failed';

/** An error with a code that stays the same across versions, and a message in English. */
export class PlaygroundError extends Error {
  override readonly name = 'PlaygroundError';

  constructor(
    readonly code: string,
    /** What a person is told, in the language that is on by then. */
    readonly words: Words,
  ) {
    super(say(words));
  }

  /** Any thrown thing as a `PlaygroundError`; one that has no code gets `code`. */
  static from(thrown: unknown, code: PageErrorCode = 'core_failed'): PlaygroundError {
    if (thrown instanceof PlaygroundError) return thrown;
    const { code: found, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
    const known = typeof found === 'string' ? found : code;
    return new PlaygroundError(known, words('foreign', known, String(message ?? thrown)));
  }
}

/** Any thrown thing as it crosses the thread boundary. */
export function errorInfo(thrown: unknown): ErrorInfo {
  const { code, words } = PlaygroundError.from(thrown);
  return { code, words };
}
