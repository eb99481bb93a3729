/** A data set in the core's memory: fetched shard by shard, the real images of a run and of its judgement. */

import { errorInfo } from '../error.js';
import type { DataProgress, ErrorInfo } from '../protocol.js';
import { words } from '../text/words.js';
import type { Core } from './core.js';
import { fetchManifest, fetchShards, get, type Manifest } from './shards.js';

/** What a source tells the training loop. */
export interface SourceEvents {
  progress(progress: DataProgress): void;
  /** The first training images are there. */
  first(): void;
  /** A shard is there, which training may be waiting for. */
  shard(): void;
  /** The first test images are there. */
  test(): void;
  failed(error: ErrorInfo): void;
}

export class Source {
  private loaded = 0;
  private fetching = false;
  private closed = false;

  private constructor(
    readonly name: string,
    private readonly url: string,
    private readonly manifest: Manifest,
    readonly train: Core.Dataset,
    /** Images that training never sees. */
    readonly test: Core.Dataset,
  ) {}

  /** Reads what there is to fetch. `dataUrl` is the folder of the data sets' folders. */
  static async open(core: typeof Core, name: string, dataUrl: string): Promise<Source> {
    const url = new URL(`${name}/`, dataUrl).href;
    const manifest = await fetchManifest(url);
    const counts = (set: 'train' | 'test') => Uint32Array.from(manifest[set], ({ count }) => count);
    return new Source(
      name,
      url,
      manifest,
      new core.Dataset('training', counts('train')),
      new core.Dataset('test', counts('test')),
    );
  }

  /** Training images, whether they are here or not. */
  get images(): number {
    return this.manifest.train.reduce((sum, { count }) => sum + count, 0);
  }

  /** Fetches what is missing; a failure is said by an event, and leaves what is there. */
  async fetch(events: SourceEvents): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      const options = {
        base: this.url,
        skip: this.loaded,
        onProgress: events.progress,
        isOver: () => this.closed,
      };
      for await (const { set, number, images, labels } of fetchShards(this.manifest, options)) {
        this[set].add(number, images, labels);
        this.loaded += 1;
        if (number === 0) (set === 'train' ? events.first : events.test)();
        events.shard();
      }
    } catch (thrown) {
      if (!this.closed) events.failed(errorInfo(thrown));
    } finally {
      this.fetching = false;
    }
  }

  /** The file of the classifier for this data. */
  async fetchClassifier(): Promise<Uint8Array> {
    const response = await get(new URL('classifier.safetensors', this.url), words('classifier'));
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Ends what is under way. A run that still trains on it keeps the memory. */
  close(): void {
    this.closed = true;
    this.train.free();
    this.test.free();
  }
}
