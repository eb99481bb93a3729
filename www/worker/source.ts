/** A data set in the core's memory, which comes shard by shard: the real images of a run and of its judgement. */

import { errorInfo } from '../error.js';
import type { Patience } from '../patience.js';
import type { DataProgress, ErrorInfo, ImageShape } from '../protocol.js';
import type { Core } from './core.js';
import { openFetched } from './shards.js';
import type { ShardProvider } from './shard-provider.js';

/** The data set of a person's own images. */
const OWN = 'own';

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
    private readonly provider: ShardProvider,
    readonly train: Core.Dataset,
    /** Images that training never sees. */
    readonly test: Core.Dataset,
  ) {}

  /** Reads what there is. `dataUrl` is the folder of the data sets' folders. */
  static async open(core: typeof Core, name: string, dataUrl: string, patience: Patience): Promise<Source> {
    const provider =
      name === OWN ? await (await import('./own.js')).openOwn() : await openFetched(name, dataUrl, patience);
    const { counts, shape } = provider;
    return new Source(
      name,
      provider,
      new core.Dataset('training', Uint32Array.from(counts.train), shape),
      new core.Dataset('test', Uint32Array.from(counts.test), shape),
    );
  }

  /** What its images are. */
  get shape(): ImageShape {
    return this.provider.shape;
  }

  /** Training images, whether they are here or not. */
  get images(): number {
    return this.provider.counts.train.reduce((sum, count) => sum + count, 0);
  }

  /** The names of a person's own classes. */
  get classes(): string[] | undefined {
    return this.provider.classes;
  }

  /** The file of the classifier for this data; nothing where there is none. */
  get classifier(): Promise<Uint8Array> | undefined {
    return this.provider.classifier?.();
  }

  /** Whether this is what a name stands for now. */
  async is(name: string): Promise<boolean> {
    return name === this.name && this.provider.isCurrent();
  }

  /** Gets what is missing; a failure is said by an event, and leaves what is there. */
  async fetch(events: SourceEvents): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      const options = {
        skip: this.loaded,
        onProgress: events.progress,
        isOver: () => this.closed,
      };
      for await (const { set, number, images, labels } of this.provider.shards(options)) {
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

  /** Ends what is under way. A run that still trains on it keeps the memory. */
  close(): void {
    this.closed = true;
    this.train.free();
    this.test.free();
  }
}
