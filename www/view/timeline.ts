/** What is kept of the steps before: many small snapshots of the samples, and a few large checkpoints. */

import type { Grid } from '../protocol.js';

export interface Snapshot {
  step: number;
  grid: Grid;
}

export interface Checkpoint {
  step: number;
  bytes: Uint8Array;
}

/** Snapshots kept at most, 47 kB each of MNIST; beyond it every second one goes. */
const MOST_SNAPSHOTS = 64;
/** Checkpoints kept at most, and their bytes together. */
export const MOST_CHECKPOINTS = 8;
export const MOST_MEGABYTES = 128;

/** Snapshots at equal distances, and the last one. */
export class Snapshots {
  private kept: Snapshot[] = [];
  private latest: Snapshot | undefined;
  /** One of so many is kept. */
  private stride = 1;
  private count = 0;

  add(step: number, grid: Grid): void {
    this.latest = { step, grid };
    if (this.kept.at(-1)?.step === step) this.kept.pop();
    else if (this.count++ % this.stride !== 0) return;
    this.kept.push(this.latest);
    if (this.kept.length <= MOST_SNAPSHOTS) return;
    this.kept = this.kept.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }

  /** For a run that begins at a step, with the samples drawn last; `goesOn` keeps those before it. */
  begin(step: number, goesOn: boolean): void {
    this.kept = goesOn ? this.kept.filter((snapshot) => snapshot.step < step) : [];
    if (!goesOn) this.stride = 1;
    this.count = 0;
    if (this.latest) this.add(step, this.latest.grid);
  }

  /** All there are, the last one last. */
  get all(): Snapshot[] {
    const { kept, latest } = this;
    return !latest || kept.at(-1) === latest ? kept : [...kept, latest];
  }
}

/** Checkpoints at steps that grow by about the same factor: what is learned early is learned fast. */
export class Checkpoints {
  private kept: Checkpoint[] = [];

  add(step: number, bytes: Uint8Array): void {
    this.cutAfter(step - 1);
    this.kept.push({ step, bytes });
    while (this.isTooMuch()) this.kept.splice(this.leastMissed(), 1);
  }

  cutAfter(step: number): void {
    this.kept = this.kept.filter((checkpoint) => checkpoint.step <= step);
  }

  /** The last one at or before a step. */
  before(step: number): Checkpoint | undefined {
    return this.kept.findLast((checkpoint) => checkpoint.step <= step);
  }

  get steps(): number[] {
    return this.kept.map(({ step }) => step);
  }

  private isTooMuch(): boolean {
    const bytes = this.kept.reduce((sum, checkpoint) => sum + checkpoint.bytes.length, 0);
    return this.kept.length > MOST_CHECKPOINTS || (bytes > MOST_MEGABYTES * 1e6 && this.kept.length > 1);
  }

  /** The one without which the largest factor between two neighbors stays smallest; never the last. */
  private leastMissed(): number {
    const factor = (index: number) =>
      ((this.kept[index + 1]?.step ?? 0) + 1) / ((this.kept[index - 1]?.step ?? 0) + 1);
    let best = 0;
    for (let index = 1; index < this.kept.length - 1; index++) {
      if (best === 0 || factor(index) < factor(best)) best = index;
    }
    return best;
  }
}
