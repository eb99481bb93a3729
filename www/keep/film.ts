/** The grids that a run drew while it trained, thinned out as they grow so that they never fill the memory. */

import type { Grid } from '../protocol.js';

/** A grid of samples and the step it was drawn at. */
export interface Frame extends Grid {
  step: number;
}

/** Frames kept at most; beyond it every other one goes. */
const MAX_FRAMES = 120;

export class Film {
  private kept: Frame[] = [];
  /** Grids drawn for each that is kept. */
  private stride = 1;
  private skipped = 0;
  private last: Frame | undefined;

  add(frame: Frame): void {
    const isSame = frame.step === this.last?.step;
    this.last = frame;
    if (isSame || ++this.skipped < this.stride) return;
    this.skipped = 0;
    this.kept.push(frame);
    if (this.kept.length <= MAX_FRAMES) return;
    this.kept = this.kept.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }

  /** In the order of steps; the last grid is always among them. */
  get frames(): Frame[] {
    const { last } = this;
    if (!last) return [];
    return [...this.kept.filter(({ step }) => step < last.step), last];
  }

  /** Forgets what came after `step`: a run that goes on from a checkpoint takes those steps again. */
  cutAfter(step: number): void {
    this.kept = this.kept.filter((frame) => frame.step <= step);
    this.last = this.kept.at(-1);
  }

  static of(frames: Frame[]): Film {
    const film = new Film();
    for (const frame of frames) film.add(frame);
    return film;
  }
}
