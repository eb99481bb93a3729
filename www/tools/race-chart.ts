/** The chart of a race: a line for each lane over the seconds that both trained. */

import { language, texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import type { Columns } from '../ui/series.js';
import { type Axis, Plot } from '../ui/plot.js';
import type { Judgement, Measure } from './race-verdict.js';

/** Seconds that the frame shows at first where a race has no end. */
const OPEN_END = 60;
const AXES: Record<Measure, Axis> = {
  frechet: { log: true, least: [1, 1000] },
  confidence: { least: [0, 1] },
};
/** Digits after the point that a measure is worth. */
export const DIGITS: Record<Measure, number> = { frechet: 1, confidence: 3 };

type Lanes = [Judgement[], Judgement[]];

/** Charts of two elements on one page do not move each other's cursors. */
let charts = 0;

export class RaceChart {
  private plot: Plot | undefined;
  /** What the plot was made for. */
  private look = '';
  private drawn: Lanes | undefined;
  private readonly sync = `gan-race-${charts++}`;
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');

  constructor(
    private readonly place: HTMLElement,
    /** Asks for `show` once more. */
    private readonly again: () => void,
  ) {
    this.dark.addEventListener('change', this.again);
  }

  /** Shows what the lanes came to; `race` is another number for another race. */
  show(lanes: Lanes, measure: Measure, duration: number, race: number): void {
    // uPlot paints with fixed colors and words, so other ones need another plot.
    const look = JSON.stringify([measure, duration, race, language(), this.dark.matches]);
    const isOther = look !== this.look;
    if (!isOther && lanes.every((judgements, lane) => judgements === this.drawn?.[lane])) return;
    this.drawn = lanes;
    if (isOther) {
      this.look = look;
      this.plot?.close();
      this.plot = this.create(measure, duration);
    }
    this.plot?.draw();
  }

  close(): void {
    this.dark.removeEventListener('change', this.again);
    this.plot?.close();
  }

  private create(measure: Measure, duration: number): Plot {
    const { race } = texts();
    const value = (value: number) => number(value, DIGITS[measure]);
    const options = {
      title: race.measures[measure],
      curves: [
        { label: race.lanes[0], color: '--lane-a', value, sparse: true },
        { label: race.lanes[1], color: '--lane-b', value, sparse: true },
      ],
      axes: { left: AXES[measure] },
      regions: [],
      lastStep: Number.isFinite(duration) ? duration : OPEN_END,
      place: race.after,
      data: () => {
        const raw = columns(this.drawn ?? [[], []]);
        return { raw, smooth: raw };
      },
    };
    return new Plot(this.place, options, this.sync);
  }
}

/** The seconds of all judgements, and what each lane came to at its own. */
function columns([a, b]: Lanes): Columns {
  const rows = [
    ...a.map(({ seconds, value }) => ({ seconds, a: value, b: null })),
    ...b.map(({ seconds, value }) => ({ seconds, a: null, b: value })),
  ].sort((one, other) => one.seconds - other.seconds);
  return [rows.map(({ seconds }) => seconds), rows.map(({ a }) => a), rows.map(({ b }) => b)];
}
