/** Calls between the threads by Comlink, with errors that keep their code. */

import { transferHandlers } from 'comlink';
import { PlaygroundError } from './error.js';
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
      const { code, message } = PlaygroundError.from(value);
      return [{ code, message } satisfies ErrorInfo, []];
    },
    deserialize({ code, message }: ErrorInfo): never {
      throw new PlaygroundError(code, message);
    },
  });
}
