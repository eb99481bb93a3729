/** Has a worker encode a film. */

import { proxy, wrap } from 'comlink';
import { PlaygroundError } from '../error.js';
import type { ImageShape } from '../protocol.js';
import { words } from '../text/words.js';
import { openWorker } from '../own-script.js';
import type { Look, Picture } from './gif.js';
import type { GifWorker } from './gif-worker.js';
import workerUrl from './gif-worker.ts?worker&url';

export async function encodeGif(
  pictures: Picture[],
  shape: ImageShape,
  lines: string[],
  look: Look,
  onDone: (share: number) => void,
): Promise<Uint8Array> {
  let isOver = false;
  // The last shares come by another port than the film, and may come after it.
  const report = (share: number) => {
    if (!isOver) onDone(share);
  };
  const worker = openWorker(workerUrl);
  try {
    const failed = new Promise<never>((_, reject) => {
      worker.onerror = () => reject(new PlaygroundError('core_failed', words('notEncoded')));
    });
    const encoded = wrap<GifWorker>(worker).gif(pictures, shape, lines, look, proxy(report));
    return await Promise.race([encoded, failed]);
  } finally {
    isOver = true;
    worker.terminate();
  }
}
