/** The losses of a run, thinned out as they grow so that drawing them never gets slow. */

import type { StepRecord } from '../protocol.js';

type Point = Pick<StepRecord, 'step' | 'losses'>;

/** What is kept of a run's losses, as it can be stored. */
export interface KeptLosses {
  points: Point[];
  /** Steps that a point is the mean of. */
  stride: number;
}

/** Points kept at most; beyond it every two become one, their mean. */
const MAX_POINTS = 1500;

export class LossHistory {
  private points: Point[] = [];
  /** Steps that a point is the mean of. */
  private stride = 1;
  private pending: Point[] = [];

  add(losses: Point[]): void {
    for (const loss of losses) {
      this.pending.push(loss);
      if (this.pending.length < this.stride) continue;
      this.points.push(mean(this.pending));
      this.pending = [];
      if (this.points.length <= MAX_POINTS) continue;
      const halves = [];
      for (let index = 0; index + 1 < this.points.length; index += 2) {
        halves.push(mean(this.points.slice(index, index + 2)));
      }
      this.points = halves;
      this.stride *= 2;
    }
  }

  get kept(): KeptLosses {
    return { points: this.points, stride: this.stride };
  }

  /** Goes on from what was kept. */
  static of({ points, stride }: KeptLosses): LossHistory {
    const history = new LossHistory();
    history.points = [...points];
    history.stride = stride;
    return history;
  }

  /** Forgets the steps after `step`: a run that goes on from a checkpoint takes them again. */
  cutAfter(step: number): void {
    this.points = this.points.filter((point) => point.step <= step);
    this.pending = [];
  }

  /** Steps, and both losses of each. */
  columns(): [number[], number[], number[]] {
    return [
      this.points.map(({ step }) => step),
      this.points.map(({ losses }) => losses[0]),
      this.points.map(({ losses }) => losses[1]),
    ];
  }
}

function mean(points: Point[]): Point {
  const average = (which: 0 | 1) =>
    points.reduce((sum, { losses }) => sum + losses[which], 0) / points.length;
  return {
    step: (points[points.length - 1] as Point).step,
    losses: [average(0), average(1)],
  };
}
