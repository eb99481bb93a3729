/** A person's own images, from the browser's storage. */

import { PlaygroundError } from '../error.js';
import { idxFiles } from '../own/idx.js';
import { SIDE } from '../own/shape.js';
import { type OwnImages, readOwn } from '../own/store.js';
import { words } from '../text/words.js';
import type { LoadedShard, ShardProvider } from './shard-provider.js';

/** As many classes as MNIST has, whether all have a name or not. */
const CLASSES = 10;
/** Of so many images of a class, training never sees one. */
const HELD_OUT = 10;

/** Fails with `data_unavailable` where there are none. */
export async function openOwn(): Promise<ShardProvider> {
  const own = await readOwn();
  if (!own) throw new PlaygroundError('data_unavailable', words('noOwnImages'));
  const isHeldOut = heldOut(own.labels);
  const train = pick(own, (index) => !isHeldOut[index]);
  const test = pick(own, (index) => isHeldOut[index] === true);
  const classes = Array.from({ length: CLASSES }, (_, label) => own.classes[label] ?? String(label));
  return {
    shape: { height: SIDE, width: SIDE, channels: 1, classes },
    counts: { train: [train.labels.length], test: [test.labels.length] },
    classes: own.classes,
    async isCurrent() {
      const now = await readOwn();
      // A run goes on with the images that it has, even where they were removed from the storage.
      return !now || now.at === own.at;
    },
    async *shards({ skip, onProgress }) {
      const shards = [train, test].map(({ pixels, labels }, index): LoadedShard => ({
        set: index === 0 ? 'train' : 'test',
        number: 0,
        ...idxFiles(pixels, labels),
      }));
      yield* shards.slice(skip);
      onProgress({ loadedBytes: own.pixels.length, totalBytes: own.pixels.length });
    },
    classifier: undefined,
  };
}

/** Counted within each class, so that none is held out as a whole; where all are few, one image is. */
function heldOut(labels: Uint8Array): boolean[] {
  const seen: number[] = [];
  const held = Array.from(labels, (label) => {
    seen[label] = (seen[label] ?? 0) + 1;
    return (seen[label] as number) % HELD_OUT === 0;
  });
  if (!held.includes(true)) held[held.length - 1] = true;
  return held;
}

function pick({ pixels, labels }: OwnImages, wants: (index: number) => boolean) {
  const wanted = [...labels.keys()].filter(wants);
  const size = pixels.length / labels.length;
  const picked = new Uint8Array(wanted.length * size);
  wanted.forEach((from, to) => picked.set(pixels.subarray(from * size, (from + 1) * size), to * size));
  return { pixels: picked, labels: Uint8Array.from(wanted, (index) => labels[index] as number) };
}
