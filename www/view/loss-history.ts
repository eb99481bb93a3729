/** The losses of a run, thinned out as they grow so that drawing them never gets slow. */

import type { StepLosses } from '../protocol.js';

/** Points kept at most; beyond it every two become one, their mean. */
const MAX_POINTS = 1500;

export class LossHistory {
  private points: StepLosses[] = [];
  /** Steps that a point is the mean of. */
  private stride = 1;
  private pending: StepLosses[] = [];

  add(losses: StepLosses[]): void {
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

  /** Forgets the steps after `step`: a run that goes on from a checkpoint takes them again. */
  cutAfter(step: number): void {
    this.points = this.points.filter((point) => point.step <= step);
    this.pending = [];
  }

  /** Steps, the losses of D and those of G. */
  columns(): [number[], number[], number[]] {
    return [
      this.points.map(({ step }) => step),
      this.points.map(({ discriminator }) => discriminator),
      this.points.map(({ generator }) => generator),
    ];
  }
}

function mean(losses: StepLosses[]): StepLosses {
  const average = (value: (loss: StepLosses) => number) =>
    losses.reduce((sum, loss) => sum + value(loss), 0) / losses.length;
  return {
    step: (losses[losses.length - 1] as StepLosses).step,
    discriminator: average(({ discriminator }) => discriminator),
    generator: average(({ generator }) => generator),
  };
}
