/** Asks something of the browser's storage. */

import { PlaygroundError } from './error.js';
import { words } from './text/words.js';

/** Some browsers never open their storage and never say so. */
const ANSWER_MS = 10_000;

/**
 * Says whether storage is full or refused, by the code of the error. An answer that does not come within `limitMs`
 * is a refusal.
 */
export async function asked<T>(work: () => Promise<T>, limitMs = ANSWER_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new PlaygroundError('storage_refused', words('storageSilent', limitMs / 1000))),
      limitMs,
    );
  });
  try {
    return await Promise.race([work(), silence]);
  } catch (thrown) {
    if (thrown instanceof PlaygroundError) throw thrown;
    const { name, message } = (thrown ?? {}) as { name?: string; message?: string };
    const code = name === 'QuotaExceededError' ? 'storage_full' : 'storage_refused';
    throw new PlaygroundError(code, words('foreign', code, message ?? String(thrown)));
  } finally {
    clearTimeout(timer);
  }
}
