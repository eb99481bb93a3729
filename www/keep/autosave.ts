/** Saves the run by itself: while it trains, when it pauses, and when the page goes out of sight. */

import type { GanPlayground } from '../element.js';
import { PlaygroundError } from '../error.js';
import { stepOf } from './header.js';
import type { Recorder } from './recorder.js';
import { Slot, taken } from './slot.js';
import * as store from './store.js';

/** While it trains: at least this far apart, */
const INTERVAL_MS = 15_000;
/** and so that a disk has at most half a megabyte a second to write. */
const BYTES_PER_MS = 500;
/** A pause that is over sooner is none. */
const PAUSE_MS = 300;
/** Runs that were saved by themselves and left; beyond it the oldest goes. */
const MAX_LEFT = 5;

export class Autosave {
  readonly slot = new Slot();
  /** The step that the slot has, or is to have when the write under way is done. */
  private saved = 0;
  private nextAt = 0;
  /** The newest checkpoint that is not saved. */
  private pending: Uint8Array | undefined;
  /** Writes go one after another. */
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: GanPlayground,
    private readonly recorder: Recorder,
    private readonly onSaved: (error: PlaygroundError | undefined) => void,
    signal: AbortSignal,
  ) {
    host.addEventListener('checkpoint', (event) => this.take((event as CustomEvent<Uint8Array>).detail), {
      signal,
    });
    host.addEventListener('replace', (event) => this.saveLast((event as CustomEvent<Uint8Array>).detail), {
      signal,
    });
    host.addEventListener('pause', () => setTimeout(() => this.saveIfPaused(), PAUSE_MS), { signal });
    host.addEventListener(
      'runchange',
      (event) => !(event as CustomEvent<{ goesOn: boolean }>).detail.goesOn && this.leave(),
      { signal },
    );
    const gone = () => {
      if (document.visibilityState === 'hidden') void this.saveNow();
    };
    document.addEventListener('visibilitychange', gone, { signal });
    // There is no time left to ask the worker.
    addEventListener('pagehide', () => void this.flush(), { signal });
  }

  /** The run was loaded from a place that holds `step` of it: goes on there, unless another tab does. */
  async goOnIn(id: string, step: number): Promise<void> {
    if (!this.host.autosave) return;
    await this.slot.claim(id);
    this.saved = step;
  }

  /** The run was loaded from what is kept under a name, and needs no copy before it trains. */
  isKept(step: number): void {
    this.saved = step;
  }

  /** Another run begins; what is saved of the one before stays. */
  leave(): void {
    this.slot.leave();
    this.pending = undefined;
    this.saved = 0;
    this.nextAt = 0;
  }

  private take(bytes: Uint8Array): void {
    this.pending = bytes;
    if (performance.now() >= this.nextAt) void this.flush();
  }

  /** Another run is about to take the place of this one, which was these bytes. */
  private saveLast(bytes: Uint8Array): void {
    this.pending = bytes;
    void this.flush();
  }

  private saveIfPaused(): void {
    if (this.host.status.state === 'paused') void this.saveNow();
  }

  /** Saves what the run is now. */
  private async saveNow(): Promise<void> {
    const { step, state } = this.host.status;
    if (!this.host.autosave || step === 0 || step === this.saved || state === 'failed') return;
    try {
      this.pending = await this.host.save();
    } catch {
      // What has diverged cannot be saved, and of what failed there is the last checkpoint.
    }
    await this.flush();
  }

  /** Saves the newest checkpoint there is. */
  private flush(): Promise<void> {
    const bytes = this.pending;
    this.pending = undefined;
    const step = bytes ? stepOf(bytes) : 0;
    if (!bytes || !this.host.autosave || step === 0 || step === this.saved) return this.writing;
    const before = this.saved;
    this.saved = step;
    this.nextAt = performance.now() + Math.max(INTERVAL_MS, bytes.length / BYTES_PER_MS);
    const isFirst = !this.slot.id;
    const head = {
      ...this.recorder.head(step),
      id: this.slot.own(),
      name: undefined,
      note: '',
      at: Date.now(),
      dismissed: false,
    };
    const body = this.recorder.body(bytes);
    this.writing = this.writing.then(async () => {
      if (await this.write(head, body, isFirst)) return;
      // There may be room the next time, for this step too where it is still the last.
      if (this.saved === step && this.slot.id === head.id) this.saved = before;
    });
    return this.writing;
  }

  /** Whether the run is in the slot then. */
  private async write(head: store.Head, body: store.Body, isFirst: boolean): Promise<boolean> {
    try {
      await store.write(head, body);
    } catch (thrown) {
      this.onSaved(PlaygroundError.from(thrown));
      return false;
    }
    this.onSaved(undefined);
    if (isFirst) await removeOldest().catch(() => {}); // the next run tries again
    return true;
  }
}

/** So that runs nobody goes on with do not fill the storage. */
async function removeOldest(): Promise<void> {
  const living = await taken();
  const left = (await store.list()).heads.filter(({ id, name }) => name === undefined && !living.has(id));
  await store.remove(left.slice(MAX_LEFT).map(({ id }) => id));
}
