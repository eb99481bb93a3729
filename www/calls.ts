/** Calls between the threads by Comlink, with errors that keep their code. */

import { transferHandlers } from 'comlink';
import { errorInfo, PlaygroundError } from './error.js';
import type { ErrorInfo } from './protocol.js';

interface Thrown {
  value: unknown;
}

/** Comlink's own handler of thrown values passes on an error's name and message only. */
export function passErrorCodes(): void {
  const original = transferHandlers.get('throw');
  if (!original) return;
  transferHandlers.set('throw', {
    canHandle: original.canHandle,
    serialize({ value }: Thrown) {
      return [errorInfo(value), []];
    },
    deserialize({ code, words }: ErrorInfo): never {
      throw new PlaygroundError(code, words);
    },
  });
}
