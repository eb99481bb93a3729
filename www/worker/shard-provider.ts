/** Where the images of a run come from: fetched, or a person's own. */

import type { DataProgress, ImageShape } from '../protocol.js';

/** A shard that is whole: two IDX files. */
export interface LoadedShard {
  set: 'train' | 'test';
  number: number;
  images: Uint8Array;
  labels: Uint8Array;
}

export interface ShardOptions {
  /** Shards that are there already, in the order in which they come. */
  skip: number;
  onProgress: (progress: DataProgress) => void;
  /** Whether nobody wants the rest any more. */
  isOver: () => boolean;
}

export interface ShardProvider {
  /** What the images are. */
  shape: ImageShape;
  /** Images of each shard. */
  counts: Record<'train' | 'test', number[]>;
  /** The names of a person's own classes, of which there may be none. */
  classes: string[] | undefined;
  /** Whether these images are still those of the name. */
  isCurrent(): Promise<boolean>;
  /** Hands over shard by shard: the first one to train on, then the first test images, then the rest. */
  shards(options: ShardOptions): AsyncGenerator<LoadedShard>;
  /** The file of the classifier for these images; there is none for a person's own. */
  classifier: (() => Promise<Uint8Array>) | undefined;
}
