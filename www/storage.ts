/** Asks something of the browser's storage. */

import { PlaygroundError } from './error.js';
import { words } from './text/words.js';

/** Says whether storage is full or refused, by the code of the error. */
export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const { name, message } = (thrown ?? {}) as { name?: string; message?: string };
    const code = name === 'QuotaExceededError' ? 'storage_full' : 'storage_refused';
    throw new PlaygroundError(code, words('foreign', code, message ?? String(thrown)));
  }
}
